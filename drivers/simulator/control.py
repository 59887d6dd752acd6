"""The control socket: one JSON object a line each way, for tests and for people.

python -m drivers.simulator.control SOCKET door stack-1 open
python -m drivers.simulator.control SOCKET fault th-north late seconds=1.5
"""

import contextlib
import json
import socket
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError

from .commands import COMMAND, FIELDS
from .executor import Executor, Outcome

CALL_S = 10.0
POSITIONAL = {**FIELDS, "fault": ("device", "kind")}


class RemoteError(Exception):
    """The simulator refused a command."""


class ControlServer:
    """Listens on a unix socket and obeys."""

    def __init__(self, path: Path, executor: Executor) -> None:
        self._path = path
        self._executor = executor
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)

    def __enter__(self) -> Self:
        self._path.unlink(missing_ok=True)
        self._listener.bind(str(self._path))
        self._listener.listen()
        threading.Thread(target=self._accept, name="control", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return  # closed
            threading.Thread(target=self._obey, args=(peer,), name="control", daemon=True).start()

    def _obey(self, peer: socket.socket) -> None:
        with contextlib.suppress(OSError), peer, peer.makefile("rwb") as stream:
            for line in stream:
                stream.write(json.dumps(self._outcome(line), ensure_ascii=False).encode() + b"\n")
                stream.flush()

    def _outcome(self, line: bytes) -> Outcome:
        try:
            return {"ok": True, **self._executor.execute(COMMAND.validate_json(line))}
        except ValidationError as error:
            return {"ok": False, "error": "; ".join(_told(each) for each in error.errors())}
        except (ValueError, OSError) as error:
            return {"ok": False, "error": str(error)}


def _told(error: Any) -> str:
    place = ".".join(str(part) for part in error["loc"])
    return f"{place}: {error['msg']}" if place else str(error["msg"])


class Remote:
    """A running simulator, commanded over its control socket. Raises RemoteError and OSError."""

    def __init__(self, path: Path) -> None:
        self._peer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._peer.settimeout(CALL_S)
        self._peer.connect(str(path))
        self._stream = self._peer.makefile("rwb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up; the simulator runs on."""
        self._stream.close()
        self._peer.close()

    def call(self, cmd: str, **arguments: Any) -> Outcome:
        """Send any command by its name and return the answer without `ok`."""
        self._stream.write(json.dumps({"cmd": cmd, **arguments}).encode() + b"\n")
        self._stream.flush()
        line = self._stream.readline()
        if not line:
            raise RemoteError("the simulator hung up")
        outcome: Outcome = json.loads(line)
        if not outcome.pop("ok"):
            raise RemoteError(outcome["error"])
        return outcome

    def fault(self, device: str, kind: str, **arguments: Any) -> None:
        """Set a fault on a device."""
        self.call("fault", device=device, kind=kind, **arguments)

    def clear(self, device: str | None = None) -> None:
        """End the faults and pins of one device, or of all."""
        self.call("clear", device=device)

    def door(self, room: str, *, is_open: bool) -> int:
        """Open or close a door; return the moment, CLOCK_MONOTONIC in ns."""
        return int(self.call("door", room=room, open=is_open)["t_ns"])

    def people(self, room: str, count: int) -> int:
        """Say how many people are in a room; return the moment, CLOCK_MONOTONIC in ns."""
        return int(self.call("people", room=room, count=count)["t_ns"])

    def pin(self, device: str, tag: str, *words: int) -> None:
        """Hold raw words in a point's registers, or set a relay once."""
        self.call("set", device=device, tag=tag, words=words)

    def reset(self, device: str) -> None:
        """Power-cycle a device."""
        self.call("reset", device=device)

    def unplug(self, line: str) -> None:
        """Take a line away."""
        self.call("unplug", line=line)

    def replug(self, line: str, path: Path | None = None) -> Outcome:
        """Bring a line back, maybe under another symlink; return where it is."""
        return self.call("replug", line=line, path=None if path is None else str(path))

    def stats(self) -> Outcome:
        """Return the counters by line id."""
        lines: Outcome = self.call("stats")["lines"]
        return lines

    def truth(self, room: str) -> Outcome:
        """Return the physical truth about a room."""
        return self.call("truth", room=room)

    def stop(self) -> None:
        """End the simulator."""
        self.call("stop")


def arguments_of(cmd: str, words: Sequence[str]) -> dict[str, Any]:
    """Return the arguments that words on a command line stand for: by place, then by name."""
    named = dict(word.split("=", 1) for word in words if "=" in word)
    placed = [word for word in words if "=" not in word]
    fields = POSITIONAL.get(cmd, ())
    if cmd == "set":
        device, tag, *raw = placed
        return {"device": device, "tag": tag, "words": [int(word, 0) for word in raw]}
    if len(placed) > len(fields):
        raise ValueError(f"{cmd} takes {', '.join(fields) or 'nothing'}")
    return {**dict(zip(fields, placed, strict=False)), **named}


def main(arguments: Sequence[str]) -> int:
    """Send one command given as words; print the answer; return the exit status."""
    if len(arguments) < 2:  # noqa: PLR2004 - socket and command
        sys.stderr.write(f"{__doc__}\ncommands: {', '.join(FIELDS)}\n")
        return 2
    path, cmd, *words = arguments
    try:
        with Remote(Path(path)) as remote:
            outcome = remote.call(cmd, **arguments_of(cmd, words))
    except (RemoteError, ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(outcome, ensure_ascii=False, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
