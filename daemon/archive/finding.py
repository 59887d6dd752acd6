"""Finds records and boxes: what the index has of them, joined with how they stand here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from daemon.record_ports import Answered, BoxSheet, Question, RecordSheet
from records_sync.holdings.codes import BoxCode, Foreign, RecordCode, parsed
from records_sync.holdings.labels import SHEETS, Label, box_label, record_label, sheet
from records_sync.holdings.model import NOWHERE, Fact, Key, Place, Standing, Status
from records_sync.holdings.reading import HoldingsReader
from records_sync.holdings.situation import Check
from records_sync.index.query import Entry, Query
from records_sync.index.reading import Index
from records_sync.text.keys import ref_key

from .aside import Aside
from .troubles import asking_facts, asking_index

CHUNK = 500  # records that the index is asked for at once, so that a search may come between
MOST_LABELS = 1000
FEW = 20  # hits among which a scanned number is looked for


class Finding:
    """Answers out of the index and the facts; raises RecordsUnavailableError."""

    def __init__(self, directory: Path, index: Index, aside: Aside) -> None:
        self._reader = HoldingsReader(directory.absolute())
        self._index = index
        self._aside = aside

    async def search(self, question: Question) -> Answered:
        """Return a page of records; status and room narrow it to those of which they are told."""
        query = question.query
        if question.statuses or question.room:
            query = replace(query, only=await self._numbers(question.statuses, question.room))
        with asking_index():
            found = await self._index.search(query)
        entries = [hit.entry for hit in found.hits]
        return Answered(found=found, standings=await self.standings(entries))

    async def record(self, key: Key) -> RecordSheet | None:
        """Return all about a record by a key that it has or had."""
        with asking_index():
            entry = next(iter((await self._index.entries([key])).values()), None)
        now = key_of(entry) if entry else key
        keys = list(dict.fromkeys((now, key, *_former(entry))))

        async def told() -> tuple[Standing | None, tuple[Fact, ...]]:
            standings = await self._reader.standings(keys)
            found = next((one for one in keys if one in standings), None)
            facts = await self._reader.history(found) if found else ()
            return (standings[found] if found else None), tuple(facts)

        with asking_facts():
            standing, facts = await self._aside.ask(told)
        if entry is None and standing is None:
            return None
        return RecordSheet(
            key=now if entry or standing is None else standing.key,
            entry=entry,
            standing=standing,
            facts=facts,
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
            found = await self._index.search(Query(text=code.text, size=FEW))
        wanted = ref_key(code.text)
        named = [hit.entry for hit in found.hits if wanted and wanted in _numbers_of(hit.entry)]
        if len(named) == 1:  # a number of two records names neither
            return key_of(named[0])
        return code.text if not named and await self.box(code.text) else None

    async def box(self, code: str) -> BoxSheet | None:
        """Return a box; a record that is told to stand elsewhere is not in it."""
        with asking_index():
            listed = await self._index.in_box(code)

        async def told() -> tuple[
            Place | None, Mapping[Key, Standing], Mapping[Key, Standing], Check | None
        ]:
            here = {one.key: one for one in await self._reader.in_box(code)}
            asked = await self._reader.standings(map(key_of, listed))
            going = [one for one in await self._reader.checks(code) if not one.ended_as]
            check = await self._reader.check(going[0].id) if going else None
            return await self._reader.box(code), here, asked, check

        with asking_facts():
            place, here, asked, check = await self._aside.ask(told)
        if place is None and not listed and not here:
            return None
        entries = {key_of(entry): entry for entry in listed}
        entries = {key: entry for key, entry in entries.items() if _may_be_in(code, asked.get(key))}
        entries |= await self.entries(here.keys() - entries.keys())
        keys = [*entries, *(key for key in here if key not in entries)]
        return BoxSheet(
            code=code,
            place=place,
            records=tuple(
                RecordSheet(
                    key=key, entry=entries.get(key), standing=here.get(key) or asked.get(key)
                )
                for key in keys
            ),
            check=check,
        )

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

    async def entries(self, keys: Iterable[Key]) -> dict[Key, Entry]:
        """Return the records of the index by the keys by which they are asked for."""
        asked, found = list(keys), dict[Key, Entry]()
        for first in range(0, len(asked), CHUNK):
            with asking_index():
                part = await self._index.entries(asked[first : first + CHUNK])
            found |= {Key(*key): entry for key, entry in part.items()}
        return found

    async def standings(self, entries: Sequence[Entry]) -> Mapping[Key, Standing]:
        """Return how records stand, by their present keys."""
        former = {name: key_of(entry) for entry in entries for name in _former(entry)}
        keys = [*map(key_of, entries), *former]
        if not keys:
            return {}
        with asking_facts():
            found = await self._aside.ask(lambda: self._reader.standings(keys))
        by_former = {former[key]: one for key, one in found.items() if key in former}
        return by_former | {key: one for key, one in found.items() if key not in former}

    async def _numbers(self, statuses: Sequence[Status], room: str) -> frozenset[int]:
        with asking_facts():
            keys = await self._aside.ask(lambda: self._reader.keys_with(statuses, room))
        with asking_index():
            return await self._index.numbers(keys)


def key_of(entry: Entry) -> Key:
    """Return the key of a record of the index."""
    return Key(entry.source, entry.record.id)


def _former(entry: Entry | None) -> Iterable[Key]:
    return (Key(entry.source, name) for name in entry.former_ids) if entry else ()


def _numbers_of(entry: Entry) -> frozenset[str]:
    record = entry.record
    numbers = (record.id, record.ref_code, record.temp_no, *entry.temp_nos, *entry.former_ids)
    return frozenset(ref_key(number) for number in numbers if number)


def _may_be_in(code: str, standing: Standing | None) -> bool:
    return standing is None or standing.place == NOWHERE or standing.place.box == code


def _label(key: Key, entry: Entry | None) -> Label:
    if entry is None:
        return record_label(key, key.id)
    record = entry.record
    lines = (record.title, record.unit, record.doc_no)
    return record_label(key, record.ref_code or record.temp_no or key.id, *filter(None, lines))
