"""What a reader must know: imported readings, expired certificates; and what the lists hold."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from string import Formatter
from types import ModuleType

import pytest

from daemon.alarm_log import quality_of
from daemon.calibration.certificate import Certificate, body_of
from daemon.control.alarms.machine import Step
from daemon.model import AlarmState
from daemon.model.document import Document
from daemon.model.render import sentence
from daemon.model.told_quality import told_quality
from daemon.reports import (
    alarms,
    analysis,
    audit,
    excursion,
    footing,
    maintenance,
    monthly,
    sterilisation,
    yearly,
)
from daemon.reports.asked import ReportKind
from daemon.reports.words import SHARED, Phrases
from daemon.store.imported import Origin, Value, add, written
from daemon.store.ledger import FILE as LEDGER
from tests.report_kit import (
    document_of,
    forget,
    output,
    row_of,
    table_under,
    utc,
    write_history,
    write_ledger,
    write_site,
)

SINCE, UNTIL = utc(2026, 9, 30, 16), utc(2026, 10, 31, 16)
AM_C = "上午 08:30 库内 温度 °C"


@pytest.fixture
def stores(tmp_path: Path) -> Path:
    write_site(tmp_path)
    write_history(tmp_path, SINCE, UNTIL)
    write_ledger(tmp_path, [])
    return tmp_path


def logged(folder: Path, zone: str = "", steps_c: int = 2150) -> None:
    """Import a logger that says 21.50 °C and 51.00 % for the whole of the twelfth."""
    start = int(utc(2026, 10, 11, 16).timestamp())
    origin = Origin(
        file="logger.csv",
        sha256=f"{steps_c:064}",
        dialect="plain",
        encoding="utf-8",
        date_order="ymd",
        timezone="Asia/Shanghai",
        logger=f"L{steps_c}",
        room="stack-1",
        zone=zone,
        at=start,
        who="李工",
        interval_s=300,
    )
    values = [
        Value(n, quantity, start + n * 300, steps)
        for n in range(288)
        for quantity, steps in (("temperature", steps_c), ("relative_humidity", 5100))
    ]
    with written(folder) as db:
        add(db, origin, values, 0)


def line(document: Document, label: str) -> str:
    return dict(document.lines).get(label, "")


def test_imported_readings_fill_gaps_and_are_marked(stores: Path) -> None:
    before = document_of(stores)
    logged(stores)
    assert document_of(stores) == before  # what we measured ourselves counts
    forget(stores, utc(2026, 10, 11, 16), utc(2026, 10, 12, 16))
    document = document_of(stores)
    day = row_of(table_under(document), 12)
    assert (day[AM_C], day["记录人"]) == (21.5, "导入")
    assert row_of(table_under(document), 13)["记录人"] == "自动"
    assert line(document, "其中导入数据") == "3.2 %"
    assert line(document, "数据覆盖率") == "100.0 %"


def test_a_logger_at_the_coldest_wall_has_no_vote_where_another_stood(stores: Path) -> None:
    forget(stores, utc(2026, 10, 11, 16), utc(2026, 10, 12, 16))
    logged(stores, zone="coldest", steps_c=1200)
    assert row_of(table_under(document_of(stores)), 12)[AM_C] == 12.0
    logged(stores, zone="north")
    assert row_of(table_under(document_of(stores)), 12)[AM_C] == 21.5


def certificate(due: date) -> Certificate:
    return Certificate(
        tag="th-1-north.temperature",
        number="C-1",
        laboratory="省计量院",
        dated=date(2025, 8, 1),
        due=due,
        offset=-0.3,
        unit="°C",
        who="李工",
        as_found=0.4,
        as_left=0.1,
    )


def entered(folder: Path, found: Certificate) -> None:
    write_ledger(folder, [(utc(2026, 9, 1), "calibration", found.tag, body_of(found))])


def test_an_expired_certificate_stands_at_the_head_of_the_register(stores: Path) -> None:
    entered(stores, certificate(due=date(2026, 7, 31)))
    assert line(document_of(stores), "校准过期") == "th-1-north.temperature（2026-07-31）"


def test_one_that_was_renewed_within_the_month_is_named_too(stores: Path) -> None:
    entered(stores, certificate(due=date(2026, 10, 9)))
    renewed = replace(certificate(due=date(2027, 10, 19)), dated=date(2026, 10, 20))
    write_ledger(stores, [(utc(2026, 10, 20), "calibration", renewed.tag, body_of(renewed))])
    document = document_of(stores)
    assert line(document, "校准过期") == "th-1-north.temperature（2026-10-09）"
    assert "th-1-north.temperature" in document.sections[-1].notes[-1]


def test_a_valid_one_does_not(stores: Path) -> None:
    entered(stores, certificate(due=date(2027, 7, 31)))
    assert line(document_of(stores), "校准过期") == ""


def test_the_maintenance_list_has_every_certificate_and_what_does_not_fit(stores: Path) -> None:
    entered(stores, certificate(due=date(2027, 7, 31)))
    document = document_of(stores, ReportKind.MAINTENANCE, place="dangyang")
    rows = table_under(document, "传感器校准").rows
    found = next(row for row in rows if row[1] == "th-1-north.temperature")
    assert found[2:] == ("C-1", "2027-07-31", 0.4, 0.1, -0.3, 0.0, "修正值与证书不符")
    assert next(row for row in rows if row[1] == "th-1-south.humidity")[-1] == "未校准"


def test_hours_and_starts_are_in_the_maintenance_list(stores: Path) -> None:
    start = utc(2026, 10, 3)
    write_ledger(
        stores,
        [
            output(start, "dehumidifier-1", True),
            output(start + timedelta(hours=2, minutes=30), "dehumidifier-1", False),
        ],
    )
    document = document_of(stores, ReportKind.MAINTENANCE, place="dangyang")
    row = next(r for r in table_under(document, "设备运行").rows if "dehumidifier-1" in str(r[1]))
    assert row[3:6] == (2.5, 1, 0)


AlarmRow = tuple[datetime, str, str, Mapping[str, object]]


def alarm_row(
    at: datetime,
    step: str,
    states: str,
    *,
    code: str = "humidity_high",
    about: str = "stack-1",
    under: str = "",
    who: str = "",
    why: str = "",
) -> AlarmRow:
    """Return the row of a step; `states` are those before and after it."""
    before, after = states.split()
    body = {
        "step": step,
        "from": before,
        "to": after,
        "under": under,
        "code": code,
        "about": about,
        "room": "stack-1",
        "priority": "medium",
        "reason": {"code": f"alarm_{code}", "args": {}},
        "who": who,
        "why": why,
    }
    return at, "alarm", f"{code}:{about}", body


def alarms_of(folder: Path, *steps: AlarmRow) -> Document:
    write_ledger(folder, steps)
    return document_of(folder, ReportKind.ALARMS, place="dangyang")


RAISED, BACK = "normal unacknowledged", "unacknowledged returned"


def test_alarms_are_followed_from_raise_to_end(stores: Path) -> None:
    def at(minute: int) -> datetime:
        return utc(2026, 10, 9, 1, minute)

    document = alarms_of(
        stores,
        alarm_row(at(0), "raise", RAISED),
        alarm_row(
            at(5), "acknowledge", "unacknowledged acknowledged", who="李工", why="已开除湿机"
        ),
        alarm_row(at(30), "return", "acknowledged normal"),
        alarm_row(at(31), "raise", RAISED),
        alarm_row(at(32), "return", BACK),
        alarm_row(at(33), "raise", "returned unacknowledged"),
    )
    rows = table_under(document, "全部报警").rows
    assert [str(row[0])[5:] for row in rows] == ["10-09 09:00", "10-09 09:31", "10-09 09:33"]
    assert (rows[0][6], rows[0][7], rows[0][8]) == ("10-09 09:05 李工", "10-09 09:30", "已开除湿机")
    assert (rows[1][7], rows[2][6], rows[2][7]) == ("10-09 09:32", "—", "—")
    assert "提示 3 次" in document.sections[0].notes[0]
    standing = next(s for s in document.sections if s.title.startswith("长期报警")).tables[0]
    assert [row[:2] for row in standing.rows] == [("库房湿度过高", "1 号库房")]


def test_an_alarm_that_is_acknowledged_after_its_return_says_who_and_when(stores: Path) -> None:
    def at(minute: int) -> datetime:
        return utc(2026, 10, 9, 1, minute)

    document = alarms_of(
        stores,
        alarm_row(at(0), "raise", RAISED),
        alarm_row(at(1), "return", BACK),
        alarm_row(at(2), "raise", "returned unacknowledged"),
        alarm_row(at(3), "return", BACK),
        alarm_row(at(9), "acknowledge", "returned latched", who="李工", why="已查看"),
        alarm_row(at(10), "reset", "latched normal", who="王工", why="已擦干"),
        alarm_row(at(20), "raise", RAISED),
        alarm_row(at(21), "acknowledge", "unacknowledged acknowledged", who="李工"),
    )
    rows = table_under(document, "全部报警").rows
    assert [row[6] for row in rows] == ["—", "10-09 09:09 李工", "10-09 09:21 李工"]
    assert [row[7] for row in rows] == ["10-09 09:01", "10-09 09:03", "—"]
    assert "已查看" in str(rows[1][8])
    assert "已擦干" in str(rows[1][8])


def test_an_alarm_that_is_suppressed_by_design_is_listed_but_not_counted(stores: Path) -> None:
    step = alarm_row(
        utc(2026, 10, 9, 1),
        "suppress",
        "normal suppressed",
        code="device_silent",
        about="io-1",
        under="bus_down:gateway",
    )
    document = alarms_of(stores, step)
    assert "没有报警" in document.sections[0].notes[0]
    assert any("抑制 1 次" in note for note in document.sections[0].notes)
    (row,) = table_under(document, "全部报警").rows
    assert str(row[-1]).endswith("（gateway） 被抑制")
    assert "bus_down" not in str(row)


def test_an_alarm_that_comes_out_from_under_another_counts(stores: Path) -> None:
    kind = {"code": "device_silent", "about": "io-1"}
    document = alarms_of(
        stores,
        alarm_row(
            utc(2026, 10, 9, 1), "suppress", "normal suppressed", under="bus_down:gateway", **kind
        ),
        alarm_row(utc(2026, 10, 9, 2), "unsuppress", "suppressed unacknowledged", **kind),
    )
    assert "提示 1 次" in document.sections[0].notes[0]
    assert len(table_under(document, "全部报警").rows) == 2


def test_to_shelve_what_never_came_is_no_alarm(stores: Path) -> None:
    shelved = alarm_row(utc(2026, 10, 9, 1), "shelve", "normal shelved", who="李工", why="x")
    document = alarms_of(stores, shelved)
    assert "没有报警" in document.sections[0].notes[0]
    assert [s.tables for s in document.sections if s.title == "全部报警"] == [()]


@pytest.mark.parametrize("days", [3, 90])
def test_an_alarm_that_stands_since_before_the_time_is_listed(stores: Path, days: int) -> None:
    raised = utc(2026, 9, 30, 16) - timedelta(days=days)
    document = alarms_of(
        stores,
        alarm_row(raised - timedelta(hours=2), "raise", RAISED),
        alarm_row(raised - timedelta(hours=1), "return", BACK),
        alarm_row(raised, "raise", "returned unacknowledged"),
        alarm_row(raised + timedelta(hours=1), "acknowledge", "unacknowledged acknowledged"),
        alarm_row(utc(2026, 10, 2), "return", "acknowledged normal"),
    )
    (row,) = table_under(document, "全部报警").rows
    assert row[0] == f"{raised + timedelta(hours=8):%Y-%m-%d %H:%M}"
    assert row[7] == "10-02 08:00"
    assert any("本期之前" in note for note in document.sections[0].notes)
    assert any(s.title.startswith("长期报警") for s in document.sections)


def test_the_report_counts_as_the_command_does(stores: Path) -> None:
    noise = Random(7)
    states = [state.value for state in AlarmState]
    steps = [
        alarm_row(
            SINCE + timedelta(minutes=n),
            noise.choice([step.value for step in Step]),
            f"{noise.choice(states)} {noise.choice(states)}",
            about=noise.choice(["stack-1", "stack-2"]),
        )
        for n in range(200)
    ]
    document = alarms_of(stores, *steps)
    found = quality_of(stores / LEDGER, 31, UNTIL)
    assert [sentence(told, "zh") for told in told_quality(found)] == list(
        document.sections[0].notes[: len(told_quality(found))]
    )
    hidden = sum((body["from"], body["to"]) == ("normal", "suppressed") for *_, body in steps)
    assert len(table_under(document, "全部报警").rows) == found.annunciated + hidden


def test_an_audit_counts_decisions_and_tells_the_rest(stores: Path) -> None:
    write_ledger(
        stores,
        [
            output(utc(2026, 10, 3), "dehumidifier-1", True),
            (utc(2026, 10, 4), "ledger", "salvage", {"reason": {"code": "x", "args": {}}}),
        ],
    )
    document = document_of(stores, ReportKind.AUDIT, place="dangyang")
    assert table_under(document, "本期台账行数").rows == (("台账", 1), ("设备", 1))
    assert [row[:4] for row in table_under(document, "逐行").rows] == [
        (2, "2026-10-04 08:00", "台账", "salvage")
    ]


PHRASEBOOKS = (
    alarms,
    analysis,
    audit,
    excursion,
    footing,
    maintenance,
    monthly,
    sterilisation,
    yearly,
)


@pytest.mark.parametrize("book", PHRASEBOOKS, ids=lambda book: book.__name__.rpartition(".")[2])
def test_a_report_has_its_own_words_in_both_languages(book: ModuleType) -> None:
    phrases: Phrases = book.PHRASES
    assert set(phrases) & set(SHARED) == set()
    for zh, en in (*phrases.values(), *SHARED.values()):
        names = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (zh, en)]
        assert names[0] == names[1]
        assert en.isascii() or set(filter(lambda c: not c.isascii(), en)) <= set("°–—…·")
