"""Every output in one scan: claims are ranked, guards have the last word, orders come out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from daemon.model import Claim, Decision, Event, Mode, Order, Rank

from .claims import ranked
from .commands import commanded, ordered
from .effects import trouble as no_effect
from .events import decider, is_transition, output_event
from .feedback import Shown, trouble
from .guards import Turn, holds, is_adopting
from .interlocks import NEEDED_IN_DANGER, is_hazard
from .rules import is_degraded
from .settings import OutputSettings
from .state import OutputMemory
from .trips import full_tanks
from .unsteady import steadied
from .unsteady import trouble as unsteady
from .view import NEW_OUTPUT, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What all outputs come to in one scan."""

    decisions: Mapping[str, Decision]
    memories: Mapping[str, OutputMemory]
    orders: tuple[Order, ...]
    events: tuple[Event, ...]


def decided(
    view: View,
    seen: Mapping[str, Shown],
    claims: Iterable[Claim],
    previous: Mapping[str, OutputMemory],
) -> Outcome:
    """Return the decision for every output, in the order of the configuration.

    `previous` is what was remembered at the end of the last scan: events are changes against it.
    """
    by_output: dict[str, list[Claim]] = {name: [] for name in view.settings.outputs}
    for claim in (*claims, *full_tanks(view)):
        by_output[claim.output].append(claim)
    decisions: dict[str, Decision] = {}
    memories: dict[str, OutputMemory] = {}
    orders: list[Order] = []
    events: list[Event] = []
    allowed: dict[str, bool] = {}
    started_t, adopting = _newest_start(view), is_adopting(view)
    for output in view.settings.outputs.values():
        before = view.output(output.id)
        wishes = by_output[output.id]
        ranking = ranked(wishes)
        wish = next(claim for claim in ranking if claim.rank <= Rank.HAND)
        want = wish.on
        turn = Turn(view=view, output=output, memory=before, allowed=allowed, started_t=started_t)
        if held := tuple(holds(turn, want=want)):
            ranking = ranked((*wishes, *held))
        winner = ranking[0]
        memory = commanded(view, output, before, allowed=winner.on)
        memory, order = ordered(view, output, memory, urgent=winner.rank >= Rank.LOCAL_STOP)
        looks_on = adopting and not is_hazard(output)  # a wish without inputs is none
        memory = _noted(view, memory, winner, want=before.want if looks_on else want)
        shown, last = seen[output.id], previous.get(output.id, NEW_OUTPUT)
        changed = is_transition(
            last, memory, hazard=is_hazard(output), cycles=view.settings.programmes
        )
        memory, is_row = steadied(last, memory, view.t, changed=changed)
        decision = Decision(
            output=output.id,
            mode=_mode(view, output),
            want=want,
            allowed=winner.on,
            claims=ranking,
            command=memory.command,
            feedback=shown.feedback,
            running=shown.running,
            verdict=memory.verdict,
            since=_since(memory),
            run_s=memory.run_s,
            switchings=memory.switchings,
            trouble=unsteady(memory)
            or trouble(memory.verdict, memory, shown)
            or no_effect(view, output, memory),
            degraded=is_degraded(wish.reason),
        )
        decisions[output.id], memories[output.id] = decision, memory
        allowed[output.id] = winner.on
        if order is not None:
            orders.append(order)
        if len(memory.starts) > len(before.starts) and _is_machine(output):
            started_t = view.t
        if is_row:
            events.append(output_event(view, output, decision))
    orders.sort(key=lambda order: not order.safety)
    return Outcome(
        decisions=decisions, memories=memories, orders=tuple(orders), events=tuple(events)
    )


def _noted(view: View, memory: OutputMemory, winner: Claim, *, want: bool) -> OutputMemory:
    """Return the memory with what was decided; most scans decide what the last one did."""
    why = decider(view, winner)
    if (memory.want, memory.allowed, memory.winner) == (want, winner.on, why):
        return memory
    since = memory.since if memory.winner and winner.on is memory.allowed else view.t
    return replace(memory, want=want, allowed=winner.on, winner=why, since=since)


def _since(memory: OutputMemory) -> float:
    """Return since when the output is as it is allowed to be, else since when that was decided."""
    if memory.on is not memory.allowed:
        return memory.since
    changed_t = memory.on_t if memory.on else memory.off_t
    return memory.since if changed_t is None else changed_t


def _is_machine(output: OutputSettings) -> bool:
    return not is_hazard(output) and output.kind not in NEEDED_IN_DANGER


def _newest_start(view: View) -> float | None:
    return max(
        (
            memory.starts[-1]
            for output in view.settings.outputs.values()
            if _is_machine(output) and (memory := view.output(output.id)).starts
        ),
        default=None,
    )


def _mode(view: View, output: OutputSettings) -> Mode:
    hand = view.state.hands.get(output.id)
    if hand is None:
        return Mode.AUTO
    return Mode.HAND if hand.on else Mode.OFF
