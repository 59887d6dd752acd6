"""What a guest is shown of a snapshot: all of it but names of people and what they typed; pure.

Of who acted the place is left. Whatever control says of people goes through here, so that no view
need think of it.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from daemon.model import Claim, Rank, Reason, Snapshot
from daemon.model.who import AT_THE_PANEL, ELSEWHERE

UNSAID = "—"


def nameless(snapshot: Snapshot | None) -> Snapshot | None:
    """Return a snapshot that names nobody; None where there is none yet."""
    if snapshot is None:
        return None
    result = snapshot.result
    told = replace(
        result,
        **{
            part: _without(getattr(result, part))
            for part in ("outputs", "rooms", "cycles", "alarms", "degraded")
        },
    )
    return replace(snapshot, result=told)


def place_of(who: str) -> str:
    """Return from where somebody acted, without the name and the address."""
    return next((place for place in (AT_THE_PANEL, ELSEWHERE) if who.startswith(place)), UNSAID)


def _without(part: Any) -> Any:
    if isinstance(part, Reason):
        return replace(part, args=tuple((name, _arg(name, arg)) for name, arg in part.args))
    if isinstance(part, Mapping):
        return {key: _without(each) for key, each in part.items()}
    if isinstance(part, tuple):
        return tuple(map(_without, part))
    if not is_dataclass(part) or isinstance(part, type):
        return part
    return replace(part, **{f.name: _field(part, f.name) for f in fields(part)})


def _field(part: object, name: str) -> Any:
    value = getattr(part, name)
    if name == "owner" and isinstance(part, Claim):  # of a rule it is the rule's name
        return place_of(value) if part.rank is Rank.HAND else value
    if name == "why":
        return "" if isinstance(value, str) else _without(value)
    return _who(value) if name == "who" else _without(value)


def _arg(name: str, value: Any) -> Any:
    """Return an argument of a sentence, which must stay a whole one."""
    return UNSAID if name == "why" else _who(value) if name == "who" else value


def _who(value: str) -> str:
    return place_of(value) if value else ""
