"""The configuration as its pages and its JSON show it; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import groupby

from daemon.commissioning_ports import (
    Checked,
    ConfigurationChange,
    ConfigurationTexts,
    ConfigurationValue,
    Finding,
    Value,
)
from panel.reader import Reader
from panel.words import MINUS, NO_VALUE

from .configuration_words import CHOICES, FACTS


@dataclass(frozen=True, slots=True, kw_only=True)
class StateView:
    """How the files stand to what runs; `changed` is when and by whom, "" where nobody has."""

    version: str
    since: str
    is_in_use: bool
    changed: str
    why: str
    file: str
    takes_back: bool
    may_undo: bool
    is_writable: bool
    trouble: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueView:
    """One value to be changed by hand. `kind` is number, choice, fact or word.

    `written` is None where no file sets it. `start` is where a stepper begins, `usual` what holds
    where nothing is written.
    """

    path: tuple[str | int, ...]
    label: str
    kind: str
    unit: str
    written: Value | None
    shown: str
    standard: str
    usual: Value | None
    start: Value | None
    least: float | None
    most: float | None
    step: float | None
    choices: tuple[tuple[str, str], ...]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """The values of one room, one machine, one instrument, or of the site."""

    title: str
    of: str
    values: tuple[ValueView, ...]


def moment(at: datetime, zone: tzinfo) -> str:
    """Return a time of the site."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def state_view(texts: ConfigurationTexts, zone: tzinfo, reader: Reader) -> StateView:
    """Return how the files stand."""
    changed = texts.changed
    return StateView(
        version=texts.version,
        since=moment(texts.running_since, zone),
        is_in_use=texts.version == texts.running_version,
        changed="" if changed is None else _when(changed, zone),
        why="" if changed is None else changed.why,
        file="" if changed is None else changed.file,
        takes_back=changed is not None and changed.takes_back,
        may_undo=texts.may_undo,
        is_writable=texts.is_writable,
        trouble="" if texts.trouble is None else texts.trouble[reader.language],
    )


def state_json(texts: ConfigurationTexts) -> Mapping[str, object]:
    """Return the same for programs."""
    changed = texts.changed
    return {
        "version": texts.version,
        "running_version": texts.running_version,
        "running_since": texts.running_since.isoformat(),
        "changed": None
        if changed is None
        else {
            "file": changed.file,
            "at": changed.at.isoformat(),
            "who": changed.who,
            "why": changed.why,
            "takes_back": changed.takes_back,
        },
        "may_undo": texts.may_undo,
        "is_writable": texts.is_writable,
        "trouble": texts.trouble,
    }


def finding_json(finding: Finding) -> Mapping[str, object]:
    """Return a finding in both languages."""
    return {
        "file": finding.file,
        "line": finding.line,
        "path": finding.path,
        "is_warning": finding.is_warning,
        "zh": finding.texts["zh"],
        "en": finding.texts["en"],
    }


def checked_json(checked: Checked) -> Mapping[str, object]:
    """Return what a check has found."""
    return {
        "is_sound": checked.is_sound,
        "difference": checked.difference,
        "findings": [finding_json(each) for each in checked.findings],
    }


def value_json(value: ConfigurationValue) -> Mapping[str, object]:
    """Return a value with what it may be."""
    return {
        "path": value.path,
        "group": value.group,
        "of": value.of,
        "label": value.label,
        "unit": value.unit,
        "written": value.written,
        "standard": value.standard,
        "least": value.least,
        "most": value.most,
        "step": value.step,
        "choices": value.choices,
        "file": value.file,
        "line": value.line,
    }


def group_views(values: Sequence[ConfigurationValue], reader: Reader) -> tuple[GroupView, ...]:
    """Return the values in their order, each group by itself."""
    return tuple(
        GroupView(
            title=group,
            of=of,
            values=tuple(_view(value, reader) for value in found),
        )
        for (group, of), found in groupby(
            values, key=lambda value: (value.group[reader.language], value.of)
        )
    )


def _view(value: ConfigurationValue, reader: Reader) -> ValueView:
    now = value.standard if value.written is None else value.written
    return ValueView(
        path=value.path,
        label=value.label[reader.language],
        kind=_kind(value, now),
        unit=value.unit,
        written=value.written,
        shown=_shown(now, reader),
        standard=_shown(value.standard, reader) if value.standard is not None else "",
        usual=value.standard,
        start=now,
        least=value.least,
        most=value.most,
        step=value.step,
        choices=tuple((each, reader.tr(CHOICES.get(each, each))) for each in value.choices),
        place=value.file if value.line is None else f"{value.file}:{value.line}",
    )


def _kind(value: ConfigurationValue, now: Value | None) -> str:
    if value.step is not None:
        return "number"
    if value.choices:
        return "choice"
    return "fact" if isinstance(now, bool) else "word"


def _shown(value: Value | None, reader: Reader) -> str:
    if value is None:
        return NO_VALUE
    if isinstance(value, bool):
        return reader.tr(FACTS[value])
    if isinstance(value, str):
        return reader.tr(CHOICES.get(value, value))
    return f"{value:g}".replace("-", MINUS)


def _when(changed: ConfigurationChange, zone: tzinfo) -> str:
    return " · ".join(part for part in (moment(changed.at, zone), changed.who) if part)
