"""Trends: spans on the days of the site, gaps, bars, tables, the file, what is vendored."""

import csv
import hashlib
import io
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from daemon.model import Sentence
from daemon.ports import Bucket, Happening, HappeningKind
from panel.assets import CONTENT_TYPES, STATIC_DIR, VENDOR_DIR, load_assets
from panel.charts.csv_text import MARK, csv_of
from panel.charts.series import Steps, dew_steps, least, rows_of, shares, so_far
from panel.charts.spans import DAY_S, SPANS, pieces
from panel.charts.strips import HEIGHT, WIDTH, strip
from panel.charts.subjects import point_subject, room_subject, sources_of
from panel.charts.trend_facts import (
    DOORS,
    MOST_HAPPENINGS,
    NamedStrip,
    TrendFacts,
    newest_of_each,
    without_people,
)
from panel.charts.trend_view import TrendWords, share_text
from tests.browser.example import AT, SITE

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
MOST_STEPS = 1000
VENDOR_BUDGET = 150_000


def steps(*means: float | None, length_s: int = 900, coverage: float = 1.0) -> Steps:
    buckets = tuple(
        Bucket(
            start=AT + timedelta(seconds=n * length_s),
            mean=mean,
            low=None if mean is None else mean - 0.5,
            high=None if mean is None else mean + 0.5,
            coverage=0.0 if mean is None else coverage,
        )
        for n, mean in enumerate(means)
    )
    return Steps(buckets, (length_s,) * len(buckets))


# Spans


@pytest.mark.parametrize("name", SPANS)
@pytest.mark.parametrize("zone", [SHANGHAI, BERLIN])
def test_a_span_is_whole_consecutive_and_of_at_most_a_thousand_steps(
    name: str, zone: ZoneInfo
) -> None:
    span = SPANS[name]
    found = pieces(span, AT, zone)
    assert sum((p.until - p.since).total_seconds() / p.step_s for p in found) <= MOST_STEPS
    for one, other in pairwise(found):
        assert one.until == other.since
    assert found[0].since <= AT - timedelta(seconds=span.length_s - span.step_s)
    assert found[-1].until > AT
    for piece in found:
        assert (piece.until - piece.since).total_seconds() % piece.step_s == 0


def test_a_year_has_the_days_of_the_site_also_where_the_clocks_change() -> None:
    assert [p.step_s for p in pieces(SPANS["1y"], AT, SHANGHAI)] == [DAY_S]
    found = pieces(SPANS["1y"], AT, BERLIN)
    assert [p.step_s for p in found] == [DAY_S, 23 * 3600, DAY_S, 25 * 3600, DAY_S]
    assert all(p.since.astimezone(BERLIN).hour == 0 for p in found)


# Subjects


def test_a_dew_point_needs_temperature_and_humidity() -> None:
    subject = room_subject(SITE, "stack-1", "dew_point")
    assert subject is not None
    assert list(subject.sources) == ["temperature", "relative_humidity"]
    assert room_subject(SITE, "nowhere", "temperature") is None


def test_the_coldest_wall_has_no_voice_beside_other_sensors() -> None:
    points = tuple(replace(p, zone="coldest") if p.device == "th-south" else p for p in SITE.points)
    found = sources_of(replace(SITE, points=points), "stack-1")
    assert found["temperature"] == ("th-north.temperature",)


# Steps


def test_a_gap_stays_a_gap_in_every_series() -> None:
    warm, damp = steps(20.0, None, 20.0), steps(50.0, 50.0, None)
    dew = dew_steps(warm, damp)
    assert [b.mean is None for b in dew.buckets] == [False, True, True]
    assert dew.buckets[0].mean == pytest.approx(9.3, abs=0.1)
    assert [b.mean for b in shares(steps(0.25, None)).buckets] == [25.0, None]


def test_rows_of_a_table_weigh_by_what_was_measured() -> None:
    mixed = Steps(
        (*steps(10.0).buckets, *steps(20.0, coverage=0.5).buckets, *steps(None).buckets),
        (900, 900, 900),
    )
    (row,) = rows_of(mixed, 3)
    assert row.mean == pytest.approx((10 + 20 * 0.5) / 1.5)
    assert (row.low, row.high) == (9.5, 20.5)
    assert row.coverage == pytest.approx(0.5)
    assert rows_of(steps(None, None), 2)[0].mean is None


def test_the_newest_row_of_a_table_is_whole() -> None:
    rows = rows_of(steps(1.0, 2.0, 3.0, 4.0, 5.0), 2)
    assert [row.mean for row in rows] == [1.0, 2.5, 4.5]


# Bars


def test_a_bar_is_as_high_as_its_share_and_neighbours_are_one() -> None:
    drawn = strip(steps(0.0, 1.0, 1.0, 0.5))
    assert drawn.on == f"M250.0 10V0.0H750.0V10ZM750.0 10V{HEIGHT / 2}H{WIDTH}V10Z"
    assert drawn.share == pytest.approx(2.5 / 4)
    assert drawn.begins == (1,)


def test_time_that_was_not_recorded_is_no_off() -> None:
    drawn = strip(steps(None, None, 0.0))
    assert drawn.unknown == "M0.0 10V0.0H666.7V10Z"
    assert drawn.on == ""
    assert drawn.share == 0.0
    assert strip(steps(None)).share is None


def test_a_door_contact_is_a_bar_while_it_is_open() -> None:
    drawn = strip(steps(1.0, 0.9, 1.0, 0.0), on=0.0, off=1.0)
    assert drawn.begins == (1, 3)
    assert drawn.share == pytest.approx(1.1 / 4)


def test_of_several_contacts_the_one_most_open_counts() -> None:
    both = least([steps(1.0, None, 0.5, None), steps(0.75, 1.0, None, None)])
    assert [b.mean for b in both.buckets] == [0.75, None, 0.5, None]


def test_shut_is_said_of_doors_that_are_all_known() -> None:
    shut, unknown, ajar = steps(1.0), steps(None), steps(0.3, coverage=0.1)
    assert strip(least([shut, unknown]), on=0.0, off=1.0).unknown != ""
    assert strip(least([shut, unknown]), on=0.0, off=1.0).share is None
    assert strip(least([unknown, ajar]), on=0.0, off=1.0).share == pytest.approx(0.7)
    assert least([shut, steps(1.0, coverage=0.4)]).coverage == pytest.approx(0.4)


def test_a_gap_opens_no_door() -> None:
    assert strip(steps(1.0, 1.0, None, 1.0)).begins == ()
    assert strip(steps(0.0, None, 1.0)).begins == ()
    assert strip(steps(None, 0.0, 1.0)).begins == (2,)


def test_a_mode_word_is_on_at_its_own_value() -> None:
    drawn = strip(steps(1.0, 3.0, 2.0), on=3.0, off=1.0)
    assert drawn.share == pytest.approx(1.5 / 3)


# Views


def facts(**changes: object) -> TrendFacts:
    subject = room_subject(SITE, "stack-1", "temperature")
    assert subject is not None
    usual: dict[str, object] = {
        "subject": subject,
        "span": SPANS["24h"],
        "at": AT,
        "now": AT,
        "steps": steps(18.0, None, 19.0, length_s=120),
        "imported": (0.0, 0.0, 0.0),
        "strips": (NamedStrip(id=DOORS, is_door=True, drawn=strip(steps(1.0, 0.5), on=0, off=1)),),
        "happenings": (
            Happening(
                at=AT + timedelta(seconds=30),
                kind=HappeningKind.ALARM,
                says=Sentence("湿度高", "humidity is high"),
            ),
        ),
        "band": (14.0, 24.0),
        "setpoint": 20.0,
    }
    return TrendFacts(**{**usual, **changes})  # type: ignore[arg-type]


WORDS = TrendWords("en", lambda text: text, SHANGHAI, {})


def events(kind: HappeningKind, count: int) -> list[Happening]:
    return [
        Happening(at=AT + timedelta(seconds=n), kind=kind, says=Sentence("事", f"{kind} {n}"))
        for n in range(count)
    ]


def test_a_ledger_that_cant_be_read_is_no_day_without_events() -> None:
    view = WORDS.view(facts(happenings=None), "Room")
    assert view["untold"] == "The ledger can't be read now: what happened is not known."
    assert WORDS.view(facts(happenings=()), "Room")["untold"] == ""


def test_a_guest_too_is_told_that_the_ledger_cant_be_read() -> None:
    view = WORDS.view(without_people(facts(happenings=None)), "Room")
    assert view["untold"].startswith("The ledger can't be read now")


def test_more_of_a_kind_than_is_told_is_said_and_takes_no_place_from_others() -> None:
    acts, alarms = events(HappeningKind.ACT, MOST_HAPPENINGS + 1), events(HappeningKind.ALARM, 2)
    told, cut = newest_of_each([*alarms, *acts])
    assert cut == {HappeningKind.ACT}
    assert [each for each in told if each.kind is HappeningKind.ALARM] == alarms
    assert [each for each in told if each.kind is HappeningKind.ACT] == acts[1:]
    assert newest_of_each(acts[1:])[1] == frozenset()
    whole = facts(happenings=told, cut=cut)
    untold = "Only the newest 100 are told of each: by a person."
    assert WORDS.view(whole, "Room")["untold"] == untold
    guest = without_people(whole)
    assert guest.happenings == tuple(alarms)
    assert WORDS.view(guest, "Room")["untold"] == ""


def test_what_is_still_to_come_of_the_running_step_is_not_unmeasured() -> None:
    *_, last = steps(*[20.0] * 60, length_s=60).buckets
    whole = steps(*[20.0] * 59, length_s=60).buckets
    at = last.start + timedelta(seconds=5.3)
    read = Steps((*whole, replace(last, coverage=5.3 / 60)), (60,) * 60)
    assert share_text(so_far(read, at).coverage) == "100"
    assert so_far(read, at).lengths_s[-1] == 5
    assert [row.coverage for row in rows_of(so_far(read, at), 5)] == pytest.approx([1.0] * 12)
    missed = Steps((*whole, steps(None).buckets[0]), (60,) * 60)
    assert so_far(missed, at) == missed  # that one is over
    assert share_text(so_far(read, last.start).coverage) == "100"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.29, "29"),
        (0.57, "57"),
        (0.58, "58"),
        (0.999, "99"),
        (1.0, "100"),
        (0.004, "<1"),
        (0, "0"),
    ],
)
def test_a_share_is_told_in_whole_percent_and_never_too_high(share: float, text: str) -> None:
    assert share_text(share) == text


def test_a_view_has_columns_of_one_length_with_the_gap_in_each() -> None:
    view = WORDS.view(facts(), "Room")
    assert view["t"][0] == AT.timestamp() + 60
    assert view["mean"] == [18.0, None, 19.0]
    assert view["low"][1] is view["high"][1] is None
    assert view["measured"] == [1.0, 0.0, 1.0]
    assert view["coverage"] == "66 % measured"
    assert (view["band"], view["setpoint"]) == ([14.0, 24.0], 20.0)
    assert view["wanted"] == "allowed 14.0 to 24.0 °C · setpoint now 20.0 °C"


def test_what_happened_stands_in_the_order_of_time_in_the_zone_of_the_site() -> None:
    marks = WORDS.view(facts(), "Room")["marks"]
    assert [mark["kind"] for mark in marks] == ["alarm", "door"]
    assert marks[0]["at"] == f"{(AT + timedelta(seconds=30)).astimezone(SHANGHAI):%m-%d %H:%M:%S}"
    assert marks[1]["text"] == "door opened"


def test_a_long_span_does_not_pretend_to_know_when_a_door_was_opened() -> None:
    marks = WORDS.view(facts(span=SPANS["30d"]), "Room")["marks"]
    assert [mark["kind"] for mark in marks] == ["alarm"]


def test_the_file_keeps_the_gap_empty_and_runs_nothing() -> None:
    told = csv_of(WORDS.csv(facts(), "=cmd()"))
    rows = list(csv.reader(io.StringIO(told.decode().removeprefix(MARK))))
    assert len(rows) == 4
    assert rows[0][2] == "'=cmd() mean (°C)"
    assert rows[1][0] == "2026-11-23T10:45:12+08:00"
    assert rows[2][2:5] == ["", "", ""]
    assert rows[3][2] == "19.0"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "＝1"])
def test_a_text_like_a_formula_is_guarded_and_a_number_is_not(text: str) -> None:
    (row,) = csv.reader(io.StringIO(csv_of([[text, -3.5]]).decode().removeprefix(MARK), newline=""))
    assert row == [f"'{text}", "-3.5"]


def test_a_bit_is_told_as_a_share_of_time() -> None:
    door = next(p for p in SITE.points if p.tag == "relay-1.door")
    assert point_subject(door).is_bit
    assert point_subject(door).unit == "%"


# What is not ours


def test_vendored_files_are_those_that_their_list_names() -> None:
    listed = tomllib.loads((VENDOR_DIR / "VENDOR.toml").read_text(encoding="utf-8"))["library"]
    named = {name: sha for library in listed for name, sha in library["files"].items()}
    there = {path.name for path in VENDOR_DIR.iterdir()} - {"VENDOR.toml"}
    assert there == set(named)
    for name, sha in named.items():
        assert hashlib.sha256((VENDOR_DIR / name).read_bytes()).hexdigest() == sha, name
    for library in listed:
        assert library["licence"] == "MIT"
        assert "MIT License" in (VENDOR_DIR / library["licence_file"]).read_text(encoding="utf-8")
        assert library["version"].encode() in (VENDOR_DIR / "uPlot.iife.min.js").read_bytes()


def test_vendored_files_are_small_served_and_named_unlike_ours() -> None:
    files = [path for path in VENDOR_DIR.iterdir() if path.suffix in CONTENT_TYPES]
    assert sum(path.stat().st_size for path in files) < VENDOR_BUDGET
    assets = load_assets()
    assert {path.name for path in files} <= set(assets.files)
    assert not {path.name for path in files} & {path.name for path in STATIC_DIR.glob("*.*")}
    assert "VENDOR.toml" not in assets.files


def test_spans_end_with_the_running_step() -> None:
    at = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)
    (piece,) = pieces(SPANS["1h"], at, SHANGHAI)
    assert piece.until == datetime(2026, 3, 1, 12, 1, tzinfo=UTC)
