"""The pages of the record feed: what must be in them, and how they differ (pure).

Fields that nobody knows are ignored. A page that lacks something required, or has it of another
type, is refused as a whole: the other side has changed its form, and guessing would fill the index
with holes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from records_sync.model import Item, Page, SourceError
from records_sync.sources import troubles
from records_sync.sources.answers import shown
from records_sync.sources.digests import BUCKETS
from records_sync.sources.told import NAMES, Told

MOST_ITEMS = 10_000
_NUMBERS = ("year", "pages", "copies")
_SHOWN = 5  # differences in a report
_HEX = frozenset("0123456789abcdef")
_DIGEST = 64

Check = Callable[[Any], bool]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MOST_ITEMS


def _is_digest(value: Any) -> bool:
    return isinstance(value, str) and len(value) == _DIGEST and set(value) <= _HEX


def _are_digests(value: Any) -> bool:
    return isinstance(value, list) and len(value) == BUCKETS and all(map(_is_digest, value))


_TEXT, _COUNT = ("text", _is_text), ("whole number from 0", _is_count)
_LIST = (f"list of at most {MOST_ITEMS}", _is_list)
_PAGE = {
    "epoch": _TEXT,
    "cursor": _TEXT,
    "complete": ("true or false", lambda value: isinstance(value, bool)),
    "items": _LIST,
}
_BUCKET = {"epoch": _TEXT, "items": _LIST}
_DIGESTS = {"epoch": _TEXT, "buckets": ("256 digests", _are_digests)}
_ITEM = {"op": ("put or del", lambda value: value in ("put", "del")), "id": _TEXT, "rev": _COUNT}
_PUT = {"record": ("object", lambda value: isinstance(value, dict))}
_RECORD = {name: _COUNT if name in _NUMBERS else _TEXT for name in NAMES if name != "id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """A page as it was sent: `cursor` is theirs; `keys` tell its rows from those of other pages."""

    epoch: str
    cursor: str
    complete: bool
    total: int | None
    items: tuple[Item, ...]
    keys: tuple[tuple[str, int], ...]
    secret: int

    def page(self, cursor: str) -> Page:
        """Return it as the index takes it, with our own cursor."""
        return Page(
            items=self.items,
            cursor=cursor,
            epoch=self.epoch,
            total=self.total,
            secret=self.secret,
        )


def read_page(told: Told, body: Any) -> FeedPage:
    """Return a page of changes. Raises SourceError with what differs."""
    body = _required(body, _PAGE, "page")
    page = _items(told, body, body["cursor"], complete=body["complete"])
    total = body.get("total")
    return replace(page, total=total if _is_count(total) else None)


def read_bucket(told: Told, body: Any) -> FeedPage:
    """Return all live records of one bucket. Raises SourceError with what differs."""
    body = _required(body, _BUCKET, "bucket")
    return _items(told, body, "", complete=True)


def read_digests(body: Any) -> tuple[str, list[str]]:
    """Return the epoch and the 256 digests. Raises SourceError with what differs."""
    body = _required(body, _DIGESTS, "digests")
    return body["epoch"], body["buckets"]


def _items(told: Told, body: Mapping[str, Any], cursor: str, *, complete: bool) -> FeedPage:
    wrong = [
        difference for at, item in enumerate(body["items"], 1) for difference in _wrong(item, at)
    ]
    _refuse(wrong)
    items: list[Item] = []
    secret = 0
    for at, item in enumerate(body["items"], 1):
        if item["op"] == "del":
            items.append(told.gone(at, item["id"], item["rev"]))
            continue
        taken = told.put(at, _texts(item), item["rev"])
        items += taken.items
        secret += taken.secret
    return FeedPage(
        epoch=body["epoch"],
        cursor=cursor,
        complete=complete,
        total=None,
        items=tuple(items),
        keys=tuple((item["id"], item["rev"]) for item in body["items"]),
        secret=secret,
    )


def _texts(item: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of a record as texts; null is as good as not there."""
    record = item["record"]
    told = {name: str(record[name]) for name in _RECORD if record.get(name) is not None}
    return {**told, "id": item["id"]}


def _required(body: Any, form: Mapping[str, tuple[str, Check]], what: str) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise SourceError(troubles.SCHEMA, f"{what}: not an object")
    _refuse(list(_differences(body, form, what)))
    return body


def _wrong(item: Any, at: int) -> Iterable[str]:
    """Yield how an item differs from what it must be."""
    where = f"items[{at}]"
    if not isinstance(item, dict):
        yield f"{where}: not an object"
        return
    yield from _differences(item, _ITEM, where)
    if item.get("op") != "put":
        return
    if found := list(_differences(item, _PUT, where)):
        yield from found
        return
    record = item["record"]
    yield from _differences(record, {"title": _TEXT}, f"{where}.record", _RECORD)
    given = {name: form for name, form in _RECORD.items() if record.get(name) is not None}
    given.pop("title", None)
    yield from _differences(record, given, f"{where}.record")


def _differences(
    body: Mapping[str, Any],
    form: Mapping[str, tuple[str, Check]],
    where: str,
    known: Iterable[str] = (),
) -> Iterable[str]:
    for name, (kind, check) in form.items():
        if name not in body:
            others = sorted(str(key)[:30] for key in body if key not in form and key not in known)
            instead = f" (unknown: {', '.join(others[:_SHOWN])})" if others else ""
            yield f"{where}: no {name}{instead}"
        elif not check(body[name]):
            yield f"{where}.{name}: not {kind}: {shown(body[name])}"


def _refuse(wrong: list[str]) -> None:
    if wrong:
        more = f"; +{len(wrong) - _SHOWN}" if len(wrong) > _SHOWN else ""
        raise SourceError(troubles.SCHEMA, "; ".join(wrong[:_SHOWN]) + more)
