"""The 失踪 list: who is on it, for which reason, and what the alarms are told."""

from datetime import date, datetime, timedelta
from pathlib import Path

from records_sync.holdings.acts import Lend, Rename, See, SetStatus
from records_sync.holdings.missing import Counts, Limits, Temporary, counted
from records_sync.holdings.model import Key, Status
from records_sync.holdings.words import MISSING

from .records_holdings_kit import TODAY, ZONE, A, B, C, Hands, done, site

LIMITS = Limits(file_within_days=90, see_within_days=30)


def temporary(key: Key, days: int, today: date = TODAY) -> Temporary:
    return Temporary(key=key, temp_no="LS-1", since=today - timedelta(days=days))


async def test_a_temporary_number_is_sought_when_it_is_old_or_unseen(tmp_path: Path) -> None:
    async with site(tmp_path) as (_, reader):
        lines = await reader.sought(
            [temporary(A, 91), temporary(B, 31), temporary(C, 30)], TODAY, LIMITS
        )
    found = {line.key: {code: v["days"] for code, v in line.reasons.items()} for line in lines}
    assert found == {A: {"not_filed": 91, "not_seen": 91}, B: {"not_seen": 31}}
    assert counted(lines) == Counts(records_missing=2, records_overdue=0)


async def test_who_was_seen_lately_is_only_to_be_filed(tmp_path: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, reader):
        done(await holdings.do(See(id=hands.id, who="库管", keys=(A, B))))
        soon = TODAY + timedelta(days=20)
        known = [temporary(A, 100), temporary(B, 50), temporary(C, 90, soon)]
        done(await holdings.do(See(id=hands.id, who="库管", keys=(C,))))
        lines = await reader.sought(known, soon, LIMITS)
        assert [(line.key, set(line.reasons)) for line in lines] == [(A, {"not_filed"})]
        assert counted(lines) == Counts(records_missing=0, records_overdue=0)


async def test_an_overdue_loan_appears_the_day_after_its_last(tmp_path: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, reader):
        act = Lend(id=hands.id, who="库管", keys=(A, B), unit="财政局", until=TODAY)
        done(await holdings.do(act))
        assert await reader.sought([], TODAY, LIMITS) == ()
        lines = await reader.sought([temporary(B, 40)], TODAY + timedelta(days=3), LIMITS)
    assert {line.key for line in lines} == {A, B}
    assert all(set(line.reasons) == {"overdue"} for line in lines)
    values = lines[0].reasons["overdue"]
    assert values == {"unit": "财政局", "due": TODAY.isoformat(), "days": 3}
    assert "财政局" in MISSING["overdue"].filled(values).zh
    assert counted(lines) == Counts(records_missing=0, records_overdue=2)


async def test_a_missing_record_says_for_how_long(tmp_path: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, reader):
        lost = SetStatus(id=hands.id, who="库管", keys=(A,), status=Status.MISSING, why="找不到")
        done(await holdings.do(lost))
        lines = await reader.sought([], TODAY + timedelta(days=8), LIMITS)
        assert [dict(line.reasons) for line in lines] == [{"missing": {"days": 8}}]
        assert counted(lines) == Counts(records_missing=1, records_overdue=0)
        done(await holdings.do(See(id=hands.id, who="库管", keys=(A,))))
        assert await reader.sought([], TODAY, LIMITS) == ()


async def test_the_days_are_those_of_the_site(tmp_path: Path) -> None:
    hands = Hands()
    hands.now = datetime(2026, 3, 1, 7, 30, tzinfo=ZONE)  # the day before in UTC
    asked, day = [temporary(A, 9, date(2026, 3, 1))], date(2026, 3, 31)
    async with site(tmp_path, hands) as (holdings, reader):
        done(await holdings.do(See(id=hands.id, who="库管", keys=(A,))))
        assert await reader.sought(asked, day, LIMITS, ZONE) == ()
        lost = SetStatus(id=hands.id, who="库管", keys=(B,), status=Status.MISSING, why="找不到")
        done(await holdings.do(lost))
        new = Key("files", "now")
        done(await holdings.do(Rename(id=hands.id, who="同步", old=B, new=new)))
        (line,) = await reader.sought(asked, day, LIMITS, ZONE)
    assert (line.key, line.reasons["missing"]) == (new, {"days": 30})


def test_every_reason_says_in_both_languages_what_to_do() -> None:
    values = {"days": 1, "unit": "财政局", "due": "2026-03-02", "missing": 1, "strange": 0}
    for code, sentence in MISSING.items():
        assert all(sentence.filled(values)), code
