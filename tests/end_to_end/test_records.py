"""`roomd records` as people use it: import, sync, what is held, and what is found."""

import csv
import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from daemon.store.ledger_inbox import waiting
from tests.site_folder import edited, write_site

from .test_cli import EN, ROOT, ZH, environment, roomd

HEADING = "档号,题名,年度,保管期限,责任者,发文字号,密级"
SOURCE = """
[[records.source]]
id = "main"
kind = "files"
folder = "{folder}"
"""


def row(number: int, title: str = "", secret: str = "") -> str:
    title = title or f"关于第{number}号机构编制事项的批复"
    code = f"Z109-WS·2014-Y-BGS-{number:04}"
    return f"{code},{title},2014,永久,当阳市编办,当编发〔2014〕{number}号,{secret}"


def catalogue(file: Path, rows: Iterable[str], encoding: str = "gb18030") -> Path:
    file.write_text("\r\n".join([HEADING, *rows]) + "\r\n", encoding=encoding, newline="")
    (file.parent / f"{file.name}.ok").touch()  # it is whole
    return file


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


@pytest.fixture
def site(tmp_path: Path, drop: Path) -> Path:
    data = tmp_path / "data"
    text = edited(('"/var/lib/roomd"', f'"{data}"')) + SOURCE.format(folder=drop)
    return write_site(tmp_path, text)


def records(*args: str | Path, site: Path, zh: bool = False) -> subprocess.CompletedProcess[str]:
    return roomd("records", *args, "--config", site, env=ZH if zh else EN)


def titles(site: Path) -> list[str]:
    with closing(sqlite3.connect(site.parent / "data" / "records.db")) as db:
        found = db.execute("SELECT title FROM record WHERE deleted_at IS NULL ORDER BY id")
        return [title for (title,) in found]


def test_a_catalogue_is_imported_and_every_row_left_out_is_told(site: Path, tmp_path: Path) -> None:
    rows = [*(row(n) for n in range(40)), row(40, "", "秘密"), ",没有号的文件,2014,永久,,,"]
    file = catalogue(tmp_path / "2014年.csv", rows)
    done = records("import", file, site=site)
    assert done.returncode == 0, done.stderr
    assert "40 added, 0 changed, 0 removed" in done.stdout
    assert "classified rows were left out" in done.stdout
    assert "row 43" in done.stdout
    told = json.loads(records("report", "--json", site=site).stdout)
    assert [each["row"] for each in told["rejected"]] == [43]
    assert (told["secret"], told["task"], told["file"]) == (1, "import", "2014年.csv")
    found = records("search", "编制", "第7号", site=site, zh=True)
    assert "关于第7号机构编制事项的批复" in found.stdout
    assert "main 20" in found.stdout.splitlines()[-1], "the age of the index stands beside"


def test_a_folder_is_synced_once_and_then_has_nothing_new(site: Path, drop: Path) -> None:
    catalogue(drop / "全量-20261101.csv", map(row, range(60)))
    catalogue(drop / "增量-20261102.csv", [row(1, "改过的题名")])
    done = records("sync", site=site)
    assert done.returncode == 0, done.stderr
    assert "60 added" in done.stdout
    assert "1 changed" in done.stdout
    assert "改过的题名" in titles(site)
    again = records("sync", site=site)
    assert (again.returncode, again.stdout) == (0, "main: nothing new\n")


def test_a_short_list_is_held_until_somebody_agrees_to_that_very_plan(
    site: Path, drop: Path
) -> None:
    catalogue(drop / "全量-20261101.csv", map(row, range(200)))
    records("sync", site=site)
    catalogue(drop / "全量-20261102.csv", map(row, range(100)))
    held = records("sync", "--json", site=site)
    assert held.returncode == 3
    lines = [json.loads(line) for line in held.stdout.splitlines()]
    (hold,) = [line["report"]["hold"] for line in lines if "report" in line]
    assert (hold["removed"], hold["of"]) == (100, 200)
    assert lines[-1]["standing"][0]["hold"]["digest"] == hold["digest"]
    assert len(titles(site)) == 200
    again = records("sync", site=site)
    assert (again.returncode, hold["digest"] in again.stdout) == (3, True)

    wrong = records("approve", "main", "--plan", "0" * 12, "--why", "试", site=site)
    assert (wrong.returncode, len(titles(site))) == (1, 200)
    assert hold["digest"] in wrong.stdout
    unsaid = records("approve", "main", "--plan", hold["digest"], site=site)
    assert unsaid.returncode == 2, "no reason, no approval"

    why = ("--who", "王工", "--why", "已移交市馆")
    done = records("approve", "main", "--plan", hold["digest"], *why, site=site)
    assert done.returncode == 0, done.stderr
    assert len(titles(site)) == 100
    told = json.loads(records("report", "--json", site=site).stdout)
    (entry,) = [entry for entry in waiting(site.parent / "data")[0] if entry.kind == "records"]
    assert (entry.subject, entry.body["who"], entry.body["why"]) == ("main", "王工", "已移交市馆")
    assert told["approval"] == {"who": "王工", "why": "已移交市馆", "digest": hold["digest"]}
    assert records("sync", site=site).stdout == "main: nothing new\n"


def test_a_held_list_gives_way_to_a_better_one(site: Path, drop: Path) -> None:
    catalogue(drop / "全量-20261101.csv", map(row, range(200)))
    records("sync", site=site)
    catalogue(drop / "全量-20261102.csv", map(row, range(100)))
    assert records("sync", site=site).returncode == 3
    catalogue(drop / "全量-20261103.csv", map(row, range(199)))
    done = records("sync", site=site)
    assert done.returncode == 0, done.stdout
    assert "1 removed" in done.stdout
    assert len(titles(site)) == 199


def test_what_was_exported_can_be_imported_again(site: Path, tmp_path: Path) -> None:
    first = row(1, '"=HYPERLINK(""http://x"")"')
    records("import", catalogue(tmp_path / "a.csv", [first, row(2)]), site=site)
    out = tmp_path / "out.csv"
    done = records("export", out, site=site)
    assert done.returncode == 0, done.stderr
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = {line["档号"]: line for line in csv.DictReader(file)}
    assert rows["Z109-WS·2014-Y-BGS-0001"]["题名"].startswith("'="), "no formula in a spreadsheet"
    assert rows["Z109-WS·2014-Y-BGS-0002"]["保管期限"] == "永久"
    again = records("import", out, site=site)
    assert "0 added, 0 changed, 0 removed, 2 as they were" in again.stdout


def test_counts_are_printed_and_written(site: Path, tmp_path: Path) -> None:
    records("import", catalogue(tmp_path / "a.csv", map(row, range(5))), site=site)
    assert "2014  5" in records("stats", site=site).stdout
    out = tmp_path / "counts.xlsx"
    assert records("stats", "--xlsx", out, site=site).returncode == 0
    assert out.read_bytes().startswith(b"PK")


def syncing(site: Path) -> "subprocess.Popen[str]":
    """Start a sync that tells of itself in lines of JSON."""
    return subprocess.Popen(
        [sys.executable, "-m", "daemon.cli", "records", "sync", "--json", "--config", site],
        env=environment(EN),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_only_one_sync_runs_at_a_time_and_a_signal_ends_it_well(site: Path, drop: Path) -> None:
    rows = (row(n) for n in range(12_000))
    catalogue(drop / "全量-20261101.csv", rows)
    with syncing(site) as running:
        assert running.stdout is not None
        assert json.loads(running.stdout.readline())["progress"]["step"] == "reading"
        running.send_signal(signal.SIGSTOP)
        busy = records("sync", site=site)
        running.send_signal(signal.SIGTERM)
        running.send_signal(signal.SIGCONT)
        told, _ = running.communicate(timeout=60)
    assert busy.returncode == 75
    assert "try again" in busy.stderr
    assert running.returncode == 130
    reports = [json.loads(line).get("report") for line in told.splitlines()]
    assert [each["outcome"] for each in reports if each] == ["stopped"]
    taken = len(titles(site))
    assert 0 < taken < 12_000
    done = records("sync", site=site)
    assert done.returncode == 0, done.stderr
    assert f"{12_000 - taken} added" in done.stdout
    assert len(titles(site)) == 12_000


def test_without_an_index_nothing_is_found_and_that_is_said(site: Path) -> None:
    done = records("search", "编制", site=site)
    assert done.returncode == 0
    assert "the index has no records yet" in done.stdout


def test_a_damaged_index_is_told_with_what_to_do(site: Path) -> None:
    data = site.parent / "data"
    data.mkdir()
    (data / "records.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 8000)
    done = records("sync", site=site)
    assert done.returncode == 1
    assert "made anew" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_sync_that_is_killed_leaves_no_lock(site: Path, drop: Path) -> None:
    catalogue(drop / "全量-20261101.csv", map(row, range(12_000)))
    with syncing(site) as running:
        assert running.stdout is not None
        running.stdout.readline()
        running.kill()
    assert records("sync", site=site).returncode == 0
    assert len(titles(site)) == 12_000
