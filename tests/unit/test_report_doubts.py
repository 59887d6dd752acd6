"""What a reader must know: imported readings, expired certificates; and what the lists hold."""

from datetime import date, timedelta
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest

from daemon.calibration.certificate import Certificate, body_of
from daemon.model.document import Document
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


def logged(folder: Path) -> None:
    """Import a logger that says 21.50 °C and 51.00 % for the whole of the twelfth."""
    start = int(utc(2026, 10, 11, 16).timestamp())
    origin = Origin(
        file="logger.csv",
        sha256="0" * 64,
        dialect="plain",
        encoding="utf-8",
        date_order="ymd",
        timezone="Asia/Shanghai",
        logger="L1",
        room="stack-1",
        zone="",
        at=start,
        who="李工",
        interval_s=300,
    )
    values = [
        Value(n, quantity, start + n * 300, steps)
        for n in range(288)
        for quantity, steps in (("temperature", 2150), ("relative_humidity", 5100))
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


def test_alarms_are_followed_from_raise_to_end(stores: Path) -> None:
    def step(minute: int, name: str, who: str = "", why: str = "") -> tuple[object, ...]:
        body = {
            "step": name,
            "from": "normal" if name == "raise" else "unacknowledged",
            "under": "",
            "code": "humidity_high",
            "about": "stack-1",
            "room": "stack-1",
            "priority": "medium",
            "reason": {"code": "alarm_humidity_high", "args": {}},
            "who": who,
            "why": why,
        }
        return utc(2026, 10, 9, 1, minute), "alarm", "humidity_high:stack-1", body

    steps = [
        step(0, "raise"),
        step(5, "acknowledge", "李工", "已开除湿机"),
        step(30, "return"),
        step(31, "raise"),
        step(32, "return"),
        step(33, "raise"),
    ]
    write_ledger(stores, steps)  # type: ignore[arg-type]
    document = document_of(stores, ReportKind.ALARMS, place="dangyang")
    rows = table_under(document, "全部报警").rows
    assert [row[0] for row in rows] == ["10-09 09:00", "10-09 09:31", "10-09 09:33"]
    assert (rows[0][6], rows[0][7], rows[0][8]) == ("10-09 09:05 李工", "10-09 09:30", "已开除湿机")
    assert (rows[2][6], rows[2][7]) == ("—", "—")
    notes = document.sections[0].notes
    assert "共 3 次" in notes[0]
    assert any("humidity_high:stack-1" in note and "持续" in note for note in notes)


def test_an_alarm_that_is_suppressed_by_design_is_listed_but_not_counted(stores: Path) -> None:
    body = {
        "step": "suppress",
        "from": "normal",
        "under": "bus_down:gateway",
        "code": "device_silent",
        "about": "io-1",
        "room": "stack-1",
        "priority": "medium",
        "reason": {"code": "alarm_device_silent", "args": {}},
        "who": "",
        "why": "",
    }
    write_ledger(stores, [(utc(2026, 10, 9, 1), "alarm", "device_silent:io-1", body)])
    document = document_of(stores, ReportKind.ALARMS, place="dangyang")
    assert "共 0 次" in document.sections[0].notes[0]
    assert any("抑制 1 次" in note for note in document.sections[0].notes)
    (row,) = table_under(document, "全部报警").rows
    assert "bus_down:gateway" in str(row[-1])


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
