"""The former texts of the configuration files, one for each save, below the storage directory.

`configurations/000012.toml` is what a file held before the twelfth save, readable as it is;
`000012.json` beside it says which file, when, by whom and why. Both are on the disk before the file
changes, so a save that was cut off in between is known by its own words: it names what the files
were before, and they still are that. Everything here blocks.
"""

import json
import logging
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from .folder import sync_folder

log = logging.getLogger(__name__)

FOLDER = "configurations"
MOST = 50
NOTE = re.compile(r"(\d{6,})\.json", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """One save: `before` and `after` name the texts of all files, see `source.version_of`.

    `had_text`: the file was there before. `takes_back`: this save undoes the one before it.
    """

    file: str
    at: datetime
    who: str
    why: str
    before: str
    after: str
    had_text: bool
    takes_back: bool = False


class Kept:
    """The former texts in a folder; the newest `MOST` stay."""

    def __init__(self, storage: Path) -> None:
        self.folder = storage / FOLDER

    def add(self, save: Save, former: str | None) -> int:
        """Keep what a file held, and return the number of the save; raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        numbers = self._numbers()
        number = max(numbers, default=0) + 1
        note = {**asdict(save), "at": save.at.isoformat()}
        _write(self._text(number), former or "")
        _write(self._note(number), json.dumps(note, ensure_ascii=False, indent=1) + "\n")
        sync_folder(self.folder)
        for old in numbers[: max(0, len(numbers) + 1 - MOST)]:
            self.drop(old)
        return number

    def drop(self, number: int) -> None:
        """Forget a save."""
        for file in (self._note(number), self._text(number)):
            with suppress(OSError):
                file.unlink(missing_ok=True)

    def newest(self, version: str) -> tuple[int, Save] | None:
        """Return the newest save that took place, with its number; the files are of `version`."""
        for number, save in self._saves():
            if not save.before == version != save.after:
                return number, save
        return None

    def former(self, number: int, save: Save) -> str | None:
        """Return what the file held before a save, None where it was not there; raises OSError."""
        if not save.had_text:
            return None
        return self._text(number).read_bytes().decode(errors="replace")

    def _saves(self) -> Iterator[tuple[int, Save]]:
        """Yield the saves, the newest first; what can't be read is left out."""
        for number in reversed(self._numbers()):
            try:
                note = json.loads(self._note(number).read_text(encoding="utf-8"))
                save = Save(**{**note, "at": datetime.fromisoformat(note["at"])})
            except (OSError, ValueError, TypeError, KeyError) as error:
                log.warning("%s: %s", self._note(number), error)
                continue
            yield number, save

    def _numbers(self) -> list[int]:
        try:
            names = [each.name for each in self.folder.iterdir()]
        except OSError:
            return []
        return sorted(int(found[1]) for name in names if (found := NOTE.fullmatch(name)))

    def _text(self, number: int) -> Path:
        return self.folder / f"{number:06}.toml"

    def _note(self, number: int) -> Path:
        return self.folder / f"{number:06}.json"


def _write(file: Path, text: str) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(file, flags, 0o600), "wb") as out:
        out.write(text.encode())
        out.flush()
        os.fsync(out.fileno())
