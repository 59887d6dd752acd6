"""The month's rows for the ledger, in the form of those that a scan makes (pure)."""

from daemon.calibration.certificate import Certificate, body_of
from daemon.control.settings import OutputSettings
from daemon.model import Claim, Event, Mode, Rank, Reason, Verb, Verdict, reason
from drivers.simulator.signals import RoomView

from .machines import SERVICE_S, WHO, WHY
from .room import Turn

NOTHING_SEEN = {"nobody": None, "e_stop_released": None, "no_fire": None}


def output_row(turn: Turn) -> Event:
    """Return the row of a machine that was switched."""
    output, winner = turn.rule.output, turn.winner
    runs = turn.view.running.get(turn.rule.machine, 0) > 0
    return Event(
        kind="output",
        subject=output.id,
        body={
            "name": output.name,
            "room": output.room,
            "kind": output.kind.value,
            "hazardous": output.hazardous,
            "mode": (Mode.OFF if winner.rank is Rank.HAND else Mode.AUTO).value,
            "want": turn.want,
            "allowed": winner.on,
            "command": winner.on,
            "feedback": winner.on,
            "running": None if output.running is None else runs,
            "verdict": Verdict.CONFIRMED.value,
            "trouble": _plain(reason("tank_full")) if winner.owner == "tank" else None,
            "degraded": False,
            "winner": _claim(winner),
            "losers": [_claim(claim) for claim in turn.losers],
            "inputs": _inputs(turn.view),
        },
    )


def service_row(output: OutputSettings, number: int) -> Event:
    """Return the row of a person who switches a machine off for its service."""
    return Event(
        kind="act",
        subject=output.id,
        body={
            "id": f"preload-{number}",
            "verb": Verb.OFF.value,
            "who": WHO,
            "why": WHY,
            "origin": "local",
            "for_s": SERVICE_S,
            "accepted": True,
            "reason": _plain(reason("act_hand", lasts_s=SERVICE_S)),
        },
    )


def bus_row(room: str, bus: str, *, holds: bool) -> Event:
    """Return the row of a cable that was cut, or joined again."""
    body: dict[str, object] = {"room": room, "holds": holds}
    if holds:
        body |= {
            "reason": _plain(reason("degraded_bus_down", buses=bus)),
            "action": _plain(reason("degraded_bus_down_action")),
        }
    return Event(kind="degraded", subject="bus_down", body=body)


def calibration_row(certificate: Certificate, number: int) -> Event:
    """Return the row of a certificate."""
    body = {**body_of(certificate), "id": f"preload-certificate-{number}"}
    return Event(kind="calibration", subject=certificate.tag, body=body)


def _claim(claim: Claim) -> dict[str, object]:
    return {
        "on": claim.on,
        "rank": claim.rank.name.lower(),
        "owner": claim.owner,
        "reason": _plain(claim.reason),
        "left_s": None,
    }


def _inputs(view: RoomView) -> dict[str, object]:
    inside = view.state.air
    return {
        "temperature": _reading(inside.temperature_c, "°C"),
        "humidity": _reading(inside.humidity_pct, "%RH"),
        "dew_point": _reading(inside.dew_point_c, "°C"),
        "door_closed": not view.door_open,
        "floor_dry": not view.leak,
        **NOTHING_SEEN,
    }


def _reading(value: float, unit: str) -> dict[str, object]:
    return {"value": round(value, 2), "unit": unit, "quality": "good", "why": "none", "age_s": 1.0}


def _plain(why: Reason) -> dict[str, object]:
    return {"code": why.code, "args": dict(why.args)}
