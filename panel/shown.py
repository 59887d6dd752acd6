"""The shape of what the panel sends: the JSON of the events and of `/api/v1/snapshot`.

Texts are ready to show in the asked language; raw values stand beside them for programs.
"""

from typing import TypedDict

from .words import State


class WordView(TypedDict):
    """A state in words; `state` is good, waiting, attention or lost."""

    state: str
    text: str


def word(state: State, text: str) -> WordView:
    """Return `state` with its word."""
    return WordView(state=state.name.lower(), text=text)


class ReadingView(TypedDict):
    """One reading. `quality` is good, uncertain or bad, `why` a `daemon.model.Why`, `age_s` in s.

    `note` is the age, with a short reason in front unless the quality is good; `reason` says what
    is the matter and what to do.
    """

    value: float | bool | None
    unit: str
    quality: str
    why: str
    age_s: float | None
    text: str
    note: str
    reason: str


class RoomView(TypedDict):
    """One room: its word, what is behind it, its climate and what to do about that.

    `climate` is {} in a room without climate sensors.
    """

    word: WordView
    summary: str
    advice: str
    climate: dict[str, ReadingView]


class DeviceView(TypedDict):
    """One device: how polling goes, what to do about it, and what the driver says."""

    word: WordView
    text: str
    advice: str
    detail: str


class BusView(TypedDict):
    """One bus: whether it works, what the driver says, and what was counted since the start."""

    word: WordView
    detail: str
    counters: dict[str, str]


class ClockView(TypedDict):
    """The time of the site as the server knows it: ISO 8601 with offset, and to show."""

    at: str
    text: str
    word: WordView


class SnapshotView(TypedDict):
    """Everything that changes on the page. `seq` is None before the first scan."""

    seq: int | None
    title: str
    word: WordView
    summary: str
    clock: ClockView
    services: WordView
    rooms: dict[str, RoomView]
    points: dict[str, ReadingView]
    devices: dict[str, DeviceView]
    buses: dict[str, BusView]
