"""The table `[room.plan]`: where a room lies, how large it is, where its zones and doors are.

Metres; x runs from west to east, y from north to south, as on paper.
"""

from typing import Annotated

from pydantic import Field

from daemon.model import Wall

from .fields import ZONE_PATTERN, Between
from .section import LISTED, Section

Metres = Annotated[float, Between(0, 500)]
Length = Annotated[float, Between(0.5, 200)]


class FloorZone(Section):
    """A zone of the room: metres from its west and its north wall."""

    id: Annotated[str, Field(pattern=ZONE_PATTERN, min_length=1)]
    x_m: Metres
    y_m: Metres


class FloorDoor(Section):
    """A door: from `at_m` on along its wall, from the wall's west or north end."""

    wall: Wall
    at_m: Metres
    width_m: Annotated[float, Between(0.3, 20)] = 1.0


class FloorPlan(Section):
    """A rectangle; `x_m` and `y_m` set it beside the other rooms."""

    x_m: Metres = 0.0
    y_m: Metres = 0.0
    width_m: Length
    depth_m: Length
    zone: Annotated[tuple[FloorZone, ...], LISTED] = ()
    door: Annotated[tuple[FloorDoor, ...], LISTED] = ()
