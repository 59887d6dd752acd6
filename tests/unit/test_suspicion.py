"""A sensor that answers wrongly is found by its neighbours, and a steady room is left in peace."""

from collections.abc import Callable
from datetime import timedelta

from daemon.control.suspicion import Suspicion, lowered, suspect
from daemon.model import ProcessImage, Quality, Why
from tests.fakes import EPOCH, point_info, reading

HOUR = 3600.0
Course = Callable[[float], float]


def steady(_: float) -> float:
    return 20.0


def warming(hours: float) -> float:
    return 20.0 + 0.4 * hours


def image_at(hours: float, courses: dict[str, Course]) -> ProcessImage:
    t = hours * HOUR
    readings = {tag: reading(round(course(hours), 1), t=t) for tag, course in courses.items()}
    return ProcessImage(t=t, at=EPOCH + timedelta(seconds=t), clock_trusted=True, readings=readings)


def doubtful_after(hours: int, courses: dict[str, Course], zone: str = "") -> frozenset[str]:
    points = [point_info(tag, zone=zone if tag == "c.t" else "") for tag in courses]
    state = Suspicion()
    for minute in range(hours * 60 + 1):
        state = suspect(image_at(minute / 60, courses), points, state)
    return state.doubtful


def test_a_steady_room_is_not_suspected() -> None:
    assert not doubtful_after(24, {"a.t": steady, "b.t": steady, "c.t": steady})


def test_a_value_that_stands_while_the_others_move_is_stuck() -> None:
    def slowly(hours: float) -> float:
        return 20.0 + 0.17 * hours

    assert doubtful_after(7, {"a.t": slowly, "b.t": slowly, "c.t": steady}) == {"c.t"}


def test_nothing_is_called_stuck_before_six_hours() -> None:
    def slowly(hours: float) -> float:
        return 20.0 + 0.17 * hours

    assert not doubtful_after(5, {"a.t": slowly, "b.t": slowly, "c.t": steady})


def test_the_odd_one_of_three_is_doubtful_after_two_hours() -> None:
    def off(hours: float) -> float:
        return warming(hours) + 1.8

    courses: dict[str, Course] = {"a.t": warming, "b.t": warming, "c.t": off}
    assert not doubtful_after(1, courses)
    assert doubtful_after(3, courses) == {"c.t"}


def test_a_sensor_far_off_does_not_make_the_good_ones_doubtful() -> None:
    courses: dict[str, Course] = {
        "a.t": warming,
        "b.t": lambda h: warming(h) + 0.2,
        "c.t": lambda h: warming(h) + 4,
    }
    assert doubtful_after(3, courses) == {"c.t"}


def test_the_coldest_wall_has_no_voice_about_the_others() -> None:
    cold: Course = lambda h: warming(h) - 4  # noqa: E731 - a course is a function
    assert not doubtful_after(3, {"a.t": warming, "b.t": warming, "c.t": cold}, zone="coldest")
    assert not doubtful_after(3, {"a.t": warming, "c.t": cold}, zone="coldest")


def test_of_two_that_disagree_both_are_doubtful() -> None:
    assert doubtful_after(3, {"a.t": warming, "b.t": lambda h: warming(h) + 2}) == {"a.t", "b.t"}


def test_the_coldest_wall_may_differ() -> None:
    def cold(hours: float) -> float:
        return warming(hours) - 3

    courses: dict[str, Course] = {"a.t": warming, "b.t": warming, "c.t": cold}
    assert not doubtful_after(4, courses, zone="coldest")


def test_a_sensor_that_agrees_again_is_believed_again() -> None:
    def mended(hours: float) -> float:
        return warming(hours) + (3 if hours < 4 else 0)

    assert not doubtful_after(5, {"a.t": warming, "b.t": warming, "c.t": mended})


def test_a_doubtful_value_is_shown_with_its_reason() -> None:
    image = lowered(image_at(1, {"a.t": steady, "b.t": steady}), frozenset({"a.t"}))
    assert image.readings["a.t"].quality is Quality.UNCERTAIN
    assert image.readings["a.t"].why is Why.SENSOR_NOT_ACCURATE
    assert image.readings["a.t"].value == 20.0
    assert image.readings["b.t"].quality is Quality.GOOD
