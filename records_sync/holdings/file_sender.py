"""Local facts as files of JSON lines in a folder, for the main system to pick up.

A file is written whole under a temporary name, then remembered, then renamed, then counted as
sent. A crash between any two of these neither loses a fact nor writes one twice: while the
temporary file of a remembered batch is there, it was not renamed yet; where it is gone, it was.
The folder carries a mark, so that an empty disk in its place is not taken for a file picked up.
"""

import asyncio
import json
import os
import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .model import Fact
from .outbox import Batch, Outbox, event
from .sending import UnreachableError

BATCH = 5000
MARK = ".roomd-outbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSender:
    """Into which folder; it is never made here, for a disk that is not plugged in is no folder."""

    folder: Path
    site: str

    async def send(self, outbox: Outbox) -> bool:
        """Write one file; return whether there may be more. Raises UnreachableError."""
        try:
            batch = await outbox.batch()
            if batch is None:
                facts = await outbox.waiting(BATCH)
                if not facts:
                    return False
                batch = await asyncio.to_thread(self._write, facts)
                await outbox.send_as_file(batch)
            else:
                # Between the first and the last there are only facts of this file.
                facts = [f for f in await outbox.waiting(BATCH) if f.seq <= batch.last]
            await asyncio.to_thread(self._publish, batch)
        except OSError as error:
            raise UnreachableError("folder_missing", f"{self.folder} ({error.strerror})") from error
        await outbox.taken(facts)
        return True

    def _write(self, facts: Sequence[Fact]) -> Batch:
        for left in self.folder.glob(f".{self._stem}-*.part"):  # of a crash; not remembered
            left.unlink()
        batch = Batch(first=facts[0].seq, last=facts[-1].seq, folder=self._mark())
        with self._temporary(batch).open("w", encoding="utf-8", newline="\n") as file:
            for fact in facts:
                line = json.dumps(event(fact, self.site), ensure_ascii=False, allow_nan=False)
                file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())
        self._settle()
        return batch

    def _publish(self, batch: Batch) -> None:
        if self._mark() != batch.folder:
            raise UnreachableError("folder_other", str(self.folder))
        temporary = self._temporary(batch)
        if temporary.exists():
            temporary.rename(self.folder / self._name(batch))
            self._settle()

    def _mark(self) -> str:
        """Return the folder's own mark, made where it has none."""
        mark = self.folder / MARK
        if not mark.exists():
            fresh = mark.with_name(f"{MARK}.new")
            fresh.write_text(secrets.token_hex(8), encoding="ascii")
            fresh.rename(mark)
            self._settle()
        return mark.read_text(encoding="ascii", errors="replace")[:64]

    def _temporary(self, batch: Batch) -> Path:
        return self.folder / f".{self._name(batch)}.part"

    def _name(self, batch: Batch) -> str:
        return f"{self._stem}-{batch.first:010d}-{batch.last:010d}.jsonl"

    @property
    def _stem(self) -> str:
        return "holdings-" + re.sub(r"[^0-9A-Za-z_]", "_", self.site)

    def _settle(self) -> None:
        """Have the folder's names on the disk; a network share may know no way to ask for that."""
        number = os.open(self.folder, os.O_RDONLY)
        try:
            with suppress(OSError):
                os.fsync(number)
        finally:
            os.close(number)
