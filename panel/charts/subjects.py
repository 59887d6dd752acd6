"""What a trend can be about: a room's temperature, humidity or dew point, or a point; pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from daemon.model import PointInfo, SiteInfo
from panel.moment import CLIMATE
from panel.words import msgid

COLDEST, OUTSIDE = "coldest", "outside"  # zones that do not speak for the air of a room
FACE = ("temperature", "relative_humidity")
DEW_POINT = "dew_point"
UNITS = {"temperature": "°C", "relative_humidity": "%RH", DEW_POINT: "°C"}
TITLES = dict(CLIMATE.values())
SHARE = "%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is drawn. `room` is "" for a point of no room.

    `sources` are the tags by quantity: one quantity for what is measured, two for a dew point. The
    trend of a bit is the share of time in % that it is true.
    """

    room: str
    quantity: str
    unit: str
    sources: Mapping[str, tuple[str, ...]]
    point: PointInfo | None = None

    @property
    def is_bit(self) -> bool:
        """Whether the value is a share of time."""
        return self.point is not None and self.point.is_bit

    @property
    def query(self) -> str:
        """The part of an address that names it; tags and ids need no quoting."""
        if self.point is not None:
            return f"tag={self.point.tag}"
        return f"room={self.room}&quantity={self.quantity}"


def sources_of(site: SiteInfo, room: str) -> dict[str, tuple[str, ...]]:
    """Return the tags behind a room's temperature and humidity.

    The coldest wall has a voice only where nothing else measures, as in the room's own value.
    """
    found = {}
    for quantity in FACE:
        points = [p for p in site.points if p.room == room and p.quantity == quantity and p.of_room]
        usual = tuple(p.tag for p in points if p.zone != COLDEST)
        found[quantity] = usual or tuple(p.tag for p in points)
    return found


def room_subject(site: SiteInfo, room: str, quantity: str) -> Subject | None:
    """Return a room's own value, None where the room does not measure it."""
    sources = sources_of(site, room)
    needed = FACE if quantity == DEW_POINT else (quantity,)
    if not all(sources.get(name) for name in needed):
        return None
    return Subject(
        room=room,
        quantity=quantity,
        unit=UNITS[quantity],
        sources={name: sources[name] for name in needed},
    )


def point_subject(point: PointInfo) -> Subject:
    """Return one point."""
    return Subject(
        room=point.room,
        quantity=point.quantity,
        unit=SHARE if point.is_bit else point.unit,
        sources={point.quantity: (point.tag,)},
        point=point,
    )


ON_SHARE = msgid("{name} (share of time on)")
