"""What the simulator's log says of the lamps of a `tests.uv_site`."""

import json
from bisect import bisect_left
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from tests.rig import Rig

TRUTH = "relay,door"


class Change(NamedTuple):
    """A lamp relay moved: CLOCK_MONOTONIC in ns, and by what (command, timer, reset)."""

    t_ns: int
    on: bool
    cause: str


class LampLog:
    """The relays of all rooms, and when their doors were closed."""

    def __init__(self, path: Path) -> None:
        self.changes: dict[str, list[Change]] = defaultdict(list)
        self.closings: dict[str, list[int]] = defaultdict(list)
        with path.open(encoding="utf-8") as log:
            for text in log:
                entry = json.loads(text)
                if entry["kind"] == "relay":
                    room = entry["device"].removeprefix("relay-")
                    change = Change(entry["t_ns"], entry["on"], entry["cause"])
                    self.changes[room].append(change)
                elif entry["kind"] == "door" and not entry["door_open"]:
                    self.closings[entry["room"]].append(entry["t_ns"])

    @classmethod
    def of(cls, rig: Rig) -> "LampLog":
        """Return the log of a rig by now."""
        return cls(rig.folder / "truth.jsonl")

    def burns(self, room: str) -> bool:
        """Return whether the lamp of a room burns at the end of the log."""
        return bool(self.changes[room]) and self.changes[room][-1].on

    def after(self, room: str, t_ns: int) -> Change | None:
        """Return how a lamp that burnt at `t_ns` went out; None where it did not burn or go out."""
        place = bisect_left(self.changes[room], (t_ns,))
        if not place or not self.changes[room][place - 1].on or place == len(self.changes[room]):
            return None
        return self.changes[room][place]

    def unasked(self, room: str) -> int:
        """Return how often a lamp went on without its door having been closed since it went out."""
        changes, closings = self.changes[room], self.closings[room]
        out_ns, wrong = 0, 0
        for change in changes:
            if change.on:
                closed = bisect_left(closings, out_ns) < bisect_left(closings, change.t_ns)
                wrong += not closed
            else:
                out_ns = change.t_ns
        return wrong
