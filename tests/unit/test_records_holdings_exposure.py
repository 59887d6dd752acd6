"""The climate that a record lived in follows it through its moves, and says what is not known."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_sync.holdings.acts import Lend, Move, MoveBox, Rename, TakeBack
from records_sync.holdings.climate import Excursion, Lived
from records_sync.holdings.exposure import Part, exposed, merged, shelf_stay, whole_room
from records_sync.holdings.model import NOWHERE, Key, Place, Status
from records_sync.holdings.stays import Stay, Trail, Whereabouts, trail_of

from .records_holdings_kit import OTHER, SHELF, START, TODAY, A, B, C, Hands, done, site

BOX = Place(box="12")
DAY = timedelta(days=1)
DAMP = Excursion(room="stack-2", zone="", start=START + DAY, end=START + 40 * DAY, kind="damp")


@dataclass
class Rooms:
    """Two rooms with a climate each, the second half of the time without a sensor."""

    asked: list[tuple[str, str, datetime, datetime]] = field(default_factory=list)

    async def lived(self, room: str, zone: str, start: datetime, end: datetime) -> Lived:
        self.asked.append((room, zone, start, end))
        seconds = (end - start).total_seconds()
        days = seconds / 86_400
        if room == "stack-1":
            return Lived(
                covered_s=seconds, in_band=1.0, twpi_y=50.0, mould_risk=0.0, ozone_mg_h_m3=days
            )
        return Lived(
            covered_s=seconds / 2,
            in_band=0.5,
            twpi_y=25.0,
            mould_risk=0.01 * days,
            excursions=(DAMP,),
        )


async def test_a_period_is_split_by_the_places_and_merged_with_its_coverage(
    tmp_path: Path,
) -> None:
    hands = Hands()
    rooms = Rooms()
    async with site(tmp_path, hands) as (holdings, reader):
        hands.later(days=1)  # nobody told where it was on the first day
        done(await holdings.do(MoveBox(id=hands.id, who="库管", box="12", to=SHELF)))
        done(await holdings.do(Move(id=hands.id, who="库管", keys=(A,), to=BOX)))
        hands.later(days=2)  # two days in stack-1
        done(await holdings.do(MoveBox(id=hands.id, who="库管", box="12", to=OTHER)))
        hands.later(days=4)  # four in stack-2, by its box
        due = TODAY + timedelta(days=30)
        done(await holdings.do(Lend(id=hands.id, who="库", keys=(A,), unit="财政局", until=due)))
        hands.later(days=2)  # two away
        done(await holdings.do(TakeBack(id=hands.id, who="库管", keys=(A,))))
        end = hands.later(days=1)  # and one more in stack-2
        found = await exposed(rooms, (await reader.whereabouts(A)).stays(START, end))
    day = DAY.total_seconds()
    assert [(p.stay.place.room, p.stay.away, p.stay.seconds / day) for p in found.parts] == [
        ("", None, 1),
        ("stack-1", None, 2),
        ("stack-2", None, 4),
        ("", Status.LENT, 2),
        ("stack-2", None, 1),
    ]
    assert (found.asked_s, found.away_s, found.unplaced_s) == (10 * day, 2 * day, day)
    assert found.lived.covered_s == (2 + 2 + 0.5) * day
    assert found.coverage == pytest.approx(0.45)
    assert found.lived.in_band == pytest.approx((2 * 1.0 + 2.5 * 0.5) / 4.5)
    assert found.lived.twpi_y == pytest.approx(4.5 / (2 / 50 + 2.5 / 25))
    assert found.lived.mould_risk == pytest.approx(0.05)
    assert found.lived.ozone_mg_h_m3 == pytest.approx(2)
    assert [(e.start, e.end) for e in found.lived.excursions] == [
        (START + 3 * DAY, START + 7 * DAY),
        (START + 9 * DAY, START + 10 * DAY),
    ]
    assert len(rooms.asked) == 3


async def test_a_zone_is_asked_where_the_shelf_has_one() -> None:
    rooms = Rooms()
    stays = shelf_stay(SHELF, START, START + DAY)
    await exposed(rooms, stays, lambda place: f"rack-{place.rack}")
    await exposed(rooms, stays, whole_room)
    assert [zone for _, zone, *_ in rooms.asked] == ["rack-3", ""]
    assert shelf_stay(SHELF, START, START) == ()


async def test_an_excursion_names_the_records_that_stood_in_it(tmp_path: Path) -> None:
    hands = Hands()
    old = Key("files", "temp:1")
    async with site(tmp_path, hands) as (holdings, reader):
        done(await holdings.do(MoveBox(id=hands.id, who="库管", box="12", to=OTHER)))
        done(await holdings.do(Move(id=hands.id, who="库管", keys=(A, old), to=BOX)))
        done(await holdings.do(Move(id=hands.id, who="库管", keys=(B, C), to=OTHER)))
        due = TODAY + timedelta(days=30)
        done(await holdings.do(Lend(id=hands.id, who="库", keys=(C,), unit="财政局", until=due)))
        done(await holdings.do(Rename(id=hands.id, who="同步", old=old, new=Key("files", "ref:1"))))
        hands.later(days=2)
        done(await holdings.do(Move(id=hands.id, who="库管", keys=(B,), to=SHELF)))
        hands.later(days=2)
        done(await holdings.do(MoveBox(id=hands.id, who="库管", box="12", to=SHELF)))
        hands.later(days=2)
        end = hands.now

        def everywhere(_: Place) -> bool:
            return True

        async def stood(first: float, last: float) -> dict[Key, float]:
            found = await reader.stood_in(
                "stack-2", everywhere, START + first * DAY, START + last * DAY
            )
            return {key: sum(stay.seconds for stay in stays) for key, stays in found.items()}

        day = DAY.total_seconds()
        ref = Key("files", "ref:1")
        assert await stood(0, 6) == {A: 4 * day, ref: 4 * day, B: 2 * day}
        assert await stood(3, 6) == {A: day, ref: day}
        assert await stood(4.5, 6) == {}
        nothing = await reader.stood_in("stack-2", lambda p: p.rack == "9", START, end)
        assert nothing == {}
        box = (await reader.whereabouts_of_box("12")).stays(START, end)
        assert [stay.place.room for stay in box] == ["stack-2", "stack-1"]


def test_a_clock_that_was_ahead_does_not_hide_what_came_later() -> None:
    years = timedelta(days=3650)
    moves = [(START, SHELF), (START + years, OTHER), (START + DAY, SHELF)]
    trail = trail_of(moves)
    assert trail.times == (START, START + DAY, START + DAY)
    assert trail.at(START + 2 * DAY, NOWHERE) == SHELF


def test_a_clock_that_was_far_behind_once_hides_nothing_that_came_before() -> None:
    behind = START.replace(year=2000)
    for last in ((), ((START + 3 * DAY, SHELF),)):
        moves = [(START, SHELF), (START + DAY, BOX), (behind, OTHER), *last]
        trail = trail_of(moves)
        assert trail.times[:3] == (START, START + DAY, START + DAY)
        assert trail.at(START, NOWHERE) == SHELF
        assert trail.at(START + 2 * DAY, NOWHERE) == OTHER
    assert trail.at(START + 3 * DAY, NOWHERE) == SHELF
    short = trail_of([(START, SHELF), (behind, OTHER), (START + DAY, BOX)])
    assert short.times == (START, START, START + DAY)


async def test_a_move_within_the_room_asks_once_and_cuts_no_excursion() -> None:
    rooms = Rooms()
    racks = [Place(room="stack-2", rack=rack, shelf="1") for rack in ("1", "2", "2")]
    stays = [
        Stay(start=START + n * DAY, end=START + (n + 1) * DAY, place=place)
        for n, place in enumerate(racks)
    ]
    found = await exposed(rooms, stays)
    assert rooms.asked == [("stack-2", "", START, START + 3 * DAY)]
    assert [part.stay.place for part in found.parts] == [Place(room="stack-2")]
    assert len(found.lived.excursions) == 1
    await exposed(rooms, stays, lambda place: place.rack)
    assert [zone for _, zone, *_ in rooms.asked] == ["", "1", "2"]


def test_excursions_that_touch_are_one() -> None:
    damp = Excursion(room="stack-1", zone="", start=START, end=START + 9 * DAY, kind="damp")
    dry = Excursion(room="stack-1", zone="", start=START, end=START + 9 * DAY, kind="dry")
    one = Lived(covered_s=1.0, excursions=(damp, dry))
    (first, second) = merged(parts(one, one, one)).lived.excursions
    assert {(e.kind, e.start, e.end) for e in (first, second)} == {
        ("damp", START, START + 3 * DAY),
        ("dry", START, START + 3 * DAY),
    }
    assert len(merged(parts(one, None, one)).lived.excursions) == 4


times = st.integers(0, 200).map(lambda hours: START + timedelta(hours=hours))
trails = st.lists(st.tuples(times, st.sampled_from([NOWHERE, SHELF, OTHER, BOX])), max_size=6)
statuses = st.lists(st.tuples(times, st.sampled_from(Status)), max_size=4)


@given(trails, statuses, trails, times, times)
def test_stays_fill_the_period_without_a_gap_or_a_second_place(
    places: list[tuple[datetime, Place]],
    told: list[tuple[datetime, Status | None]],
    boxes: list[tuple[datetime, Place]],
    start: datetime,
    end: datetime,
) -> None:
    shelves = [(t, place) for t, place in boxes if not place.box]
    where = Whereabouts(
        places=trail_of(places), statuses=trail_of(told), boxes={"12": trail_of(shelves)}
    )
    stays = where.stays(start, end)
    assert sum(stay.seconds for stay in stays) == max(0.0, (end - start).total_seconds())
    for stay, following in itertools.pairwise(stays):
        assert stay.end == following.start
        assert (stay.place, stay.away) != (following.place, following.away)
    for stay in stays:
        assert where.at(stay.start + (stay.end - stay.start) / 2) == (stay.place, stay.away)


def parts(*lived: Lived | None) -> Sequence[Part]:
    return [
        Part(stay=Stay(start=START + n * DAY, end=START + (n + 1) * DAY, place=SHELF), lived=one)
        for n, one in enumerate(lived)
    ]


def test_what_was_not_measured_is_none_and_never_nought() -> None:
    nothing = merged(parts(Lived(), None)).lived
    assert (nothing.covered_s, nothing.in_band, nothing.twpi_y) == (0, None, None)
    assert (nothing.mould_risk, nothing.ozone_mg_h_m3) == (None, None)
    assert merged([]).coverage == 0


def test_more_measured_than_asked_is_cut() -> None:
    found = merged(parts(Lived(covered_s=1e9, in_band=0.5), Lived(covered_s=-5.0)))
    assert found.lived.covered_s == DAY.total_seconds()
    assert found.coverage == 0.5


def test_nothing_holds_before_the_first_value() -> None:
    empty: Trail[Place] = Trail()
    assert empty.at(START, NOWHERE) == NOWHERE
    assert trail_of([(START, SHELF)]).at(START - DAY, NOWHERE) == NOWHERE
