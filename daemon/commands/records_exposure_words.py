"""The climate that records lived in, in words for a terminal (pure but for the language)."""

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from gettext import gettext as _
from zoneinfo import ZoneInfo

from daemon.reports.rounding import fixed
from records_sync.holdings.exposure import Exposure, Part
from records_sync.holdings.model import Key
from records_sync.holdings.stays import Stay
from records_sync.holdings.words import STATUS_WORDS
from records_sync.index.query import Entry

from .language import reader_language
from .records_read import MINUTES
from .table import columns

DAY_S = 86_400.0


def exposure_told(found: Exposure, zone: ZoneInfo) -> Iterator[str]:
    """Yield a sentence, the figures, and the stays line by line."""
    yield _sentence(found)
    yield ""
    yield columns(list(_figures(found)))
    if found.parts:
        yield ""
        heading = (_("from"), _("until"), _("measured"), _("in band"), _("TWPI"), _("place"))
        yield columns([heading, *(_part(part, zone) for part in found.parts)])


def stood_told(
    found: Mapping[Key, tuple[Stay, ...]], entries: Mapping[Key, Entry], zone: ZoneInfo
) -> Iterator[str]:
    """Yield the records that stood in a room, a line for each stay, and how many there are."""
    if found:
        heading = (_("from"), _("until"), _("place"), _("key"), _("record"))
        rows = [
            (*_times(stay, zone), _where(stay), f"{key.source}:{key.id}", _title(entries.get(key)))
            for key, stays in sorted(found.items())
            for stay in stays
        ]
        yield columns([heading, *rows])
    said = _("{count} records are known to have stood there").format(count=len(found))
    yield said + _("; those whose place nobody told are not among them")


def _sentence(found: Exposure) -> str:
    said = _("{asked} days, {measured} of them measured ({coverage} %)").format(
        asked=fixed(found.asked_s / DAY_S),
        measured=fixed(found.lived.covered_s / DAY_S),
        coverage=fixed(found.coverage * 100),
    )
    if found.away_s:
        said += _(", {days} away").format(days=fixed(found.away_s / DAY_S))
    if found.unplaced_s:
        said += _(", {days} in no known place").format(days=fixed(found.unplaced_s / DAY_S))
    return said


def _figures(found: Exposure) -> Iterator[tuple[str, str]]:
    lived = found.lived
    out_h = sum((one.end - one.start).total_seconds() for one in lived.excursions) / 3600
    yield _("time in band"), _percent(lived.in_band)
    yield _("TWPI"), _number(lived.twpi_y, 0, _("{number} years"))
    yield _("mould risk (1: germination is to be expected)"), _number(lived.mould_risk, 3)
    dose = _("{number} mg·h/m³ (ozone measured: {share} %)")
    share = fixed(found.ozone_coverage * 100)
    yield _("ozone dose"), _number(found.ozone_mg_h_m3, 2, dose.replace("{share}", share))
    yield (
        _("excursions"),
        _("{count}, {hours} h in all").format(count=len(lived.excursions), hours=fixed(out_h))
        if lived.covered_s
        else _number(None, 0),
    )


def _part(part: Part, zone: ZoneInfo) -> tuple[str, ...]:
    lived = part.lived
    covered = None if lived is None else min(1.0, lived.covered_s / part.stay.seconds)
    return (
        *_times(part.stay, zone),
        _percent(covered),
        _percent(lived.in_band if lived else None),
        _number(lived.twpi_y if lived else None, 0),
        _where(part.stay),
    )


def _times(stay: Stay, zone: ZoneInfo) -> tuple[str, str]:
    def minute(at: datetime) -> str:
        return at.astimezone(zone).strftime(MINUTES)

    return minute(stay.start), minute(stay.end)


def _where(stay: Stay) -> str:
    if stay.away:
        return str(getattr(STATUS_WORDS[stay.away], reader_language(os.environ)))
    parts = [part for part in stay.place.parts if part]
    return "/".join(parts) or _("not known")


def _title(entry: Entry | None) -> str:
    return entry.record.title if entry else _("not in the index any more")


def _percent(share: float | None) -> str:
    return _number(None if share is None else share * 100, 1, "{number} %")


def _number(value: float | None, digits: int, words: str = "{number}") -> str:
    return _("not measured") if value is None else words.format(number=fixed(value, digits))


def spoken(both: str) -> str:
    """Return the reader's half of a sentence in both languages."""
    zh, _slash, en = both.partition(" / ")
    return zh if reader_language(os.environ) == "zh" else en or zh
