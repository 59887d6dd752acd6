"""`roomd why` does not tell of now what was true when the daemon was last seen."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.clock import SystemClock
from daemon.store.ledger_keeper import life, lock_of
from tests.site_folder import edited, write_site

from .test_cli import EN, ZH, roomd
from .test_why import ago, ledger_in

KEEPER = """
import asyncio, sys
from pathlib import Path
from daemon.store.ledger_keeper import keeping

async def keep():
    async with keeping(Path(sys.argv[1])):
        print("kept", flush=True)
        await asyncio.Event().wait()

asyncio.run(keep())
"""
ZH_STOPPED = "roomd 没有在运行"
EN_STOPPED = "roomd is not running"


@contextmanager
def kept(ledger: Path) -> Iterator["subprocess.Popen[str]"]:
    """Let another process keep a ledger; it is killed in the end."""
    command = (sys.executable, "-c", KEEPER, str(ledger))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "kept\n"
            yield process
        finally:
            process.kill()


async def site_of(folder: Path, minutes: float) -> Path:
    """Return the configuration of a site whose daemon wrote its last row so long ago."""
    place = write_site(folder, edited(('"/var/lib/roomd"', f'"{folder}"')))
    await ledger_in(folder, SystemClock().utc() - timedelta(minutes=minutes))
    return place


@pytest.mark.parametrize(("env", "said"), [(ZH, ZH_STOPPED), (EN, EN_STOPPED)])
async def test_the_answer_after_the_end_is_of_the_end_and_says_so(
    tmp_path: Path, env: dict[str, str], said: str
) -> None:
    site = await site_of(tmp_path, minutes=90)
    done = roomd("why", "dry", "--config", site, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    note, blank, answer, *_ = done.stdout.splitlines()
    assert said in note
    assert ago(90, "%Y-%m-%d %H:%M")[:-1] in note
    assert blank == ""
    assert re.search(r"已运行 4 分 5\d 秒|on for 4 min", answer), answer  # not ninety-five


async def test_a_time_of_which_the_ledger_knows_is_answered_without_a_note(tmp_path: Path) -> None:
    site = await site_of(tmp_path, minutes=90)
    then = roomd("why", "dry", "--at", ago(97, "%Y-%m-%d %H:%M:%S"), "--config", site, env=ZH)
    assert then.stdout.startswith("dry已停 ")
    late = roomd("why", "dry", "--at", ago(30, "%Y-%m-%d %H:%M:%S"), "--config", site, env=ZH)
    assert ZH_STOPPED in late.stdout.splitlines()[0]


async def test_a_daemon_that_runs_needs_no_note_until_it_is_silent_for_too_long(
    tmp_path: Path,
) -> None:
    site = await site_of(tmp_path, minutes=19)
    with kept(tmp_path / "ledger.db"):
        assert roomd("why", "dry", "--config", site, env=ZH).stdout.startswith("dry已运行 ")
    (other := tmp_path / "other").mkdir()
    hung = await site_of(other, minutes=21)
    with kept(other / "ledger.db"):
        note = roomd("why", "dry", "--config", hung, env=ZH).stdout.splitlines()[0]
        assert "没有写入任何记录" in note
        assert ZH_STOPPED not in note


async def test_a_process_that_was_killed_keeps_nothing(tmp_path: Path) -> None:
    await site_of(tmp_path, minutes=1)
    ledger = tmp_path / "ledger.db"
    assert life(ledger).is_kept is False
    with kept(ledger) as process:
        assert life(ledger).is_kept is True
        process.kill()
        process.wait(10)
        assert life(ledger).is_kept is False
    lock_of(ledger).unlink()
    assert life(ledger).is_kept is False
