"""What may be said about a floor plan, what may not, and what the panel is told by it."""

from pathlib import Path

import pytest

from daemon.configuration.loading import load_config
from daemon.configuration.messages import render
from daemon.configuration.sentences_of_plans import PLANS
from daemon.configuration.site import site_info
from daemon.model import PlanDoor, PlanZone
from tests.demo_config import DEMO, bent, problem_at
from tests.site_folder import Edit, write_site

NORTH = 'id = "north"\nx_m = 4\ny_m = 0.5\n'
DOOR = 'y_m = 3.4\n\n[[room.plan.door]]\nwall = "south"\nat_m = 1\n'
SIZE = "width_m = 8\ndepth_m = 6\n"
ROOM = "room[stack-1].plan"


def test_the_demonstration_is_drawn(tmp_path: Path) -> None:
    loaded = load_config(write_site(tmp_path, DEMO))
    first, second = site_info(loaded.config, loaded.profiles).plans
    assert (first.room, first.x_m, first.width_m, first.depth_m) == ("stack-1", 0, 8, 6)
    assert (second.room, second.x_m) == ("stack-2", 8)
    assert first.zones[0] == PlanZone(zone="north", x_m=4, y_m=0.5)
    assert first.doors == (PlanDoor(wall="south", at_m=1, width_m=1.2),)


def test_a_room_needs_no_plan(tmp_path: Path) -> None:
    start, end = DEMO.index("[room.plan]\nx_m = 8"), DEMO.index("[[room.schedule]]")
    loaded = load_config(write_site(tmp_path, DEMO.replace(DEMO[start:end], "")))
    assert [p.room for p in site_info(loaded.config, loaded.profiles).plans] == ["stack-1"]


REFUSED: list[tuple[Edit, str, str]] = [
    (("x_m = 8  ", "x_m = 7.9"), "room[stack-2].plan", "plan_overlaps"),
    ((NORTH, NORTH.replace("north", "outside")), f"{ROOM}.zone[outside].id", "plan_open_air"),
    ((NORTH, NORTH.replace("north", "south")), f"{ROOM}.zone[south].id", "plan_zone_twice"),
    ((NORTH, NORTH.replace("north", "nort")), f"{ROOM}.zone[nort].id", "plan_zone_empty"),
    ((NORTH, NORTH.replace("4", "8.1")), f"{ROOM}.zone[north].x_m", "plan_zone_outside"),
    ((NORTH, NORTH.replace("0.5", "6.1")), f"{ROOM}.zone[north].y_m", "plan_zone_outside"),
    ((DOOR, DOOR.replace("at_m = 1", "at_m = 7")), f"{ROOM}.door[#1].at_m", "plan_door_outside"),
    ((DOOR, DOOR.replace("south", "up")), f"{ROOM}.door[#1].wall", "one_of"),
    ((SIZE, SIZE.replace("8", "0")), f"{ROOM}.width_m", "out_of_range"),
    ((SIZE, f'{SIZE}svg = "plan.svg"\n'), f"{ROOM}.svg", "unknown_key"),
    ((SIZE, "width_m = 8\n"), f"{ROOM}.depth_m", "missing"),
]


@pytest.mark.parametrize(("edit", "path", "code"), REFUSED, ids=[code for *_, code in REFUSED])
def test_what_can_not_be_drawn_is_refused(tmp_path: Path, edit: Edit, path: str, code: str) -> None:
    problem = problem_at(tmp_path, [edit], path, code)
    assert "{" not in render(problem, "zh")
    assert "{" not in render(problem, "en")


def test_rooms_may_share_a_wall_and_lie_anywhere(tmp_path: Path) -> None:
    load_config(write_site(tmp_path, bent(("x_m = 8  ", "x_m = 0\ny_m = 6 #"))))


def test_every_sentence_of_plans_is_reached() -> None:
    assert set(PLANS) == {code for *_, code in REFUSED if code in PLANS}
