"""What goes into the ledger: every change of a decision, with all that explains it (plain JSON)."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from operator import attrgetter

from daemon.model import Act, Answer, Claim, Decision, Degraded, Event, Reading, Reason

from .settings import OutputSettings
from .state import OutputMemory, TripMemory
from .view import View

TRANSITIONS = attrgetter("want", "allowed", "command", "verdict", "feedback", "running")
LATCHED = ":latched"
NO_ACT = frozenset({"act_unknown_subject", "act_nameless", "act_repeated"})


def decider(view: View, winner: Claim) -> str:
    """Return what is remembered of the claim that decided: owner, reason, a trip that latched."""
    room = view.settings.outputs[winner.output].room
    trip = view.state.trips.get(f"{room}/{winner.owner}")
    latched = trip is not None and trip.latched
    return f"{winner.owner}:{winner.reason.code}{LATCHED if latched else ''}"


def is_transition(
    before: OutputMemory, after: OutputMemory, *, hazard: bool, cycles: Collection[str]
) -> bool:
    """Return whether people would call this a change: numbers in a reason may move on.

    Why a hazard that nobody wants is off changes with every door that opens: that is no change,
    unless one of the `cycles` or a trip that latched decided before or decides now.
    """
    unwanted = hazard and not (before.want or after.want or before.allowed)
    passing = unwanted and before.winner and not (_lasts(before, cycles) or _lasts(after, cycles))
    if before.winner != after.winner and not passing:
        return True
    return bool(TRANSITIONS(before) != TRANSITIONS(after))


def _lasts(memory: OutputMemory, cycles: Collection[str]) -> bool:
    return memory.winner.endswith(LATCHED) or memory.winner.partition(":")[0] in cycles


def output_event(view: View, output: OutputSettings, decision: Decision) -> Event:
    """Return one row: who won, who lost, what was seen, under which configuration."""
    winner, *losers = decision.claims
    return Event(
        kind="output",
        subject=output.id,
        body={
            "name": output.name,
            "room": output.room,
            "kind": output.kind.value,
            "hazardous": output.hazardous,
            "mode": decision.mode.value,
            "want": decision.want,
            "allowed": decision.allowed,
            "command": decision.command,
            "feedback": decision.feedback,
            "running": decision.running,
            "verdict": decision.verdict.value,
            "trouble": None if decision.trouble is None else plain(decision.trouble),
            "degraded": decision.degraded,
            "winner": _claim(winner, view.t),
            "losers": [_claim(claim, view.t) for claim in losers],
            "inputs": _inputs(view, output),
        },
    )


def trip_events(
    before: Mapping[str, TripMemory], after: Mapping[str, TripMemory]
) -> Iterator[Event]:
    """Yield one row for each trip that latched, and for the end of one that had.

    What else trips is told by the outputs that it blocks; a door alone may open all day.
    """
    for key in sorted({*before, *after}):
        was, now = before.get(key), after.get(key)
        if (was is not None and was.latched) == (now is not None and now.latched):
            continue
        told = now or was
        if told is not None:
            yield Event(
                kind="trip",
                subject=key,
                body={
                    "holds": now is not None,
                    "latched": now is not None and now.latched,
                    "reason": plain(told.reason),
                },
            )


def act_events(answers: Iterable[Answer]) -> Iterator[Event]:
    """Yield one row for each act of a person; what was never an act of this site leaves none."""
    for answer in answers:
        act = answer.act
        if answer.reason.code in NO_ACT:
            continue
        yield Event(
            kind="act",
            subject=act.subject,
            body={
                "id": act.id,
                "verb": act.verb.value,
                "who": act.who,
                "why": act.why,
                "origin": act.origin.value,
                "for_s": act.for_s,
                **_chosen(act),
                "accepted": answer.accepted,
                "reason": plain(answer.reason),
            },
        )


def degraded_events(
    before: Iterable[tuple[str, str]], after: Iterable[Degraded]
) -> Iterator[Event]:
    """Yield one row for each degraded mode that began or ended."""
    now = {(mode.mode, mode.room): mode for mode in after}
    was = set(before)
    for key in sorted(was ^ set(now)):
        body: dict[str, object] = {"room": key[1], "holds": key in now}
        if key in now:
            body |= {"reason": plain(now[key].reason), "action": plain(now[key].action)}
        yield Event(kind="degraded", subject=key[0], body=body)


def plain(why: Reason) -> dict[str, object]:
    """Return a reason as JSON values."""
    return {"code": why.code, "args": dict(why.args)}


def _claim(claim: Claim, t: float) -> dict[str, object]:
    return {
        "on": claim.on,
        "rank": claim.rank.name.lower(),
        "owner": claim.owner,
        "reason": plain(claim.reason),
        "left_s": None if claim.until is None else round(max(0.0, claim.until - t), 1),
        **({} if claim.source is None else {"source": plain(claim.source)}),
    }


def _chosen(act: Act) -> dict[str, object]:
    """Return what only changes of setpoints have; JSON knows no infinity."""
    known: dict[str, object] = {}
    if act.value is not None and math.isfinite(act.value):
        known["value"] = act.value
    if act.undoes:
        known["undoes"] = act.undoes
    return known


def _inputs(view: View, output: OutputSettings) -> dict[str, object]:
    climate, facts = view.climates[output.room], view.facts[output.room]
    readings = {
        "temperature": climate.temperature,
        "humidity": climate.humidity,
        "dew_point": climate.dew_point,
        "feedback": view.reading(output.feedback),
    }
    if output.running is not None:
        readings["running"] = view.reading(output.running)
    if facts.ozone is not None:
        readings["ozone"] = facts.ozone
    return {name: _reading(reading, view.t) for name, reading in readings.items()} | {
        "door_closed": facts.door_closed,
        "nobody": facts.nobody,
        "e_stop_released": facts.e_stop_released,
        "floor_dry": facts.floor_dry,
        "no_fire": facts.no_fire,
    }


def _reading(reading: Reading, t: float) -> dict[str, object]:
    age_s = reading.age_s(t)
    return {
        "value": reading.value,
        "unit": reading.unit,
        "quality": reading.quality.name.lower(),
        "why": reading.why.value,
        "age_s": None if age_s is None else round(age_s, 1),
    }
