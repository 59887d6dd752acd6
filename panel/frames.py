"""What the events of each page carry: no page is sent what it does not show; pure."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from .alarms import MOST, MOST_LIVE
from .moment import Moment
from .presenters import Presenter
from .shown import HeadView


class Frame(StrEnum):
    """The kinds of events; HEAD is the top of the page alone."""

    FACE = "face"
    ROOMS = "rooms"
    ALARMS = "alarms"
    ALL_ALARMS = "all-alarms"
    PLAN = "plan"
    HEAD = "head"


FRAMES: Mapping[Frame, Callable[[Presenter, Moment], HeadView]] = {
    Frame.FACE: lambda presenter, now: presenter.face_page(now),
    Frame.ROOMS: lambda presenter, now: presenter.rooms_page(now),
    Frame.ALARMS: lambda presenter, now: presenter.alarm_page(now, MOST_LIVE),
    Frame.ALL_ALARMS: lambda presenter, now: presenter.alarm_page(now, MOST),
    Frame.PLAN: lambda presenter, now: presenter.plan_page(now),
    Frame.HEAD: lambda presenter, now: presenter.head(now),
}
