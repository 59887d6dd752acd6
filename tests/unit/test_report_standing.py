"""The excursion report tells machines that stood still, out of the ledger, however long ago."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from daemon.reports.asked import ReportKind
from tests.report_kit import (
    document_of,
    output,
    row_of,
    table_under,
    utc,
    write_history,
    write_ledger,
    write_site,
)

SINCE, UNTIL = utc(2026, 9, 30, 16), utc(2026, 10, 31, 16)
DAMP = utc(2026, 10, 20, 2)  # 10:00 in Shanghai
Row = tuple[datetime, str, str, Mapping[str, object]]


def climate(tag: str, start: int) -> float | None:
    if tag.endswith("temperature"):
        return 20.0
    if tag.endswith("humidity") and not tag.startswith("th-outside"):
        return 65.0 if DAMP.timestamp() <= start < DAMP.timestamp() + 7200 else 50.0
    return 50.0 if tag.startswith("th-outside") else 1.0


def stopped(at: datetime, trouble: str | None = None, **more: object) -> Row:
    moment, kind, subject, body = output(at, "dehumidifier-1", False)
    why = None if trouble is None else {"code": trouble, "args": {}}
    return moment, kind, subject, {**body, "trouble": why, **more}


def told_before(folder: Path, *rows: Row) -> str:
    write_site(folder)
    write_history(folder, SINCE, UNTIL, formula=climate)
    write_ledger(folder, rows)
    return str(
        row_of(table_under(document_of(folder, ReportKind.EXCURSION)), 1)[
            "之前发生的事（可能原因在前）"
        ]
    )


@pytest.mark.parametrize("hours", [3, 32, 40 * 24])
def test_a_machine_that_stands_with_a_full_tank_is_told(tmp_path: Path, hours: int) -> None:
    since = DAMP - timedelta(hours=hours)
    told = told_before(
        tmp_path,
        output(since - timedelta(hours=5), "dehumidifier-1", True),
        stopped(since, "tank_full"),
        stopped(since + timedelta(hours=1), "tank_full"),
    )
    local = since + timedelta(hours=8)
    assert told == f"自 {local:%Y-%m-%d %H:%M} 起除湿机停着：水箱已满，请倒水"


def test_a_machine_that_somebody_switched_off_is_told(tmp_path: Path) -> None:
    winner = {
        "on": False,
        "rank": "hand",
        "owner": "li",
        "reason": {"code": "hand_off", "args": {}},
        "left_s": None,
    }
    told = told_before(tmp_path, stopped(DAMP - timedelta(hours=32), winner=winner))
    assert "除湿机停着" in told


def test_a_machine_that_ran_in_time_is_not(tmp_path: Path) -> None:
    told = told_before(
        tmp_path,
        stopped(DAMP - timedelta(hours=32), "tank_full"),
        output(DAMP - timedelta(hours=10), "dehumidifier-1", True),
    )
    assert told.startswith("之前两小时内未见")
