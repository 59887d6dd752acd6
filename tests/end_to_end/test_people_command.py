"""`roomd people` as people use it: secrets by a pipe, both languages, one sentence for trouble."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from daemon.clock import SystemClock
from daemon.model.people import Login, Role
from daemon.people import totp
from daemon.people.book import FILE, Book
from daemon.people.proving import owner_of, proved
from daemon.store.ledger_inbox import waiting
from tests.people_kit import PASSWORD, PIN
from tests.report_kit import write_site
from tests.rig import simulated

from .daemon_kit import LINES, PROFILES, bus_of, configuration, daemon, scenario
from .test_cli import EN, ROOT, ZH, environment


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return the configuration of a site whose stores lie beside it."""
    return write_site(tmp_path, rooms=1)


def people(
    config: Path, *args: str, typed: str = "", env: Mapping[str, str] = EN
) -> subprocess.CompletedProcess[str]:
    name, *rest = args
    return subprocess.run(
        [sys.executable, "-m", "daemon.cli", "people", name, "--config", str(config), *rest],
        env=environment(env),
        cwd=ROOT,
        input=typed,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_an_account_is_made_from_a_pipe_and_listed(site: Path) -> None:
    made = people(site, "add", "王芳", "--role", "admin", typed=f"{PASSWORD}\n")
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith("done: 王芳\n")
    assert PASSWORD not in made.stdout + made.stderr
    assert proved(Book(site.parent), Login(name="王芳", password=PASSWORD), 0.0) is not None
    assert people(site, "pin", "王芳", typed=f"{PIN}\n").returncode == 0
    pin = owner_of(Book(site.parent), PIN)
    assert pin is not None
    assert pin.name == "王芳"
    listed = people(site, "list", env=ZH).stdout
    assert re.search(r"王芳 +管理员 +是 +否 +是", listed)
    (entry, role_entry) = waiting(site.parent)[0]
    assert (entry.kind, entry.subject, entry.body["what"]) == ("people", "王芳", "add")
    assert role_entry.body["what"] == "pin"
    assert PIN not in str(role_entry.body)


def test_roles_disabling_and_passwords_are_changed(site: Path) -> None:
    for name in ("王芳", "李四"):
        people(site, "add", name, "--role", "admin", typed=f"{PASSWORD}\n")
    assert people(site, "role", "李四", "viewer").returncode == 0
    last = people(site, "disable", "王芳")
    assert (last.returncode, last.stderr) == (
        1,
        "Error: nobody else is admin: make another one first\n",
    )
    assert people(site, "disable", "李四").returncode == 0
    accounts = Book(site.parent).accounts()
    assert accounts["李四"].person.disabled
    assert accounts["李四"].person.role is Role.VIEWER
    assert people(site, "enable", "李四").returncode == 0
    short = people(site, "password", "李四", typed="short\n", env=ZH)
    assert "密码须为 12 至 128 个字符" in short.stderr
    assert people(site, "password", "nobody", typed=f"{PASSWORD}\n").returncode == 1


def test_an_authenticator_is_kept_once_its_code_was_right(site: Path) -> None:
    people(site, "add", "王芳", "--role", "admin", typed=f"{PASSWORD}\n")
    wrong = people(site, "totp", "王芳", typed="000000\n")
    assert "the code does not fit" in wrong.stderr
    assert not Book(site.parent).accounts()["王芳"].person.has_totp
    process = subprocess.Popen(
        [sys.executable, "-m", "daemon.cli", "people", "totp", "王芳", "--config", str(site)],
        env={**environment(EN), "PYTHONUNBUFFERED": "1"},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    secret = process.stdout.readline().rpartition(" ")[2].strip()
    assert process.stdout.readline().startswith("otpauth://totp/")
    step = int(SystemClock().utc().timestamp() // totp.STEP_S)
    told, _ = process.communicate(f"{totp.code_at(secret, step)}\n", timeout=60)
    assert process.returncode == 0
    assert "done: 王芳" in told
    assert Book(site.parent).accounts()["王芳"].person.has_totp
    assert people(site, "totp", "王芳", "--off").returncode == 0
    assert not Book(site.parent).accounts()["王芳"].person.has_totp


def test_a_damaged_file_is_said_in_one_sentence(site: Path) -> None:
    (site.parent / FILE).write_bytes(b"no database " * 500)
    told = people(site, "list")
    assert told.returncode == 1
    assert told.stderr.startswith("Error: the accounts can't be read or written (")
    assert "Traceback" not in told.stderr


def test_the_file_belongs_to_the_owner_of_the_folder(site: Path) -> None:
    if os.geteuid() == 0:
        os.chown(site.parent, 65534, 65534)  # root makes it for the user of the daemon
    people(site, "add", "王芳", "--role", "admin", typed=f"{PASSWORD}\n")
    found, folder = (site.parent / FILE).stat(), site.parent.stat()
    assert (found.st_uid, found.st_gid) == (folder.st_uid, folder.st_gid)
    assert found.st_mode & 0o777 == 0o600


def test_the_first_start_tells_a_code_once_and_a_running_controller_takes_accounts() -> None:
    with simulated(scenario(LINES["tcp"]), profiles=PROFILES) as rig:
        config = configuration(rig, bus_of(rig, "tcp"))
        with daemon(config) as running:
            assert running.process.stdout is not None
            running.process.stdout.readline()
            line = running.process.stdout.readline()
            assert re.fullmatch(r".*http://\S+/setup: (?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}\n", line)
            code = line.split()[-1]
            made = people(config, "add", "王芳", "--role", "admin", typed=f"{PASSWORD}\n")
            assert "it is in the ledger" in made.stdout
            assert code not in running.log.read_text(encoding="utf-8")
        with daemon(config) as again:
            again.process.terminate()
            assert again.process.stdout is not None
            assert "/setup" not in again.process.stdout.read()


def test_a_change_while_another_one_is_made_waits_for_it(site: Path) -> None:
    people(site, "add", "王芳", "--role", "admin", typed=f"{PASSWORD}\n")

    async def both() -> list[subprocess.CompletedProcess[str]]:
        async with asyncio.TaskGroup() as group:
            made = [
                group.create_task(
                    asyncio.to_thread(
                        people, site, "add", name, "--role", "viewer", typed=f"{PASSWORD}\n"
                    )
                )
                for name in ("李四", "张三")
            ]
        return [task.result() for task in made]

    assert [done.returncode for done in asyncio.run(both())] == [0, 0]
    assert set(Book(site.parent).accounts()) == {"王芳", "李四", "张三"}
