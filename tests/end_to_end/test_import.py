"""`roomd history import` as people use it: look first, then take, and out again."""

import csv
import re
from pathlib import Path

import pytest

from daemon.store.imported_read import FILE, imported_series, imports
from daemon.store.ledger_inbox import waiting
from tests.report_kit import utc, write_history
from tests.site_folder import edited, write_site
from tests.unit.import_kit import FILES

from .test_cli import EN, ZH, roomd

PLACE = ("--room", "stack-1", "--zone", "north", "--who", "李工")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_site(tmp_path, edited(('"/var/lib/roomd"', f'"{tmp_path}"')))


def test_a_dry_run_tells_what_it_understood_and_writes_nothing(site: Path) -> None:
    done = roomd("history", "import", FILES / "tinytag.csv", "--dry-run", "--config", site)
    assert done.returncode == 0, done.stderr
    assert "tinytag.csv: " in done.stdout
    assert "cp1252" in done.stdout
    assert "dialect: TinyTag logger; columns: time 2, temperature Temperature in °C" in done.stdout
    assert "dates: day/month/year; time zone: Asia/Shanghai" in done.stdout
    assert "logger 901234: 3 rows from 2023-11-05 13:00 to 2023-11-05 14:00" in done.stdout
    assert "rejected: 1 rows\n  line 9: no number: no reading" in done.stdout
    assert done.stdout.endswith("nothing was written (--dry-run)\n")
    assert not (site.parent / FILE).exists()


def test_a_file_is_taken_once_told_to_the_ledger_and_taken_out_whole(site: Path) -> None:
    taken = roomd("history", "import", FILES / "testo.csv", *PLACE, "--config", site, env=ZH)
    assert taken.returncode == 0, taken.stderr
    assert "新增 6 个数值，0 个原来就有" in taken.stdout
    (found,) = imports(site.parent)
    assert (found.logger, found.room, found.zone, found.who) == (
        *("38901234", "stack-1", "north"),
        "李工",
    )
    (entry,), _ = waiting(site.parent)
    assert (entry.kind, entry.subject) == ("import", "stack-1")
    assert (entry.body["sha256"], entry.body["number"]) == (found.sha256, 1)

    again = roomd("history", "import", FILES / "testo.csv", *PLACE, "--config", site, env=ZH)
    assert again.returncode == 1
    assert "这个文件已作为第 1 次导入存入库房 stack-1：没有新增内容" in again.stderr

    looked_at = roomd(
        "history", "import", FILES / "testo.csv", "--dry-run", "--config", site, env=ZH
    )
    assert looked_at.returncode == 1
    assert "这个文件已作为第 1 次导入存入库房 stack-1：没有新增内容" in looked_at.stderr

    listed = roomd("history", "imports", "--config", site)
    assert re.search(r"1 +\d{4}-\d\d-\d\d \d\d:\d\d +stack-1 +north +38901234 +6", listed.stdout)

    unasked = roomd("history", "forget", "1", "--why", "wrong room", "--config", site)
    assert unasked.returncode == 130  # nobody answers
    gone = roomd("history", "forget", "1", "--why", "wrong room", "--yes", "--config", site)
    assert gone.returncode == 0, gone.stderr
    assert "6 values taken out" in gone.stdout
    assert imported_series(site.parent) == []
    assert [e.body["reason"]["code"] for e in waiting(site.parent)[0]] == [
        "import_done",
        "import_forgotten",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((FILES / "meaco.csv", *PLACE), "choose one with --logger"),
        ((FILES / "meaco.csv", "--dry-run"), "choose one with --logger"),
        ((FILES / "month_first.csv", *PLACE), "give its number with --logger"),
        ((FILES / "month_first.csv", "--dry-run"), "give its number with --logger"),
        ((FILES / "ambiguous.csv", *PLACE, "--logger", "A"), "say --date-order dmy"),
        ((FILES / "testo.csv", "--room", "stack-9", "--zone", "north"), "--room: name one of"),
        ((FILES / "testo.csv", "--room", "stack-9", "--dry-run"), "--room: name one of"),
        ((FILES / "testo.csv", "--room", "stack-1"), "--zone: name the place in the room"),
        ((FILES / "testo.csv", *PLACE, "--dialect", "meaco"), "no file of the dialect meaco"),
        ((FILES / "nothing.csv", *PLACE), "nothing.csv is no file"),
        ((FILES, *PLACE), "logger_files is no file"),
        (("/proc/self/mem", *PLACE), "can't read /proc/self/mem"),
    ],
)
def test_what_can_not_be_is_refused_in_words(
    site: Path, words: tuple[str | Path, ...], said: str
) -> None:
    done = roomd("history", "import", *words, "--config", site, env=EN)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert imports(site.parent) == []


def test_a_logger_that_was_moved_is_told(site: Path) -> None:
    def bring(name: str, day: int, zone: str) -> str:
        file = site.parent / name
        rows = [f"2024-03-{day:02} {hour:02}:00:00,20.0,50.0" for hour in range(6)]
        file.write_text("\n".join(["Date Time,Temperature °C,Humidity %RH", *rows]), "utf-8")
        done = roomd(
            *("history", "import", file, "--room", "stack-1", "--zone", zone),
            *("--logger", "L1", "--who", "Li", "--config", site),
            env=EN,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "stood at" not in bring("a.csv", 1, "outside")
    assert "until now logger L1 stood at outside" in bring("b.csv", 10, "north")
    assert {s.zone for s in imported_series(site.parent)} == {"outside", "north"}


def test_what_was_imported_is_exported_marked_as_such(site: Path) -> None:
    day = ("--since", "2024-02-01", "--until", "2024-02-02")
    out = site.parent / "out.csv"
    write_history(site.parent, utc(2026, 3, 1), utc(2026, 3, 2))
    roomd("history", "import", FILES / "testo.csv", *PLACE, "--config", site)
    done = roomd("history", "export", *day, "--output", out, "--config", site)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert {(row["clock"], row["source"]) for row in rows} == {("logger", "imported")}
    tag = "import/stack-1/north/38901234.temperature"
    assert [row["value"] for row in rows if row["tag"] == tag] == ["17.3", "17.4", "17.2"]
    one = roomd("history", "export", *day, "--tag", tag, "--output", out, "--config", site)
    assert "3 rows written" in one.stdout
    none = roomd("history", "export", "--tag", "import/x", "--output", out, "--config", site)
    assert tag in none.stderr
