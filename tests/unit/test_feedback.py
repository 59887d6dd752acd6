"""The verdict on a command: what the device shows against what it was told."""

from dataclasses import replace

import pytest

from daemon.control.feedback import Shown, is_on, may_be_on, shown, trouble, verdict
from daemon.control.settings import OutputSettings
from daemon.control.state import ControlState, OutputMemory
from daemon.model import Kind, Quality, Verdict, reason
from tests.control_kit import OUTPUTS, T, output, seen, view

DRY = replace(next(o for o in OUTPUTS if o.id == "dry"), running="c.turns")
UV = next(o for o in OUTPUTS if o.id == "uv")
ON = OutputMemory(command=True, commanded_t=T - 60, echoed_t=T - 60, written_t=T - 10)
OFF = replace(ON, command=False)


def judged(memory: OutputMemory, what: OutputSettings = DRY, **values: object) -> Verdict:
    tags = {"feedback": what.feedback, "running": what.running or "c.none"}
    now = view({tags[name]: value for name, value in values.items()})  # type: ignore[misc]
    return verdict(now, what, memory, shown(now, what))[0]


@pytest.mark.parametrize(
    ("value", "fact"), [(True, True), (False, False), (None, None), (1.0, True), (0.0, False)]
)
def test_the_feedback_is_a_bit_or_one_of_two_numbers(
    value: float | bool | None, fact: bool | None
) -> None:
    now = view({"b.dry": value})
    assert shown(now, DRY) == Shown(feedback=fact, running=None, t=T)


def test_another_number_is_no_answer() -> None:
    modes = replace(DRY, on_value=3.0, off_value=1.0)
    assert shown(view({"b.dry": 3.0}), modes).feedback is True
    assert shown(view({"b.dry": 1.0}), modes).feedback is False
    assert shown(view({"b.dry": 0.0}), modes).feedback is None
    assert shown(view({"b.dry": True}), modes).feedback is True  # a bit means itself


def test_a_machine_without_a_proof_shows_nothing_of_itself() -> None:
    assert shown(view({"c.turns": True}), replace(DRY, running=None)).running is None
    assert shown(view({"c.turns": True}), DRY).running is True


@pytest.mark.parametrize(
    ("memory", "values", "word"),
    [
        (OutputMemory(), {"feedback": True}, Verdict.UNKNOWN),
        (replace(ON, echoed_t=None), {"feedback": False}, Verdict.PENDING),
        (replace(ON, echoed_t=None, error="no reply"), {"feedback": False}, Verdict.UNKNOWN),
        (replace(ON, refused=True), {"feedback": True}, Verdict.REFUSED),
        (ON, {"feedback": True}, Verdict.CONFIRMED),
        (OFF, {"feedback": False}, Verdict.CONFIRMED),
        (ON, {"feedback": None}, Verdict.UNKNOWN),
        (ON, {"feedback": False}, Verdict.REFUSED),
        (replace(ON, confirmed=True), {"feedback": False}, Verdict.OVERRIDDEN),
        (replace(OFF, confirmed=True), {"feedback": True}, Verdict.OVERRIDDEN),
        (ON, {"feedback": True, "running": True}, Verdict.CONFIRMED),
        (ON, {"feedback": True, "running": False}, Verdict.NOT_RUNNING),
        (OFF, {"feedback": False, "running": True}, Verdict.WELDED),
    ],
)
def test_the_verdict(memory: OutputMemory, values: dict[str, object], word: Verdict) -> None:
    assert judged(memory, DRY, **values) is word


def test_a_reading_from_before_the_settle_time_proves_nothing() -> None:
    fresh = replace(ON, echoed_t=T - 0.1)  # settles in 0.2 s
    assert judged(fresh, feedback=True) is Verdict.PENDING
    assert judged(replace(ON, echoed_t=T - 0.2), feedback=True) is Verdict.CONFIRMED


def test_a_device_has_three_seconds_past_the_settle_time_to_show_the_change() -> None:
    assert judged(replace(ON, echoed_t=T - 3.1), feedback=False) is Verdict.PENDING
    assert judged(replace(ON, echoed_t=T - 3.3), feedback=False) is Verdict.REFUSED
    slow = replace(DRY, settle_s=0.5)
    assert judged(replace(ON, echoed_t=T - 3.5), slow, feedback=False) is Verdict.PENDING


def test_a_machine_has_ten_seconds_to_start() -> None:
    slow = replace(ON, commanded_t=T - 10)
    assert judged(slow, feedback=True, running=False) is Verdict.CONFIRMED
    slow = replace(ON, commanded_t=T - 10.1)
    assert judged(slow, feedback=True, running=False) is Verdict.NOT_RUNNING


def test_a_lamp_that_is_still_lit_two_seconds_after_its_off_is_welded() -> None:
    lamp = {"feedback": False, "running": True}
    assert judged(replace(OFF, commanded_t=T - 2), UV, **lamp) is Verdict.CONFIRMED
    assert judged(replace(OFF, commanded_t=T - 2.1), UV, **lamp) is Verdict.WELDED


def test_a_hazards_relay_that_reads_on_after_its_off_is_welded_too() -> None:
    assert judged(OFF, UV, feedback=True, running=False) is Verdict.WELDED
    assert judged(OFF, feedback=True, running=False) is Verdict.REFUSED


def test_a_mismatch_counts_from_where_it_began_not_from_each_look() -> None:
    now = view({"b.dry": True, "c.turns": False})
    look = shown(now, DRY)
    assert verdict(now, DRY, ON, look)[1] == T - 60
    assert verdict(now, DRY, replace(ON, mismatch_t=T - 5), look) == (Verdict.CONFIRMED, T - 5)
    assert verdict(now, DRY, replace(ON, commanded_t=None), look)[1] == T
    well = view({"b.dry": True, "c.turns": True})
    assert verdict(well, DRY, replace(ON, mismatch_t=T - 5), shown(well, DRY))[1] is None


@pytest.mark.parametrize(
    ("memory", "read_s", "word"),
    [
        (OFF, 0.0, Verdict.WELDED),
        (OFF, 57.9, Verdict.WELDED),
        (OFF, 58.0, Verdict.CONFIRMED),  # while it stops
        (OFF, 58.1, Verdict.CONFIRMED),
        (OFF, 61.0, Verdict.CONFIRMED),  # read before the OFF, asked for each minute
        (replace(OFF, echoed_t=None), 0.0, Verdict.PENDING),
        (replace(OFF, echoed_t=None, error="no reply"), 0.0, Verdict.UNKNOWN),
    ],
)
def test_a_machine_is_welded_only_when_it_was_seen_to_run_after_its_off_arrived(
    memory: OutputMemory, read_s: float, word: Verdict
) -> None:
    turns = seen(True, t=T - read_s)
    assert judged(memory, feedback=False, running=turns) is word
    assert judged(memory, UV, feedback=False, running=turns) is Verdict.WELDED  # whatever the cause


UNSEEN = Shown(feedback=None, running=None, t=None)


def said(feedback: bool | None, running: bool | None = None) -> Shown:
    return Shown(feedback=feedback, running=running, t=T)


@pytest.mark.parametrize(
    ("memory", "look", "on"),
    [
        (ON, UNSEEN, True),  # told to be on
        (ON, said(False, False), True),
        (OutputMemory(), UNSEEN, False),  # since our start its timer has run out
        (replace(ON, written_t=T - 60), UNSEEN, True),
        (replace(ON, written_t=T - 60.1), UNSEEN, False),
        (replace(ON, written_t=T - 99), said(None, True), True),
        (replace(ON, written_t=T - 99), said(True), True),
        (replace(ON, written_t=None), UNSEEN, True),  # an ON without an echo may have arrived
        (OutputMemory(), said(False), False),
        (OutputMemory(), said(True), True),
        (OFF, said(False), False),
        (OFF, said(False, True), True),
        (OFF, said(True), True),
        (OFF, UNSEEN, False),  # its echo was right
        (replace(OFF, echoed_t=None, commanded_t=T - 60), UNSEEN, None),
        (replace(OFF, echoed_t=None, commanded_t=T - 60.1), UNSEEN, False),  # the timer ran out
        (replace(OFF, echoed_t=None, commanded_t=None), UNSEEN, None),
    ],
)
def test_off_is_believed_only_with_the_devices_word(
    memory: OutputMemory, look: Shown, on: bool | None
) -> None:
    assert is_on(view(), DRY, memory, look) is on


@pytest.mark.parametrize(
    ("on", "feedback", "running", "may_be"),
    [
        (False, False, None, False),
        (False, None, False, False),  # its own proof tells that it stands
        (False, None, None, True),
        (False, None, True, True),
        (None, False, False, True),
        (True, False, False, True),
    ],
)
def test_people_are_told_that_an_output_may_be_on_until_something_shows_that_it_is_off(
    on: bool | None, feedback: bool | None, running: bool | None, may_be: bool
) -> None:
    assert may_be_on(OutputMemory(on=on, feedback=feedback, running=running)) is may_be


def test_a_value_that_was_never_read_confirms_nothing() -> None:
    undated = Shown(feedback=True, running=None, t=None)
    assert verdict(view(), DRY, ON, undated)[0] is Verdict.UNKNOWN


def test_before_its_timer_has_run_out_an_unread_machine_is_unknown() -> None:
    fresh = view(state=ControlState(started_t=T - 60))
    assert is_on(fresh, DRY, OutputMemory(), UNSEEN) is None
    assert is_on(view(), replace(DRY, dead_man_s=None), OutputMemory(), UNSEEN) is None


def test_without_a_timer_an_unanswered_off_stays_unknown() -> None:
    plain = replace(DRY, dead_man_s=None)
    lost = replace(OFF, echoed_t=None, commanded_t=T - 9999)
    assert is_on(view(), plain, lost, UNSEEN) is None


@pytest.mark.parametrize(
    ("word", "code"),
    [
        (Verdict.REFUSED, "output_refused"),
        (Verdict.OVERRIDDEN, "output_overridden"),
        (Verdict.NOT_RUNNING, "output_not_running"),
        (Verdict.WELDED, "output_welded"),
        (Verdict.CONFIRMED, None),
        (Verdict.PENDING, None),
    ],
)
def test_trouble_is_told_in_words(word: Verdict, code: str | None) -> None:
    found = trouble(word, ON, said(True))
    assert (found and found.code) == code


def test_a_command_that_does_not_arrive_is_told_with_its_error() -> None:
    lost = replace(ON, error="no_reply")
    expected = reason("output_unreachable_by", of_trouble="no_reply")
    assert trouble(Verdict.UNKNOWN, lost, said(True)) == expected
    assert trouble(Verdict.UNKNOWN, ON, UNSEEN) == reason("output_unseen")
    assert trouble(Verdict.UNKNOWN, OutputMemory(), UNSEEN) is None


def test_an_unread_value_is_not_a_feedback_even_where_it_was_known() -> None:
    kind = output("x", Kind.COOLER)
    assert shown(view({"b.x": seen(None)}), kind).feedback is None
    assert shown(view({"b.x": seen(True, quality=Quality.BAD)}), kind).feedback is None


@pytest.mark.parametrize("word", [Verdict.OVERRIDDEN, Verdict.REFUSED])
def test_a_machine_that_made_clear_that_it_is_off_is_off_though_it_was_told_on(
    word: Verdict,
) -> None:
    dropped = replace(ON, verdict=word)
    assert is_on(view(), DRY, dropped, said(False)) is False
    assert is_on(view(), DRY, dropped, said(False, False)) is False
    assert is_on(view(), DRY, dropped, said(False, True)) is True
    assert is_on(view(), DRY, replace(dropped, verdict=Verdict.PENDING), said(False)) is True


def test_a_match_is_no_mismatch_however_long_it_lasts() -> None:
    now = view({"b.uv": False, "c.uv_lit": False})
    assert verdict(now, UV, OFF, shown(now, UV)) == (Verdict.CONFIRMED, None)
    unread = OutputMemory(mismatch_t=T - 99)
    lit = view({"b.uv": True, "c.uv_lit": True})
    assert verdict(lit, UV, unread, shown(lit, UV)) == (Verdict.UNKNOWN, None)
