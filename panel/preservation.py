"""What a room's climate means for its records: inside the rule, and good for paper; pure.

The rule is that of 1987 for archive rooms (art. 7: the band, and changes within ±2 °C and ±5 %RH a
day; read as a range of 2 and 5, or at most of 4 and 10). What is good for paper follows the Image
Permanence Institute: TWPI of 75 years is good and of 45 fair, moisture of 5 to 12.5 % bends
nothing, half of a germination is a risk of mould; and the VTT index, at 1 of which mould begins.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from daemon.model import Quality, Reading, RoomMeasures
from daemon.ports import WindowAdvice

from .reader import Reader
from .shown import MeasureView, PreservationView, WordView
from .words import NO_VALUE, State, msgid, number_text

Judge = Callable[[float], State]
Span = Literal["day", "month", "year", "now"]
# So much of the time must be measured, else nothing is judged. Mould takes weeks to grow: a month
# of the year is enough.
LEAST: Mapping[Span, float] = {"day": 0.5, "month": 0.5, "year": 30 / 365}

WORDS: Mapping[str, Mapping[State, str]] = {
    "rule": {
        State.GOOD: msgid("inside the rule"),
        State.ATTENTION: msgid("at the edge of the rule"),
        State.LOST: msgid("outside the rule"),
    },
    "paper": {
        State.GOOD: msgid("good for paper"),
        State.ATTENTION: msgid("fair for paper"),
        State.LOST: msgid("bad for paper"),
    },
}
TOO_LITTLE = msgid("too little measured")


def at_most(good: float, fair: float) -> Judge:
    """Return a judge for what is better when small."""
    return lambda x: State.GOOD if x <= good else State.ATTENTION if x <= fair else State.LOST


def at_least(good: float, fair: float) -> Judge:
    """Return a judge for what is better when large."""
    return lambda x: State.GOOD if x >= good else State.ATTENTION if x >= fair else State.LOST


def moist(pct: float) -> State:
    """Judge the moisture of wood and board: dry paper cracks, damp paper cockles."""
    return State.GOOD if 5 <= pct <= 12.5 else State.ATTENTION  # noqa: PLR2004 - IPI


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One line of the table: where its number is, how it is written, who judges it, what it is."""

    title: str
    about: str
    value: Callable[[RoomMeasures], float | None]
    unit: str
    span: Span
    digits: int = 1
    scale: float = 1.0
    rule: Judge | None = None
    paper: Judge | None = None


MEASURES: Mapping[str, Measure] = {
    "in_band_24h": Measure(
        title=msgid("Inside the band, 24 h"),
        about=msgid("Share of the last day in which temperature and humidity were both allowed."),
        value=lambda m: m.in_band_24h,
        unit="%",
        span="day",
        scale=100,
        rule=at_least(100, 95),
    ),
    "in_band_30d": Measure(
        title=msgid("Inside the band, 30 days"),
        about=msgid("The same over 30 days: what an inspection looks at."),
        value=lambda m: m.in_band_30d,
        unit="%",
        span="month",
        scale=100,
        rule=at_least(100, 95),
    ),
    "swing_24h_c": Measure(
        title=msgid("Swing of temperature, 24 h"),
        about=msgid(
            "Highest minus lowest half-hour mean. The rule asks for ±2 °C a day: 2 °C is well, "
            "more than 4 °C is outside however it is read."
        ),
        value=lambda m: m.swing_24h_c,
        unit="°C",
        span="day",
        rule=at_most(2, 4),
    ),
    "swing_24h_pct": Measure(
        title=msgid("Swing of humidity, 24 h"),
        about=msgid(
            "Highest minus lowest half-hour mean. The rule asks for ±5 %RH a day: 5 %RH is well, "
            "more than 10 %RH is outside however it is read."
        ),
        value=lambda m: m.swing_24h_pct,
        unit="%RH",
        span="day",
        rule=at_most(5, 10),
    ),
    "pi": Measure(
        title=msgid("Preservation index now (PI)"),
        about=msgid(
            "Years that acetate film would last in this air: it tells climates apart, it is no "
            "promise. Cooler and drier is longer."
        ),
        value=lambda m: m.pi_y,
        unit=msgid("years"),
        span="now",
        digits=0,
        paper=at_least(75, 45),
    ),
    "twpi": Measure(
        title=msgid("Preservation index, 30 days (TWPI)"),
        about=msgid(
            "The same over 30 days; hot hours count for more than cool ones. 75 years is good, "
            "below 45 paper ages quickly."
        ),
        value=lambda m: m.twpi_y,
        unit=msgid("years"),
        span="month",
        digits=0,
        paper=at_least(75, 45),
    ),
    "emc": Measure(
        title=msgid("Moisture of wood and board (EMC)"),
        about=msgid(
            "Water that wood, board and paper hold in this air, mean of 30 days. Below 5 % they "
            "turn brittle, above 12.5 % they cockle."
        ),
        value=lambda m: m.emc_pct,
        unit="%",
        span="month",
        paper=moist,
    ),
    "mould_risk": Measure(
        title=msgid("Germination of mould, 30 days"),
        about=msgid("Share of the time that spores need: at 1 mould is to be expected."),
        value=lambda m: m.mould_risk,
        unit="",
        span="month",
        digits=2,
        paper=at_most(0.25, 0.5),
    ),
    "mould_index": Measure(
        title=msgid("Mould index (VTT)"),
        about=msgid(
            "0 is clean, 1 is the first growth under the microscope, 6 is covered; as the last "
            "year has left it."
        ),
        value=lambda m: m.mould_index,
        unit="",
        span="year",
        digits=2,
        paper=at_most(0.5, 1),
    ),
}
DEW_POINT = "dew_point"
DEW_POINT_TITLE = msgid("Dew point")
DEW_POINT_ABOUT = msgid("What is colder than this gets wet: walls, pipes, boxes from outside.")


def preservation_view(
    measures: RoomMeasures | None,
    dew_point: Reading | None,
    window: WindowAdvice | None,
    reader: Reader,
    *,
    has_rule: bool,
) -> PreservationView:
    """Return what is known of a room; `has_rule`: its own rule already answers for the window."""
    views = {name: _view(line, measures, reader) for name, line in MEASURES.items()}
    views[DEW_POINT] = _dew_point(dew_point)
    return PreservationView(
        rule=_worst([view["rule"] for view in views.values()], "rule", reader),
        paper=_worst([view["paper"] for view in views.values()], "paper", reader),
        measures=views,
        window="" if window is None or has_rule else reader.say(window.reason),
        best="" if window is None else reader.say(window.best_reason),
    )


def _view(line: Measure, measures: RoomMeasures | None, reader: Reader) -> MeasureView:
    found = None if measures is None else line.value(measures)
    covered = _coverage(line.span, measures)
    judged = found is not None and (covered is None or covered >= LEAST[line.span])
    number = None if found is None else found * line.scale
    text = NO_VALUE if number is None else _text(number, line, reader)
    return MeasureView(
        text=text,
        coverage="" if covered is None else _measured(covered, reader),
        rule=_judged("rule", line.rule, number if judged else None, reader),
        paper=_judged("paper", line.paper, number if judged else None, reader),
    )


def _text(number: float, line: Measure, reader: Reader) -> str:
    shown = f"{number:.{line.digits}f}"
    if line.scale > 1 and number < 100 and float(shown) >= 100:  # noqa: PLR2004 - never rounded up
        shown = "99.9"
    return f"{shown} {reader.tr(line.unit) if line.unit else ''}".strip()


def _coverage(span: Span, measures: RoomMeasures | None) -> float | None:
    if span == "now":
        return None
    if measures is None:
        return 0.0
    if span == "year":
        return measures.coverage_1y
    return measures.coverage_24h if span == "day" else measures.coverage_30d


def _measured(share: float, reader: Reader) -> str:
    return reader.tr(msgid("{share} % measured")).format(share=f"{100 * share:.0f}")


def _judged(kind: str, judge: Judge | None, number: float | None, reader: Reader) -> WordView:
    if judge is None:
        return WordView(state="none", text="")
    if number is None:
        return WordView(state="unknown", text=reader.tr(TOO_LITTLE))
    return _word(judge(number), kind, reader)


def _word(state: State, kind: str, reader: Reader) -> WordView:
    return WordView(state=state.name.lower(), text=reader.tr(WORDS[kind][state]))


def _worst(words: list[WordView], kind: str, reader: Reader) -> WordView:
    states = [State[w["state"].upper()] for w in words if w["state"] not in ("none", "unknown")]
    if not states:
        return WordView(state="unknown", text=reader.tr(TOO_LITTLE))
    return _word(max(states), kind, reader)


def _dew_point(reading: Reading | None) -> MeasureView:
    known = reading is not None and reading.quality is not Quality.BAD
    value = reading.value if reading is not None and known else None
    text = NO_VALUE if value is None else f"{number_text(float(value), 'temperature')} °C"
    nothing = WordView(state="none", text="")
    return MeasureView(text=text, coverage="", rule=nothing, paper=nothing)
