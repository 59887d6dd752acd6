"""Finds records and boxes: what the index has of them, joined with how they stand here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from daemon.record_ports import (
    Answered,
    BoxGroup,
    BoxSheet,
    Question,
    RecordSheet,
    RecordsUnavailableError,
)
from records_sync.holdings.codes import BoxCode, Foreign, RecordCode, parsed
from records_sync.holdings.labels import SHEETS, Label, box_label, record_label, sheet
from records_sync.holdings.model import Fact, Key, Refused, Standing, Status
from records_sync.holdings.reading import HoldingsReader
from records_sync.index.query import Entry, Query
from records_sync.index.reading import Index

from .aside import Asking
from .boxes import Known, box_sheet, key_of, unready
from .troubles import asking_facts, asking_index

CHUNK = 500  # records that the index is asked for at once, so that a search may come between
MANY = 20_000  # keys that are only counted
MOST_LABELS = 1000
MOST_FACTS = 200  # of one record, the newest


class Finding:
    """Answers out of the index and the facts; raises RecordsUnavailableError."""

    def __init__(self, directory: Path, index: Index, aside: Asking) -> None:
        self._reader = HoldingsReader(directory.absolute())
        self._index = index
        self._aside = aside

    async def search(self, question: Question) -> Answered:
        """Return a page of records; status and room narrow it to those of which they are told."""
        query = await self.narrowed(question)
        with asking_index():
            found = await self._index.search(query)
        try:
            standings = await self.standings([hit.entry for hit in found.hits])
        except RecordsUnavailableError:
            return Answered(found=found, standings={}, facts_are_away=True)
        return Answered(found=found, standings=standings)

    async def narrowed(self, question: Question) -> Query:
        """Return a question of the index only: status and room as the records that they are of."""
        query = question.query
        if not (question.statuses or question.room):
            return query
        return replace(query, only=await self._numbers(question.statuses, question.room))

    async def record(self, key: Key) -> RecordSheet | None:
        """Return all about a record by a key that it has or had."""
        with asking_index():
            entry = next(iter((await self._index.entries([key])).values()), None)
        now = key_of(entry) if entry else key
        keys = list(dict.fromkeys((now, key, *former_of(entry))))

        async def told() -> tuple[Standing | None, tuple[Fact, ...]]:
            standings = await self._reader.standings(keys)
            found = next((one for one in keys if one in standings), None)
            facts = await self._reader.history(found, MOST_FACTS + 1) if found else ()
            return (standings[found] if found else None), tuple(facts)

        try:
            with asking_facts():
                standing, facts = await self._aside.ask(told)
        except RecordsUnavailableError:
            if entry is None:
                raise  # perhaps only the facts know it
            return RecordSheet(key=now, entry=entry, standing=None, facts_are_away=True)
        if entry is None and standing is None:
            return None
        return RecordSheet(
            key=now if entry or standing is None else standing.key,
            entry=entry,
            standing=standing,
            facts=facts[:MOST_FACTS],
            is_cut=len(facts) > MOST_FACTS,
        )

    async def read_code(self, text: str) -> Key | str | None:
        """Return what a scanned code names; a number of somebody else is looked up."""
        code = parsed(text)
        if isinstance(code, RecordCode):
            return code.key
        if isinstance(code, BoxCode):
            return code.box
        if not isinstance(code, Foreign) or not code.text:
            return None
        with asking_index():
            named = await self._index.numbered(code.text)
        if len(named) == 1:  # a number of two records names neither
            return key_of(named[0])
        return code.text if not named and await self.box(code.text) else None

    async def box(self, code: str, group: BoxGroup | None = None) -> BoxSheet | None:
        """Return a box; a record that is told to stand elsewhere is not in it."""
        with asking_index():
            listed = await self._index.in_box(code)

        async def told() -> Known:
            going = [one for one in await self._reader.checks(code) if not one.ended_as]
            return Known(
                code=code,
                listed=listed,
                place=await self._reader.box(code),
                here={one.key: one for one in await self._reader.in_box(code)},
                told=_by_present_keys(listed, await self._reader.standings(_all_keys(listed))),
                check=await self._reader.check(going[0].id) if going else None,
            )

        try:
            with asking_facts():
                known = await self._aside.ask(told)
        except RecordsUnavailableError:
            if not listed:
                raise  # perhaps only the facts know it
            known = Known(code=code, listed=listed, place=None, here={})
            return replace(box_sheet(known, {}, group), unplaced=(), facts_are_away=True)
        if known.place is None and not listed and not known.here:
            return None
        more = await self.entries(known.here)
        here = {key_of(more[key]) if key in more else key: one for key, one in known.here.items()}
        more = {key_of(entry): entry for entry in more.values()}
        box = box_sheet(replace(known, here=here), more, group)
        return replace(box, strays=await self._strays(box))

    async def _strays(self, box: BoxSheet) -> tuple[RecordSheet, ...]:
        """Return the records that were scanned in a box's check and are not among its own."""
        own = {sheet.key for sheet in box.records}
        keys = [key for key in (box.check.scanned if box.check else ()) if key not in own]
        if not keys:
            return ()
        entries = await self.entries(keys)
        with asking_facts():
            standings = await self._aside.ask(lambda: self._reader.standings(keys))
        return tuple(
            RecordSheet(key=key, entry=entries.get(key), standing=standings.get(key))
            for key in keys
        )

    async def not_to_check(self, code: str) -> Refused | None:
        """Return why a box can't be checked yet; the local facts say so of one that they lack."""
        box = await self.box(code)
        if box is None or box.place is None or box.check is not None:
            return None
        return unready(box)

    async def labels(
        self, keys: Sequence[Key], boxes: Sequence[str], name: str, used: int
    ) -> str | None:
        """Return a page of labels, the boxes first, a thousand of each at most.

        None for a sheet that does not exist.
        """
        stickers = SHEETS.get(name)
        if stickers is None:
            return None
        entries = await self.entries(keys[:MOST_LABELS])
        labels = [box_label(code) for code in boxes[:MOST_LABELS]]
        labels += [_label(key, entries.get(key)) for key in keys[:MOST_LABELS]]
        return sheet(labels, stickers, used)

    async def former(self, key: Key) -> Sequence[Key]:
        """Return the other keys that a record has or had; none while the index can't be read."""
        with suppress(RecordsUnavailableError):
            entry = (await self.entries([key])).get(key)
            return [key_of(entry), *former_of(entry)] if entry else []
        return []

    async def told(self, keys: Sequence[Key]) -> Collection[Key]:
        """Return those keys of which the local facts know."""
        with asking_facts():
            return (await self._aside.ask(lambda: self._reader.standings(keys))).keys()

    async def has_index(self) -> bool:
        """Return whether there is an index."""
        with asking_index():
            return await self._index.version() is not None

    async def entries(self, keys: Iterable[Key]) -> dict[Key, Entry]:
        """Return the records of the index by the keys by which they are asked for."""
        asked, found = list(keys), dict[Key, Entry]()
        for first in range(0, len(asked), CHUNK):
            with asking_index():
                part = await self._index.entries(asked[first : first + CHUNK])
            found |= {Key(*key): entry for key, entry in part.items()}
        return found

    async def counts(self) -> Mapping[Status, int]:
        """Return how many records have each status."""
        with asking_facts():
            return await self._aside.ask(self._reader.counts)

    async def live(self, status: Status) -> int:
        """Return how many records with a status are in the index."""
        with asking_facts():
            keys = await self._aside.ask(lambda: self._reader.keys_with((status,)))
        count = 0
        for first in range(0, len(keys), MANY):
            with asking_index():
                count += await self._index.live(keys[first : first + MANY])
        return count

    async def standings(self, entries: Sequence[Entry]) -> Mapping[Key, Standing]:
        """Return how records stand, by their present keys."""
        keys = _all_keys(entries)
        if not keys:
            return {}
        with asking_facts():
            found = await self._aside.ask(lambda: self._reader.standings(keys))
        return _by_present_keys(entries, found)

    async def _numbers(self, statuses: Sequence[Status], room: str) -> frozenset[int]:
        with asking_facts():
            keys = await self._aside.ask(lambda: self._reader.keys_with(statuses, room))
        with asking_index():
            return await self._index.numbers(keys)


def former_of(entry: Entry | None) -> Iterable[Key]:
    """Return the keys that a record of the index had before."""
    return (Key(entry.source, name) for name in entry.former_ids) if entry else ()


def _all_keys(entries: Sequence[Entry]) -> Sequence[Key]:
    return [key for entry in entries for key in (key_of(entry), *former_of(entry))]


def _by_present_keys(
    entries: Sequence[Entry], found: Mapping[Key, Standing]
) -> Mapping[Key, Standing]:
    former = {name: key_of(entry) for entry in entries for name in former_of(entry)}
    by_former = {former[key]: one for key, one in found.items() if key in former}
    return by_former | {key: one for key, one in found.items() if key not in former}


def _label(key: Key, entry: Entry | None) -> Label:
    if entry is None:
        return record_label(key, key.id)
    record = entry.record
    lines = (record.title, record.unit, record.doc_no)
    return record_label(key, record.ref_code or record.temp_no or key.id, *filter(None, lines))
