"""The psychrometric chart in words: where the air is, what each machine would do; pure."""

from collections.abc import Mapping
from typing import TypedDict

from daemon.model import Band, Kind
from panel.words import NO_VALUE, Translate, msgid, number_text

from .air import dew_c, humidity_pct
from .air_chart import AirDrawing, AirFacts, Arrow, Machine
from .air_effects import EFFECTS, Air

EFFECT_WORDS: Mapping[Kind, str] = {
    Kind.DEHUMIDIFIER: msgid("takes water out; the heat of it warms the air a little"),
    Kind.HUMIDIFIER: msgid("brings water in; one that evaporates also cools"),
    Kind.COOLER: msgid("cools: %RH rises, and below the dew point water falls out"),
    Kind.HEATER: msgid("warms: the water stays, %RH falls"),
    Kind.EXHAUST_FAN: msgid("leads towards the air outside; drawn is half of the way"),
}
ENDS = msgid("about {c} °C, {pct} %RH, {g} g/kg")
RUNS = {
    True: msgid("runs now"),
    False: msgid("is off"),
    None: msgid("not known whether it runs"),
}


class ArrowView(TypedDict):
    """One arrow in words; `state` is on, off or unknown."""

    number: int
    name: str
    does: str
    ends: str
    state: str
    runs: str


class AirRow(TypedDict):
    """One state in a table."""

    name: str
    c: str
    pct: str
    g: str
    dew: str


class AirView(TypedDict):
    """The chart in words."""

    now: str
    place: str
    arrows: list[ArrowView]
    still: str
    rows: list[AirRow]


def air_view(
    facts: AirFacts, drawn: AirDrawing, names: Mapping[str, str], tr: Translate
) -> AirView:
    """Return the words; `names` are those of the outputs."""
    return AirView(
        now=tr(msgid("Not known now: temperature or humidity is missing."))
        if facts.now is None
        else state_text(facts.now, facts.pa, tr),
        place=_together(_sentences(facts, tr), tr),
        arrows=[_arrow(arrow, names, facts.pa, tr) for arrow in drawn.arrows],
        still=_still(facts, drawn, names, tr),
        rows=_rows(facts, tr),
    )


def state_text(air: Air, pa: float, tr: Translate) -> str:
    """Return a state in numbers."""
    return tr(msgid("{c} °C, {pct} %RH, {g} g of water in a kilogram of dry air")).format(
        c=_c(air.c), pct=_pct(air.pct(pa)), g=_g(air.g_kg)
    )


def _sentences(facts: AirFacts, tr: Translate) -> list[str]:
    if facts.now is None:
        return []
    found = [] if facts.band is None else [_within(facts.now, facts.band, facts.pa, tr)]
    dew = dew_c(facts.now.g_kg, facts.pa)
    found.append(tr(msgid("Its dew point is {c} °C.")).format(c=_c(dew)))
    if facts.surface_c is None:
        found.append(tr(msgid("The coldest surface is not measured.")))
    elif facts.surface_c <= dew:
        words = tr(msgid("The coldest surface is at {c} °C: water condenses on it."))
        found.append(words.format(c=_c(facts.surface_c)))
    else:
        words = tr(msgid("The coldest surface is at {c} °C, {k} °C above the dew point."))
        found.append(words.format(c=_c(facts.surface_c), k=_c(facts.surface_c - dew)))
    return found


def _together(sentences: list[str], tr: Translate) -> str:
    both = tr(msgid("{sentence} {action}"))
    whole = ""
    for each in sentences:
        whole = both.format(sentence=whole, action=each) if whole else each
    return whole


def _within(air: Air, band: Band, pa: float, tr: Translate) -> str:
    pct = air.pct(pa)
    wrong = [
        tr(words)
        for words, holds in (
            (msgid("too warm"), air.c > band.high_c),
            (msgid("too cold"), air.c < band.low_c),
            (msgid("too damp"), round(pct, 1) > band.high_pct),
            (msgid("too dry"), round(pct, 1) < band.low_pct),
        )
        if holds
    ]
    if not wrong:
        return tr(msgid("It lies inside the allowed climate."))
    return tr(msgid("It lies outside of the allowed climate: {what}.")).format(
        what=tr(msgid(", ")).join(wrong)
    )


def _arrow(arrow: Arrow, names: Mapping[str, str], pa: float, tr: Translate) -> ArrowView:
    machine, end = arrow.machine, arrow.way[-1]
    return ArrowView(
        number=arrow.number,
        name=names.get(machine.id, machine.id),
        does=tr(EFFECT_WORDS[machine.kind]),
        ends=tr(ENDS).format(c=_c(end.c), pct=_pct(end.pct(pa)), g=_g(end.g_kg)),
        state={True: "on", False: "off", None: "unknown"}[machine.is_on],
        runs=tr(RUNS[machine.is_on]),
    )


def _still(facts: AirFacts, drawn: AirDrawing, names: Mapping[str, str], tr: Translate) -> str:
    """Return which machines have no arrow, and why."""
    shown = {arrow.machine.id for arrow in drawn.arrows}
    rest = [machine for machine in facts.machines if machine.id not in shown]
    moved = [m for m in rest if m.kind in EFFECTS]
    mixing = [m for m in rest if m.kind not in EFFECTS]
    parts = []
    if mixing:
        words = tr(msgid("{names}: moves or cleans the air and leaves its state as it is."))
        parts.append(words.format(names=_joined(mixing, names, tr)))
    if moved:
        words = tr(msgid("{names}: what it would do can't be told now."))
        parts.append(words.format(names=_joined(moved, names, tr)))
    return " ".join(parts)


def _joined(machines: list[Machine], names: Mapping[str, str], tr: Translate) -> str:
    return tr(msgid(", ")).join(names.get(machine.id, machine.id) for machine in machines)


def _rows(facts: AirFacts, tr: Translate) -> list[AirRow]:
    pa, states = facts.pa, [(tr(msgid("room now")), facts.now)]
    known = [air for air in facts.trail if air is not None]
    if known:
        driest, dampest = (f(known, key=lambda air: air.g_kg) for f in (min, max))
        states.append((tr(msgid("driest quarter of an hour in 24 h")), driest))
        states.append((tr(msgid("dampest quarter of an hour in 24 h")), dampest))
    states.append((tr(msgid("outside")), facts.outside))
    rows = [_row(name, air, pa) for name, air in states]
    if facts.surface_c is not None:
        c = _c(facts.surface_c)
        name = tr(msgid("coldest surface"))
        pct = NO_VALUE
        if facts.now is not None:
            pct = _pct(min(100.0, humidity_pct(facts.surface_c, facts.now.g_kg, pa)))
        rows.append(AirRow(name=name, c=c, pct=pct, g=NO_VALUE, dew=NO_VALUE))
    return rows


def _row(name: str, air: Air | None, pa: float) -> AirRow:
    if air is None:
        return AirRow(name=name, c=NO_VALUE, pct=NO_VALUE, g=NO_VALUE, dew=NO_VALUE)
    return AirRow(
        name=name,
        c=_c(air.c),
        pct=_pct(air.pct(pa)),
        g=_g(air.g_kg),
        dew=_c(dew_c(air.g_kg, pa)),
    )


def _c(value: float) -> str:
    return number_text(value, "temperature")


def _pct(value: float) -> str:
    return number_text(value, "relative_humidity")


def _g(value: float) -> str:
    return number_text(value, "mixing_ratio")
