"""The climate a record or a box has lived in: figures, what they mean, stay by stay; pure."""

from typing import TypedDict

from panel.reader import Reader
from panel.words import NO_VALUE, duration_words, msgid
from records_sync.holdings.climate import Lived
from records_sync.holdings.exposure import Exposure, Part
from records_sync.holdings.stays import Stay
from records_sync.holdings.words import STATUS_WORDS

from .freshness import minute
from .record_words import Site, place_words, said

MOST_LINES = 20  # of stays and of excursions: the latest, and the longest
MEANS = {
    "in_band": (
        msgid("Time inside the limits"),
        msgid("Of the measured time, how much was inside the limits of the room."),
    ),
    "twpi": (
        msgid("Lifetime of paper (TWPI)"),
        msgid("How long paper lasts if it always lives like this: 75 years is good, 45 is poor."),
    ),
    "mould": (
        msgid("Mould"),
        msgid("The share of a germination: from 0.25 watch it, at 1 mould is to be expected."),
    ),
    "ozone": (
        msgid("Ozone dose"),
        msgid("What it got of the sterilisers' ozone, which ages paper, leather and film."),
    ),
    "excursions": (
        msgid("Times outside the limits"),
        msgid("Each time that its room was too warm, cold, damp or dry; the longest are below."),
    ),
    "coverage": (
        msgid("Measured"),
        msgid("The share of the whole period; time away or without a sensor is not filled in."),
    ),
}
KINDS = {  # of excursions, as the reports name them
    "temperature_high": msgid("too warm"),
    "temperature_low": msgid("too cold"),
    "humidity_high": msgid("too damp"),
    "humidity_low": msgid("too dry"),
}


class FigureView(TypedDict):
    """One figure: its name, its text, what it means."""

    name: str
    title: str
    text: str
    about: str


class StayView(TypedDict):
    """A time in one place, and what the climate was there."""

    span: str
    place: str
    in_band: str
    twpi: str
    measured: str


class ClimateView(TypedDict):
    """All of it. `left_out` says how many stays and excursions are not listed."""

    figures: list[FigureView]
    stays: list[StayView]
    excursions: list[str]
    left_out: list[str]


def climate_view(exposure: Exposure, site: Site, reader: Reader) -> ClimateView:
    """Return an exposure as people see it."""
    tr, lived = reader.tr, exposure.lived
    texts = {
        "in_band": _percent(lived.in_band),
        "twpi": _years(lived, reader),
        "mould": NO_VALUE if lived.mould_risk is None else f"{lived.mould_risk:.2f}",
        "ozone": _ozone(exposure, reader),
        "excursions": str(len(lived.excursions)) if lived.covered_s else NO_VALUE,
        "coverage": _percent(exposure.coverage if exposure.asked_s else None),
    }
    longest = sorted(lived.excursions, key=lambda e: e.start - e.end)
    latest = [part for part in reversed(exposure.parts) if part.stay.seconds]
    left_out = [
        tr(msgid("{n} older stays are not listed.")).format(n=len(latest) - MOST_LINES)
        if len(latest) > MOST_LINES
        else "",
        tr(msgid("{n} shorter ones are not listed.")).format(n=len(longest) - MOST_LINES)
        if len(longest) > MOST_LINES
        else "",
    ]
    return ClimateView(
        figures=[
            FigureView(name=name, title=tr(title), text=texts[name], about=tr(about))
            for name, (title, about) in MEANS.items()
        ],
        stays=[_stay_view(part, site, reader) for part in latest[:MOST_LINES]],
        excursions=[
            tr(msgid("{room}: {kind}, {span}, {duration}")).format(
                room=site.rooms.get(each.room, each.room),
                kind=tr(KINDS[each.kind]) if each.kind in KINDS else each.kind,
                span=_span(Stay(start=each.start, end=each.end), site),
                duration=duration_words((each.end - each.start).total_seconds(), tr),
            )
            for each in longest[:MOST_LINES]
        ],
        left_out=[text for text in left_out if text],
    )


def _stay_view(part: Part, site: Site, reader: Reader) -> StayView:
    stay, lived = part.stay, part.lived or Lived()
    return StayView(
        span=_span(stay, site),
        place=_where(stay, site, reader),
        in_band=_percent(lived.in_band),
        twpi=_years(lived, reader),
        measured=_percent(min(1.0, lived.covered_s / stay.seconds)),
    )


def _where(stay: Stay, site: Site, reader: Reader) -> str:
    if stay.away:
        return said(STATUS_WORDS[stay.away], reader)
    return place_words(stay.place, site, reader) or reader.tr(msgid("its place was not told"))


def _span(stay: Stay, site: Site) -> str:
    return f"{minute(stay.start, site.zone)} – {minute(stay.end, site.zone)}"


def _percent(share: float | None) -> str:
    return NO_VALUE if share is None else f"{min(1.0, max(0.0, share)) * 100:.0f} %"


def _years(lived: Lived, reader: Reader) -> str:
    if lived.twpi_y is None:
        return NO_VALUE
    return reader.tr(msgid("{n} years")).format(n=f"{lived.twpi_y:.0f}")


def _ozone(exposure: Exposure, reader: Reader) -> str:
    """Return the dose with the share of the time of which it tells."""
    if exposure.ozone_mg_h_m3 is None:
        return NO_VALUE
    return reader.tr(msgid("{dose} mg·h/m³ (measured {share} of the time)")).format(
        dose=f"{exposure.ozone_mg_h_m3:.2f}", share=_percent(exposure.ozone_coverage)
    )
