"""How good alarms were: counted by hand."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from daemon.control.alarms.machine import Step
from daemon.control.alarms.quality import AlarmStep, quality, step_of
from daemon.model import AlarmState as S
from daemon.model import Priority
from daemon.model.alarm_quality import AlarmQuality, Offender
from daemon.model.render import sentence
from daemon.model.told_quality import told_offender, told_offenders, told_quality

DAY = 86_400.0
WEEK = 7 * DAY
START = 1_000_000.0
DAMP, DOOR = "humidity_high:stack-1", "door_open:stack-1"


def row(
    at: float, key: str, step: Step, before: S, after: S, priority: Priority = Priority.MEDIUM
) -> AlarmStep:
    code, _, subject = key.partition(":")
    alarm = Offender(key=key, code=code, subject=subject, room="stack-1")
    return AlarmStep(
        at=START + at, alarm=alarm, priority=priority, step=step, before=before, after=after
    )


def raised(at: float, key: str = DAMP, priority: Priority = Priority.MEDIUM) -> AlarmStep:
    return row(at, key, Step.RAISE, S.NORMAL, S.UNACKNOWLEDGED, priority)


def gone(at: float, key: str = DAMP) -> AlarmStep:
    return row(at, key, Step.RETURN, S.UNACKNOWLEDGED, S.RETURNED)


def again(at: float, key: str = DAMP) -> AlarmStep:
    return row(at, key, Step.RAISE, S.RETURNED, S.UNACKNOWLEDGED)


def seen(at: float, key: str = DAMP, before: S = S.UNACKNOWLEDGED) -> AlarmStep:
    after = S.ACKNOWLEDGED if before is S.UNACKNOWLEDGED else S.NORMAL
    return row(at, key, Step.ACKNOWLEDGE, before, after)


def over(at: float, key: str = DAMP) -> AlarmStep:
    return row(at, key, Step.RETURN, S.ACKNOWLEDGED, S.NORMAL)


def of_week(steps: Iterable[AlarmStep]) -> AlarmQuality:
    return quality(steps, START, START + WEEK)


def test_a_week_is_counted_by_day_and_priority() -> None:
    found = of_week(
        [
            raised(10),
            seen(100),
            raised(110, DOOR, Priority.LOW),
            over(200),
            raised(3 * DAY, "fire:stack-1", Priority.HIGH),
        ]
    )
    assert found.annunciated == 3
    assert found.per_day == pytest.approx(3 / 7)
    assert found.by_priority == {Priority.MEDIUM: 1, Priority.LOW: 1, Priority.HIGH: 1}
    assert found.share(Priority.HIGH) == pytest.approx(1 / 3)
    assert found.busiest == 2
    assert found.unseen == 2


def test_what_nobody_was_told_is_no_load() -> None:
    found = of_week(
        [
            row(10, DAMP, Step.SUPPRESS, S.NORMAL, S.SUPPRESSED),
            row(20, DOOR, Step.RAISE, S.SHELVED, S.SHELVED),
        ]
    )
    assert found.annunciated == 0
    assert found.share(Priority.LOW) is None


def test_what_comes_off_a_shelf_or_out_from_under_is_told_anew() -> None:
    found = of_week(
        [
            row(10, DAMP, Step.UNSUPPRESS, S.SUPPRESSED, S.UNACKNOWLEDGED),
            row(20, DOOR, Step.EXPIRE, S.SHELVED, S.UNACKNOWLEDGED),
        ]
    )
    assert found.annunciated == 2


def test_what_grows_graver_is_told_anew_seen_or_not() -> None:
    worse = row(40, DAMP, Step.WORSEN, S.ACKNOWLEDGED, S.UNACKNOWLEDGED, Priority.HIGH)
    still = row(20, DAMP, Step.WORSEN, S.UNACKNOWLEDGED, S.UNACKNOWLEDGED, Priority.HIGH)
    found = of_week([raised(10), still, seen(30), worse])
    assert (found.annunciated, found.unseen, found.acknowledged) == (3, 1, 1)


def test_three_within_an_hour_chatter_and_three_in_a_longer_time_do_not() -> None:
    quick = [raised(0), gone(60), again(1800), gone(1860), again(3600)]
    slow = [raised(0, DOOR), gone(60, DOOR), again(1800, DOOR), gone(1860, DOOR), again(3601, DOOR)]
    found = of_week(sorted([*quick, *slow], key=lambda step: step.at))
    assert [(o.key, o.count) for o in found.chattering] == [(DAMP, 3)]
    assert {o.key: o.count for o in found.worst} == {DAMP: 3, DOOR: 3}


def test_an_alarm_stands_when_it_held_for_longer_than_a_day_seen_or_not() -> None:
    found = of_week(
        [raised(0), seen(60), over(DAY), raised(2 * DAY, DOOR), gone(3 * DAY + 1, DOOR)]
    )
    assert [(o.key, o.stood_s) for o in found.standing] == [(DOOR, DAY + 1)]


def test_what_stood_before_the_week_stands_in_it_but_was_told_before() -> None:
    found = of_week([raised(-3 * DAY), seen(-2 * DAY)])
    assert found.annunciated == 0
    assert [(o.key, o.stood_s) for o in found.standing] == [(DAMP, 10 * DAY)]
    assert found.acknowledged == 0


def test_the_time_to_acknowledge_runs_from_the_first_time_it_was_told() -> None:
    found = of_week(
        [
            raised(0),
            gone(60),
            again(120),
            seen(300),
            over(400),
            raised(1000, DOOR),
            gone(1010, DOOR),
            seen(1100, DOOR, S.RETURNED),
        ]
    )
    assert (found.acknowledged, found.usual_ack_s, found.longest_ack_s) == (2, 200, 300)
    assert found.unseen == 0


def test_a_shelf_is_no_acknowledgement_and_leaves_nothing_waiting() -> None:
    found = of_week([raised(0), row(60, DAMP, Step.SHELVE, S.UNACKNOWLEDGED, S.SHELVED)])
    assert (found.acknowledged, found.unseen, found.usual_ack_s) == (0, 0, None)


def test_the_ten_worst_are_the_most_frequent() -> None:
    steps = [
        step
        for n in range(12)
        for k in range(n + 1)
        for step in (raised(n + DAY * k / 2, f"door_open:r-{n}"),)
    ]
    found = of_week(sorted(steps, key=lambda step: step.at))
    assert [o.count for o in found.worst] == [12, 11, 10, 9, 8, 7, 6, 5, 4, 3]


def test_a_row_of_an_unknown_program_is_refused() -> None:
    with pytest.raises(KeyError):
        step_of(START, DAMP, {"step": "raise"})
    with pytest.raises(ValueError, match="dance"):
        step_of(
            START,
            DAMP,
            {
                "code": "humidity_high",
                "about": "stack-1",
                "room": "stack-1",
                "priority": "low",
                "step": "dance",
                "from": "normal",
                "to": "normal",
            },
        )


def test_it_is_told_in_both_languages() -> None:
    found = of_week([raised(0), gone(60), again(120), gone(180), again(240), seen(300), over(400)])
    zh = [sentence(told, "zh") for told in told_quality(found)]
    en = [sentence(told, "en") for told in told_quality(found)]
    assert zh[0] == "7 天内提示 3 次，平均每天 0.4 次；最忙的 10 分钟里 3 次"
    assert en[2] == ("high 0 %, medium 100 %, low 0 % (ISA-18.2 suggests some 5 %, 15 %, 80 %)")
    assert zh[3] == "确认 1 次：一半在 5 分钟以内，最久 5 分钟"
    assert "[" not in "".join([*zh, *en])
    headings = [sentence(heading, "zh") for heading, _ in told_offenders(found)]
    assert headings[0] == "最多的十个"
    assert [text.partition("（")[0] for text in headings] == ["最多的十个", "反复报警"]
    assert sentence(told_offender(found.worst[0]), "en") == "3 ×"


def test_a_part_of_a_month_is_told_in_days_that_people_use() -> None:
    found = replace(of_week([raised(0)]), days=25.8854)
    assert sentence(told_quality(found)[0], "zh").startswith("25.9 天内提示 1 次，")
    assert sentence(told_quality(found)[0], "en").startswith("1 annunciated in 25.9 d, ")


def test_a_week_without_alarms_says_so() -> None:
    assert [sentence(told, "zh") for told in told_quality(of_week([]))] == ["7 天内没有报警"]
    assert told_offenders(of_week([])) == ()
