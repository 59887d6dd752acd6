"""A decision out of a row of the ledger: the way back of `daemon.control.events` (pure)."""

from collections.abc import Mapping
from typing import Any

from .control import Claim, Decision, Kind, Mode, Rank, Verdict
from .reasons import Reason
from .site import OutputInfo


def recorded_reason(body: Mapping[str, Any]) -> Reason:
    """Return the reason that a row holds; raises KeyError where it has none."""
    return Reason(str(body["code"]), tuple(sorted(body["args"].items())))


def recorded_decision(output: str, body: Mapping[str, Any], *, t: float, since: float) -> Decision:
    """Return the decision of a row of kind `output`, made at `t` and in force since `since`.

    Raises KeyError or ValueError for a row that an unknown program wrote.
    """
    trouble = body["trouble"]
    return Decision(
        output=output,
        mode=Mode(body["mode"]),
        want=body["want"],
        allowed=body["allowed"],
        claims=tuple(_claim(output, claim, t) for claim in (body["winner"], *body["losers"])),
        command=body["command"],
        feedback=body["feedback"],
        running=body["running"],
        verdict=Verdict(body["verdict"]),
        since=since,
        trouble=None if trouble is None else recorded_reason(trouble),
        degraded=body["degraded"],
    )


def recorded_output(output: str, body: Mapping[str, Any]) -> OutputInfo:
    """Return the output as it was called when the row was written; raises as above."""
    return OutputInfo(
        id=output,
        room=body["room"],
        kind=Kind(body["kind"]),
        name=body["name"],
        hazardous=body["hazardous"],
    )


def _claim(output: str, body: Mapping[str, Any], t: float) -> Claim:
    left_s, source = body["left_s"], body.get("source")
    return Claim(
        output=output,
        on=body["on"],
        rank=Rank[body["rank"].upper()],
        owner=body["owner"],
        reason=recorded_reason(body["reason"]),
        until=None if left_s is None else t + left_s,
        source=None if source is None else recorded_reason(source),
    )
