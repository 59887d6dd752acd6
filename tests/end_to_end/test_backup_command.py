"""`roomd backup` as people and the timer use it: killed, on a full disk, beside a daemon."""

import json
import resource
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path

import pytest

from daemon.backup.contents import DATABASES, ENTRIES, FOLDERS, LEFT_OUT
from daemon.backup.generations import folder_name, folders
from daemon.backup.place import MARK
from daemon.clock import SystemClock
from daemon.store.history import FILE as HISTORY
from daemon.store.ledger import FILE as LEDGER
from daemon.store.ledger_read import head, rows
from daemon.store.ledger_verify import verified
from tests.report_kit import write_history, write_site
from tests.rig import simulated
from tests.unit.ledger_kit import filled
from tests.waiting import wait_until

from .daemon_kit import LINES, PROFILES, Running, bus_of, configuration, daemon, scenario
from .test_cli import EN, ROOT, ZH, environment

SITE = "dangyang"
OF_THE_FOLDER = {"roomd.toml", "profiles", "conf.d", "daemon.log"}  # the test's own, beside it


SOON = """
[alarms.kind.backup_unset]
on_delay_s = 0
[alarms.kind.backup_stale]
on_delay_s = 0
"""


def backup(
    *args: str | Path, env: Mapping[str, str] = EN, before: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "daemon.cli", "backup", *args],
        env=environment(env),
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        preexec_fn=before,
    )


@pytest.fixture(name="main")
async def _main(tmp_path: Path) -> Path:
    """Return the configuration of a site with stores, and a folder for backups named in it."""
    storage, stick = tmp_path / "site", tmp_path / "stick"
    storage.mkdir()
    stick.mkdir()
    main = write_site(storage, more=f'[backup]\ndirectory = "{stick}"\nkeep = 2\n')
    until = datetime(2026, 11, 26, tzinfo=UTC)
    write_history(storage, until.replace(day=25), until)
    await filled(storage, 5)
    return main


def stick_of(main: Path) -> Path:
    return main.parent.parent / "stick"


def made(main: Path, *more: str | Path) -> Path:
    """Make a backup; return its folder, which is named for its second."""
    former = folders(stick_of(main), SITE)
    wait_until(lambda: folder_name(SITE, SystemClock().utc()) not in [path.name for path in former])
    done = backup("run", "--config", main, "--same-disk", *more)
    assert done.returncode == 0, done.stderr
    return folders(stick_of(main), SITE)[0]


def swollen(main: Path) -> None:
    """Let the history take long to copy."""
    with closing(sqlite3.connect(main.parent / HISTORY)) as db:
        db.execute("CREATE TABLE ballast (b BLOB)")
        db.executemany("INSERT INTO ballast VALUES (randomblob(1000000))", [()] * 60)
        db.commit()


@pytest.mark.parametrize(
    ("env", "told"),
    [(EN, ("same disk as the storage", "backup made: ")), (ZH, ("同一块盘", "备份完成："))],
)
def test_a_backup_is_made_and_told_loudly_where_it_is_on_the_same_disk(
    main: Path, env: Mapping[str, str], told: tuple[str, str]
) -> None:
    refused = backup("run", "--config", main, env=env)
    assert refused.returncode == 1
    assert "--same-disk" in refused.stderr
    done = backup("run", "--config", main, "--same-disk", env=env)
    assert done.returncode == 0
    assert told[0] in done.stderr
    assert told[1] in done.stdout
    checked = backup("check", "--config", main, env=env)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert str(folders(stick_of(main), SITE)[0]) in checked.stdout


@pytest.mark.parametrize(("env", "told"), [(EN, "[backup] directory"), (ZH, "[backup] directory")])
def test_without_a_directory_it_says_where_to_write_it(
    tmp_path: Path, env: Mapping[str, str], told: str
) -> None:
    for command in ("run", "check"):
        done = backup(command, "--config", write_site(tmp_path), env=env)
        assert done.returncode == 1
        assert told in done.stderr


def test_a_kill_in_the_middle_leaves_the_former_backup_and_the_next_one_cleans_up(
    main: Path,
) -> None:
    former = made(main)
    swollen(main)
    killed = subprocess.Popen(
        [sys.executable, "-m", "daemon.cli", "backup", "run", "--config", main, "--same-disk"],
        env=environment(EN),
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    wait_until(
        lambda: any(
            path.stat().st_size for path in stick_of(main).glob(f"*.unfinished/*/{HISTORY}")
        )
    )
    killed.send_signal(signal.SIGKILL)
    assert killed.communicate()[0] == b""
    (left,) = stick_of(main).glob("*.unfinished")
    assert not (left / "manifest.json").exists()
    assert folders(stick_of(main), SITE) == [former]
    assert backup("check", "--config", main, "--all").returncode == 0
    newer = made(main)
    assert sorted(path.name for path in stick_of(main).iterdir()) == [former.name, newer.name, MARK]


@pytest.mark.parametrize(
    ("env", "told"), [(EN, "Earlier backups are as they were"), (ZH, "原有的备份没有变")]
)
def test_a_disk_that_takes_no_more_leaves_the_former_backup(
    main: Path, env: Mapping[str, str], told: str
) -> None:
    former = made(main)
    swollen(main)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20 << 20, 20 << 20))

    failed = backup("run", "--config", main, "--same-disk", env=env, before=limited)
    assert failed.returncode == 1
    assert told in failed.stderr
    assert "Traceback" not in failed.stderr
    assert sorted(path.name for path in stick_of(main).iterdir()) == [former.name, MARK]
    assert backup("check", "--config", main).returncode == 0


def test_a_damaged_copy_is_found_by_check_and_by_restore(main: Path, tmp_path: Path) -> None:
    older = made(main)
    newer = made(main)
    assert newer != older
    copy = newer / "storage" / HISTORY
    raw = bytearray(copy.read_bytes())
    raw[-2000] ^= 1
    copy.write_bytes(raw)
    found = backup("check", stick_of(main), env=ZH)
    assert found.returncode == 1
    assert f"storage/{HISTORY}" in found.stdout
    assert backup("check", "--all", stick_of(main)).stdout.count("good: ") == 1
    into = tmp_path / "new"
    refused = backup("restore", stick_of(main), "--into", into)
    assert refused.returncode == 1
    assert "take an older backup" in refused.stderr
    assert backup("restore", older, "--into", into).returncode == 0
    again = backup("restore", older, "--into", into)
    assert again.returncode == 1
    assert "is not empty" in again.stderr


def alarms_of(running: Running) -> dict[str, str]:
    """Return what each alarm whose condition holds says, by its code."""
    with urllib.request.urlopen(f"{running.url}api/v1/alarms?lang=en", timeout=5) as answer:
        told = json.load(answer)["list"]
    return {
        alarm["code"]: alarm["sentence"] for alarm in told if alarm["state"]["state"] != "returned"
    }


def metrics_of(running: Running) -> str:
    with urllib.request.urlopen(f"{running.url}metrics", timeout=5) as answer:
        return str(answer.read().decode())


def test_a_site_says_that_it_has_no_backup_until_one_is_made(tmp_path: Path) -> None:
    with simulated(scenario(LINES["tcp"]), profiles=PROFILES) as rig:
        config = configuration(rig, bus_of(rig, "tcp"))
        bare = config.read_text("utf-8") + SOON
        config.write_text(bare, "utf-8")
        with daemon(config) as running:
            wait_until(lambda: "backup_unset" in alarms_of(running))
            assert "no backup is set up" in alarms_of(running)["backup_unset"]
        config.write_text(f'{bare}\n[backup]\ndirectory = "{tmp_path}"\n', "utf-8")
        done = backup("run", "--config", config, "--same-disk")
        assert done.returncode == 0, done.stderr
        with daemon(config) as running:
            wait_until(lambda: "roomd_backup_age_seconds" in metrics_of(running))
            wait_until(lambda: not alarms_of(running).keys() & {"backup_unset", "backup_stale"})


def test_a_restored_controller_goes_on_and_its_ledger_says_so(tmp_path: Path) -> None:
    with simulated(scenario(LINES["tcp"]), profiles=PROFILES) as rig:
        config = configuration(rig, bus_of(rig, "tcp"))
        storage, stick, into = config.parent, tmp_path / "stick", tmp_path / "new"
        stick.mkdir()
        with daemon(config):
            wait_until((storage / HISTORY).exists)
            done = backup("run", "--config", config, "--to", stick, "--same-disk")
            assert done.returncode == 0, done.stderr
            there = {path.name for path in storage.iterdir()} - OF_THE_FOLDER
        known = (*DATABASES, *FOLDERS, ENTRIES, *LEFT_OUT)
        assert [name for name in there if not any(fnmatch(name, one) for one in known)] == []
        restored = backup("restore", stick, "--into", into)
        assert restored.returncode == 0, restored.stderr
        kept = head(into / LEDGER)
        assert kept.seq > 0
        text = config.read_text("utf-8").replace(
            f'directory = "{storage}"', f'directory = "{into}"'
        )
        config.write_text(text, "utf-8")
        with daemon(config) as running:
            wait_until(lambda: list(rows(into / LEDGER, kind="ledger")))
            services = running.snapshot()["services"]
        (row,) = rows(into / LEDGER, kind="ledger")
        assert row.subject == "restore"
        assert row.body["head"] == str(kept)
        assert services["state"] == "good"
        assert verified(into / LEDGER, [kept]).flaws == ()
        listed = subprocess.run(
            [sys.executable, "-m", "daemon.cli", "ledger", "list", "--config", str(config)],
            env=environment(ZH),
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout
        assert "恢复" in listed
