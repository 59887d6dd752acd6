"""Reports made by a process of its own: the scan stays on time, and the memory is given back."""

import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

NICER = 10
FIRST_TO_GO = "500"  # oom_score_adj; the daemon has -500
WITHIN_S = 600.0
LANGUAGES = {"zh": "zh_CN.UTF-8", "en": "C.UTF-8"}


class ReportFailedError(Exception):
    """The process ended badly; the message is what it said."""


async def run(config: Path, language: str, arguments: Sequence[str]) -> bytes:
    """Return what `roomd report` prints with these arguments; the process ends with the caller.

    Raises ReportFailedError, TimeoutError, OSError.
    """
    command = [sys.executable, "-m", "daemon.cli", "report", *arguments, "--config", str(config)]
    child = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "ROOMD_LANG": LANGUAGES[language], "PYTHONUTF8": "1"},
    )
    try:
        await asyncio.to_thread(_yield_to_the_scan, child.pid)
        async with asyncio.timeout(WITHIN_S):
            printed, said = await child.communicate()
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        lines = said.decode(errors="replace").strip().splitlines()
        raise ReportFailedError(lines[-1] if lines else f"exit {child.returncode}")
    return printed


def _yield_to_the_scan(pid: int) -> None:
    """Let the child wait for the scan, and be the first to go where memory runs out."""
    with suppress(OSError):  # it has ended already, or a sandbox forbids it
        Path(f"/proc/{pid}/oom_score_adj").write_text(FIRST_TO_GO, encoding="ascii")
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, NICER)
