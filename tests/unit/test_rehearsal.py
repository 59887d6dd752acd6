"""A rehearsal: the same record through two configurations, told apart by what they switch."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.control.settings import Settings
from daemon.model.explain import explain
from daemon.rehearsal.comparison import Comparison, Switching
from daemon.rehearsal.recording import Recording
from daemon.rehearsal.rehearse import Rehearsal
from daemon.rehearsal.replay import trial, tried
from tests.rehearsal_kit import DRY, POINTS, QUIET, ROOM, START, UV, Tape, Values, told, wave

HOURS = 3
UNTIL = START + timedelta(hours=HOURS)


@pytest.fixture(scope="module")
def waves(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    tape = Tape(tmp_path_factory.mktemp("waves"))
    tape.record(wave, HOURS * 3600)
    return Recording(tape.path)


def dried(setpoint_pct: float) -> Settings:
    return told(setpoint_pct, outputs=(DRY, UV))


def rehearsed(
    recording: Recording, new: Settings, old: Settings | None = None, *, most: int = 20
) -> Rehearsal:
    rehearsal = Rehearsal(recording, old or dried(54.0), new, most)
    for _ in rehearsal.played(START, UNTIL, 10):
        pass
    return rehearsal


def compared(recording: Recording, new: Settings, *, most: int = 20) -> Comparison:
    return rehearsed(recording, new, most=most).comparison


def test_the_same_configuration_differs_in_nothing(waves: Recording) -> None:
    found = compared(waves, dried(54.0))
    assert (found.count, found.differences) == (0, [])
    assert set(found.differing_s.values()) == {0.0}
    assert found.old.outputs == found.new.outputs
    assert found.seen_s == HOURS * 3600


def test_each_wave_is_one_start_from_edge_to_edge(waves: Recording) -> None:
    """On at 56 %, off at 52 %: from minute 22.5 of the rise to minute 22.5 of the fall."""
    dry = compared(waves, dried(54.0)).old.outputs["dry"]
    assert (dry.starts, dry.most_per_hour) == (HOURS, 2)
    assert dry.on_s == pytest.approx(HOURS * 30 * 60, abs=HOURS * 20)


def test_a_drier_setpoint_dries_longer(waves: Recording) -> None:
    found = compared(waves, dried(52.5))
    assert found.new.outputs["dry"].on_s > found.old.outputs["dry"].on_s
    assert found.differing_s["dry"] == pytest.approx(
        found.new.outputs["dry"].on_s - found.old.outputs["dry"].on_s
    )


def test_both_begin_as_if_they_had_been_in_force_for_long(waves: Recording) -> None:
    slow, quick = (told(54.0, glide_pct_per_day=each) for each in (0.01, 100.0))
    found = rehearsed(waves, slow, quick).comparison
    assert found.count == 0


def test_a_difference_has_its_moment_its_length_and_both_reasons(waves: Recording) -> None:
    found = compared(waves, dried(52.5))
    first = found.differences[0]
    assert (first.output, first.old.on, first.new.on) == ("dry", False, True)
    assert first.lasts_s == pytest.approx(1.5 / 8 * 1800, abs=20)
    old, new = (explain(s.decision, s.info, first.t, "en") for s in (first.old, first.new))
    assert "56" in old
    assert "54.5" in new


def test_only_the_first_differences_are_kept_and_all_are_counted(waves: Recording) -> None:
    found = compared(waves, dried(52.5), most=1)
    assert len(found.differences) == 1
    assert found.count == 2 * HOURS
    assert found.differences[0].lasts_s < found.differing_s["dry"]


def test_looking_minute_by_minute_finds_what_every_moment_finds(waves: Recording) -> None:
    settings = told(54.0)
    course = Comparison(settings, settings, 0)
    before = None
    for frame in waves.frames(START, UNTIL, 10):
        before = before or trial(settings, waves.units, frame.moment)
        result, before = tried(before, frame.moment)
        course.see((result, before), (result, before), 10)
    quick = rehearsed(waves, settings, settings).comparison.old
    assert quick.outputs == course.old.outputs
    assert quick.rooms[ROOM].known_s == course.old.rooms[ROOM].known_s


def test_the_times_in_band_and_deadband_are_those_of_each_configuration(waves: Recording) -> None:
    found = compared(waves, dried(52.0))
    old, new = found.old.rooms[ROOM], found.new.rooms[ROOM]
    whole_s = HOURS * 3600
    assert (old.known_s, old.band_s) == (whole_s, whole_s)
    assert old.deadband_pct_s == pytest.approx(whole_s / 2, rel=0.06)  # 52-56 of 50-58
    assert new.deadband_pct_s == pytest.approx(whole_s / 2, rel=0.06)  # 50-54 of 50-58
    assert old.deadband_c_s is None


def test_a_contact_that_moved_for_seconds_is_not_missed(tmp_path: Path) -> None:
    def wet(second: int) -> Values:
        return {**wave(second), "io.floor": not 1815 <= second < 1835}

    tape = Tape(tmp_path)
    tape.record(wet, HOURS * 3600)
    dry = compared(Recording(tape.path), dried(54.0)).old.outputs["dry"]
    assert dry.starts == 1
    assert dry.on_s == pytest.approx(1815 - 1350, abs=20)


def test_what_runs_at_the_beginning_is_not_a_start(tmp_path: Path) -> None:
    tape = Tape(tmp_path)
    tape.record(lambda s: {**wave(s), "th.humidity": 57.0, "io.dry": True}, 600)
    dry = compared(Recording(tape.path), dried(54.0)).old.outputs["dry"]
    assert (dry.starts, dry.on_s) == (0, 600.0)


def test_a_gap_counts_for_nothing(tmp_path: Path) -> None:
    tape = Tape(tmp_path)
    tape.record(wave, 3600)
    tape.record(wave, 3600, at=START + timedelta(minutes=110), boot="second", t=50.0)
    found = compared(Recording(tape.path), dried(54.0))
    assert found.seen_s == 7200
    assert found.old.rooms[ROOM].known_s == 7200
    assert found.old.outputs["dry"].on_s < 3700


def test_a_point_that_the_record_lacks_is_named_and_never_guessed(tmp_path: Path) -> None:
    tape = Tape(tmp_path, tuple(p for p in POINTS if p.tag != "th.humidity"))
    tape.record(wave, 3600)
    rehearsal = rehearsed(Recording(tape.path), dried(54.0))
    assert rehearsal.comparison.unread == ("th.humidity",)
    assert rehearsal.comparison.old.rooms[ROOM].known_s == 0.0
    assert rehearsal.comparison.old.outputs["dry"].on_s == 0.0


def test_what_is_blocked_by_an_input_without_values_is_no_agreement(tmp_path: Path) -> None:
    tape = Tape(tmp_path)
    tape.record(lambda s: {**wave(s), "io.floor": True if s < 600 else None}, HOURS * 3600)
    found = compared(Recording(tape.path), dried(52.5))
    assert found.unread == ("io.floor",)
    assert found.count == 0
    assert found.blind_s == pytest.approx(HOURS * 3600 - 600, abs=60)


def test_an_interlock_that_only_a_person_resets_blocks_for_the_rest(tmp_path: Path) -> None:
    tape = Tape(tmp_path)
    tape.record(lambda s: {**wave(s), "io.floor": not 600 <= s < 660}, HOURS * 3600)
    found = compared(Recording(tape.path), dried(52.5))
    assert (found.unread, found.count) == ((), 0)
    assert found.blind_s == pytest.approx(HOURS * 3600 - 600, abs=60)


def test_a_point_in_another_unit_is_another_point(tmp_path: Path) -> None:
    other = tuple(replace(p, unit="g/m³") if p.unit == "%RH" else p for p in POINTS)
    tape = Tape(tmp_path)
    tape.record(wave, 600)
    found = compared(Recording(tape.path), told(54.0, points=other))
    assert found.unread == ("th.humidity",)


def test_a_new_output_needs_no_record_of_its_own(tmp_path: Path) -> None:
    kept = {"th.temperature", "th.humidity", "io.floor", "io.damp", "lamp.uv"}
    tape = Tape(tmp_path, tuple(p for p in POINTS if p.tag in kept))
    tape.record(wave, HOURS * 3600)
    rehearsal = rehearsed(Recording(tape.path), dried(54.0), told(54.0, outputs=(UV,)))
    assert rehearsal.comparison.unread == ()
    assert rehearsal.comparison.only_new == ("dry",)
    assert rehearsal.comparison.new.outputs["dry"].starts == HOURS


def test_hazards_are_left_out() -> None:
    found = Comparison(told(54.0), dried(54.0), 0)
    assert (set(found.old.outputs), set(found.new.outputs)) == ({"dry", "damp"}, {"dry"})


def test_nothing_recorded_is_nothing_seen(tmp_path: Path) -> None:
    tape = Tape(tmp_path)
    tape.record(lambda _: QUIET, 60, at=START - timedelta(days=9))
    assert compared(Recording(tape.path), dried(54.0)).seen_s == 0.0


def test_the_most_switchings_are_those_within_any_hour() -> None:
    switching = Switching()
    for t, on in ((0, False), (10, True), (20, False), (3500, True), (3615, False), (9000, True)):
        switching.see(float(t), on, 1.0)
    assert switching.most_per_hour == 3  # at 20, 3500 and 3615 s
    assert switching.starts == 3
