"""Whether a report still is what the stores say: read again as far as it was read then."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from daemon.model.document import Document, Origin
from daemon.model.render import Language
from daemon.store.ledger import FILE as LEDGER
from daemon.store.ledger_chain import Flaw, Head
from daemon.store.ledger_verify import verified

from .asked import Asked, ReportKind, period
from .build import BUILDERS, digest
from .corrections import Difference, body, differences, figures_stand
from .facts.site import Mark, Ways
from .formats import FORMATS
from .kept_ways import unpacked
from .making import Stores
from .pdf import NoChromiumError, PrintError
from .reading_back import told_by
from .shelf import FOLDER, KEPT, Shelf, read


class Judgement(StrEnum):
    """What a check came to."""

    SAME = "same"
    DIFFERS = "differs"
    IMPOSSIBLE = "impossible"


class Finding(StrEnum):
    """What can be wrong with a report or with what it comes from."""

    FORGED = "forged"  # the kept report does not fit its own digest
    FILE = "file"  # the file is not the one that was made
    UNPROVEN = "unproven"  # nor can it be told: another version made it, or another Chromium
    LEDGER = "ledger"  # the ledger is not whole, or not the one of then
    CONFIGURATION = "configuration"  # another one is in force; checked with the one of then
    UNDECIDED = "undecided"  # another is in force, that of then was not kept: it may be the reason
    PROGRAM = "program"  # another version made it
    WORDING = "wording"  # that one says it in other words: each figure is what the stores say
    RECKONING = "reckoning"  # that one may reckon otherwise: it may be the reason
    DATA = "data"  # the stores say something else now
    GONE = "gone"  # the stores hold nothing of that time any more


PRINTED = ".pdf"
GRAVE = frozenset({Finding.FORGED, Finding.FILE, Finding.LEDGER, Finding.DATA})


VAIN = frozenset({Finding.GONE, Finding.UNDECIDED, Finding.RECKONING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The result of one check, with all that was found."""

    document: Document
    findings: tuple[Finding, ...]
    differences: tuple[Difference, ...]
    flaws: tuple[Flaw, ...]

    @property
    def judgement(self) -> Judgement:
        """All in one word."""
        if GRAVE & set(self.findings):
            return Judgement.DIFFERS
        return Judgement.IMPOSSIBLE if VAIN & set(self.findings) else Judgement.SAME


class UnknownReportError(LookupError):
    """No report was kept under this code or name."""


def kept_report(shelf: Shelf, asked: str) -> tuple[Document, Path | None]:
    """Return the kept report that a code or a file names, and the file that is to be checked.

    Raises UnknownReportError, DamagedReportError, OSError.
    """
    file = Path(asked)
    if not _exists(file):
        found = shelf.by_code(asked)
        if found is None:
            raise UnknownReportError(asked)
        return read(found), None
    if file.suffix == ".json":
        return read(file), None
    beside = shelf.folder / KEPT / f"{file.stem}.json"
    code = told_by(file)
    found = shelf.by_code(code) if code else None
    if found is None and beside.is_file():
        found = beside
    if found is None:
        raise UnknownReportError(asked)
    return read(found), file


def checked(stores: Stores, document: Document, program: str, file: Path | None) -> Checked:
    """Build a report anew and compare; raises sqlite3.Error, ValueError, KeyError."""
    origin = document.origin
    if origin is None:
        raise ValueError("a preview has no origin")
    flaws = verified(stores.directory / LEDGER, {_head(origin)} if origin.ledger_row else ()).flaws
    asked = _asked(document)
    mark = Mark(head=_head(origin), until=round(origin.history_until.timestamp()))
    found = list[Finding]()
    if digest(document) != origin.digest:
        found.append(Finding.FORGED)
    if file is not None and not _is_ours(document, file):
        proves = program == origin.program and file.suffix != PRINTED
        found.append(Finding.FILE if proves else Finding.UNPROVEN)
    if flaws:
        found.append(Finding.LEDGER)
    ways = _ways(stores, document, origin)
    is_reconfigured = stores.settings.version != origin.configuration
    if is_reconfigured and ways is not None:
        found.append(Finding.CONFIGURATION)
    then = stores if ways is None else replace(stores, ways=ways)
    if program != origin.program:
        found.append(Finding.PROGRAM)
    unlike: tuple[Difference, ...] = ()
    if asked.place in then.places(asked.kind):
        facts = then.facts(asked.kind, asked.period, mark)
        unlike = tuple(differences(body(document), BUILDERS[asked.kind](asked, facts)))
        is_gone = not any(facts.readings.alive) and bool(origin.coverage)
    else:
        is_gone = True
    if is_gone or unlike:
        is_decided = not is_reconfigured or ways is not None
        reason = Finding.GONE if is_gone else _unlike(unlike, is_ours=program == origin.program)
        found.append(reason if is_decided else Finding.UNDECIDED)
    return Checked(
        document=document,
        findings=tuple(found),
        differences=() if is_gone else unlike,
        flaws=flaws,
    )


def _unlike(found: Sequence[Difference], *, is_ours: bool) -> Finding:
    """Return what differences mean in a report of this program, or of another version."""
    if is_ours:
        return Finding.DATA
    return Finding.WORDING if figures_stand(found) else Finding.RECKONING


def _ways(stores: Stores, document: Document, origin: Origin) -> Ways | None:
    """Return the configuration that a report was made with, None where it is not known."""
    content = Shelf(stores.directory / FOLDER).ways(document)
    ways = None if content is None else unpacked(content)
    return ways if ways is not None and ways.settings.version == origin.configuration else None


def _exists(file: Path) -> bool:
    try:
        return file.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _is_ours(document: Document, file: Path) -> bool:
    """Return whether a file is, byte for byte, what the kept report gives in its format."""
    render = FORMATS.get(file.suffix.removeprefix("."))
    try:
        return render is not None and render(document) == file.read_bytes()
    except (NoChromiumError, PrintError):
        return False


def _asked(document: Document) -> Asked:
    place, _, name = document.subject.rpartition("/")
    language: Language = "zh" if document.language == "zh" else "en"
    return Asked(
        kind=ReportKind(document.kind), place=place, period=period(name), language=language
    )


def _head(origin: Origin) -> Head:
    return Head(origin.ledger_row, bytes.fromhex(origin.ledger_hash))
