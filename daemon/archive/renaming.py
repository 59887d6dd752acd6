"""Lets facts go with records that have another id now, such as after they got a 档号."""

import asyncio
import hashlib
from collections.abc import Collection
from pathlib import Path

from records_sync.holdings.acts import Rename
from records_sync.holdings.model import Key
from records_sync.holdings.reading import HoldingsReader
from records_sync.holdings.store import Holdings
from records_sync.index.reading import Index

from .aside import Aside
from .troubles import asking_facts, asking_index

BY_SYNC = "同步 sync"  # who a record is renamed by


class Renaming:
    """Renames what has facts; raises RecordsUnavailableError."""

    def __init__(self, directory: Path, index: Index, aside: Aside) -> None:
        self._reader = HoldingsReader(directory.absolute())
        self._index = index
        self._aside = aside
        self._turn = asyncio.Lock()  # what the index says holds until it is carried out

    async def rename_all(self, holdings: Holdings) -> None:
        """Rename all records that are known under former keys."""
        with asking_facts():
            keys = await self._aside.ask(self._reader.keys_with)
        await self.rename(holdings, keys)

    async def rename(self, holdings: Holdings, keys: Collection[Key]) -> None:
        """Rename those of some records that are known under keys that they had before."""
        if not keys:
            return
        async with self._turn:
            with asking_index():
                found = await self._index.renamed(keys)
            names = {Key(*old): Key(*new) for old, new in found.items()}
            if not names:
                return
            with asking_facts():
                newest = await self._aside.ask(lambda: self._reader.newest(names.keys()))
                for old, seq in newest.items():
                    await holdings.do(rename_act(old, names[old], seq))


def rename_act(old: Key, new: Key, seq: int) -> Rename:
    """Return the act, known by the newest fact too: a record may get a former id once more."""
    told = hashlib.sha256(repr((tuple(old), tuple(new), seq)).encode()).hexdigest()[:40]
    return Rename(id=f"rename-{told}", who=BY_SYNC, old=old, new=new)
