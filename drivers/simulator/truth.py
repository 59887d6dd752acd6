"""The truth log: one JSON object a line, stamped with CLOCK_MONOTONIC in nanoseconds.

Every line is one write to a file opened for appending, so that threads need no lock and a reader
never sees half of an older line.
"""

import json
import os
from collections.abc import Collection
from enum import StrEnum
from pathlib import Path
from typing import Any


class TruthKind(StrEnum):
    """What can be logged; each can be left out."""

    REQUEST = "request"  # what was asked, what the registers truly held, what was sent
    RELAY = "relay"  # a coil of a device changed
    MACHINE = "machine"  # a machine in a room truly started or stopped
    DOOR = "door"  # door, people, e-stop, leak
    ROOM = "room"  # the physics, once a second
    CONTROL = "control"  # faults, unplugging and every other command
    LINE = "line"  # connections, unreadable frames


class Truth:
    """Appends lines to a file, or drops them where there is none."""

    def __init__(self, path: Path | None, kinds: Collection[TruthKind]) -> None:
        self._wanted = frozenset(kinds) if path is not None else frozenset()
        self._fd = (
            None
            if path is None
            else os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
        )

    def wants(self, kind: TruthKind) -> bool:
        """Return whether lines of this kind are kept."""
        return kind in self._wanted

    def log(self, kind: TruthKind, t_ns: int, **facts: Any) -> None:
        """Append one line; `facts` must be plain JSON values."""
        if self._fd is None or kind not in self._wanted:
            return
        line = json.dumps({"kind": kind, "t_ns": t_ns, **facts}, ensure_ascii=False)
        os.write(self._fd, line.encode() + b"\n")

    def close(self) -> None:
        """Close the file; later lines are dropped."""
        if self._fd is not None:
            fd, self._fd = self._fd, None
            os.close(fd)
