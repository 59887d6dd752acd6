"""What stands where on the page: fixed for one configuration, so the page never reflows; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from daemon.model import (
    DeviceInfo,
    OutputInfo,
    PointInfo,
    ProgrammeInfo,
    RoomInfo,
    SiteInfo,
)

FACE = ("temperature", "relative_humidity")  # what a room's big digits come from
ELSEWHERE = RoomInfo(id="", name="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The points that one device has in one zone of a room."""

    device: DeviceInfo
    zone: str
    points: tuple[PointInfo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomLayout:
    """One room's card. `sources` are the tags behind each quantity of the face, {} without one."""

    room: RoomInfo
    blocks: tuple[Block, ...]
    sources: dict[str, tuple[str, ...]]
    outputs: tuple[OutputInfo, ...] = ()
    programmes: tuple[ProgrammeInfo, ...] = ()

    def has(self, quantity: str) -> bool:
        """Return whether the face shows `quantity`; the dew point needs both of the others."""
        needed = (quantity,) if quantity in FACE else FACE
        return all(self.sources.get(name) for name in needed)


def layout_of(site: SiteInfo) -> tuple[RoomLayout, ...]:
    """Return the cards for `site`: its rooms in order, in each the climate sensors first.

    What belongs to no room comes last, in a card of the room ELSEWHERE.
    """
    devices = {device.id: device for device in site.devices}
    places: dict[str, list[PointInfo]] = {room.id: [] for room in (*site.rooms, ELSEWHERE)}
    for point in site.points:
        places.get(point.room, places[ELSEWHERE.id]).append(point)
    cards = [
        replace(
            _card(room, places[room.id], devices),
            outputs=tuple(output for output in site.outputs if output.room == room.id),
            programmes=tuple(p for p in site.programmes if p.room == room.id),
        )
        for room in site.rooms
    ]
    if places[ELSEWHERE.id]:
        cards.append(_card(ELSEWHERE, places[ELSEWHERE.id], devices))
    return tuple(cards)


def _card(
    room: RoomInfo, points: Sequence[PointInfo], devices: dict[str, DeviceInfo]
) -> RoomLayout:
    sources = {
        quantity: tuple(p.tag for p in points if p.quantity == quantity and p.of_room)
        for quantity in FACE
    }
    has_face = room is not ELSEWHERE and any(sources.values())
    return RoomLayout(
        room=room, blocks=_blocks(points, devices), sources=sources if has_face else {}
    )


def _blocks(points: Iterable[PointInfo], devices: dict[str, DeviceInfo]) -> tuple[Block, ...]:
    groups: dict[tuple[str, str], list[PointInfo]] = {}
    for point in points:
        groups.setdefault((point.zone, point.device), []).append(point)
    blocks = [
        Block(device=devices[device], zone=zone, points=tuple(sorted(group, key=_place)))
        for (zone, device), group in groups.items()
    ]
    return tuple(sorted(blocks, key=lambda block: not _measures_climate(block)))


def _place(point: PointInfo) -> int:
    return FACE.index(point.quantity) if point.quantity in FACE else len(FACE)


def _measures_climate(block: Block) -> bool:
    return any(point.quantity in FACE and point.of_room for point in block.points)
