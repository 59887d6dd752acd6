"""The floor plan as geometry: inside the walls, readable, and never one label on another."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.model import PlanDoor, PlanZone, RoomPlan, Wall
from panel.plan import USUAL_HEIGHT, USUAL_WIDTH, Box, drawing

WALLS: tuple[Wall, ...] = ("north", "south", "west", "east")


def room(name: str = "r", *zones: tuple[float, float], **facts: float) -> RoomPlan:
    sides = {"x_m": 0.0, "y_m": 0.0, "width_m": 8.0, "depth_m": 6.0, **facts}
    return RoomPlan(
        room=name,
        x_m=sides["x_m"],
        y_m=sides["y_m"],
        width_m=sides["width_m"],
        depth_m=sides["depth_m"],
        zones=tuple(PlanZone(zone=f"z{n}", x_m=x, y_m=y) for n, (x, y) in enumerate(zones)),
    )


def test_nothing_is_drawn_of_nothing() -> None:
    assert drawing(()) is None


def test_a_usual_site_fits_the_smallest_panel_and_keeps_its_shape() -> None:
    drawn = drawing((room("a"), room("b", x_m=8, width_m=6)))
    assert drawn is not None
    assert drawn.fits
    assert (drawn.width, drawn.height) <= (USUAL_WIDTH, USUAL_HEIGHT)
    a, b = (r.walls for r in drawn.rooms)
    assert a.width / b.width == pytest.approx(8 / 6, rel=0.01)
    assert b.x == pytest.approx(a.x + a.width, abs=0.2)


def test_a_long_site_is_wider_than_the_screen_rather_than_too_small_to_read() -> None:
    drawn = drawing(tuple(room(f"r{n}", x_m=10.0 * n, width_m=10, depth_m=3) for n in range(8)))
    assert drawn is not None
    assert not drawn.fits
    assert drawn.rooms[0].walls.height >= 200


def test_where_a_plan_begins_is_of_no_matter() -> None:
    near, far = drawing((room(),)), drawing((room(x_m=100, y_m=50),))
    assert near == far


def test_a_door_lies_in_its_wall() -> None:
    doors = tuple(PlanDoor(wall=wall, at_m=1, width_m=2) for wall in WALLS)
    plan = RoomPlan(room="r", x_m=0, y_m=0, width_m=8, depth_m=6, doors=doors)
    drawn = drawing((plan,))
    assert drawn is not None
    walls = drawn.rooms[0].walls
    north, south, west, east = drawn.rooms[0].doors
    assert north[1] == north[3] == walls.y
    assert south[1] == south[3] == walls.y + walls.height
    assert west[0] == west[2] == walls.x
    assert east[0] == east[2] == walls.x + walls.width
    assert (north[2] - north[0]) / walls.width == pytest.approx(2 / 8, rel=0.01)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 8, allow_nan=False), st.floats(0, 6, allow_nan=False)), max_size=4
    )
)
def test_labels_stay_inside_and_apart(zones: list[tuple[float, float]]) -> None:
    drawn = drawing((room("r", *zones),))
    assert drawn is not None
    (only,) = drawn.rooms
    labels: list[Box] = [zone.label for zone in only.zones]
    assert all(only.walls.holds(label) for label in labels)
    for one, other in combinations(labels, 2):
        assert not one.meets(other)
