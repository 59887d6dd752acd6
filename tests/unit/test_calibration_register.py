"""The register: which certificate counts, how long still, what a correction does, what differs."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.calibration.certificate import Certificate, Entry, body_of, certificate_of
from daemon.calibration.register import (
    SOON_DAYS,
    State,
    current,
    ends_at,
    judged,
    left_s,
    standings,
)
from daemon.model.recorded_words import in_brief

from .history_kit import point

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 3, 1)
AT = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
TAG = "th.temperature"


def certificate(**changes: object) -> Certificate:
    fields: dict[str, object] = {
        "tag": TAG,
        "number": "C-1",
        "laboratory": "市计量所",
        "dated": date(2025, 6, 1),
        "due": date(2026, 6, 1),
        "offset": -0.3,
        "unit": "°C",
        "who": "李工",
    }
    return Certificate(**(fields | changes))  # type: ignore[arg-type]


def entry(row: int | None, **changes: object) -> Entry:
    return Entry(row=row, entered=AT, certificate=certificate(**changes))


def number_of(entries: Iterable[Entry]) -> str | None:
    found = current(entries).get(TAG)
    return None if found is None else found.certificate.number


def test_a_certificate_goes_into_the_ledger_and_comes_back() -> None:
    made = certificate(as_found=0.4, as_left=0.0, note="探头已更换", corrects=7, why="录错")
    assert certificate_of(TAG, body_of(made)) == made


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (certificate(), "登记校准证书 C-1（市计量所）：修正值 -0.3 °C，有效期至 2026-06-01"),
        (certificate(corrects=7, why="录错"), "更正第 7 行：证书 C-1"),
        (certificate(corrects=7, why="录错", withdrawn=True), "作废第 7 行的证书 C-1"),
    ],
)
def test_its_row_has_a_sentence(made: Certificate, said: str) -> None:
    assert in_brief("calibration", TAG, body_of(made), "zh").startswith(said)


def test_the_newest_by_its_date_counts() -> None:
    newer = entry(2, number="C-2", dated=date(2025, 9, 1))
    older = entry(3, number="C-0", dated=date(2024, 9, 1))
    assert number_of([entry(1), newer, older]) == "C-2"


def test_of_two_of_one_day_the_later_row_counts() -> None:
    assert number_of([entry(1, number="C-1"), entry(2, number="C-2")]) == "C-2"


def test_a_correction_takes_the_place_of_its_row_and_both_stay_to_be_seen() -> None:
    wrong = entry(1, due=date(2062, 6, 1))
    right = entry(4, corrects=1, why="年份录错")
    assert current([wrong, right])[TAG].row == 4
    assert [each.corrected_by for each in judged([wrong, right])] == [4, None]


def test_a_withdrawn_one_counts_no_more_and_the_one_before_does_again() -> None:
    before = entry(1, number="C-0", dated=date(2024, 6, 1))
    gone = entry(3, corrects=2, withdrawn=True)
    assert number_of([before, entry(2), gone]) == "C-0"
    assert number_of([entry(2), gone]) is None


def test_a_correction_can_be_corrected() -> None:
    chain = [entry(1), entry(2, corrects=1), entry(3, number="C-9", corrects=2)]
    assert number_of(chain) == "C-9"


def test_one_that_waits_does_not_count_yet() -> None:
    assert number_of([entry(None, number="C-9", dated=date(2026, 1, 1)), entry(1)]) == "C-1"


def test_a_certificate_is_valid_through_its_last_day() -> None:
    found = current([entry(1, due=TODAY)])
    assert ends_at(found[TAG].certificate, ZONE) == datetime(2026, 3, 2, tzinfo=ZONE)
    assert left_s(found, AT, ZONE) == {TAG: 12 * 3600.0}
    assert left_s(found, AT + timedelta(hours=13), ZONE) == {TAG: -3600.0}


@pytest.mark.parametrize(
    ("days", "state"),
    [(SOON_DAYS, State.VALID), (SOON_DAYS - 1, State.SOON), (0, State.SOON), (-1, State.EXPIRED)],
)
def test_a_point_stands_by_the_days_left(days: int, state: State) -> None:
    entries = [entry(1, due=TODAY + timedelta(days=days))]
    (found,) = standings([point(TAG)], {TAG: -0.3}, entries, AT, ZONE)
    assert (found.state, found.left_days, found.differs) == (state, days, False)


def test_a_point_without_a_certificate_is_not_calibrated() -> None:
    (found,) = standings([point(TAG)], {}, [], AT, ZONE)
    assert (found.state, found.left_days, found.entry) == (State.NONE, None, None)


def test_an_offset_that_is_not_applied_is_told() -> None:
    (found,) = standings([point(TAG)], {TAG: 0.3}, [entry(1)], AT, ZONE)
    assert (found.applied, found.differs) == (0.3, True)


def test_only_what_measures_air_is_listed_and_what_is_gone_but_has_a_certificate() -> None:
    points = [
        point("th.temperature"),
        point("th.dew_point", quantity="dew_point"),
        point("ac.pipe", of_room=False),
        point("out.temperature", of_room=False, zone="outside"),
    ]
    entries = [entry(1), entry(2, tag="old.temperature")]
    found = standings(points, {}, entries, AT, ZONE)
    assert [each.tag for each in found] == ["th.temperature", "out.temperature", "old.temperature"]


@given(
    corrects=st.lists(st.none() | st.integers(1, 8), max_size=8),
    withdrawn=st.lists(st.booleans(), min_size=8, max_size=8),
)
def test_what_counts_was_never_corrected(corrects: list[int | None], withdrawn: list[bool]) -> None:
    entries = [
        replace(
            entry(row),
            certificate=certificate(
                corrects=of if of is not None and of < row else None,
                withdrawn=of is not None and of < row and withdrawn[row - 1],
            ),
        )
        for row, of in enumerate(corrects, 1)
    ]
    found = current(entries).get(TAG)
    if found is not None:
        assert not found.certificate.withdrawn
        assert all(each.certificate.corrects != found.row for each in entries)
