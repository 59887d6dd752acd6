"""Devices, buses and services as people see them; pure."""

from collections.abc import Mapping, Sequence

from daemon.model import BusHealth, DeviceHealth, Quality, Reading, Why
from daemon.model.render import word as worded

from .reader import Reader
from .shown import BusView, DeviceView, WordView, word
from .words import (
    CAUSES,
    NO_VALUE,
    STATE_WORDS,
    State,
    Translate,
    advice,
    duration_words,
    msgid,
)


def device_state(health: DeviceHealth | None) -> State:
    """Return how a device does; None is a device that was never asked."""
    if health is None or (not health.online and health.why is Why.WAITING_FOR_INITIAL_DATA):
        return State.WAITING
    return State.GOOD if health.online else State.LOST


def bus_state(health: BusHealth | None) -> State:
    """Return how a bus does; None is a bus that was never used."""
    if health is None:
        return State.WAITING
    return State.GOOD if health.up else State.LOST


def device_view(
    health: DeviceHealth | None, readings: Sequence[Reading], t: float, reader: Reader
) -> DeviceView:
    """Return one device with the reasons of all its `readings`, each once."""
    tr = reader.tr
    if health is None:
        waits = word(State.WAITING, tr(STATE_WORDS[State.WAITING]))
        return DeviceView(word=waits, text="", advice="", detail="")
    label = msgid("online") if health.online else CAUSES[health.why].label
    whys = [] if health.online else [health.why]
    whys += [reading.why for reading in readings if reading.quality is not Quality.GOOD]
    return DeviceView(
        word=word(device_state(health), tr(label)),
        text=" · ".join(_polling(health, readings, t, tr)),
        advice=advice(whys, tr),
        detail=_detail(health, reader),
    )


def _polling(
    health: DeviceHealth, readings: Sequence[Reading], t: float, tr: Translate
) -> list[str]:
    parts = []
    ages = [age_s for reading in readings if (age_s := reading.age_s(t)) is not None]
    if health.online and health.latency_s is not None:
        parts.append(tr(msgid("answers in {ms} ms")).format(ms=round(health.latency_s * 1000)))
    if not health.online and ages:
        parts.append(tr(msgid("for {duration}")).format(duration=duration_words(min(ages), tr)))
    if health.next_try_s is not None:
        duration = duration_words(health.next_try_s, tr)
        parts.append(tr(msgid("next try in {duration}")).format(duration=duration))
    if health.polls:
        parts.append(
            tr(msgid("{failures} of {polls} polls failed")).format(
                failures=f"{health.failures:,}", polls=f"{health.polls:,}"
            )
        )
    return parts


def _detail(health: BusHealth | DeviceHealth, reader: Reader) -> str:
    """Return what is wrong between us and a device or bus; the log has the engineer's text."""
    return worded("of_trouble", health.trouble, reader.language)


def bus_view(health: BusHealth | None, reader: Reader) -> BusView:
    """Return one bus with its counters; dashes for one that was never used."""
    tr = reader.tr
    state = bus_state(health)
    if health is None:
        return BusView(
            word=word(state, tr(STATE_WORDS[state])),
            detail="",
            counters=dict.fromkeys(BUS_COUNTERS, NO_VALUE),
        )
    return BusView(
        word=word(state, tr(msgid("up") if health.up else msgid("down"))),
        detail=_detail(health, reader),
        counters={
            "requests": f"{health.requests:,}",
            "busy": f"{health.busy:.0%}",
            "no_replies": f"{health.no_replies:,}",
            "bad_replies": f"{health.bad_replies:,}",
            "refusals": f"{health.refusals:,}",
            "reopens": f"{health.reopens:,}",
        },
    )


BUS_COUNTERS = {  # in the order of the page
    "requests": msgid("requests"),
    "busy": msgid("time busy"),
    "no_replies": msgid("no replies"),
    "bad_replies": msgid("bad replies"),
    "refusals": msgid("refusals"),
    "reopens": msgid("reopened"),
}


def services_state(services: Mapping[str, str]) -> State:
    """Return ATTENTION while any best-effort service has a trouble."""
    return State.ATTENTION if any(services.values()) else State.GOOD


def services_view(services: Mapping[str, str], tr: Translate) -> WordView:
    """Return the troubles of the best-effort services in one line."""
    troubles = [f"{name}: {trouble}" for name, trouble in services.items() if trouble]
    return word(services_state(services), "; ".join(troubles) or tr(msgid("all running")))
