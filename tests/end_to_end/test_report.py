"""`roomd report` as people use it, the registers that write themselves, and the port for pages."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from daemon.commands.report import command
from daemon.configuration.loading import load_config
from daemon.inbox import Inbox
from daemon.live import LatestSnapshot
from daemon.ports import ReportsUnavailableError, UnknownReportError
from daemon.reports.by_itself import MonthlyReports
from daemon.reports.library import Library
from daemon.reports.shelf import FOLDER
from daemon.store.ledger import Ledger
from daemon.store.ledger_read import rows
from tests.report_kit import output, utc, write_history, write_ledger, write_site
from tests.unit.history_kit import HeldClock
from tests.unit.ledger_kit import running
from tests.waiting import until

from .test_cli import EN, ZH, roomd

SINCE, UNTIL = utc(2026, 9, 30, 16), utc(2026, 10, 31, 16)
NO_BROWSER = {"PATH": "/nowhere"}


def called(*arguments: str | Path) -> Result:
    """Return what `roomd report` does, called in this process."""
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return the configuration of two rooms with October in their stores."""
    config = write_site(tmp_path, rooms=2)
    write_history(tmp_path, SINCE, UNTIL + timedelta(days=1), rooms=2)
    write_ledger(tmp_path, [output(utc(2026, 10, 1, 1, 12), "dehumidifier-1", False)])
    return config


def test_a_register_of_each_room_is_made_with_its_code(site: Path) -> None:
    done = roomd("report", "monthly", "--config", site, "--month", "2026-10", env=ZH)
    assert done.returncode == 0, done.stderr
    names = [Path(line).name for line in done.stdout.splitlines()]
    assert names == [
        f"2026-10-stack-{n}-温湿度登记表-r1.{format_}"
        for n in (1, 2)
        for format_ in ("xlsx", "html")
    ]
    assert all((site.parent / FOLDER / name).stat().st_size > 5000 for name in names)


def test_every_kind_is_made_in_both_languages(site: Path) -> None:
    for kind in ("yearly", "excursion", "sterilisation", "alarms", "maintenance", "audit"):
        when = ("--year", "2026") if kind == "yearly" else ("--month", "2026-10")
        for language in ("zh", "en"):
            done = called(
                *(
                    kind,
                    "--config",
                    site,
                    *when,
                    "--language",
                    language,
                    "--format",
                    "html,csv,xlsx",
                ),
            )
            assert done.exit_code == 0, done.output
            assert "made, code" in done.stderr


def test_a_report_is_checked_by_its_code(site: Path) -> None:
    made = roomd(
        *("report", "monthly", "--config", site, "--month", "2026-10", "--room", "stack-1"), env=EN
    )
    code = made.stderr.split()[-1]
    good = roomd("report", "verify", code, "--config", site, env=EN)
    assert (good.returncode, good.stdout.strip().endswith("is what the databases say")) == (0, True)
    write_history(
        site.parent, utc(2026, 10, 5, 0, 30), utc(2026, 10, 5, 0, 45), formula=lambda _t, _s: 99.0
    )
    write_history(site.parent, UNTIL, UNTIL + timedelta(days=1), rooms=2)
    bad = roomd("report", "verify", code, "--config", site, env=EN)
    assert bad.returncode == 1
    assert "99.0 in the databases" in bad.stdout
    assert "differs" in bad.stderr
    assert roomd("report", "verify", "AAAA-AAAA-AAAA", "--config", site, env=EN).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("monthly", "--month", "2026-13"), "write a month as 2026-10"),
        (("monthly", "--month", "2026"), "write a month as 2026-10"),
        (("yearly", "--year", "0000"), "write a month as 2026-10"),
        (("monthly", "--year", "2026"), "--month and --year"),
        (("audit", "--month", "2026-10", "--year", "2026"), "not both"),
        (("monthly", "--month", "9998-01"), "has not begun"),
        (("yearly", "--year", "9998"), "has not begun"),
        (("monthly", "--room", "cellar"), "there is no room cellar"),
        (("audit", "--room", "stack-1"), "the whole site"),
        (("monthly", "--format", "docx"), "the formats are"),
    ],
)
def test_what_cannot_be_made_is_refused_in_one_sentence(
    site: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = called(*arguments, "--config", site)
    assert done.exit_code == 2
    assert said in done.output


def told(site: Path, *arguments: str, more: Mapping[str, str] | None = None) -> str:
    done = roomd("report", *arguments, "--config", site, env={**EN, **(more or {})})
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def test_without_stores_or_with_damaged_ones_one_sentence_is_said(tmp_path: Path) -> None:
    site = write_site(tmp_path)
    assert "can't read the stores" in told(site, "monthly", "--month", "2026-10")
    write_history(tmp_path, SINCE, SINCE + timedelta(days=1))
    (tmp_path / "ledger.db").write_bytes(b"not a database at all" * 100)
    assert "can't read the stores" in told(site, "audit", "--month", "2026-10")


def test_without_a_browser_the_command_says_how_to_print(site: Path) -> None:
    said = told(site, "monthly", "--month", "2026-10", "--format", "pdf", more=NO_BROWSER)
    assert "apt install chromium" in said


LONG = (("0010", "0500"), ("0508", "1150"), ("1155", "2340"))
PARTED = (("0010", "0500"), ("0508", "1150"), ("1240", "1715"), ("1727", "2350"))


def busy_month() -> list[tuple[datetime, str, str, Mapping[str, object]]]:
    """Return rows of two machines that run all month, with short pauses, at times with a long one.

    Its cells are as long as those of the demonstration, and more of them have three lines.
    """
    midnights = [utc(2026, 9, 30, 16) + timedelta(days=day) for day in range(31)]
    return [
        output(midnight + timedelta(hours=int(at[:2]), minutes=int(at[2:])), machine, on)
        for day, midnight in enumerate(midnights)
        for span in (LONG if day % 5 else PARTED)
        for at, on in zip(span, (True, False), strict=True)
        for machine in ("dehumidifier-1", "exhaust-1")
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pdf_of_a_full_month_is_one_page_and_the_same_again(
    tmp_path: Path, language: str
) -> None:
    site = write_site(tmp_path)
    write_history(tmp_path, SINCE, UNTIL)
    write_ledger(tmp_path, busy_month())
    arguments = (
        *("report", "monthly", "--config", site, "--month", "2026-10", "--room", "stack-1"),
        *("--format", "pdf", "--language", language),
    )
    done = roomd(*arguments, env=EN)
    assert done.returncode == 0, done.stderr
    file = Path(done.stdout.strip())
    first = file.read_bytes()
    assert first.count(b"/Type /Page\n") + first.count(b"/Type /Page ") == 1
    file.unlink()
    assert roomd(*arguments, env=EN).returncode == 0
    assert file.read_bytes() == first


def written(printed: str) -> str:
    """Return the text of the only file that a command has printed."""
    return Path(printed.strip()).read_text(encoding="utf-8-sig")


@asynccontextmanager
async def taking(ledger: Ledger, clock: HeldClock) -> AsyncIterator[None]:
    inbox = Inbox(ledger, LatestSnapshot(), clock, lambda _kind: None)

    async def look() -> None:
        while True:
            await inbox.look()
            await asyncio.sleep(0.05)

    async with running(ledger):
        task = asyncio.create_task(look())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])


async def test_a_note_goes_into_the_ledger_and_the_next_revision(site: Path) -> None:
    arguments = ("report", "excursion", "--config", site, "--month", "2026-10", "--room", "stack-1")
    assert (await asyncio.to_thread(roomd, *arguments, env=ZH)).returncode == 0
    clock = HeldClock(at=utc(2026, 11, 2))
    ledger = Ledger(site.parent, clock, "v1")
    async with taking(ledger, clock):
        done = await asyncio.to_thread(
            lambda: roomd(
                *("report", "note", "--config", site, "--room", "stack-1"),
                *("--at", "2026-10-09 12:00", "--cause", "滤网堵塞", "--measure", "清洗滤网"),
                *("--who", "李工"),
                env=ZH,
            )
        )
        assert done.returncode == 0, done.stderr
        await until(lambda: bool(list(rows(ledger.path, kind="note"))))
    again = await asyncio.to_thread(roomd, *arguments, "--format", "csv", env=ZH)
    text = written(again.stdout)
    assert again.stdout.strip().endswith("-r2.csv")
    assert "滤网堵塞；清洗滤网（李工，台账第 2 行）" in text


def test_a_note_about_a_good_day_is_refused(site: Path) -> None:
    done = roomd(
        *("report", "note", "--config", site, "--room", "stack-1", "--at", "2026-10-20 12:00"),
        *("--cause", "x", "--measure", "y", "--who", "z"),
        env=EN,
    )
    assert done.returncode == 2
    assert "within its limits" in done.stderr


async def test_last_months_registers_write_themselves(site: Path) -> None:
    clock = HeldClock(at=utc(2026, 10, 31, 21, 59))  # 05:59 on the first, in Shanghai
    service = MonthlyReports(load_config(site), clock)
    await service.look()
    assert not (site.parent / FOLDER).exists()
    clock.advance(60)
    await service.look()
    made = sorted(file.name for file in (site.parent / FOLDER).glob("*.*") if file.is_file())
    assert made == [
        *(f"2026-10-stack-{n}-温湿度登记表-r1.{f}" for n in (1, 2) for f in ("html", "xlsx")),
    ]
    before = {file: file.stat().st_mtime_ns for file in (site.parent / FOLDER).iterdir()}
    await service.look()
    assert {file: file.stat().st_mtime_ns for file in (site.parent / FOLDER).iterdir()} == before
    assert service.status == ""


async def test_a_page_that_was_opened_before_does_not_stop_the_spreadsheet(site: Path) -> None:
    clock = HeldClock(at=utc(2026, 11, 1, 2))
    await Library(load_config(site), clock).page("monthly", "stack-1/2026-10", "zh")
    service = MonthlyReports(load_config(site), clock)
    await service.look()
    made = sorted(file.name for file in (site.parent / FOLDER).glob("*.xlsx"))
    assert made == [f"2026-10-stack-{n}-温湿度登记表-r1.xlsx" for n in (1, 2)]


async def test_registers_that_wait_for_the_clock_say_so(tmp_path: Path) -> None:
    clock = HeldClock(at=utc(2026, 11, 1, 2))
    clock.set_trusted(False)
    service = MonthlyReports(load_config(write_site(tmp_path)), clock)
    async with running(service):
        clock.advance(3599)
        await asyncio.sleep(0)
        assert service.status == ""
        clock.advance(60)
        await until(lambda: "登记表在等时钟" in service.status)
        clock.set_trusted(True)
        clock.advance(60)
        await until(lambda: service.status == "")


async def test_registers_of_months_that_were_missed_are_written_later(tmp_path: Path) -> None:
    config = write_site(tmp_path)
    write_history(tmp_path, utc(2026, 8, 20), utc(2026, 9, 3))
    write_history(tmp_path, utc(2026, 10, 30), utc(2026, 10, 31, 16))  # away between
    write_ledger(tmp_path, [])
    service = MonthlyReports(load_config(config), HeldClock(at=utc(2026, 11, 1, 2)))
    await service.look()
    made = {file.name[:7] for file in (tmp_path / FOLDER).glob("*.html")}
    assert made == {"2026-08", "2026-09", "2026-10"}
    assert service.status == ""


async def test_a_room_has_no_registers_of_the_time_before_its_first_reading(tmp_path: Path) -> None:
    config = write_site(tmp_path, 2)
    write_history(tmp_path, utc(2026, 8, 20), utc(2026, 10, 12))
    write_history(tmp_path, utc(2026, 10, 12), utc(2026, 10, 31, 16), rooms=2)
    write_ledger(tmp_path, [])
    service = MonthlyReports(load_config(config), HeldClock(at=utc(2026, 11, 1, 2)))
    await service.look()
    made = {file.name[:15] for file in (tmp_path / FOLDER).glob("*.html")}
    assert {name for name in made if name.endswith("stack-2")} == {"2026-10-stack-2"}
    assert len(made) == 4


async def test_what_hinders_the_registers_is_told_and_tried_again(site: Path) -> None:
    clock = HeldClock(at=utc(2026, 11, 1, 2))
    service = MonthlyReports(load_config(site), clock)
    (site.parent / FOLDER).write_text("in the way", encoding="utf-8")
    assert await service.look() == 3600.0
    assert "roomd report monthly" in service.status
    (site.parent / FOLDER).unlink()
    await service.look()
    assert service.status == ""


async def test_a_new_site_writes_no_empty_registers(tmp_path: Path) -> None:
    config = write_site(tmp_path)
    service = MonthlyReports(load_config(config), HeldClock(at=utc(2026, 11, 1, 2)))
    await service.look()
    write_history(tmp_path, utc(2026, 11, 1), utc(2026, 11, 1, 2))
    await service.look()
    assert not (tmp_path / FOLDER).exists()


async def test_pages_are_made_for_the_panel_and_kept_once_their_time_is_over(site: Path) -> None:
    library = Library(load_config(site), HeldClock(at=utc(2026, 11, 1, 2)))
    page = await library.page("monthly", "stack-1/2026-10", "zh")
    assert "档案库房温湿度登记表".encode() in page
    (filed,) = await library.list()
    assert (filed.kind, filed.subject, filed.revision) == ("monthly", "stack-1/2026-10", 1)
    assert filed.code.encode() in page
    content, media = await library.file(filed.files[0])
    assert (content, media) == (page, "text/html; charset=utf-8")
    running_month = await library.page("audit", "dangyang/2026-11", "en")
    assert b"a preview" in running_month
    assert len(await library.list()) == 1


async def test_each_revision_is_opened_by_its_own_code(site: Path) -> None:
    clock = HeldClock(at=utc(2026, 11, 1, 2))
    library = Library(load_config(site), clock)
    first = await library.page("monthly", "stack-1/2026-10", "en")
    write_history(
        site.parent, utc(2026, 10, 5, 0, 30), utc(2026, 10, 5, 0, 45), formula=lambda _t, _s: 99.0
    )
    write_history(site.parent, UNTIL, UNTIL + timedelta(days=1), rooms=2)
    second = await library.page("monthly", "stack-1/2026-10", "en")
    newer, older = await library.list()
    assert (newer.revision, older.revision) == (2, 1)
    assert await library.kept(older.code) == first
    assert await library.kept(newer.code) == second != first
    for unknown in ("AAAA-AAAA-AAAA", "", "../x"):
        with pytest.raises(UnknownReportError):
            await library.kept(unknown)


async def test_a_kept_report_of_a_time_that_is_not_over_says_until_when(site: Path) -> None:
    library = Library(load_config(site), HeldClock(at=utc(2026, 11, 2, 2)))
    for month in ("2026-10", "2026-11"):
        made = called("monthly", "--config", site, "--month", month, "--room", "stack-1")
        assert made.exit_code == 0, made.output
    running_month, over = await library.list()
    assert (running_month.until, over.until) == ("2026-11-02 00:00", "")


async def test_what_is_kept_is_read_once_and_its_files_are_seen_at_once(site: Path) -> None:
    library = Library(load_config(site), HeldClock(at=utc(2026, 11, 1, 2)))
    await library.page("monthly", "stack-1/2026-10", "en")
    (before,) = await library.list()
    (kept,) = (site.parent / FOLDER / "kept").glob("*.json")
    stat = kept.stat()
    kept.write_bytes(b"x" * stat.st_size)  # to be seen, it would have to be read again
    os.utime(kept, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert await library.list() == [before]
    (site.parent / FOLDER / before.files[0]).unlink()
    (after,) = await library.list()
    assert after.files == ()
    kept.touch()
    assert await library.list() == []


@pytest.mark.parametrize("month", ["1970-01", "2026-08", "2026-12", "2027-01"])
async def test_no_page_is_made_of_a_time_without_readings_or_to_come(
    site: Path, month: str
) -> None:
    library = Library(load_config(site), HeldClock(at=utc(2026, 11, 1, 2)))
    assert await library.first() == date(2026, 10, 1)
    with pytest.raises(UnknownReportError):
        await library.page("monthly", f"stack-1/{month}", "zh")
    assert not (site.parent / FOLDER).exists()


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("monthly", "cellar/2026-10"),
        ("monthly", "stack-1/2026-99"),
        ("monthly", "--config/2026-10"),
        ("weekly", "stack-1/2026-10"),
        ("audit", "stack-1/2026-10"),
        ("monthly", ""),
    ],
)
async def test_a_page_that_does_not_exist_is_not_made(site: Path, kind: str, subject: str) -> None:
    library = Library(load_config(site), HeldClock(at=utc(2026, 11, 1, 2)))
    with pytest.raises(UnknownReportError):
        await library.page(kind, subject, "zh")


async def test_only_files_of_the_shelf_are_given_out(site: Path) -> None:
    library = Library(load_config(site), HeldClock(at=utc(2026, 11, 1, 2)))
    (site.parent / FOLDER).mkdir()
    (site.parent / FOLDER / "secret.json").write_text(json.dumps({}), encoding="utf-8")
    for name in ("../roomd.toml", "secret.json", "kept", ".", "none.html", "a/b.html"):
        with pytest.raises(UnknownReportError):
            await library.file(name)


async def test_a_page_that_fails_is_told_without_a_trace(site: Path) -> None:
    library = Library(load_config(site), HeldClock(at=utc(2026, 11, 1, 2)))
    (site.parent / "history.db").unlink()
    with pytest.raises(ReportsUnavailableError) as told_error:
        await library.page("monthly", "stack-1/2026-10", "en")
    assert "can't read the stores" in str(told_error.value)


def test_nothing_of_a_child_stays_behind(site: Path) -> None:
    done = roomd("report", "monthly", "--config", site, "--month", "2026-10", "--preview", env=EN)
    assert done.returncode == 0
    assert done.stdout.startswith("<!doctype html>")
    assert sorted(file.name for file in site.parent.iterdir()) == [
        "history.db",
        "ledger.db",
        "roomd.toml",
    ]
