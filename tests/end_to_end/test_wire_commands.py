"""`roomd read` and `roomd probe` against the simulator: they read, say what they see, and end."""

import fcntl
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.end_to_end.daemon_kit import LINES, PROFILES, ROOM, bus_of, configuration, scenario
from tests.rig import simulated

ROOMD = (sys.executable, "-m", "daemon.cli")
SHIPPED = """
[[device]]
id = "th"
line = "wire"
unit_id = 3
profile = "xy-md02"
room = "stack-1"
[[device]]
id = "io"
line = "wire"
unit_id = 10
profile = "waveshare-relay-d-8"
room = "stack-1"
"""


@pytest.mark.parametrize("command", [["read", "th-1"], ["probe", "--bus", "wire"]])
def test_a_port_that_another_program_has_ends_the_command_with_a_sentence(
    command: list[str],
) -> None:
    with simulated(scenario(LINES["serial"]), profiles=PROFILES) as rig:
        config = configuration(rig, bus_of(rig, "serial"))
        with Path(rig.path("wire")).open("rb", buffering=0) as port:
            fcntl.flock(port, fcntl.LOCK_EX | fcntl.LOCK_NB)
            done = subprocess.run(
                [*ROOMD, command[0], "--config", str(config), *command[1:]],
                capture_output=True,
                text=True,
                timeout=20,
                check=False,
            )
        assert done.returncode == 1
        assert "in use by another process" in done.stderr
        assert "Traceback" not in done.stderr


def test_probe_finds_what_is_there_and_never_writes() -> None:
    with simulated(ROOM + LINES["tcp"] + SHIPPED, truth="request") as rig:
        config = configuration(rig, bus_of(rig, "tcp"))
        done = subprocess.run(
            [*ROOMD, "probe", "--config", str(config), "--bus", "wire", "--units", "3-10"],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        tables = tomllib.loads(done.stdout)["device"]
        assert [(d["unit_id"], d["profile"]) for d in tables] == [
            (3, "xy-md02"),
            (10, "waveshare-relay-d-8"),
        ]
        with (rig.folder / "truth.jsonl").open(encoding="utf-8") as log:
            functions = {json.loads(line)["function"] for line in log if '"request"' in line}
        assert functions <= {1, 2, 3, 4}


def test_read_shows_raw_words_and_values() -> None:
    with simulated(scenario(LINES["tcp"]), profiles=PROFILES) as rig:
        config = configuration(rig, bus_of(rig, "tcp"))
        rig.remote.call("set", device="th-1", tag="temperature", words=[0x00D7])
        done = subprocess.run(
            [*ROOMD, "read", "--config", str(config), "th-1"],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
            env={**os.environ, "LANG": "en"},
        )
        assert re.search(r"temperature +input 0x0001 +00D7 +21\.5 °C", done.stdout)
