"""Backups of real files: beside a real writer, on disks that fill and vanish, and put back."""

import asyncio
import fcntl
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from daemon.backup import copying, place
from daemon.backup.contents import DATABASES, LEFT_OUT
from daemon.backup.generations import folders, manifest_of, newest_good
from daemon.backup.making import Made, Wish, make
from daemon.backup.manifest import NAME, parsed
from daemon.backup.place import MARK, NOTE, note_of
from daemon.backup.restoring import damaged, restore
from daemon.backup.trouble import BackupError, Trouble, reading, writing
from daemon.backup.watch import BackupWatch
from daemon.commands.backup_words import refused
from daemon.commissioning.kept import FOLDER as CONFIGURATIONS
from daemon.configuration.loading import Loaded, load_config
from daemon.configuration.messages import render
from daemon.notifying.outbox import FILE as NOTICES
from daemon.people.book import FILE as PEOPLE
from daemon.reports.shelf import FOLDER as REPORTS
from daemon.store.history import FILE as HISTORY
from daemon.store.history import History
from daemon.store.imported_read import FILE as IMPORTED
from daemon.store.ledger import FILE as LEDGER
from daemon.store.ledger import Ledger
from daemon.store.ledger_anchor import read_anchor
from daemon.store.ledger_inbox import waiting
from daemon.store.ledger_read import head
from daemon.store.ledger_verify import verified
from records_sync.holdings.backup import BACKUP as HOLDINGS_COPY
from records_sync.holdings.database import FILE as HOLDINGS
from records_sync.index.database import FILE as RECORDS
from tests.report_kit import write_history, write_site
from tests.site_folder import GOOD, problems_of
from tests.site_folder import write_site as write_good_site
from tests.waiting import wait_until

from .history_kit import TAGS, HeldClock, is_sound, point, site
from .history_kit import running as history_running
from .ledger_kit import filled, plain, running, unguarded

NOW = datetime(2026, 11, 26, 3, 20, tzinfo=UTC)
DAY = timedelta(days=1)
SITE = "dangyang"


def no_pause(_seconds: float) -> None:
    """Go on at once."""


@pytest.fixture(name="storage")
async def _storage(tmp_path: Path) -> Path:
    """Return a storage directory as a site leaves it, its configuration in it."""
    folder = tmp_path / "site"
    folder.mkdir()
    write_site(folder)
    write_history(folder, NOW - DAY, NOW)
    await filled(folder, 40)
    for name, text in (
        ("reports/kept/A1.json", "{}"),
        ("reports/kept/.lock", ""),
        ("configurations/000001.toml", "[site]"),
        ("credentials/mqtt", "canary"),
        ("entry-1.waiting", "{}"),
        ("records.db", "synced anew"),
        ("local-panel.key", "canary"),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(name="stick")
def _stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


def loaded(storage: Path) -> Loaded:
    return load_config(storage / "roomd.toml")


def backed_up(
    storage: Path, stick: Path, at: datetime = NOW, keep: int = 14, *, new_disk: bool = False
) -> Made:
    wish = Wish(directory=stick, keep=keep, same_disk=True, new_disk=new_disk)
    return make(loaded(storage), wish, at, no_pause)


def trouble_of(storage: Path, stick: Path, at: datetime = NOW) -> Trouble:
    with pytest.raises(BackupError) as told:
        backed_up(storage, stick, at)
    assert refused(told.value)
    return told.value.trouble


def flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0x10
    path.write_bytes(raw)


def names(stick: Path) -> list[str]:
    return sorted(path.name for path in stick.iterdir())


def test_a_backup_holds_what_can_not_be_made_anew_and_no_secret(storage: Path, stick: Path) -> None:
    made = backed_up(storage, stick)
    held = {file.path for file in made.manifest.files}
    assert held == {
        "configuration/roomd.toml",
        "storage/history.db",
        "storage/ledger.db",
        "storage/reports/kept/A1.json",
        "storage/configurations/000001.toml",
        "storage/entry-1.waiting",
    }
    there = {
        str(path.relative_to(made.folder)) for path in made.folder.rglob("*") if path.is_file()
    }
    assert there == held | {NAME}
    assert not [name for name in there if b"canary" in (made.folder / name).read_bytes()]
    assert manifest_of(made.folder) == made.manifest
    assert made.manifest.head == head(storage / LEDGER)
    assert made.is_same_disk
    assert list(damaged(made.folder, made.manifest)) == []


def test_every_store_of_the_program_is_backed_up_or_left_out_with_a_reason() -> None:
    assert {HISTORY, LEDGER, IMPORTED, HOLDINGS, PEOPLE} == set(DATABASES)
    assert {RECORDS, NOTICES, HOLDINGS_COPY} <= set(LEFT_OUT)
    assert {REPORTS, CONFIGURATIONS} == {"reports", "configurations"}


def test_a_writer_goes_on_while_its_file_is_copied_and_the_copy_is_of_one_moment(
    storage: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "STEP_BYTES", 4096)
    before = head(storage / LEDGER)
    child = [sys.executable, "-m", "tests.unit.ledger_kit", str(storage), str(before.seq)]
    reached = [before.seq]

    def until_written(_seconds: float) -> None:
        """Rest until the writer has committed again: this would not end if it were held."""
        wait_until(lambda: head(storage / LEDGER).seq > reached[-1])
        reached.append(head(storage / LEDGER).seq)

    with subprocess.Popen(child, stdout=subprocess.DEVNULL) as writer:
        wish = Wish(directory=stick, keep=3, same_disk=True)
        made = make(loaded(storage), wish, NOW, until_written)
        writer.terminate()
    assert len(reached) > 10
    assert before.seq < made.manifest.head.seq < reached[-1]
    copy = verified(made.folder / "storage" / LEDGER, [made.manifest.head])
    assert copy.flaws == ()
    assert copy.head == made.manifest.head
    assert verified(storage / LEDGER, [made.manifest.head]).flaws == ()


def test_a_file_without_a_write_ahead_log_does_not_hold_its_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "STEP_BYTES", 4096)
    source, target = tmp_path / "people.db", tmp_path / "copy.db"
    with closing(sqlite3.connect(source, isolation_level=None, timeout=0)) as db:
        db.execute("CREATE TABLE person (name BLOB)")
        for _ in range(20):
            db.execute("INSERT INTO person VALUES (randomblob(3000))")
        steps = 0

        def write_once(_seconds: float) -> None:
            nonlocal steps
            steps += 1
            if steps == 3:
                db.execute("INSERT INTO person VALUES ('late')")

        copying.copy_database(source, target, write_once)
        with copying.as_copied(target) as copy:
            assert copy.execute("PRAGMA quick_check").fetchall() == [("ok",)]
            assert copy.execute("SELECT COUNT(*) FROM person").fetchone() == (21,)
    assert steps > 3


def test_too_many_are_removed_the_oldest_first_and_those_of_others_never(
    storage: Path, stick: Path
) -> None:
    other = stick / "elsewhere-20200101T000000Z"
    other.mkdir()
    made = [backed_up(storage, stick, NOW + day * DAY, keep=2) for day in range(4)]
    assert made[-1].removed == [made[1].folder.name]
    assert folders(stick, SITE) == [made[3].folder, made[2].folder]
    assert other.exists()


def test_a_clock_that_went_wrong_removes_nothing(storage: Path, stick: Path) -> None:
    ahead = backed_up(storage, stick, NOW + 400 * DAY, keep=1)
    made = backed_up(storage, stick, NOW, keep=1)
    assert made.removed is None
    assert set(folders(stick, SITE)) == {ahead.folder, made.folder}
    newest = newest_good(stick, SITE, NOW)
    assert newest is not None
    assert newest.at == NOW


def test_the_disk_of_the_storage_is_refused(storage: Path, stick: Path) -> None:
    with pytest.raises(BackupError) as told:
        make(loaded(storage), Wish(directory=stick, keep=1), NOW, no_pause)
    assert told.value.trouble is Trouble.SAME_DISK
    assert names(stick) == []


def test_a_mount_point_whose_stick_is_gone_is_not_filled(storage: Path, stick: Path) -> None:
    backed_up(storage, stick)
    shutil.rmtree(stick)  # what is left of a stick that was pulled: its folder
    stick.mkdir()
    assert trouble_of(storage, stick, NOW + DAY) is Trouble.NOT_MOUNTED
    assert names(stick) == []
    backed_up(storage, stick, NOW + DAY, new_disk=True)
    backed_up(storage, stick, NOW + 2 * DAY)
    stick.rename(stick.with_name("pulled"))
    assert trouble_of(storage, stick) is Trouble.MISSING


def test_another_partition_of_the_same_disk_is_the_same_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = tmp_path.stat().st_dev
    name = f"{os.major(number)}:{os.minor(number)}"
    blocks, disk = tmp_path / "block", tmp_path / "devices" / "mmcblk0"
    (disk / "mmcblk0p2").mkdir(parents=True)
    (disk / "dev").write_text("179:0\n", "ascii")
    blocks.mkdir()
    (blocks / name).symlink_to(disk / "mmcblk0p2")
    monkeypatch.setattr(place, "_BLOCKS", blocks)
    assert place.disk_of(tmp_path) == name
    (disk / "mmcblk0p2" / "partition").write_text("2\n", "ascii")
    assert place.disk_of(tmp_path) == "179:0"
    assert place.disk_of(Path("/proc")) != place.disk_of(tmp_path)


def test_another_user_and_another_run_are_refused(
    storage: Path, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (storage / "backup.lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert trouble_of(storage, stick) is Trouble.BUSY
    made = backed_up(storage, stick)
    monkeypatch.setattr(os, "geteuid", lambda: storage.stat().st_uid + 1)
    assert trouble_of(storage, stick, NOW + DAY) is Trouble.OTHER_USER
    with pytest.raises(BackupError) as told:
        restore(made.folder, tmp_path / "new", NOW)
    assert told.value.trouble is Trouble.OTHER_USER


def test_a_file_that_another_program_holds_is_waited_for_and_then_told(
    storage: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(storage / PEOPLE, isolation_level=None)) as db:
        db.execute("CREATE TABLE person (name)")
        db.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(copying, "BUSY_TIMEOUT_S", 0.05)
        assert trouble_of(storage, stick) is Trouble.HELD
    assert names(stick) == [MARK]


def test_a_ledger_that_is_not_the_live_one_any_more_is_no_backup(
    storage: Path, stick: Path
) -> None:
    def forged(_seconds: float) -> None:
        """Change the live ledger once its copy is made."""
        if any(path.stat().st_size for path in stick.glob(f"*/storage/{LEDGER}")):
            with unguarded(storage) as db:
                db.execute("UPDATE ledger SET hash = zeroblob(32) WHERE seq = 40")

    with pytest.raises(BackupError) as told:
        make(loaded(storage), Wish(directory=stick, keep=1, same_disk=True), NOW, forged)
    assert told.value.trouble is Trouble.LEDGER_DIFFERS
    assert names(stick) == [MARK]


def test_a_storage_directory_without_a_ledger_is_refused(tmp_path: Path, stick: Path) -> None:
    write_site(tmp_path)
    assert trouble_of(tmp_path, stick) is Trouble.NOTHING


def test_a_damaged_file_of_the_site_does_not_become_a_backup(storage: Path, stick: Path) -> None:
    good = backed_up(storage, stick)
    with (storage / HISTORY).open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(40_000))
    assert trouble_of(storage, stick, NOW + DAY) is Trouble.UNSOUND
    assert names(stick) == [good.folder.name, MARK]
    note = note_of(storage)
    assert note is not None
    assert note.at == NOW


def test_what_a_killed_run_left_is_removed_by_the_next(storage: Path, stick: Path) -> None:
    left = stick / f"{SITE}-20261125T000000Z.unfinished"
    left.mkdir()
    (left / NAME).write_text("{}", "utf-8")
    made = backed_up(storage, stick)
    assert names(stick) == [made.folder.name, MARK]


def test_a_full_disk_and_one_that_fails_are_told_apart(tmp_path: Path) -> None:
    with (
        pytest.raises(BackupError) as full,
        writing(tmp_path),
        Path("/dev/full").open("wb", buffering=0) as file,
    ):
        file.write(b"x")
    assert full.value.trouble is Trouble.FULL
    with (
        pytest.raises(BackupError) as crowded,
        writing(tmp_path),
        closing(sqlite3.connect(tmp_path / "a.db")) as db,
    ):
        db.executescript(
            "CREATE TABLE a (b); PRAGMA max_page_count = 2; INSERT INTO a VALUES (zeroblob(100000))"
        )
    assert crowded.value.trouble is Trouble.FULL
    with pytest.raises(BackupError) as gone, writing(tmp_path):
        (tmp_path / "gone" / "x").write_bytes(b"")
    assert gone.value.trouble is Trouble.UNWRITABLE
    with pytest.raises(BackupError) as unread, reading("a.db"):
        (tmp_path / "none.db").read_bytes()
    assert unread.value.trouble is Trouble.UNREADABLE
    assert "No such file" in refused(unread.value)


@pytest.mark.parametrize("name", [HISTORY, LEDGER, "reports/kept/A1.json"])
def test_a_damaged_backup_is_found_and_never_put_back(
    storage: Path, stick: Path, tmp_path: Path, name: str
) -> None:
    made = backed_up(storage, stick)
    flip(made.folder / "storage" / name)
    assert list(damaged(made.folder, made.manifest)) == [f"storage/{name}"]
    into = tmp_path / "new"
    with pytest.raises(BackupError) as told:
        restore(made.folder, into, NOW)
    assert told.value.trouble is Trouble.DAMAGED
    assert names(into) == []


@pytest.mark.parametrize("path", ["storage/../../x", "/etc/x", "x", "elsewhere/x", "storage"])
def test_a_manifest_that_leads_elsewhere_is_refused(storage: Path, stick: Path, path: str) -> None:
    made = backed_up(storage, stick)
    told = json.loads((made.folder / NAME).read_text("utf-8"))
    told["files"][0]["path"] = path
    with pytest.raises(ValueError, match="leads elsewhere"):
        parsed(json.dumps(told))


@pytest.mark.parametrize("text", ["", "[]", "null", "{}", '{"form": 2}', "[" * 100_000])
def test_what_is_no_manifest_is_told(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of them
        parsed(text)


def test_nothing_is_ever_restored_over_what_is_there(storage: Path, stick: Path) -> None:
    made = backed_up(storage, stick)
    before = {path: path.read_bytes() for path in storage.rglob("*") if path.is_file()}
    with pytest.raises(BackupError) as told:
        restore(made.folder, storage, NOW)
    assert told.value.trouble is Trouble.NOT_EMPTY
    assert {path: path.read_bytes() for path in storage.rglob("*") if path.is_file()} == before


async def test_the_stores_start_on_what_was_restored(
    storage: Path, stick: Path, tmp_path: Path
) -> None:
    made, into = backed_up(storage, stick), tmp_path / "new"
    restore(made.folder, into, NOW)
    assert not (into / "configuration").exists()
    assert read_anchor(into / LEDGER) == made.manifest.head
    told, wrong = waiting(into)
    assert [(each.kind, each.subject) for each in told] == [("ledger", "restore")]
    assert [path.name for path in wrong] == ["entry-1.waiting"]
    clock = HeldClock()
    ledger = Ledger(into, clock, "v2")
    history = History(into, site(*map(point, TAGS)), clock, 64, 90)
    async with running(ledger), history_running(history):
        assert await ledger.recall() is not None
        assert ledger.status == history.status == ""
    assert verified(ledger.path, [made.manifest.head]).flaws == ()
    assert is_sound(into)
    with plain(into) as db:
        assert db.execute("SELECT COUNT(*) FROM ledger").fetchone() == (made.manifest.head.seq,)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("keep = 3", "missing"),
        ('directory = "mnt/stick"', "absolute_path"),
        ('directory = "/mnt/stick"\nkeep = 0', "out_of_range"),
        ('directory = "/mnt/stick"\ndays = 3', "unknown_key"),
    ],
)
def test_a_wrong_table_is_refused_in_both_languages(tmp_path: Path, line: str, code: str) -> None:
    main = write_good_site(tmp_path, f"{GOOD}\n[backup]\n{line}\n")
    (problem,) = problems_of(main)
    assert (problem.code, problem.path.split(".")[0]) == (code, "backup")
    assert render(problem, "zh") != render(problem, "en")


def test_without_the_table_there_is_no_backup_and_with_it_fourteen_stay(tmp_path: Path) -> None:
    assert load_config(write_good_site(tmp_path)).config.backup is None
    found = load_config(write_good_site(tmp_path, f'{GOOD}\n[backup]\ndirectory = "/mnt/s"\n'))
    assert found.config.backup is not None
    assert found.config.backup.keep == 14


def configured(storage: Path, stick: Path, clock: HeldClock, more: str = "") -> BackupWatch:
    text = (storage / "roomd.toml").read_text("utf-8")
    table = f'[backup]\ndirectory = "{stick}"\n'
    (storage / "roomd.toml").write_text(f"{text}\n{table}{more}", "utf-8")
    return BackupWatch(loaded(storage).config, clock)


def test_a_site_without_a_backup_is_told_of_it_and_a_simulated_one_is_not(storage: Path) -> None:
    assert BackupWatch(loaded(storage).config, HeldClock()).facts() == {"backup_unset": 1.0}
    main = storage / "roomd.toml"
    main.write_text(main.read_text("utf-8").replace("[site]", "[site]\nsimulated = true"), "utf-8")
    assert BackupWatch(loaded(storage).config, HeldClock()).facts() == {}


def test_the_age_is_that_of_the_newest_whole_backup_in_the_directory(
    storage: Path, stick: Path
) -> None:
    clock = HeldClock(at=NOW + DAY)
    watch = configured(storage, stick, clock)
    assert watch.facts() == {"backup_unset": 0.0}  # not looked yet

    def age() -> timedelta:
        watch.look(stick)
        return timedelta(seconds=watch.facts()["backup_age_s"])

    with plain(storage) as db:
        (first,) = db.execute("SELECT MIN(at) FROM ledger").fetchone()
    never = NOW + DAY - datetime.fromtimestamp(first / 1000, UTC)
    assert age() == never  # nothing was ever backed up
    backed_up(storage, stick, NOW)
    assert age() == DAY
    newer = backed_up(storage, stick, NOW + DAY / 2)
    assert age() == DAY / 2
    (newer.folder / "storage" / HISTORY).unlink()
    assert age() == DAY
    clock.advance(3600)
    assert watch.facts()["backup_age_s"] == (DAY + timedelta(hours=1)).total_seconds()
    stick.rename(stick.with_name("pulled"))
    assert age() == DAY / 2 + timedelta(hours=1)  # the last that was made, as it was noted
    (storage / NOTE).write_text("[]", "utf-8")
    assert age() == never + timedelta(hours=1)


async def test_a_disk_that_hangs_holds_neither_the_loop_nor_its_end(
    storage: Path, stick: Path
) -> None:
    manifest = backed_up(storage, stick).folder / NAME
    manifest.unlink()
    os.mkfifo(manifest)  # whoever reads it waits for a writer that never comes
    watch = configured(storage, stick, HeldClock(at=NOW + DAY))
    task = asyncio.create_task(watch.run())
    await asyncio.sleep(0)
    assert watch.facts() == {"backup_unset": 0.0}
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
    with manifest.open("wb"):
        pass  # lets the thread go


async def test_a_look_happens_by_itself(storage: Path, stick: Path) -> None:
    backed_up(storage, stick)
    watch = configured(storage, stick, HeldClock(at=NOW + DAY))
    task = asyncio.create_task(watch.run())
    await asyncio.to_thread(wait_until, lambda: "backup_age_s" in watch.facts())
    task.cancel()
    await asyncio.wait([task])
    assert watch.facts()["backup_age_s"] == DAY.total_seconds()


def test_every_trouble_has_its_words() -> None:
    args = dict.fromkeys(("folder", "storage", "mark", "file", "reason", "seq", "sites"), "x")
    assert all(refused(BackupError(trouble, **args)) for trouble in Trouble)
