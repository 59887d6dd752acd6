"""What a record of ArchivesSpace comes to: its JSON to the texts of our fields (pure).

Agents that are persons or families are left out; only corporate bodies are creators here. Titles
may hold mark-up of EAD, which is taken away.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_CORPORATE = "/agents/corporate_entities/"
_LOCK_BITS = 20
_MOST = 50  # linked things of one record


def texts(record: Mapping[str, Any], secret_path: tuple[str, ...]) -> dict[str, str]:
    """Return the fields by name; `secret_path` leads to what the site uses for 密级."""
    numbers = [_text(record.get(f"id_{at}")) for at in range(4)]
    found = {
        "id": _text(record.get("uri")),
        "title": _TAG.sub("", _text(record.get("title")) or _text(record.get("display_string"))),
        "ref_code": _text(record.get("component_id")) or "-".join(filter(None, numbers)),
        "date": _date(record),
        "creator": ";".join(_creators(record)),
        "subjects": ";".join(_titles(record.get("subjects"))),
        "box": next(_boxes(record), ""),
        "secret": _at(record, secret_path) if secret_path else "",
    }
    return {name: text for name, text in found.items() if text or name == "id"}


def revision(record: Mapping[str, Any]) -> int | None:
    """Return the revision: when it was last modified, and which version of that second it is."""
    try:
        at = datetime.fromisoformat(_text(record.get("system_mtime")))
        seconds = int(at.timestamp())
    except (ValueError, OverflowError, OSError):
        return None
    lock = record.get("lock_version")
    version = lock if isinstance(lock, int) and not isinstance(lock, bool) else 0
    return (seconds << _LOCK_BITS) | max(0, min(version, (1 << _LOCK_BITS) - 1))


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _each(value: Any) -> Iterable[Mapping[str, Any]]:
    if not isinstance(value, list):
        return ()
    return [part for part in value[:_MOST] if isinstance(part, dict)]


def _date(record: Mapping[str, Any]) -> str:
    for date in _each(record.get("dates")):
        if told := _text(date.get("begin")) or _text(date.get("expression")):
            return told
    return ""


def _titles(refs: Any) -> Iterable[str]:
    for ref in _each(refs):
        resolved = ref.get("_resolved")
        if isinstance(resolved, dict) and (title := _text(resolved.get("title"))):
            yield title


def _creators(record: Mapping[str, Any]) -> Iterable[str]:
    yield from _titles(
        [
            agent
            for agent in _each(record.get("linked_agents"))
            if agent.get("role") == "creator" and _CORPORATE in _text(agent.get("ref"))
        ]
    )


def _boxes(record: Mapping[str, Any]) -> Iterator[str]:
    for instance in _each(record.get("instances")):
        box = _at(instance, ("sub_container", "top_container", "_resolved", "indicator"))
        if box:
            yield box


def _at(value: Any, path: tuple[str, ...]) -> str:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return _text(value)
