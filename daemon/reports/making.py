"""Makes reports and puts them on the shelf; a report whose data changed gets a revision."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from daemon.configuration.control_settings import control_settings
from daemon.configuration.loading import Loaded
from daemon.control.settings import Settings
from daemon.model.document import Document
from daemon.model.render import Language

from .asked import OF_SITE, Asked, Period, ReportKind
from .build import BUILDERS, built
from .corrections import body
from .facts.site import Facts, Mark, Ways, gathered
from .formats import FORMATS
from .kept_ways import packed
from .shelf import Shelf, stem_of, write_new


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """Where reports come from: the databases, and how the site is set up."""

    directory: Path
    ways: Ways

    @property
    def settings(self) -> Settings:
        """What control is told."""
        return self.ways.settings

    def facts(self, kind: ReportKind, period: Period, mark: Mark | None = None) -> Facts:
        """Read everything for one kind of report; raises sqlite3.Error, ValueError."""
        return gathered(self.directory, self.ways, kind, period, mark)

    def places(self, kind: ReportKind) -> tuple[str, ...]:
        """Return what a kind of report can be about: the site, or each of its rooms."""
        return (self.settings.site.id,) if kind in OF_SITE else tuple(self.settings.rooms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A report on the shelf, with the files that were asked for. `new`: it was not there before."""

    document: Document
    files: tuple[Path, ...]
    new: bool


def stores_of(loaded: Loaded) -> Stores:
    """Return the stores of a configuration."""
    config = loaded.config
    return Stores(
        directory=config.storage.directory,
        ways=Ways(
            settings=control_settings(loaded),
            readings_at=(config.reports.readings[0], config.reports.readings[1]),
            applied={
                f"{device.id}.{point}": offset
                for device in config.device
                for point, offset in device.calibration.items()
            },
        ),
    )


def program() -> str:
    """Return the name and version of this program."""
    try:
        return f"roomd {version('archive-room-control')}"
    except PackageNotFoundError:
        return "roomd"


def made(
    shelf: Shelf,
    facts: Facts,
    kind: ReportKind,
    places: Sequence[str],
    language: Language,
    formats: Sequence[str],
) -> Iterator[Made]:
    """Make a report about each place and yield it once its files are there.

    Raises OSError, DamagedReportError, NoChromiumError, PrintError; KeyError or ValueError for rows
    of an unknown program.
    """
    for place in places:
        asked = Asked(kind=kind, place=place, period=facts.period, language=language)
        stem = stem_of(asked, None if facts.is_over else facts.until.astimezone(facts.zone))
        with shelf.locked():
            kept = shelf.newest(stem)
            if kept is not None and body(kept) == BUILDERS[kind](asked, facts):
                document = kept
            else:
                document = built(asked, facts, program(), kept)
                shelf.keep(stem, document, packed(facts.ways))
            files = tuple(_file(shelf, stem, document, format_) for format_ in formats)
        yield Made(document=document, files=files, new=document is not kept)


def preview(facts: Facts, asked: Asked) -> Document:
    """Return a report that is not kept: it has no origin and no code; raises as `made` does."""
    return BUILDERS[asked.kind](asked, facts)


def _file(shelf: Shelf, stem: str, document: Document, format_: str) -> Path:
    file = shelf.file(stem, document, format_)
    if not file.exists():
        write_new(file, FORMATS[format_](document))
    return file
