"""Where the key of the room's own panel is told: on a terminal, never into a pipe or a journal."""

import os
import subprocess
from pathlib import Path

from daemon.local_key import FILE
from tests.rig import simulated

from .daemon_kit import LINES, PROFILES, RUN, bus_of, configuration, daemon, scenario


def test_a_pipe_is_told_the_file_and_not_the_key() -> None:
    with (
        simulated(scenario(LINES["tcp"]), profiles=PROFILES) as rig,
        daemon(configuration(rig, bus_of(rig, "tcp"))) as running,
    ):
        assert running.process.stdout is not None
        line = running.process.stdout.readline()
        file = Path(line.split(": ", 1)[1].strip())
        key = file.read_text(encoding="ascii").strip()
        assert (file.name, file.stat().st_mode & 0o777, len(key)) == (FILE, 0o600, 43)
        running.process.terminate()
        said = line + running.process.stdout.read() + running.log.read_text(encoding="utf-8")
        assert key not in said


def test_a_terminal_is_told_the_address_with_the_key() -> None:
    with simulated(scenario(LINES["tcp"]), profiles=PROFILES) as rig:
        config = configuration(rig, bus_of(rig, "tcp"))
        ours, theirs = os.openpty()
        process = subprocess.Popen(
            [*RUN, str(config)], stdout=theirs, stderr=subprocess.DEVNULL, stdin=theirs
        )
        os.close(theirs)
        try:
            with os.fdopen(ours, encoding="utf-8") as terminal:
                terminal.readline()
                line = terminal.readline()
            key = (config.parent / FILE).read_text(encoding="ascii").strip()
            assert line.strip().endswith(f"/local?key={key}")
        finally:
            process.terminate()
            process.wait(10)
