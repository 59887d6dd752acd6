"""What staff note of a record is kept as they said it, once, or refused with a reason."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from records_sync.holdings.acts import (
    Lend,
    Move,
    MoveBox,
    Prolong,
    Rename,
    See,
    SetStatus,
    TakeBack,
)
from records_sync.holdings.database import FILE, NewerSchemaError
from records_sync.holdings.model import Done, Key, Loan, Place, Refused, Status
from records_sync.holdings.transitions import NEXT, needs_why
from records_sync.holdings.words import DONE, REFUSED, STATUS_WORDS, told

from .records_holdings_kit import (
    OTHER,
    SHELF,
    START,
    TODAY,
    A,
    B,
    C,
    Hands,
    done,
    folded,
    refused,
    site,
    stored,
)

BOX = Place(box="12")
DUE = TODAY + timedelta(days=14)


async def test_a_loan_names_the_unit_and_the_day_and_ends_where_it_began(tmp_path: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, reader):
        await holdings.do(SetStatus(id=hands.id, who="库管", keys=(B,), status=Status.PENDING))
        lend = Lend(id=hands.id, who="库管", keys=(A, B), unit="财政局", until=DUE)
        assert done(await holdings.do(lend)).values["count"] == 2
        lent = await reader.standings([A, B])
        assert {s.loan for s in lent.values()} == {Loan(unit="财政局", due=DUE)}
        assert (
            refused(
                await holdings.do(
                    Lend(id=hands.id, who="库管", keys=(A,), unit="审计局", until=DUE)
                )
            )
            == "is_lent"
        )
        done(await holdings.do(TakeBack(id=hands.id, who="库管", keys=(A, B))))
        back = await reader.standings([A, B])
    assert (back[A].status, back[A].loan) == (Status.HELD, None)
    assert back[B].status is Status.PENDING


async def test_a_loan_can_go_on_but_not_into_the_past(tmp_path: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, reader):
        past = TODAY - timedelta(days=1)
        early = Lend(id=hands.id, who="库管", keys=(A,), unit="财政局", until=past)
        assert refused(await holdings.do(early)) == "due_is_past"
        assert (
            refused(await holdings.do(Prolong(id=hands.id, who="库管", keys=(A,), until=DUE)))
            == "is_not_lent"
        )
        done(await holdings.do(Lend(id=hands.id, who="库", keys=(A,), unit="财政局", until=TODAY)))
        done(await holdings.do(Prolong(id=hands.id, who="库", keys=(A,), until=DUE)))
        assert (await reader.standings([A]))[A].loan == Loan(unit="财政局", due=DUE)
        never = DUE + timedelta(days=36_500)
        far = Prolong(id=hands.id, who="库", keys=(A,), until=never)
        assert refused(await holdings.do(far)) == "due_is_far"


async def test_the_day_of_a_loan_is_the_sites_own(tmp_path: Path) -> None:
    hands = Hands(now=START.replace(hour=17))  # already the next day in Shanghai
    async with site(tmp_path, hands) as (holdings, _):
        act = Lend(id=hands.id, who="库管", keys=(A,), unit="财政局", until=TODAY)
        assert refused(await holdings.do(act)) == "due_is_past"


async def test_a_box_moves_with_all_its_records(tmp_path: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, reader):
        done(await holdings.do(MoveBox(id=hands.id, who="库管", box="12", to=SHELF)))
        done(await holdings.do(Move(id=hands.id, who="库管", keys=(A, B), to=BOX)))
        done(await holdings.do(Move(id=hands.id, who="库管", keys=(C,), to=SHELF)))
        done(await holdings.do(MoveBox(id=hands.id, who="库管", box="12", to=OTHER)))
        places = {key: s.place for key, s in (await reader.standings([A, B, C])).items()}
        boxes, loose = await reader.on_shelf(Place(room="stack-1"))
        in_box = [standing.key for standing in await reader.in_box("12")]
        assert await reader.box("12") == OTHER
    moved = Place(room="stack-2", rack="1", box="12")
    assert places == {A: moved, B: moved, C: SHELF}
    assert (boxes, [s.key for s in loose], in_box) == ([], [C], [A, B])


async def test_a_new_box_is_made_where_it_is_said_to_stand(tmp_path: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, reader):
        assert (
            refused(await holdings.do(Move(id=hands.id, who="库管", keys=(A,), to=BOX)))
            == "box_unknown"
        )
        into = Place(room="stack-1", rack="3", box="12")
        done(await holdings.do(Move(id=hands.id, who="库管", keys=(A,), to=into)))
        assert (await reader.standings([A]))[A].place == into
        there = Place(room="stack-2", box="12")
        assert (
            refused(await holdings.do(Move(id=hands.id, who="库管", keys=(B,), to=there)))
            == "box_elsewhere"
        )
        nested = Place(room="stack-1", box="13")
        assert (
            refused(await holdings.do(MoveBox(id=hands.id, who="库管", box="12", to=nested)))
            == "box_in_box"
        )
        nowhere = Move(id=hands.id, who="库管", keys=(A,), to=Place(rack="3"))
        assert refused(await holdings.do(nowhere)) == "no_place"


async def test_an_act_happens_once_however_often_it_is_asked(tmp_path: Path) -> None:
    hands = Hands()
    act = Move(id="one", who="库管", keys=(A,), to=SHELF)
    async with site(tmp_path, hands) as (holdings, reader):
        first = done(await holdings.do(act))
        done(await holdings.do(Move(id="two", who="库管", keys=(A,), to=OTHER)))
        again = done(await holdings.do(act))
        assert (again.code, again.values) == (first.code, first.values)
        assert (await reader.standings([A]))[A].place == OTHER
        other = Move(id="one", who="库管", keys=(B,), to=SHELF)
        assert refused(await holdings.do(other)) == "act_id_used"
    async with site(tmp_path, hands) as (holdings, reader):
        done(await holdings.do(act))
        assert len(await reader.history(A)) == 2


async def test_an_act_is_done_for_all_of_its_records_or_for_none(tmp_path: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, reader):
        done(await holdings.do(Lend(id=hands.id, who="库", keys=(B,), unit="财政局", until=DUE)))
        act = Lend(id=hands.id, who="库", keys=(A, B, C), unit="审计局", until=DUE)
        assert refused(await holdings.do(act)) == "is_lent"
        assert set(await reader.standings([A, B, C])) == {B}


async def test_history_says_who_when_from_to_and_why(tmp_path: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, reader):
        done(await holdings.do(Move(id="1", who="王五", keys=(A,), to=SHELF)))
        at = hands.later(days=1)
        why = "腾出三号架"
        done(await holdings.do(Move(id="2", who="李四", keys=(A,), to=OTHER, why=why)))
        newest, oldest = await reader.history(A)
    assert (newest.at, newest.who, newest.why, newest.id) == (at, "李四", why, "2.1")
    assert newest.change.was == oldest.change.now
    assert newest.change.now == {"room": "stack-2", "rack": "1"}


@pytest.mark.parametrize("status", [Status.TRANSFERRED, Status.DESTROYED])
async def test_what_leaves_the_house_needs_a_reason_and_has_no_place(
    tmp_path: Path, status: Status
) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, reader):
        done(await holdings.do(Move(id=hands.id, who="库管", keys=(A,), to=SHELF)))
        done(await holdings.do(SetStatus(id=hands.id, who="库管", keys=(A,), status=Status.HELD)))
        bare = SetStatus(id=hands.id, who="库管", keys=(A,), status=status)
        assert refused(await holdings.do(bare)) == "needs_why"
        done(
            await holdings.do(
                SetStatus(id=hands.id, who="库管", keys=(A,), status=status, why="批文3号")
            )
        )
        gone = (await reader.standings([A]))[A]
        assert (gone.status, gone.place) == (status, Place())
        assert refused(await holdings.do(See(id=hands.id, who="库管", keys=(A,)))) == "is_away"
        assert (
            refused(await holdings.do(Move(id=hands.id, who="库管", keys=(A,), to=SHELF)))
            == "is_away"
        )


async def test_every_step_outside_the_table_is_refused(tmp_path: Path) -> None:
    for was, following in NEXT.items():
        for to in set(Status) - following - {was, Status.LENT}:
            hands = Hands()
            folder = tmp_path / f"{was}-{to}"
            async with site(folder, hands) as (holdings, reader):
                key = await _brought_to(holdings, was, hands)
                act = SetStatus(id=hands.id, who="库管", keys=(key,), status=to, why="x")
                assert refused(await holdings.do(act)) == "not_after", (was, to)
                found = (await reader.standings([key])).get(key)
                assert (found.status if found else None) == was


async def _brought_to(holdings: object, status: Status | None, hands: Hands) -> Key:
    do = holdings.do  # type: ignore[attr-defined]
    if status is None:
        return A
    if status is Status.LENT:
        done(await do(Lend(id=hands.id, who="库", keys=(A,), unit="财政局", until=DUE)))
        return A
    if status in (Status.TRANSFERRED, Status.DESTROYED):
        done(await do(SetStatus(id=hands.id, who="库", keys=(A,), status=Status.HELD)))
    done(await do(SetStatus(id=hands.id, who="库", keys=(A,), status=status, why="x")))
    return A


async def test_a_missing_record_that_is_seen_is_found(tmp_path: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, reader):
        done(await holdings.do(Move(id=hands.id, who="库管", keys=(A,), to=SHELF)))
        lost = SetStatus(id=hands.id, who="库管", keys=(A,), status=Status.MISSING, why="找不到")
        done(await holdings.do(lost))
        at = hands.later(hours=3)
        done(await holdings.do(See(id=hands.id, who="李四", keys=(A,), at=OTHER)))
        found = (await reader.standings([A]))[A]
    assert found.status is Status.HELD
    assert found.seen is not None
    assert (found.seen.at, found.seen.who, found.seen.place) == (at, "李四", OTHER)


async def test_a_record_that_gets_its_number_keeps_what_was_noted(tmp_path: Path) -> None:
    hands = Hands()
    old, new = Key("files", "temp:LS-1"), Key("files", "ref:Z109-WS·2011-Y-0001")
    async with site(tmp_path, hands) as (holdings, reader):
        done(await holdings.do(Move(id=hands.id, who="库管", keys=(old,), to=SHELF)))
        done(await holdings.do(Rename(id=hands.id, who="同步", old=old, new=new)))
        done(await holdings.do(See(id=hands.id, who="库管", keys=(old,))))  # by its old label
        both = await reader.standings([old, new])
        assert both[old] == both[new]
        assert both[new].place == SHELF
        assert both[new].seen is not None
        assert len(await reader.history(new)) == len(await reader.history(old)) == 3
        nothing = Rename(id=hands.id, who="同步", old=A, new=B)
        assert done(await holdings.do(nothing)).code == "nothing_changed"
    facts, standings = stored(tmp_path)
    assert folded(facts) == standings


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (SetStatus(id="", who="库管", keys=(A,), status=Status.HELD), "no_id"),
        (SetStatus(id="1", who=" \u202e\u0000", keys=(A,), status=Status.HELD), "no_who"),
        (SetStatus(id="1", who="x" * 61, keys=(A,), status=Status.HELD), "too_long"),
        (SetStatus(id="1", who="x" * 10_000_000, keys=(A,), status=Status.HELD), "too_long"),
        (SetStatus(id="1", who="库管", keys=(), status=Status.HELD), "no_records"),
        (SetStatus(id="1", who="库管", keys=(Key("", "1"),), status=Status.HELD), "bad_key"),
        (SetStatus(id="1", who="库管", keys=(Key("f", "\ud800"),), status=Status.HELD), "bad_key"),
        (SetStatus(id="1", who="库管", keys=(Key("f", "a\x00b"),), status=Status.HELD), "bad_key"),
        (SetStatus(id="1", who="库管", keys=(A,) * 5001, status=Status.HELD), "too_many"),
        (SetStatus(id="1", who="库管", keys=(A,), status=Status.LENT), "lend_instead"),
        (Lend(id="1", who="库管", keys=(A,), unit="\u200b", until=DUE), "no_unit"),
        (
            Lend(id="1", who="库管", keys=(A,), unit="张三 11010519491231002X", until=DUE),
            "personal_number",
        ),
        (MoveBox(id="1", who="库管", box="", to=SHELF), "no_box"),
        (MoveBox(id="1", who="库管", box="12", to=Place(room="r" * 41)), "too_long"),
        (TakeBack(id="1", who="库管", keys=(A,)), "is_not_out"),
    ],
)
async def test_what_cannot_be_an_act_is_refused_in_both_languages(
    tmp_path: Path, act: SetStatus | Lend | MoveBox | TakeBack, code: str
) -> None:
    async with site(tmp_path) as (holdings, _):
        outcome = await holdings.do(act)
        assert refused(outcome) == code
        assert all(told(outcome))
    assert stored(tmp_path) == ([], {})


async def test_hostile_text_is_kept_as_text(tmp_path: Path) -> None:
    hostile = "'); DROP TABLE fact;--<script>{record}\u202e\x1b[2J"
    key = Key("files", "{0.__class__}' OR 1=1 --")
    async with site(tmp_path) as (holdings, reader):
        act = Move(id=hostile, who=hostile, keys=(key,), to=Place(room="<b>{x}"), why=hostile)
        outcome = done(await holdings.do(act))
        assert told(outcome).zh
        (fact,) = await reader.history(key)
        assert (await reader.standings([key]))[key].place.room == "<b>{x}"
    assert fact.who == "'); DROP TABLE fact;--<script>{record}[2J"


def test_every_code_has_a_sentence_in_both_languages() -> None:
    values = dict.fromkeys(
        (
            *(
                "record",
                "unit",
                "due",
                "box",
                "check",
                "checked",
                "act",
                "longest",
                "most",
                "count",
            ),
            *("found", "missing", "strange", "place", "text", "room"),
        ),
        "1",
    ) | {"status": "held", "to": "lent"}
    for code in {*DONE, *REFUSED}:
        outcome = (
            Done(code=code, values=values) if code in DONE else Refused(code=code, values=values)
        )
        assert all("{" not in language for language in told(outcome)), code
    assert {str(status) for status in Status} | {""} == {str(s) for s in STATUS_WORDS}


def test_the_table_of_steps_is_the_one_that_people_read() -> None:
    short = {s: s.name[0] for s in Status} | {Status.DISINFECTING: "S", Status.TRANSFERRED: "V"}
    table = {was: "".join(sorted(short[to] for to in nexts)) for was, nexts in NEXT.items()}
    assert table == {
        None: "HILMPS",
        Status.PENDING: "HILMS",
        Status.HELD: "DILMPSV",
        Status.LENT: "HMP",
        Status.IN_USE: "HMPS",
        Status.DISINFECTING: "HMP",
        Status.TRANSFERRED: "H",
        Status.DESTROYED: "H",
        Status.MISSING: "HP",
    }


def test_leaving_the_house_and_going_missing_always_need_a_reason() -> None:
    assert needs_why(Status.HELD, Status.DESTROYED)
    assert needs_why(Status.HELD, Status.MISSING)
    assert needs_why(Status.DESTROYED, Status.HELD)
    assert not needs_why(Status.HELD, Status.IN_USE)


async def test_facts_can_be_neither_altered_nor_deleted(tmp_path: Path) -> None:
    async with site(tmp_path) as (holdings, _):
        done(await holdings.do(Move(id="1", who="库管", keys=(A,), to=SHELF)))
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        for sql in ("UPDATE fact SET who = 'x'", "DELETE FROM fact"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                db.execute(sql)


async def test_a_file_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    async with site(tmp_path) as (holdings, _):
        done(await holdings.do(Move(id="1", who="库管", keys=(A,), to=SHELF)))
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        db.execute("PRAGMA user_version = 99")
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(NewerSchemaError):
        async with site(tmp_path):
            pass
    assert (tmp_path / FILE).read_bytes() == before


async def test_records_are_selected_by_status_and_room_wherever_their_box_stands(
    tmp_path: Path,
) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, reader):
        done(await holdings.do(MoveBox(id=hands.id, who="库管", box="1", to=SHELF)))
        done(await holdings.do(Move(id=hands.id, who="库管", keys=(A,), to=Place(box="1"))))
        done(await holdings.do(Move(id=hands.id, who="库管", keys=(B,), to=OTHER)))
        until = TODAY + timedelta(days=1)
        lend = Lend(id=hands.id, who="库管", keys=(B, C), unit="财政局", until=until)
        done(await holdings.do(lend))
        assert sorted(await reader.keys_with()) == sorted((A, B, C))
        assert await reader.keys_with(room=SHELF.room) == [A]
        assert await reader.keys_with((Status.LENT,), OTHER.room) == [B]
        assert await reader.keys_with((Status.HELD, Status.MISSING)) == []
        assert await reader.counts() == {Status.LENT: 2}
        done(await holdings.do(MoveBox(id=hands.id, who="库管", box="1", to=OTHER)))
        assert sorted(await reader.keys_with(room=OTHER.room)) == sorted((A, B))
