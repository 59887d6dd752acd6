"""The floor plan as geometry: rooms, doors, zones and where their labels stand; pure.

Only what the configuration says in metres is drawn; no file of anybody is taken in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from daemon.model import PlanDoor, RoomPlan

USUAL_WIDTH, USUAL_HEIGHT = 760.0, 336.0  # fit the smallest panel, 800 by 480 px, below its top
LEAST_ROOM = 210.0  # a room must hold its labels: a plan of many rooms is wider and scrolls
MARGIN = 8.0
LABEL_WIDTH, LABEL_HEIGHT = 134.0, 62.0
TITLE_HEIGHT = 56.0
GAP = 9.0
INSET = 7.0  # a wall is drawn thick while something is the matter


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in the units of the drawing."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: "Box") -> bool:
        """Return whether the two lie on one another."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    def holds(self, other: "Box") -> bool:
        """Return whether the other is inside."""
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.x + other.width <= self.x + self.width
            and other.y + other.height <= self.y + self.height
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnZone:
    """A zone: its point and the box of its label."""

    zone: str
    x: float
    y: float
    label: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnRoom:
    """A room: its walls, its doors as lines from end to end, its zones."""

    room: str
    walls: Box
    doors: tuple[tuple[float, float, float, float], ...]
    zones: tuple[DrawnZone, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The whole plan, in the pixels of the smallest screen."""

    width: float
    height: float
    rooms: tuple[DrawnRoom, ...]

    @property
    def fits(self) -> bool:
        """Whether it fits the smallest screen, and so may grow with a larger one."""
        return self.width <= USUAL_WIDTH and self.height <= USUAL_HEIGHT


def drawing(plans: Sequence[RoomPlan]) -> Drawing | None:
    """Return the plan of the site, None where nothing is to be drawn."""
    if not plans:
        return None
    west, north = min(p.x_m for p in plans), min(p.y_m for p in plans)
    wide_m = max(p.x_m + p.width_m for p in plans) - west
    deep_m = max(p.y_m + p.depth_m for p in plans) - north
    narrowest_m = min(min(p.width_m, p.depth_m) for p in plans)
    fitting = min(
        (USUAL_WIDTH - 2 * MARGIN) / wide_m,
        (USUAL_HEIGHT - 2 * MARGIN) / deep_m,
    )
    scale = max(fitting, LEAST_ROOM / narrowest_m)
    return Drawing(
        width=round(wide_m * scale + 2 * MARGIN, 1),
        height=round(deep_m * scale + 2 * MARGIN, 1),
        rooms=tuple(_room(plan, west, north, scale) for plan in plans),
    )


def _room(plan: RoomPlan, west: float, north: float, scale: float) -> DrawnRoom:
    walls = Box(
        x=round(MARGIN + (plan.x_m - west) * scale, 1),
        y=round(MARGIN + (plan.y_m - north) * scale, 1),
        width=round(plan.width_m * scale, 1),
        height=round(plan.depth_m * scale, 1),
    )
    points = [
        (zone.zone, round(walls.x + zone.x_m * scale, 1), round(walls.y + zone.y_m * scale, 1))
        for zone in plan.zones
    ]
    taken = [Box(x=walls.x, y=walls.y, width=walls.width, height=TITLE_HEIGHT)]
    taken += [Box(x=x - GAP, y=y - GAP, width=2 * GAP, height=2 * GAP) for _, x, y in points]
    zones = []
    for name, x, y in points:
        label = _label(x, y, walls, taken)
        taken.append(label)
        zones.append(DrawnZone(zone=name, x=x, y=y, label=label))
    return DrawnRoom(
        room=plan.room,
        walls=walls,
        doors=tuple(_door(door, walls, scale) for door in plan.doors),
        zones=tuple(zones),
    )


def _label(x: float, y: float, walls: Box, taken: Sequence[Box]) -> Box:
    """Return the nearest free place for a label; where none is free, one inside the walls."""
    inside = [box for box in _places(x, y, walls) if walls.holds(box)]
    for box in inside:
        if not any(box.meets(other) for other in taken):
            return box
    return inside[0] if inside else _at(walls.x, walls.y)


def _places(x: float, y: float, walls: Box) -> Iterator[Box]:
    left = min(
        max(x - LABEL_WIDTH / 2, walls.x + INSET), walls.x + walls.width - LABEL_WIDTH - INSET
    )
    top = min(
        max(y - LABEL_HEIGHT / 2, walls.y + INSET), walls.y + walls.height - LABEL_HEIGHT - INSET
    )
    yield _at(left, y + GAP)
    yield _at(left, y - GAP - LABEL_HEIGHT)
    yield _at(x + GAP, top)
    yield _at(x - GAP - LABEL_WIDTH, top)
    free = [
        _at(walls.x + INSET + across, walls.y + INSET + down)
        for down in _steps(walls.height - LABEL_HEIGHT - 2 * INSET, LABEL_HEIGHT / 2)
        for across in _steps(walls.width - LABEL_WIDTH - 2 * INSET, LABEL_WIDTH / 2)
    ]
    yield from sorted(free, key=lambda box: (box.x - left) ** 2 + (box.y - top) ** 2)


def _steps(length: float, step: float) -> list[float]:
    return [n * step for n in range(int(max(0.0, length) // step) + 1)]


def _at(x: float, y: float) -> Box:
    return Box(x=round(x, 1), y=round(y, 1), width=LABEL_WIDTH, height=LABEL_HEIGHT)


def _door(door: PlanDoor, walls: Box, scale: float) -> tuple[float, float, float, float]:
    near, far = round(door.at_m * scale, 1), round((door.at_m + door.width_m) * scale, 1)
    if door.wall in ("north", "south"):
        y = walls.y if door.wall == "north" else walls.y + walls.height
        return walls.x + near, y, walls.x + far, y
    x = walls.x if door.wall == "west" else walls.x + walls.width
    return x, walls.y + near, x, walls.y + far
