"""The rules of one room: from values and setpoints to what each machine should do, and why.

Order matters: the temperature decides before the humidity, because a dehumidifier heats and a
cooler dampens; machines that work against each other are sorted out last. Every machine of a rule
gets a claim in every scan, off as well as on, so every state has its sentence.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from daemon.model import Claim, Reason

from .arbitration import drying, unopposed
from .chosen import sources
from .circulation import circulation_claim
from .humidity import humidity_claims
from .on_loss import losses
from .purifier import is_blind, purifier_claim
from .settings import RoomSettings
from .situation import Situation, air_of, told
from .state import RoomMemory
from .targets import notes
from .temperature import temperature_claims
from .ventilation import advice, exchange, fan_claim
from .view import View

DEGRADED = "_degraded"  # how the code of every reason ends that was found without its input


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRules:
    """What the rules of one room say: claims, memory, and what people should know besides."""

    claims: tuple[Claim, ...]
    memory: RoomMemory
    notes: tuple[Reason, ...]
    ventilation: Reason | None


def is_degraded(reason: Reason) -> bool:
    """Return whether a decision was made without the input that its rule wants."""
    return reason.code.endswith(DEGRADED)


def room_claims(view: View, room: RoomSettings, memory: RoomMemory) -> RoomRules:
    """Return what the rules of a room want now, with this moment's setpoints in `memory`."""
    situation = Situation(view=view, room=room, memory=memory, air=air_of(view, room))
    fan = room.ventilation
    airs = None if fan is None else exchange(situation, fan)
    allowed, why = (False, None) if airs is None else advice(airs)
    loss_t = losses(memory.loss_t, _lost(situation, blind=isinstance(airs, Reason)), view.t)
    if (memory.ventilating, memory.loss_t) != (allowed, loss_t):
        memory = replace(memory, ventilating=allowed, loss_t=loss_t)
        situation = replace(situation, memory=memory)
    claims: list[Claim] = []
    said = list(notes(view, room, memory))
    cooler = None
    if (warmth := room.temperature) is not None:
        claims += temperature_claims(situation, warmth)
        cooler = next((claim for claim in claims if claim.output == warmth.lower), None)
    if (damp := room.humidity) is not None:
        dry = drying(situation, damp, cooler)
        claims += humidity_claims(situation, damp, dry)
        if dry is not None and dry.why:
            said.append(told(f"drying_{dry.why}", setpoint_pct=dry.setpoint_pct))
    claims = list(_sourced(view, room, claims))
    if fan is not None and why is not None:
        claims.append(fan_claim(situation, fan, allowed=allowed, why=why))
    if room.circulation is not None:
        claims.append(circulation_claim(situation, room.circulation))
    if room.purifier is not None:
        claims.append(purifier_claim(situation, room.purifier))
    return RoomRules(
        claims=unopposed(view, room, claims),
        memory=situation.memory,
        notes=tuple(said),
        ventilation=why,
    )


def _sourced(view: View, room: RoomSettings, claims: Iterable[Claim]) -> Iterator[Claim]:
    """Yield the claims of the climate with who chose the setpoint that they follow."""
    known = sources(view, room)
    for claim in claims:
        source = None if is_degraded(claim.reason) else known.get(claim.owner)
        yield claim if source is None else replace(claim, source=source)


def _lost(situation: Situation, *, blind: bool) -> Mapping[str, bool]:
    """Return by rule whether its input is gone; `surface` is what cooling needs besides."""
    air, room = situation.air, situation.room
    no_humidity = air.humidity_pct is None
    return {
        "humidity": room.humidity is not None and no_humidity,
        "temperature": room.temperature is not None
        and (air.temperature_c is None or (air.is_measured and no_humidity)),
        "surface": room.temperature is not None and air.surface_c is None,
        "ventilation": blind,
        "purifier": room.purifier is not None and is_blind(situation, room.purifier),
    }
