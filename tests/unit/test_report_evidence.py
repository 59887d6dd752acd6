"""Reports are evidence: the same stores give the same bytes, and every change is found and told."""

import gzip
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.configuration.loading import load_config
from daemon.model.document import Document
from daemon.reports import csv, page, xlsx
from daemon.reports.asked import Asked, ReportKind, period
from daemon.reports.build import built, sealed
from daemon.reports.corrections import Difference, body, code_of, differences, figures_stand
from daemon.reports.kept_ways import packed
from daemon.reports.making import Made, made, program, stores_of
from daemon.reports.plain import parsed, plain_text
from daemon.reports.shelf import FOLDER, WAYS, Shelf, stem_of
from daemon.reports.verifying import (
    Checked,
    Finding,
    Judgement,
    UnknownReportError,
    checked,
    kept_report,
)
from daemon.store.history import FILE as HISTORY
from daemon.store.ledger import FILE as LEDGER
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
from tests.unit.ledger_kit import unguarded

SINCE, UNTIL = utc(2026, 9, 30, 16), utc(2026, 10, 31, 16)
ROWS = [
    output(utc(2026, 10, day, 1, 12) + timedelta(hours=2 * n), "dehumidifier-1", n == 0)
    for day in (1, 5, 9)
    for n in (0, 1)
]


@pytest.fixture
def stores(tmp_path: Path) -> Path:
    write_site(tmp_path)
    write_history(tmp_path, SINCE, UNTIL)
    write_ledger(tmp_path, ROWS)
    return tmp_path


def file_it(folder: Path, formats: tuple[str, ...] = ("xlsx", "html", "csv")) -> Made:
    """Make October's register as the command does."""
    stores = stores_of(load_config(folder / "roomd.toml"))
    facts = stores.facts(ReportKind.MONTHLY, period("2026-10"))
    shelf = Shelf(folder / FOLDER)
    return next(made(shelf, facts, ReportKind.MONTHLY, ["stack-1"], "zh", formats))


def judged(folder: Path, asked: str) -> Checked:
    """Check a report as the command does."""
    document, file = kept_report(Shelf(folder / FOLDER), asked)
    stores = stores_of(load_config(folder / "roomd.toml"))
    return checked(stores, document, program(), file)


def warm(folder: Path, by_c: float = 1.0) -> None:
    """Change what the history holds of one quarter with a reading."""

    def formula(tag: str, start: int) -> float | None:
        value = usual(tag, start)
        return value if value is None or "inside" in tag else value + by_c

    at = utc(2026, 10, 5, 0, 30)
    with closing(sqlite3.connect(folder / HISTORY)) as db:
        (until,) = db.execute("SELECT until FROM rolled").fetchone()
    write_history(folder, at, at + timedelta(minutes=15), formula=formula)
    with closing(sqlite3.connect(folder / HISTORY)) as db, db:
        db.execute("UPDATE rolled SET until = ?", (until,))


def test_the_same_stores_give_the_same_bytes(stores: Path) -> None:
    for kind in ReportKind:
        name = "2026" if kind is ReportKind.YEARLY else "2026-10"
        place = "stack-1" if kind.value not in ("audit", "alarms", "maintenance") else "dangyang"
        one, other = (document_of(stores, kind, name, place) for _ in range(2))
        for render in (xlsx.rendered, page.rendered, csv.rendered):
            assert render(one) == render(other), kind


def test_a_report_comes_back_from_its_text_as_it_was(stores: Path) -> None:
    document = document_of(stores)
    assert parsed(plain_text(document)) == document


def test_a_report_that_is_made_again_is_the_same_one(stores: Path) -> None:
    first = file_it(stores)
    write_ledger(stores, [output(utc(2026, 11, 3), "dehumidifier-1", True)])
    second = file_it(stores)
    assert (first.new, second.new) == (True, False)
    assert second.document == first.document
    assert second.files == first.files


def test_changed_data_make_a_revision_that_tells_what_changed(stores: Path) -> None:
    first = file_it(stores)
    before = [file.read_bytes() for file in first.files]
    warm(stores)
    second = file_it(stores)
    assert second.document.revision == 2
    assert {file.stem for file in second.files} == {"2026-10-stack-1-温湿度登记表-r2"}
    assert [file.read_bytes() for file in first.files] == before
    told = table_under(second.document, "更正")
    was = row_of(table_under(first.document), 5)["上午 08:30 库内 温度 °C"]
    now = row_of(table_under(second.document), 5)["上午 08:30 库内 温度 °C"]
    assert ("5 · 上午 08:30 库内 · 温度 °C", str(was), str(now)) in told.rows
    assert code_of(first.document) in second.document.sections[-1].notes[0]
    assert file_it(stores).document == second.document
    assert judged(stores, code_of(second.document)).judgement is Judgement.SAME


def test_a_missing_file_is_made_again_from_what_was_kept(stores: Path) -> None:
    first = file_it(stores)
    content = first.files[0].read_bytes()
    first.files[0].unlink()
    assert file_it(stores).files[0].read_bytes() == content


def test_a_report_of_a_running_month_is_named_with_its_end(tmp_path: Path) -> None:
    write_site(tmp_path)
    write_history(tmp_path, SINCE, utc(2026, 10, 10, 2))
    write_ledger(tmp_path, ROWS)
    first = file_it(tmp_path)
    write_history(tmp_path, utc(2026, 10, 10, 2), utc(2026, 10, 11, 2))
    second = file_it(tmp_path)
    assert [f.files[0].stem for f in (first, second)] == [
        "2026-10-stack-1-温湿度登记表-20261010T1000-r1",
        "2026-10-stack-1-温湿度登记表-20261011T1000-r1",
    ]
    assert judged(tmp_path, code_of(first.document)).judgement is Judgement.SAME


@pytest.mark.parametrize("format_", ["xlsx", "html", "csv"])
def test_a_sound_report_is_known_by_code_and_by_file(stores: Path, format_: str) -> None:
    done = file_it(stores)
    write_ledger(stores, [output(utc(2026, 10, 30), "dehumidifier-1", True)])  # later rows
    elsewhere = stores / f"sent by mail.{format_}"
    elsewhere.write_bytes(next(f for f in done.files if f.suffix == f".{format_}").read_bytes())
    for asked in (code_of(done.document), code_of(done.document).lower(), str(elsewhere)):
        assert judged(stores, asked).findings == ()


@pytest.mark.parametrize("format_", ["html", "csv"])
def test_an_edited_file_is_found(stores: Path, format_: str) -> None:
    file = next(f for f in file_it(stores).files if f.suffix == f".{format_}")
    shown = str(row_of(table_under(document_of(stores)), 5)["上午 08:30 库内 湿度 %"])
    file.write_bytes(file.read_bytes().replace(shown.encode(), b"55.5", 1))
    found = judged(stores, str(file))
    assert (found.judgement, found.findings) == (Judgement.DIFFERS, (Finding.FILE,))


def test_an_edited_kept_report_is_found(stores: Path) -> None:
    code = code_of(file_it(stores).document)
    kept = next((stores / FOLDER / "kept").glob("*.json"))
    kept.write_text(kept.read_text(encoding="utf-8").replace("缺测 0 次", "缺测 9 次"), "utf-8")
    assert Finding.FORGED in judged(stores, code).findings


def test_a_changed_reading_is_found_and_named(stores: Path) -> None:
    code = code_of(file_it(stores).document)
    warm(stores)
    found = judged(stores, code)
    assert (found.judgement, found.findings) == (Judgement.DIFFERS, (Finding.DATA,))
    assert "5 · 上午 08:30 库内 · 温度 °C" in {difference.where for difference in found.differences}


def test_a_changed_row_of_the_ledger_is_found_even_where_the_report_does_not_show_it(
    stores: Path,
) -> None:
    code = code_of(file_it(stores).document)
    with unguarded(stores) as db:
        db.execute("UPDATE ledger SET body = replace(body, 'humidity', 'somebody') WHERE seq = 2")
    found = judged(stores, code)
    assert found.findings == (Finding.LEDGER,)
    assert found.flaws[0].seq == 2


def test_a_ledger_that_lost_its_end_is_found(stores: Path) -> None:
    code = code_of(file_it(stores).document)
    with unguarded(stores) as db:
        db.execute("DELETE FROM ledger WHERE seq > 3")
    assert Finding.LEDGER in judged(stores, code).findings


def test_what_is_gone_cannot_be_checked(stores: Path) -> None:
    code = code_of(file_it(stores).document)
    forget(stores, SINCE - timedelta(days=2), UNTIL)
    found = judged(stores, code)
    assert (found.judgement, found.findings) == (Judgement.IMPOSSIBLE, (Finding.GONE,))


def test_another_configuration_is_told_but_is_no_difference(stores: Path) -> None:
    code = code_of(file_it(stores).document)
    write_site(stores, more="\n[scan]\nperiod_s = 0.5\n")
    found = judged(stores, code)
    assert (found.judgement, found.findings) == (Judgement.SAME, (Finding.CONFIGURATION,))


def renamed(folder: Path) -> None:
    """Give the room another name and other limits, as a person edits the configuration."""
    config = folder / "roomd.toml"
    text = config.read_text(encoding="utf-8")
    text = text.replace(
        'name = "1 号库房"\nmedia = ["paper"]', 'name = "甲库"\nmedia = ["film_copy"]'
    )
    assert "甲库" in text
    config.write_text(text, encoding="utf-8")


def test_a_true_report_stays_true_after_a_room_is_renamed(stores: Path) -> None:
    code = code_of(file_it(stores).document)
    renamed(stores)
    found = judged(stores, code)
    assert (found.judgement, found.findings) == (Judgement.SAME, (Finding.CONFIGURATION,))
    assert found.differences == ()


def test_a_changed_reading_is_found_after_a_room_is_renamed(stores: Path) -> None:
    code = code_of(file_it(stores).document)
    renamed(stores)
    warm(stores)
    found = judged(stores, code)
    assert found.judgement is Judgement.DIFFERS
    assert Finding.DATA in found.findings
    assert not any("甲库" in difference.now for difference in found.differences)


@pytest.mark.parametrize(
    "left",
    [None, b"", b"no archive", gzip.compress(b'{"settings": 1}', mtime=0)],
    ids=["none", "empty", "no archive", "no settings"],
)
def test_without_the_configuration_of_then_nothing_is_called_changed(
    stores: Path, left: bytes | None
) -> None:
    code = code_of(file_it(stores).document)
    (kept,) = (stores / FOLDER / "kept").glob(f"*{WAYS}")
    kept.unlink() if left is None else kept.write_bytes(left)
    assert judged(stores, code).findings == ()
    renamed(stores)
    found = judged(stores, code)
    assert (found.judgement, found.findings) == (Judgement.IMPOSSIBLE, (Finding.UNDECIDED,))


def test_a_revision_after_another_configuration_says_so(stores: Path) -> None:
    file_it(stores)
    renamed(stores)
    assert "数据或配置" in file_it(stores).document.sections[-1].notes[0]


def by_older(folder: Path, was: str, now: str) -> str:
    """Keep the register as an older version would have written it; return its code."""
    stores = stores_of(load_config(folder / "roomd.toml"))
    facts = stores.facts(ReportKind.MONTHLY, period("2026-10"))
    asked = Asked(kind=ReportKind.MONTHLY, place="stack-1", period=period("2026-10"), language="zh")
    text = plain_text(built(asked, facts, "roomd 0.0.9"))
    assert was in text
    document = sealed(parsed(text.replace(was, now)))
    with Shelf(folder / FOLDER).locked():
        Shelf(folder / FOLDER).keep(stem_of(asked), document, packed(facts.ways))
    return code_of(document)


def test_a_register_in_the_words_of_an_older_version_is_no_forgery(stores: Path) -> None:
    found = judged(stores, by_older(stores, "缺测 0 次", "共缺 0 次"))
    assert (found.judgement, found.findings) == (
        Judgement.SAME,
        (Finding.PROGRAM, Finding.WORDING),
    )
    assert found.differences


def test_another_figure_of_an_older_version_is_told_and_cant_be_judged(stores: Path) -> None:
    found = judged(stores, by_older(stores, "缺测 0 次", "缺测 9 次"))
    assert (found.judgement, found.findings) == (
        Judgement.IMPOSSIBLE,
        (Finding.PROGRAM, Finding.RECKONING),
    )


def test_a_changed_reading_is_found_in_a_register_of_an_older_version(stores: Path) -> None:
    code = by_older(stores, "缺测 0 次", "共缺 0 次")
    warm(stores)
    found = judged(stores, code)
    assert found.judgement is Judgement.IMPOSSIBLE
    assert "5 · 上午 08:30 库内 · 温度 °C" in {difference.where for difference in found.differences}


def test_a_revision_after_another_version_says_so(stores: Path) -> None:
    by_older(stores, "缺测 0 次", "共缺 0 次")
    assert "数据、配置或程序" in file_it(stores).document.sections[-1].notes[0]


@pytest.mark.parametrize(
    ("found", "stand"),
    [
        ([("湿度", "53.1", "53.2")], False),
        ([("湿度", "53.1 %", "达 53.1 %")], True),
        ([("湿度", "53.1", ""), ("相对湿度", "", "53.1")], True),
        ([("湿度", "53.1", "缺测")], False),
        ([("注", "无", "缺测 3 次")], True),
        ([("注", "3 次", "3 次"), ("日期", "2026-10-05 08:30", "2026-10-06 08:30")], False),
    ],
)
def test_words_may_differ_where_each_figure_stands(
    found: list[tuple[str, str, str]], *, stand: bool
) -> None:
    assert figures_stand([Difference(*each) for each in found]) is stand


def test_what_was_never_kept_is_not_known(stores: Path) -> None:
    file_it(stores)
    for asked in ("0000-0000-0000", "", "../../etc/passwd", "x" * 300):
        with pytest.raises(UnknownReportError):
            kept_report(Shelf(stores / FOLDER), asked)
    other = stores / "other.xlsx"
    other.write_bytes(b"PK not a workbook")
    with pytest.raises(UnknownReportError):
        kept_report(Shelf(stores / FOLDER), str(other))


def test_differences_are_told_from_top_to_bottom(stores: Path) -> None:
    one = document_of(stores)
    warm(stores)
    other = document_of(stores)
    found = [difference.where for difference in differences(body(one), body(other))]
    assert found[0].startswith("5 · 上午 08:30 库内")
    assert [*differences(body(one), body(one))] == []


def test_the_stores_are_only_read(stores: Path) -> None:
    def marks() -> list[tuple[int, int]]:
        stats = [(stores / name).stat() for name in (HISTORY, LEDGER)]
        return [(stat.st_size, stat.st_mtime_ns) for stat in stats]

    before = marks()
    document: Document = file_it(stores).document
    judged(stores, code_of(document))
    assert marks() == before
