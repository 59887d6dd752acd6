"""What the panel may ask of commissioning: the configuration files, and the devices on the wire.

The files stay the truth: a whole text is proposed, checked as at a start, shown as a difference,
saved, taken back. Texts for people are in both languages.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from .fieldbus_ports import Fieldbus

LARGEST_BYTES = 1 << 20  # of one configuration text, in UTF-8
NEW_FILE = re.compile(r"conf\.d/[a-z0-9-]{1,40}\.toml", re.ASCII)  # that may be made
Texts = Mapping[Literal["zh", "en"], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationText:
    """One file: `name` is that of the main file, the first, or `conf.d/NAME.toml`."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationChange:
    """What made the files what they are: which file was changed when, by whom and why.

    `who` is "" where it was done on the machine itself. `takes_back`: it undid the save before it,
    whose reason is told.
    """

    file: str
    at: datetime
    who: str = ""
    why: str = ""
    takes_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationTexts:
    """All files, and how they stand to what runs.

    `version` names exactly these texts. `running_version` is that of the texts that run: where it
    differs, something is saved and not yet in use. `may_undo`: the newest save can be taken back.
    `trouble` says why the last restart could not use the files, None where it could.
    """

    files: tuple[ConfigurationText, ...]
    version: str
    running_version: str
    running_since: datetime
    changed: ConfigurationChange | None
    may_undo: bool
    is_writable: bool
    trouble: Texts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong, or doubtful, at a line (from 1) of a file; None for a file as a whole.

    `path` is the key for people, `device[th-north].poll_s`.
    """

    file: str
    line: int | None
    path: str
    texts: Texts
    is_warning: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the files would be with a proposed text: `difference` is a unified diff, "" if none."""

    findings: tuple[Finding, ...]
    difference: str
    is_sound: bool


ValuePath = tuple[str | int, ...]
Value = bool | float | str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationValue:
    """One value that staff change, as the files have it.

    `path` names it in the files as they are read together: `room`, 0, `humidity`, `setpoint_pct`.
    `of` is what it belongs to, "" for the site as a whole. `written` is None where no file sets it;
    then `standard` holds, None where there is none. A number lies in `least`..`most` and moves by
    `step`; a word is one of `choices`, any where there are none. `file` and `line` say where it
    stands, or where it would be written (no line).
    """

    path: ValuePath
    group: Texts
    of: str
    label: Texts
    unit: str
    written: Value | None
    standard: Value | None
    least: float | None
    most: float | None
    step: float | None
    choices: tuple[str, ...]
    file: str
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueWish:
    """What one value is to be; None takes it out of the file, so that the standard holds."""

    path: ValuePath
    value: Value | None


class StaleError(Exception):
    """The files are no longer the ones that the asker knew; `changed` says who saved meanwhile."""

    def __init__(self, changed: ConfigurationChange | None) -> None:
        super().__init__("the files have changed meanwhile")
        self.changed = changed


class RefusedTextError(Exception):
    """The text can't be used; `findings` says why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(f"{len(findings)} findings")
        self.findings = tuple(findings)


class ToldError(Exception):
    """Why it can't be done now and what to do, in both languages."""

    def __init__(self, texts: Texts) -> None:
        super().__init__(texts["en"])
        self.texts = texts


class UnreadableError(ToldError):
    """The files can't be read."""


class UnwritableError(ToldError):
    """The files can't be written."""


class BusyError(ToldError):
    """Something goes on that must not be disturbed."""


class NothingToUndoError(ToldError):
    """No save can be taken back."""


class NoValueError(ToldError):
    """What was asked for is no value that can be changed so, or stands in several files."""


class UnknownFileError(Exception):
    """There is no such text and there can't be one; the message is its name."""


class Configuration(Protocol):
    """The configuration files of the site.

    Every method raises UnreadableError where the files can't be read. `name` that names no file
    raises UnknownFileError; a new one may be `conf.d/NAME.toml` with 1 to 40 of a-z, 0-9 and -.
    """

    async def texts(self) -> ConfigurationTexts:
        """Return all files as they are on the disk."""

    async def findings(self) -> Sequence[Finding]:
        """Return what a start with the files as they are would say."""

    async def check(self, name: str, text: str) -> Checked:
        """Return what a start with `text` as that file would say, and the difference."""

    async def save(
        self, name: str, text: str, *, version: str, who: str, why: str
    ) -> ConfigurationTexts:
        """Put a sound text in place of a file; the former one is kept.

        Raises StaleError where the files are not of `version`, RefusedTextError, UnwritableError,
        BusyError before the first scan, and once a restart was asked for.
        """

    async def undo(self, *, version: str, who: str) -> ConfigurationTexts:
        """Put the former text of the newest save back.

        Raises NothingToUndoError, and what `save` raises.
        """

    async def restart(self, *, version: str, who: str) -> None:
        """Let the site end safely and begin again with the files as they are.

        Raises StaleError where the files are not of `version`, BusyError while that must not be,
        RefusedTextError where the files are not sound.
        """

    async def values(self) -> Sequence[ConfigurationValue]:
        """Return what staff change, as it stands in the files.

        Raises RefusedTextError where the files are not sound.
        """

    async def proposed(self, wishes: Sequence[ValueWish]) -> ConfigurationText:
        """Return the text of the one file in which these values stand, with the new ones.

        Raises NoValueError, RefusedTextError where the files are not sound.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Commissioning:
    """What a site offers to who sets it up."""

    configuration: Configuration
    fieldbus: Fieldbus
