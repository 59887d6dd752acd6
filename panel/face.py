"""The first page: of each room what can be read from three metres, and nothing else; pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from daemon.model import Quality

from .cycles import yes_or_no
from .moment import CLIMATE
from .shown import EntryView, HeadView, ReadingView, RoomView, WordView
from .tendency import Tendencies, Tendency
from .words import State, Translate, msgid

NIGHT = (20, 7)  # local hours between which nobody works: the screen may be dark
GOOD, LOST = Quality.GOOD.name.lower(), State.LOST.name.lower()  # as they stand in views
TENDENCY_WORDS = {
    Tendency.RISING: msgid("rising"),
    Tendency.FALLING: msgid("falling"),
    Tendency.STEADY: msgid("steady"),
    Tendency.UNKNOWN: msgid("tendency not known yet"),
}
FACE = ("temperature", "humidity")


class FaceRoomView(TypedDict):
    """One room: its word, what is behind it, two values with where they go, and what it does.

    `entry` and `doing` are None in a room without machines.
    """

    word: WordView
    summary: str
    climate: dict[str, ReadingView]
    tendency: dict[str, WordView]
    entry: EntryView | None
    doing: WordView | None


class FaceView(HeadView):
    """All rooms. `night`: yes while the screen may be dark."""

    degraded: str
    night: str
    faces: dict[str, FaceRoomView]


def is_night(at: datetime, timezone: str) -> bool:
    """Return whether a time is outside working hours at the site."""
    hour = at.astimezone(ZoneInfo(timezone)).hour
    start, end = NIGHT
    return hour >= start or hour < end


def face_view(
    head: HeadView,
    rooms: Mapping[str, RoomView],
    degraded: str,
    tendencies: Tendencies,
    *,
    night: bool,
    tr: Translate,
) -> FaceView:
    """Return the face of a site from the whole views of its rooms."""
    return FaceView(
        **head,
        degraded=degraded,
        night=yes_or_no(night),
        faces={room: _face(room, view, tendencies, tr) for room, view in rooms.items() if room},
    )


def _face(room: str, view: RoomView, tendencies: Tendencies, tr: Translate) -> FaceRoomView:
    control = view["control"]
    told = {name: view["climate"][name] for name in FACE if name in view["climate"]}
    lost = view["word"]["state"] == LOST
    ways = {
        name: Tendency.UNKNOWN
        if lost or reading["quality"] != GOOD
        else tendencies.get((room, CLIMATE[name][0]), Tendency.UNKNOWN)
        for name, reading in told.items()
    }
    return FaceRoomView(
        word=view["word"],
        summary=view["summary"],
        climate=told,
        tendency={
            name: WordView(state=way.value, text=tr(TENDENCY_WORDS[way]))
            for name, way in ways.items()
        },
        entry=control["entry"] if control else None,
        doing=control["doing"] if control else None,
    )
