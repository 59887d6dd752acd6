"""The check of a box: what the scanner read against what should be there, and what follows."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from records_sync.holdings.acts import (
    CloseCheck,
    DropCheck,
    Lend,
    Move,
    MoveBox,
    OpenCheck,
    Scan,
    SetStatus,
    is_key,
)
from records_sync.holdings.codes import (
    BoxCode,
    Foreign,
    RecordCode,
    Unreadable,
    box_code,
    parsed,
    record_code,
)
from records_sync.holdings.missing import Limits
from records_sync.holdings.model import Key, Outcome, Place, Status
from records_sync.holdings.store import Holdings

from .records_holdings_kit import OTHER, SHELF, TODAY, A, B, C, Hands, done, refused, site, stored

BOX = Place(box="12")
D = Key("files", "0004")


async def filled(holdings: Holdings, hands: Hands) -> str:
    """Put A, B and C into box 12, D on a shelf, and open a check of the box."""
    await holdings.do(MoveBox(id=hands.id, who="库管", box="12", to=SHELF))
    await holdings.do(Move(id=hands.id, who="库管", keys=(A, B, C), to=BOX))
    await holdings.do(Move(id=hands.id, who="库管", keys=(D,), to=OTHER))
    outcome = done(await holdings.do(OpenCheck(id=hands.id, who="库管", box="12")))
    assert outcome.values["count"] == 3
    return str(outcome.values["check"])


async def scan(holdings: Holdings, hands: Hands, check: str, text: str) -> Outcome:
    return await holdings.do(Scan(id=hands.id, who="库管", check=check, text=text))


async def test_a_whole_box_passes_and_all_its_records_were_seen(tmp_path: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, reader):
        check = await filled(holdings, hands)
        at = hands.later(minutes=5)
        for key in (A, B, C):
            assert done(await scan(holdings, hands, check, record_code(key))).code == "found"
        assert done(await scan(holdings, hands, check, record_code(A))).code == "scanned_again"
        outcome = done(await holdings.do(CloseCheck(id=hands.id, who="库管", check=check)))
        assert (outcome.code, outcome.values["found"]) == ("check_passed", 3)
        seen = [s.seen for s in (await reader.standings([A, B, C])).values()]
        assert {(s.at, s.place.box, s.place.shelf) for s in seen if s} == {(at, "12", "4")}
        assert [c.ended_as for c in await reader.checks("12")] == ["passed"]


async def test_a_check_that_was_broken_off_goes_on_where_it_stood(tmp_path: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, _):
        check = await filled(holdings, hands)
        await scan(holdings, hands, check, record_code(A))
    async with site(tmp_path, hands) as (holdings, reader):
        again = OpenCheck(id=hands.id, who="库管", box="12")
        assert refused(await holdings.do(again)) == "check_is_open"
        open_check = await reader.check(check)
        assert open_check is not None
        assert (open_check.scanned, len(open_check.expected)) == ({A: "found"}, 3)
        for key in (B, C):
            await scan(holdings, hands, check, record_code(key))
        outcome = await holdings.do(CloseCheck(id=hands.id, who="库管", check=check))
        assert done(outcome).code == "check_passed"
        assert await reader.check(check) is None


async def test_a_failed_check_puts_the_missing_ones_on_the_list(tmp_path: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, reader):
        check = await filled(holdings, hands)
        await scan(holdings, hands, check, record_code(A))
        stray = done(await scan(holdings, hands, check, record_code(D)))
        assert (stray.code, stray.values["place"]) == ("strange_elsewhere", "stack-2-1")
        unknown = await scan(holdings, hands, check, record_code(Key("files", "9999")))
        assert done(unknown).code == "strange_unplaced"
        assert done(await scan(holdings, hands, check, "ISBN 978-7")).code == "strange_code"
        outcome = done(await holdings.do(CloseCheck(id=hands.id, who="库管", check=check)))
        assert outcome.code == "check_failed"
        counts = [outcome.values[name] for name in ("found", "missing", "strange")]
        assert counts == [1, 2, 3]
        lines = await reader.sought((), TODAY, Limits())
        assert {line.key for line in lines if "missing" in line.reasons} == {B, C}
        assert [line.reasons["check_failed"] for line in lines if line.box == "12"] == [
            {"missing": 2, "strange": 3}
        ]
        # found after all, and checked again
        again = str(
            done(await holdings.do(OpenCheck(id=hands.id, who="库", box="12"))).values["check"]
        )
        for key in (A, B, C):
            await scan(holdings, hands, again, record_code(key))
        hands.later(minutes=1)
        outcome = done(await holdings.do(CloseCheck(id=hands.id, who="库", check=again)))
        assert outcome.code == "check_passed"
        assert await reader.sought((), TODAY, Limits()) == ()
        assert {s.status for s in (await reader.standings([B, C])).values()} == {Status.HELD}


async def test_what_left_the_box_during_its_check_is_not_missing(tmp_path: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, reader):
        check = await filled(holdings, hands)
        due = TODAY + timedelta(days=3)
        await holdings.do(Lend(id=hands.id, who="库管", keys=(B,), unit="财政局", until=due))
        await holdings.do(Move(id=hands.id, who="库管", keys=(C,), to=OTHER))
        assert done(await scan(holdings, hands, check, record_code(B))).code == "strange_out"
        await scan(holdings, hands, check, record_code(A))
        outcome = done(await holdings.do(CloseCheck(id=hands.id, who="库管", check=check)))
        assert (outcome.values["missing"], outcome.values["strange"]) == (0, 1)
        assert (await reader.standings([B]))[B].status is Status.LENT


async def test_lent_and_read_records_are_not_expected_in_their_box(tmp_path: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, _):
        await holdings.do(MoveBox(id=hands.id, who="库管", box="12", to=SHELF))
        await holdings.do(Move(id=hands.id, who="库管", keys=(A, B), to=BOX))
        await holdings.do(SetStatus(id=hands.id, who="库管", keys=(B,), status=Status.IN_USE))
        outcome = done(await holdings.do(OpenCheck(id=hands.id, who="库管", box="12")))
        assert outcome.values["count"] == 1


async def test_nothing_scanned_closes_no_check_but_the_boxs_own_label_does(tmp_path: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, reader):
        check = await filled(holdings, hands)
        close = CloseCheck(id=hands.id, who="库管", check=check)
        assert refused(await holdings.do(close)) == "check_nothing_scanned"
        assert refused(await scan(holdings, hands, check, box_code("13"))) == "other_box"
        assert done(await scan(holdings, hands, check, box_code("12"))).code == "box_confirmed"
        outcome = done(await holdings.do(CloseCheck(id=hands.id, who="库管", check=check)))
        assert outcome.values["missing"] == 3
        assert refused(await scan(holdings, hands, check, record_code(A))) == "check_not_open"
        statuses = {s.status for s in (await reader.standings([A, B, C])).values()}
    assert statuses == {Status.MISSING}


async def test_a_dropped_check_changes_no_record(tmp_path: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, reader):
        check = await filled(holdings, hands)
        before = await reader.standings([A, B, C])
        await scan(holdings, hands, check, record_code(A))
        done(await holdings.do(DropCheck(id=hands.id, who="库管", check=check)))
        assert await reader.standings([A, B, C]) == before
        assert [c.ended_as for c in await reader.checks("")] == ["dropped"]
        unknown = OpenCheck(id=hands.id, who="库管", box="99")
        assert refused(await holdings.do(unknown)) == "box_unknown"
    assert stored(tmp_path)


async def test_a_foreign_code_can_be_told_which_record_it_is(tmp_path: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, _):
        check = await filled(holdings, hands)
        text = "Z109-WS·2011-Y-0001"
        act = Scan(id=hands.id, who="库管", check=check, text=text, meant=A)
        assert done(await holdings.do(act)).code == "found"


TYPED: Mapping[str, Callable[[str], str]] = {
    "as it is": str,
    "lower case": str.lower,
    "full width": lambda s: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in s),
    "the scanner's kind": lambda s: f"]Q1{s}",
    "enter and tab": lambda s: f"\t{s}\r\n",
    "shift lost": lambda s: s.replace(":", ";"),
    "a prefix": lambda s: f"* {s}",
    "a Chinese input method": lambda s: s.replace(":", "：").replace(".", "。"),
}


def test_a_scanner_may_type_a_code_in_many_ways() -> None:
    for key in (A, B, C, Key("feed", "temp:LS-001 甲"), Key("FILES", "0001-2/3")):
        for how, typed in TYPED.items():
            assert parsed(typed(record_code(key))) == RecordCode(key=key), how
    for how, typed in TYPED.items():
        assert parsed(typed(box_code("盒12"))) == BoxCode(box="盒12"), how


def test_a_code_that_lost_or_changed_a_letter_is_no_other_record() -> None:
    code = record_code(Key("FILES", "0012"))
    for n in range(3, len(code)):
        cut = code[:n] + code[n + 1 :]
        assert not isinstance(parsed(cut), RecordCode), cut
        changed = code[:n] + ("7" if code[n] != "7" else "5") + code[n + 1 :]
        assert not isinstance(parsed(changed), RecordCode), changed
    assert parsed(code.replace("R1", "R2", 1)) == Unreadable(code="code_newer")
    assert parsed(code + code) == Unreadable(code="code_garbled")
    assert parsed("") == parsed("\r\n") == Foreign(text="")


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_has_an_answer(text: str, more: str) -> None:
    for typed in (text, f"R1:{text}:{more}", f"B1:.{text}", text * 100):
        found = parsed(typed)
        assert isinstance(found, RecordCode | BoxCode | Foreign | Unreadable)


letters = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs", "Co", "Cf"]),
    min_size=1,
    max_size=40,
)
keys = st.builds(Key, letters, letters).filter(is_key)


@given(keys)
def test_every_key_comes_back_from_its_label(key: Key) -> None:
    assert parsed(record_code(key)) == RecordCode(key=key)
    assert parsed(f"]Q3{record_code(key).lower()}\r") == RecordCode(key=key)
