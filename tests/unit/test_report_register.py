"""The monthly register: right numbers, honest gaps, local days, measures and remarks."""

import csv as plain_csv
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest

from daemon.model.document import Cell
from daemon.model.render import Language
from daemon.reports import csv, page, xlsx
from daemon.reports.asked import ReportKind
from tests.report_kit import (
    document_of,
    forget,
    output,
    row_of,
    table_under,
    usual,
    utc,
    write_history,
    write_ledger,
    write_site,
)

AM_C, AM_PCT = "上午 08:30 库内 温度 °C", "上午 08:30 库内 湿度 %"
PM_OUT_C = "下午 15:30 库外 温度 °C"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
OCTOBER = utc(2026, 9, 30, 16), utc(2026, 10, 31, 16)  # in Shanghai


@pytest.fixture
def october(tmp_path: Path) -> Path:
    """Return stores with the whole of October and some days around it."""
    write_site(tmp_path)
    write_history(tmp_path, OCTOBER[0] - timedelta(days=2), OCTOBER[1] + timedelta(days=2))
    write_ledger(
        tmp_path,
        [
            output(utc(2026, 10, 1, 1, 12), "dehumidifier-1", True),
            output(utc(2026, 10, 1, 3, 40), "dehumidifier-1", False),
            output(utc(2026, 10, 2, 15, 30), "dehumidifier-1", True),  # over midnight
            output(utc(2026, 10, 2, 17, 0), "dehumidifier-1", False),
        ],
    )
    return tmp_path


def expected(tag: str, *at: int) -> float:
    value = usual(tag, int(utc(*at).timestamp()))
    assert value is not None
    return value


def test_a_reading_is_the_median_of_the_sensors_in_its_quarter(october: Path) -> None:
    day = row_of(table_under(document_of(october)), 5)
    sensors = [expected(f"th-1-{p}.temperature", 2026, 10, 5, 0, 30) for p in ("north", "south")]
    assert day[AM_C] == round(sum(sensors) / 2, 1)
    assert day[PM_OUT_C] == pytest.approx(
        expected("th-outside.temperature", 2026, 10, 5, 7, 30), abs=0.051
    )


def test_a_gap_is_missing_and_never_interpolated(october: Path) -> None:
    forget(october, utc(2026, 10, 12, 0, 30), utc(2026, 10, 12, 0, 45))
    document = document_of(october)
    day = row_of(table_under(document), 12)
    assert (day[AM_C], day[AM_PCT]) == ("缺测", "缺测")
    assert isinstance(day[PM_OUT_C], float)
    assert any("缺测 1 次" in note for section in document.sections for note in section.notes)


def test_a_quarter_with_less_than_five_minutes_is_missing(tmp_path: Path) -> None:
    write_site(tmp_path)
    write_history(tmp_path, *OCTOBER, covered_ms=299_000)
    write_ledger(tmp_path, [])
    assert row_of(table_under(document_of(tmp_path)), 5)[AM_C] == "缺测"


def test_days_that_have_not_come_are_blank_and_not_missing(tmp_path: Path) -> None:
    write_site(tmp_path)
    write_history(tmp_path, OCTOBER[0], utc(2026, 10, 10, 2))
    write_ledger(tmp_path, [])
    document = document_of(tmp_path)
    table = table_under(document)
    assert row_of(table, 10)[AM_C] not in ("", "缺测")
    assert row_of(table, 10)[PM_OUT_C] == ""
    assert row_of(table, 11)[AM_C] == ""
    assert ("截至（期未满）", "2026-10-10 10:00") in document.lines


@pytest.mark.parametrize(("month", "days"), [("2026-02", 28), ("2028-02", 29), ("2026-04", 30)])
def test_a_month_has_its_days(october: Path, month: str, days: int) -> None:
    assert [row[0] for row in table_under(document_of(october, name=month)).rows] == list(
        range(1, days + 1)
    )


def test_a_day_of_summer_time_has_23_hours(tmp_path: Path) -> None:
    write_site(tmp_path, timezone="Europe/Berlin")
    since, until = utc(2026, 2, 28, 23), utc(2026, 3, 31, 22)
    write_history(tmp_path, since, until)
    write_ledger(tmp_path, [])
    document = document_of(tmp_path, name="2026-03")
    table = table_under(document)
    winter = usual("th-1-north.temperature", int(utc(2026, 3, 28, 7, 30).timestamp()))
    summer = usual("th-1-north.temperature", int(utc(2026, 3, 29, 6, 30).timestamp()))
    assert row_of(table, 28)[AM_C] == pytest.approx(winter, abs=0.4)
    assert row_of(table, 29)[AM_C] == pytest.approx(summer, abs=0.4)
    assert document.origin is not None
    assert document.origin.coverage == 1.0  # 31 days less an hour, all of it measured


def test_measures_are_told_day_by_day_and_parted_at_midnight(october: Path) -> None:
    table = table_under(document_of(october))
    measures = "采取措施（起止）"
    assert row_of(table, 1)[measures] == "除湿 09:12–11:40"
    assert row_of(table, 2)[measures] == "除湿 23:30–24:00"
    assert row_of(table, 3)[measures] == "除湿 00:00–01:00"


def test_short_pauses_are_joined_and_the_time_without_them_is_told(tmp_path: Path) -> None:
    write_site(tmp_path)
    write_history(tmp_path, *OCTOBER)
    ran = {
        1: ((1, 0, 2, 0), (2, 15, 3, 0)),  # a pause of 15 minutes
        2: ((1, 0, 2, 0), (2, 16, 3, 0)),  # and one more
        3: ((1, 0, 2, 0), (2, 10, 3, 0), (4, 0, 5, 0)),
        4: ((1, 0, 1, 30), (1, 40, 2, 0), (4, 0, 5, 0), (6, 0, 7, 0)),
    }
    rows = [
        output(utc(2026, 10, day, hour, minute), "dehumidifier-1", on)
        for day, spans in ran.items()
        for one in spans
        for hour, minute, on in ((*one[:2], True), (*one[2:], False))
    ]
    write_ledger(tmp_path, rows)
    document = document_of(tmp_path)
    table, english = table_under(document), table_under(document_of(tmp_path, language="en"))
    told = [row_of(table, day)["采取措施（起止）"] for day in ran]
    assert told == [
        "除湿 09:00–11:00（实开 1.8 小时）",
        "除湿 09:00–10:00、10:16–11:00",
        "除湿 09:00–11:00、12:00–13:00（实开 2.8 小时）",
        "除湿 3 次2小时50分",
    ]
    assert row_of(english, 1)["Measures (from–to)"] == "dehumidifying 09:00–11:00 (ran 1.8 h)"
    assert any("停机不超过 15 分钟" in note for one in document.sections for note in one.notes)


def test_nobody_knows_what_a_machine_did_while_the_program_was_away(october: Path) -> None:
    forget(october, utc(2026, 10, 1, 2, 0), utc(2026, 10, 1, 3, 0))
    table = table_under(document_of(october))
    assert row_of(table, 1)["采取措施（起止）"] == "除湿 09:12–10:00、11:00–11:40"


def test_the_damp_days_are_remarked_and_counted(october: Path) -> None:
    document = document_of(october)
    inside = row_of(table_under(document, "全月统计"), "库内 湿度 %")
    damp = [row[0] for row in table_under(document).rows if "湿度高" in str(row[-1])]
    assert damp == [9, 10, 11]
    assert inside["超标天数"] == len(damp)


def test_a_note_of_a_person_is_in_the_remarks_of_its_day(october: Path) -> None:
    note = {"at": "2026-10-09T10:15:00+08:00", "cause": "除湿机滤网堵塞", "measure": "清洗",
            "who": "李工", "reason": {"code": "noted", "args": {}}}  # fmt: skip
    write_ledger(october, [(utc(2026, 11, 3), "note", "stack-1", note)])
    assert "除湿机滤网堵塞" in str(row_of(table_under(document_of(october)), 9)["备注"])


def test_the_year_says_what_the_months_say(october: Path) -> None:
    month = document_of(october)
    year = row_of(table_under(document_of(october, ReportKind.YEARLY, "2026"), "各月温湿度"), 10)
    for quantity, where in (("温度", "库内 温度 °C"), ("相对湿度", "库内 湿度 %")):
        inside = row_of(table_under(month, "全月统计"), where)
        assert year[f"{quantity} 平均"] == inside["平均"]
        assert year[f"{quantity} 最高"] == inside["最高"]
        assert year[f"{quantity} 最低"] == inside["最低"]
        assert year[f"{quantity} 最大日较差"] == inside["最大日较差"]
        assert year[f"{quantity} 超标天数"] == inside["超标天数"]
    excursions = table_under(document_of(october, ReportKind.EXCURSION)).rows
    assert year["超标次数"] == len(excursions)
    assert year["超标小时"] == sum(float(str(row[4])) for row in excursions)


def numbers_of(cells: Mapping[str, Cell]) -> list[float]:
    return [float(cell) for cell in cells.values() if isinstance(cell, (int, float))]


def is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def test_the_spreadsheet_says_what_the_csv_says(october: Path) -> None:
    document = document_of(october)
    sheet = openpyxl.load_workbook(BytesIO(xlsx.rendered(document))).active
    assert sheet is not None
    written = list(plain_csv.reader(StringIO(csv.rendered(document).decode("utf-8-sig"))))
    for day in (1, 9, 31):
        row = next(r for r in sheet.iter_rows(values_only=True) if r[0] == day)
        line = next(r for r in written if r and r[0] == str(day))
        assert [str(cell) for cell in row if isinstance(cell, str) and cell] == [
            cell for cell in line if cell and not is_number(cell)
        ]
        assert [cell for cell in row if isinstance(cell, (int, float))] == [
            float(cell) for cell in line if is_number(cell)
        ]
        assert numbers_of(row_of(table_under(document), day)) == [
            cell for cell in row if isinstance(cell, (int, float))
        ]


def test_a_formula_is_text_everywhere(october: Path) -> None:
    note = {"at": "2026-10-09T10:15:00+08:00", "cause": "=1+1", "measure": "@x",
            "who": "-1", "reason": {"code": "noted", "args": {}}}  # fmt: skip
    write_ledger(october, [(utc(2026, 11, 3), "note", "stack-1", note)])
    document = document_of(october, ReportKind.EXCURSION)
    assert b"\n=" not in csv.rendered(document)
    sheet = openpyxl.load_workbook(BytesIO(xlsx.rendered(document))).active
    assert sheet is not None
    assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    register = page.rendered(document_of(october))
    assert b"=1+1" in register


def test_a_page_needs_nothing_from_outside_and_runs_nothing(october: Path) -> None:
    note = {"at": "2026-10-09T10:15:00+08:00", "cause": "<script>alert(1)</script>",
            "measure": "x", "who": "y", "reason": {"code": "noted", "args": {}}}  # fmt: skip
    write_ledger(october, [(utc(2026, 11, 3), "note", "stack-1", note)])
    for kind, name in ((ReportKind.MONTHLY, "2026-10"), (ReportKind.YEARLY, "2026")):
        text = page.rendered(document_of(october, kind, name)).decode()
        assert "<script" not in text
        assert "src=" not in text
        assert "url(" not in text
        assert not [part for part in text.split("http")[1:] if not part.startswith(
            ("-equiv", "://www.w3.org/2000/svg"))]  # fmt: skip


def test_both_languages_say_the_same_numbers(october: Path) -> None:
    zh, en = (document_of(october, language=language) for language in LANGUAGES)
    assert [[c for c in row if isinstance(c, float)] for row in table_under(zh).rows] == [
        [c for c in row if isinstance(c, float)] for row in table_under(en).rows
    ]
    assert not [label for label, _ in en.lines if any(ord(c) > 0x2FFF for c in label)]


def test_a_month_without_any_reading_says_so(october: Path) -> None:
    document = document_of(october, name="2026-02")
    assert {row[1] for row in table_under(document).rows} == {"缺测"}
    assert ("数据覆盖率", "0.0 %") in document.lines


def test_the_origin_tells_where_it_all_comes_from(october: Path) -> None:
    origin = document_of(october).origin
    assert origin is not None
    assert origin.ledger_row == 4
    assert origin.history_until == datetime(2026, 10, 31, 16, tzinfo=UTC)
    assert origin.coverage == 1.0
    assert len(origin.digest) == 64
