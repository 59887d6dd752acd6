"""A process of its own for everything that writes the index of records or touches its sources.

A share that hangs, a file that swells or a bug there can't reach the scan: the process is nice, the
first to go where memory runs out, and is left behind where not even a kill ends it.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

NICER = 10
FIRST_TO_GO = "600"  # oom_score_adj; the daemon has -500, reports 500
LONGEST_LINE = 8 << 20  # bytes; a report lists at most two thousand rows
STOP_S = 8.0  # for a run that is asked to stop
KILL_S = 2.0
BUSY = 75  # another process writes the index


class ChildFailedError(Exception):
    """The process ended badly without a report; the message is what it said."""


class Child:
    """`roomd records ...`, its lines of JSON, and its end with the caller's."""

    def __init__(self, config: Path, arguments: Sequence[str]) -> None:
        name, *rest = arguments
        self._command = (
            *(sys.executable, "-m", "daemon.cli", "records", name),
            *("--json", "--config", str(config), *rest),
        )
        self._process: asyncio.subprocess.Process | None = None

    async def lines(self) -> AsyncIterator[dict[str, Any]]:
        """Start it and yield what it tells; raises ChildFailedError, OSError.

        Left early, the process is stopped.
        """
        process = self._process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LONGEST_LINE,
            env={**os.environ, "ROOMD_LANG": "C.UTF-8", "PYTHONUTF8": "1"},
        )
        _yield_to_the_scan(process.pid)
        said = asyncio.create_task(_tail(process.stderr))
        has_told = False
        try:
            while line := await _line(process.stdout):
                if told := _told(line):
                    has_told = True
                    yield told
            await process.wait()
        finally:
            await self._end(process)
            said.cancel()
            with suppress(asyncio.CancelledError):
                await said
        if process.returncode == BUSY or (process.returncode and not has_told):
            words = said.result() if said.done() and not said.cancelled() else ""
            raise ChildFailedError(words or f"exit {process.returncode}")

    def stop(self) -> None:
        """Ask it to stop; what it has taken stays."""
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.terminate()

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        for end, within_s in ((process.terminate, STOP_S), (process.kill, KILL_S)):
            if process.returncode is not None:
                return
            with suppress(ProcessLookupError):
                end()
            with suppress(TimeoutError):
                async with asyncio.timeout(within_s):
                    await process.wait()


async def _line(stream: asyncio.StreamReader | None) -> bytes:
    """Return the next line, b"" at the end; one that is too long counts as the end."""
    if stream is None:
        return b""
    try:
        return await stream.readline()
    except ValueError:
        return b""


async def _tail(stream: asyncio.StreamReader | None) -> str:
    """Return the last line that is said, reading to the end so that nobody waits for us."""
    last = ""
    while line := await _line(stream):
        last = line.decode(errors="replace").strip() or last
    return last


def _told(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _yield_to_the_scan(pid: int) -> None:
    with suppress(OSError):  # it has ended already, or a sandbox forbids it
        Path(f"/proc/{pid}/oom_score_adj").write_text(FIRST_TO_GO, encoding="ascii")
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, NICER)
