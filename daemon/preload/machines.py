"""The machines of a room in the month, switched by the site's setpoints and deadbands (pure)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from daemon.control.claims import default
from daemon.control.deadband import Edges, edges_to_lower, edges_to_raise, lowers, raises
from daemon.control.settings import OutputSettings, RoomSettings
from daemon.model import Claim, Kind, Rank, Reason, reason
from drivers.simulator.physics import Machine

MACHINES: Mapping[Kind, Machine] = {
    Kind.DEHUMIDIFIER: Machine.DEHUMIDIFIER,
    Kind.HUMIDIFIER: Machine.HUMIDIFIER,
    Kind.COOLER: Machine.COOLER,
}
WHO, WHY = "李工", "例行保养"
SERVICE_S = 14_400.0


class Inside(NamedTuple):
    """The air of a room, as its rules look at it."""

    temperature_c: float
    humidity_pct: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One machine and when it is wanted: by humidity, else temperature; to lower or to raise."""

    output: OutputSettings
    machine: Machine
    edges: Edges
    of_humidity: bool
    to_lower: bool

    @property
    def owner(self) -> str:
        """The quantity that decides."""
        return "humidity" if self.of_humidity else "temperature"

    def wants(self, inside: Inside, *, running: bool) -> bool:
        """Return whether the rule wants its machine at this air."""
        value = inside.humidity_pct if self.of_humidity else inside.temperature_c
        return (lowers if self.to_lower else raises)(value, self.edges, running=running)

    def claim(self, inside: Inside, *, on: bool) -> Claim:
        """Return what the rule says at this air."""
        value = inside.humidity_pct if self.of_humidity else inside.temperature_c
        return Claim(
            output=self.output.id,
            on=on,
            rank=Rank.RULE,
            owner=self.owner,
            reason=self._reason(value, on=on),
        )

    def _reason(self, value: float, *, on: bool) -> Reason:
        low, high, now = (round(each, 2) for each in (*self.edges, value))
        if not self.of_humidity:
            code = "temperature_above" if on else "temperature_not_above"
            return reason(code, value_c=now, low_c=low, high_c=high)
        way = "above" if self.to_lower else "below"
        code = f"humidity_{way}" if on else f"humidity_not_{way}"
        return reason(code, rh_pct=now, low_pct=low, high_pct=high)


def rules_of(room: RoomSettings, outputs: Mapping[str, OutputSettings]) -> Iterator[Rule]:
    """Yield the rules of a room that the month follows."""
    humid, warm = room.humidity, room.temperature
    if humid is not None:
        opposed = humid.lower is not None and humid.raise_ is not None
        for name, edges, to_lower in (
            (humid.lower, edges_to_lower, True),
            (humid.raise_, edges_to_raise, False),
        ):
            if name is not None:
                edge = edges(humid.setpoint_pct, humid.deadband_pct, opposed=opposed)
                yield _rule(outputs[name], edge, of_humidity=True, to_lower=to_lower)
    if warm is not None and warm.lower is not None:
        edge = edges_to_lower(warm.setpoint_c, warm.deadband_c, opposed=warm.raise_ is not None)
        yield _rule(outputs[warm.lower], edge, of_humidity=False, to_lower=True)


def _rule(output: OutputSettings, edges: Edges, *, of_humidity: bool, to_lower: bool) -> Rule:
    return Rule(
        output=output,
        machine=MACHINES[output.kind],
        edges=edges,
        of_humidity=of_humidity,
        to_lower=to_lower,
    )


def by_hand(output: str) -> Claim:
    """Return the wish of a person that a machine stays off for its service."""
    why = reason("hand_off", who=WHO, why=WHY)
    return Claim(output=output, on=False, rank=Rank.HAND, owner=WHO, reason=why)


def full_tank(output: str) -> Claim:
    """Return the claim of a tank that can take no more."""
    return Claim(
        output=output, on=False, rank=Rank.INTERLOCK, owner="tank", reason=reason("trip_tank")
    )


def none_wanted(output: str) -> Claim:
    """Return the claim that holds when nobody wants anything."""
    return default(output)
