"""S8: a value that nobody reads any more is not current for long, and the judge would see it."""

from dataclasses import replace

import pytest

from daemon.image import ImageWriter
from tests.scenario.machines import ViolationError
from tests.scenario.points import UNITS, sources
from tests.scenario.story import Story


def slow() -> Story:
    """Return a story whose image takes every device for one that is seldom polled."""
    story = Story.begin()
    brain = story.plant.brain
    told = [replace(source, poll_s=600.0) for source in sources(("a",), UNITS)]
    brain.image = ImageWriter(told, brain.clock)
    return story.wait(30)


def hang(story: Story, unit: str) -> Story:
    story.plant.devices[f"a-{unit}"].hang()
    return story.wait(120)


@pytest.mark.parametrize("unit", ["th1", "cold", "o3", "di"])
def test_a_poller_that_hangs_leaves_no_value_that_counts_as_current(unit: str) -> None:
    hang(Story.begin().wait(30), unit)


@pytest.mark.parametrize("unit", ["th1", "cold", "o3", "di"])
def test_the_judge_sees_an_image_that_does_not_age(unit: str) -> None:
    with pytest.raises(ViolationError, match=f"S8 a-{unit}"):
        hang(slow(), unit)
