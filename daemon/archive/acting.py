"""What comes before an act: its room and records must be known, its facts under present keys.

While the index can't be read, nobody can say what is unknown: the act is done as it was asked.
"""

from collections.abc import Collection, Mapping, Sequence

from daemon.record_ports import RecordsUnavailableError
from records_sync.holdings.acts import Act, Move, MoveBox, OfRecords, Scan, See, tidied
from records_sync.holdings.codes import RecordCode, parsed
from records_sync.holdings.model import Key, Outcome, Place, Refused
from records_sync.index.query import Entry

from .boxes import key_of
from .finding import Finding, former_of
from .local_facts import LocalFacts


class Acting:
    """Acts on the local facts, looking into the index first; raises RecordsUnavailableError."""

    def __init__(self, finding: Finding, local: LocalFacts, rooms: Collection[str]) -> None:
        self._finding = finding
        self._local = local
        self._rooms = frozenset(rooms)

    async def act(self, act: Act) -> Outcome:
        """Return what became of an act, once it is on the disk."""
        asked = tidied(act)
        if isinstance(asked, Refused):
            return asked
        room = _place(asked).room
        if room and room not in self._rooms:
            return Refused(code="room_unknown", values={"room": room})
        keys = _keys(asked)
        entries = await self._entries(keys) if keys else None
        if entries is None:
            return await self._local.act(act)
        if isinstance(asked, OfRecords) and (strange := await self._unknown(keys, entries)):
            return Refused(code="record_unknown", values={"record": strange.id})
        return await self._local.act(act, _former(entries))

    async def _entries(self, keys: Sequence[Key]) -> Mapping[Key, Entry] | None:
        """Return the records of the index by the asked keys, None where there is no index now."""
        try:
            return await self._finding.entries(keys) if await self._finding.has_index() else None
        except RecordsUnavailableError:
            return None

    async def _unknown(self, keys: Sequence[Key], entries: Mapping[Key, Entry]) -> Key | None:
        """Return a record of which neither the index nor the facts know, None without one."""
        others = [key for key in keys if key not in entries]
        known = await self._finding.told(others) if others else frozenset[Key]()
        return next((key for key in others if key not in known), None)


def _former(entries: Mapping[Key, Entry]) -> Collection[Key]:
    """Return the keys that records had before."""
    return {
        key
        for asked, entry in entries.items()
        for key in (asked, *former_of(entry))
        if key != key_of(entry)
    }


def _keys(act: Act) -> Sequence[Key]:
    if isinstance(act, OfRecords):
        return act.keys
    if isinstance(act, Scan):
        code = parsed(act.text)
        return [act.meant] if act.meant else [code.key] if isinstance(code, RecordCode) else []
    return ()


def _place(act: Act) -> Place:
    if isinstance(act, Move | MoveBox):
        return act.to
    return act.at if isinstance(act, See) else Place()
