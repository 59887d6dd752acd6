"""The values of the table as the files have them, each with its place. Blocks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from daemon.commissioning_ports import (
    ConfigurationValue,
    RefusedTextError,
    Texts,
    Value,
    ValuePath,
)
from daemon.configuration.checks import CALIBRATION_SHARE
from daemon.configuration.document import Document, merged
from daemon.configuration.loading import Loaded, name_of, read_sources
from daemon.configuration.media import band_of
from daemon.configuration.source import Source
from daemon.model import Sentence
from drivers.profile import Point

from .examining import examined
from .values_table import EACH, GROUPS, ROWS, Row, field_of, is_there_anyhow

CORRECTED = ("temperature", "relative_humidity")  # by the certificate of an instrument
USUAL_STEP = 0.1
NAMES = {"room": ("name",), "output": ("name", "id"), "device": ("id",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Sound files: what they say together, and each by itself."""

    loaded: Loaded
    document: Document
    sources: tuple[Source, ...]


def written(main: Path) -> Written:
    """Return the files. Raises RefusedTextError where a start would not take them."""
    findings, loaded = examined(main)
    sources, unreadable = read_sources(main)
    if loaded is None or unreadable:
        raise RefusedTextError(findings)
    document, _ = merged(sources)
    return Written(loaded=loaded, document=document, sources=tuple(sources))


def values_of(main: Path) -> tuple[ConfigurationValue, ...]:
    """Return every value of the table. Raises RefusedTextError as `written` does."""
    return tuple(values_in(written(main)))


def values_in(files: Written) -> Iterator[ConfigurationValue]:
    """Yield every value of the table: room by room, then machine by machine, and so on."""
    for group in GROUPS:
        rows = [row for row in ROWS if row.path[0] == group]
        if rows[0].path[1] != EACH:
            yield from (_value(files, row, row.path) for row in rows)
            continue
        entries = files.document.tree.get(group)
        for index in range(len(entries) if isinstance(entries, list) else 0):
            for row in rows:
                path: ValuePath = (group, index, *row.path[2:])
                if _is_offered(files, row, path):
                    yield _value(files, row, path)
            if group == "device":
                yield from _corrections(files, index)


def at(tree: object, path: ValuePath) -> object:
    """Return what stands at a path, None where nothing does."""
    for part in path:
        if isinstance(tree, Mapping):
            tree = tree.get(str(part))
        elif isinstance(tree, list) and isinstance(part, int) and part < len(tree):
            tree = tree[part]
        else:
            return None
    return tree


def _is_offered(files: Written, row: Row, path: ValuePath) -> bool:
    return is_there_anyhow(row.path[:-1]) or at(files.document.tree, path[:-1]) is not None


def _value(files: Written, row: Row, path: ValuePath) -> ConfigurationValue:
    field = field_of(row.path)
    file, line = _place(files, path)
    return ConfigurationValue(
        path=path,
        group=_texts(GROUPS[row.path[0]]),
        of=_owner(files, path),
        label=_texts(row.label),
        unit=row.unit,
        written=_plain(at(files.document.tree, path)),
        standard=_standard(files, row, path, field.standard),
        least=field.least,
        most=field.most,
        step=row.step,
        choices=field.choices,
        file=file,
        line=line,
    )


def _corrections(files: Written, index: int) -> Iterator[ConfigurationValue]:
    """Yield what is added to each climate value of a device, in the unit of the point."""
    device = files.loaded.config.device[index]
    for point in files.loaded.profiles[device.profile].point:
        if point.quantity not in CORRECTED or point.measures != "room":
            continue
        if point.low is None or point.high is None:  # no such profile is read
            continue
        path: ValuePath = ("device", index, "calibration", point.tag)
        most = round((point.high - point.low) * CALIBRATION_SHARE, 3)
        file, line = _place(files, path)
        yield ConfigurationValue(
            path=path,
            group=_texts(GROUPS["device"]),
            of=device.id,
            label=_correction(point),
            unit=point.unit,
            written=_plain(at(files.document.tree, path)),
            standard=0.0,
            least=-most,
            most=most,
            step=point.resolution or USUAL_STEP,
            choices=(),
            file=file,
            line=line,
        )


def _correction(point: Point) -> Texts:
    return {"zh": f"{point.title.zh}修正值", "en": f"Correction of {point.title.en}"}


def _standard(files: Written, row: Row, path: ValuePath, told: Value | None) -> Value | None:
    if row.path[:3] == ("room", EACH, "alarms"):
        room = files.loaded.config.room[int(path[1])]
        limit: float = getattr(band_of(room.media), row.path[3])
        return limit
    return row.standard if told is None else told


def _owner(files: Written, path: ValuePath) -> str:
    keys = NAMES.get(str(path[0]), ())
    return " · ".join(str(at(files.document.tree, (*path[:2], key))) for key in keys)


def _place(files: Written, path: ValuePath) -> tuple[str, int | None]:
    """Return in which file and line a value stands, or in which file it would."""
    origin = files.document.origin(path)
    line = origin.line if path in files.document.origins else None
    return name_of(origin.file, files.loaded.file), line


def _plain(value: object) -> Value | None:
    return value if isinstance(value, bool | int | float | str) else None


def _texts(words: Sentence) -> Texts:
    return {"zh": words.zh, "en": words.en}
