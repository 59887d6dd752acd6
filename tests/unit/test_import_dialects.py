"""Each maker's file is understood as it was meant, in its encoding, order and unit."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from daemon.importing.layout import cells, header
from daemon.importing.moments import Order
from daemon.importing.refusal import ImportRefusedError
from daemon.importing.titles import Meaning, meaning_of
from daemon.importing.understood import Asked

from .import_kit import FILES, look, rejected, taken, text_in


def test_meaco_names_the_transmitter_in_each_row() -> None:
    found = look(FILES / "meaco.csv")
    assert (found.layout.dialect, found.order, found.file.encoding) == ("meaco", None, "utf-8")
    assert taken(found)[:2] == [
        ("Stack-North", "2024-03-01 00:00", 1840, 5210),
        ("Stack-North", "2024-03-01 00:10", 1840, 5230),
    ]
    assert ("Stack-North", "2024-03-01 00:40", 1850, None) in taken(found)
    north = found.loggers["Stack-North"]
    assert (north.rows, north.temperatures, north.humidities, north.interval_s) == (5, 5, 4, 600)
    assert set(found.loggers) == {"Stack-North", "Reading-Room"}


def test_a_file_of_two_loggers_asks_which() -> None:
    with pytest.raises(ImportRefusedError) as refused:
        look(FILES / "meaco.csv").logger()
    assert refused.value.reason.code == "import_which_logger"
    assert dict(refused.value.reason.args) == {"loggers": "Reading-Room, Stack-North"}
    chosen = look(FILES / "meaco.csv", Asked(logger="Stack North"))
    assert chosen.logger() == "Stack-North"
    with pytest.raises(ImportRefusedError):
        look(FILES / "meaco.csv", Asked(logger="Stack")).logger()


def test_the_newer_meaco_names_the_sensor_in_its_first_line() -> None:
    found = look(FILES / "meaco_newer.csv")
    assert (found.layout.dialect, found.order, found.logger()) == (
        "meaco",
        Order.DMY,
        "Stack-South",
    )
    assert taken(found)[-1] == ("Stack-South", "2024-03-25 09:30", 1920, 4890)


def test_hanwell_ends_before_its_summary() -> None:
    found = look(FILES / "hanwell.csv")
    assert (found.layout.dialect, found.logger()) == ("hanwell", "Stack-2-Rack")
    assert taken(found) == [
        ("Stack-2-Rack", "2024-04-13 08:00", 1790, 5540),
        ("Stack-2-Rack", "2024-04-13 08:05", 1800, 5560),
        ("Stack-2-Rack", "2024-04-13 08:10", 1800, 5590),
    ]
    assert rejected(found) == [(10, "import_row_empty")]


def test_tinytag_takes_serial_and_columns_from_its_rows() -> None:
    found = look(FILES / "tinytag.csv")
    assert (found.layout.dialect, found.order, found.logger()) == ("tinytag", Order.DMY, "901234")
    assert found.file.encoding == "cp1252"
    assert taken(found)[0] == ("901234", "2023-11-05 13:00", 1621, 5840)
    assert rejected(found) == [(9, "import_row_number")]


def test_testo_has_a_decimal_comma_and_two_columns_of_time() -> None:
    found = look(FILES / "testo.csv")
    assert (found.layout.dialect, found.layout.delimiter) == ("testo", ";")
    assert (found.order, found.logger()) == (None, "38901234")
    assert taken(found)[0] == ("38901234", "2024-02-01 06:00", 1730, 4980)
    assert found.loggers["38901234"].interval_s == 3600


def test_a_chinese_table_is_read_in_gb18030() -> None:
    found = look(FILES / "chinese.csv")
    assert (found.layout.dialect, found.file.encoding) == ("plain", "gb18030")
    assert taken(found)[0] == ("TH-07", "2024-06-01 08:00", 2460, 6320)
    assert taken(found)[2] == ("TH-07", "2024-06-01 10:00", 2510, None)


def test_a_table_of_excel_is_read_in_utf_16_with_tabs() -> None:
    found = look(FILES / "chinese_excel.csv", Asked(logger="A1"))
    assert (found.file.encoding, found.layout.delimiter) == ("utf-16", "\t")
    assert taken(found) == [
        ("A1", "2024-06-01 08:00", 2460, 6320),
        ("A1", "2024-06-01 13:30", 2540, 6000),
    ]


def test_fahrenheit_becomes_celsius_and_an_offset_counts() -> None:
    found = look(FILES / "fahrenheit.csv", Asked(logger="A1"), ZoneInfo("Europe/Berlin"))
    assert found.file.encoding == "utf-8-sig"
    assert taken(found) == [
        ("A1", "2024-01-05 03:00", 2000, 4000),
        ("A1", "2024-01-05 03:30", 2150, 4150),
    ]


def test_an_offset_in_the_title_counts(tmp_path: Path) -> None:
    path = text_in(tmp_path, '"Date Time, GMT+01:00",Temp\n2024-01-05 10:00,20\n')
    assert taken(look(path, Asked(logger="A1")))[0][1] == "2024-01-05 17:00"


def test_a_date_that_is_read_only_one_way_decides_the_order() -> None:
    found = look(FILES / "month_first.csv", Asked(logger="A1"))
    assert found.order is Order.MDY
    assert [row[1] for row in taken(found)] == ["2024-01-31 23:00", "2024-02-01 00:00"]


def test_an_ambiguous_date_is_asked_about_and_never_guessed() -> None:
    with pytest.raises(ImportRefusedError) as refused:
        look(FILES / "ambiguous.csv")
    assert refused.value.reason.code == "import_which_order"
    for order, day in ((Order.DMY, "2024-04-03"), (Order.MDY, "2024-03-04")):
        found = look(FILES / "ambiguous.csv", Asked(logger="A1", order=order))
        assert taken(found)[0][1].startswith(day)


def test_an_order_that_the_file_contradicts_is_refused() -> None:
    with pytest.raises(ImportRefusedError) as refused:
        look(FILES / "month_first.csv", Asked(order=Order.DMY))
    assert refused.value.reason.code == "import_other_order"


def test_dates_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    path = text_in(tmp_path, "Date,Temp\n31/01/2024 10:00,20\n01/31/2024 11:00,20\n")
    with pytest.raises(ImportRefusedError) as refused:
        look(path)
    assert refused.value.reason.code == "import_mixed_orders"
    found = look(path, Asked(logger="A1", order=Order.DMY))
    assert rejected(found) == [(3, "import_row_moment")]


def test_a_file_without_a_name_asks_for_one() -> None:
    with pytest.raises(ImportRefusedError) as refused:
        look(FILES / "month_first.csv").logger()
    assert refused.value.reason.code == "import_nameless"


def test_two_columns_of_one_quantity_are_refused(tmp_path: Path) -> None:
    path = text_in(tmp_path, "Time,Temperature in,Temperature out\n2024-01-01 10:00,1,2\n")
    with pytest.raises(ImportRefusedError) as refused:
        look(path)
    assert refused.value.reason.code == "import_two_columns"


def test_a_file_of_another_maker_is_refused_where_a_dialect_was_named() -> None:
    with pytest.raises(ImportRefusedError) as refused:
        look(FILES / "meaco.csv", Asked(dialect="tinytag"))
    assert refused.value.reason.code == "import_other_dialect"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("2024-02-30 10:00,20,50", "import_row_moment"),
        ("2024-02-28,20,50", "import_row_moment"),
        ("2024-02-28 25:00,20,50", "import_row_moment"),
        ("2031-01-01 10:00,20,50", "import_row_future"),
        ("2024-01-01 10:00,81,50", "import_row_range"),
        ("2024-01-01 10:00,20,100.1", "import_row_range"),
        ("2024-01-01 10:00,1.234.5,50", "import_row_number"),
        ("2024-01-01 10:00,,", "import_row_empty"),
        ("2024-01-01 10:00", "import_row_empty"),
        ("Average,20,50", "import_row_moment"),
    ],
)
def test_a_row_that_is_not_understood_is_told_with_its_line(
    tmp_path: Path, row: str, code: str
) -> None:
    path = text_in(tmp_path, f"Time,Temp,RH\n2024-01-01 09:00,20,50\n{row}\n")
    found = look(path, Asked(logger="A1"))
    assert rejected(found) == [(3, code)]
    assert (found.rejected, found.rejects[0].row) == (1, 3)


def test_an_hour_that_the_clocks_show_twice_is_told_apart_by_its_place(tmp_path: Path) -> None:
    rows = "".join(f"2024-10-27 0{h}:30,20\n" for h in (1, 2, 2, 3))
    found = look(
        text_in(tmp_path, f"Time,Temp\n{rows}"), Asked(logger="A1"), ZoneInfo("Europe/Berlin")
    )
    assert found.loggers["A1"].spacings == {3600: 3}


def test_an_hour_that_the_clocks_leave_out_is_rejected(tmp_path: Path) -> None:
    path = text_in(tmp_path, "Time,Temp\n2024-03-31 02:30,20\n")
    found = look(path, Asked(logger="A1"), ZoneInfo("Europe/Berlin"))
    assert rejected(found) == [(2, "import_row_moment")]


@pytest.mark.parametrize(
    ("title", "meaning"),
    [
        ("Dew Point (°C)", None),
        ("最高温度", None),
        ("Temperature Max", None),
        ("Temp. Unit", None),
        ("温度（℃）", Meaning.TEMPERATURE),
        ("Ch. 1 Temperature", Meaning.TEMPERATURE),
        ("RH", Meaning.HUMIDITY),
        ("湿度%RH", Meaning.HUMIDITY),
        ("时间/日期", Meaning.MOMENT),
        ("Timestamp", Meaning.MOMENT),
        ("Site", None),
    ],
)
def test_a_title_means_what_it_says(title: str, meaning: Meaning | None) -> None:
    assert meaning_of(title) is meaning


def test_a_quote_that_is_never_closed_takes_no_other_line() -> None:
    assert cells('a,"b,c', ",") == ["a", "b,c"]
    assert header(['"Time,Temp', "Time,Temp"]) == (1, ",", ["Time", "Temp"])
