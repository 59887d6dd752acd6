"""Whatever a file holds, it is understood or refused in words, within bounds."""

import os
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.importing.moments import Order, orders, written
from daemon.importing.numbers import hundredths
from daemon.importing.refusal import ImportRefusedError
from daemon.importing.text import MOST_BYTES, MOST_LINE, text_file
from daemon.importing.understood import Asked
from daemon.model.render import sentence

from .import_kit import FILES, look, text_in

WORDS = st.sampled_from(
    [
        *(
            "Time",
            "Date",
            "日期",
            "时间",
            "Temp",
            "温度",
            "RH",
            "湿度",
            "S/N",
            "Type",
            "Description",
        ),
        *("Property", "testo", "RECEIVER", "TRANSMITTER", "DATE", "Date Time", "Temperature (C)"),
        *("2024-01-01 10:00", "31/01/2024 1:00 PM", "13/13/2024 10:00", "1,5", "20.4 °C", "---"),
        *("99999", '"', "", " ", "A - B - ID:1", "\x00", "\u2212", "٣", "1e9", "²"),
    ]
)
TABLES = st.lists(
    st.tuples(st.lists(WORDS | st.text(max_size=8), max_size=6), st.sampled_from(",;\t")),
    max_size=12,
).map(lambda lines: "\n".join(mark.join(row) for row, mark in lines))


def is_bounded(path: Path, asked: Asked) -> None:
    """Look at a file: what is refused has its sentence, what is taken lies within its bounds."""
    refusal = None
    try:
        found = look(path, asked)
        found.logger()
    except ImportRefusedError as refused:
        refusal = refused.reason
    if refusal is not None:
        assert not sentence(refusal, "zh").startswith("[")
        assert not sentence(refusal, "en").startswith("[")
        return
    for contents in found.loggers.values():
        assert 0 <= contents.first <= contents.last


@given(data=st.binary(max_size=400))
def test_any_bytes_are_understood_or_refused(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "logger.csv"
        path.write_bytes(data)
        is_bounded(path, Asked(logger="A1"))


@settings(max_examples=300)
@given(
    text=TABLES,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    order=st.sampled_from([None, *Order]),
)
def test_any_table_is_understood_or_refused(text: str, encoding: str, order: Order | None) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "logger.csv"
        path.write_bytes(text.encode(encoding, "ignore"))
        is_bounded(path, Asked(logger="A1", order=order))


@given(text=st.text(max_size=60))
def test_any_text_is_a_moment_or_none(text: str) -> None:
    assert orders(text) <= set(Order)
    try:
        found = written(text, Order.DMY)
    except (ValueError, OverflowError):
        return
    assert 1970 <= found.year < 2100


@given(
    moment=st.datetimes(datetime(1970, 1, 1), datetime(2099, 12, 31)),  # noqa: DTZ001
    form=st.sampled_from(["%Y-%m-%d %H:%M:%S", "%d/%m/%Y %I:%M:%S %p", "%d.%m.%Y %H:%M:%S"]),
)
def test_a_moment_comes_back_as_it_was_written(moment: datetime, form: str) -> None:
    assert written(moment.strftime(form), Order.DMY) == moment.replace(microsecond=0)


@given(steps=st.integers(-9999, 9999), comma=st.booleans(), unit=st.sampled_from(["", " °C", "%"]))
def test_a_number_comes_back_as_it_was_written(steps: int, comma: bool, unit: str) -> None:
    text = f"{steps / 100:.2f}{unit}"
    assert hundredths(text.replace(".", ",") if comma else text) == steps


def test_a_line_without_an_end_is_refused(tmp_path: Path) -> None:
    path = text_in(tmp_path, "Time,Temp\n" + "x" * (MOST_LINE + 1))
    with pytest.raises(ImportRefusedError) as refused:
        look(path)
    assert refused.value.reason.code == "import_long_line"
    assert dict(refused.value.reason.args)["row"] == 2


def test_a_file_that_is_too_big_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "logger.csv"
    path.touch()
    os.truncate(path, MOST_BYTES + 1)  # a hole: it takes no room
    with pytest.raises(ImportRefusedError) as refused:
        text_file(path)
    assert refused.value.reason.code == "import_too_big"


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ImportRefusedError) as refused:
        look(tmp_path / name)
    assert refused.value.reason.code == "import_no_file"


def test_bytes_in_no_encoding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "logger.csv"
    path.write_bytes(b"Time,Temp\n\x81\xff\xff")
    with pytest.raises(ImportRefusedError) as refused:
        look(path)
    assert refused.value.reason.code == "import_no_encoding"


def test_an_encoding_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ImportRefusedError) as refused:
        look(FILES / "chinese.csv", Asked(encoding="utf-8"))
    assert refused.value.reason.code == "import_encoding_wrong"


def test_a_time_without_a_zone_is_that_of_the_site() -> None:
    found = look(FILES / "meaco.csv", Asked(logger="Stack North"), ZoneInfo("UTC"))
    first = datetime.fromtimestamp(found.loggers["Stack-North"].first, UTC)
    assert first == datetime(2024, 3, 1, tzinfo=UTC)
