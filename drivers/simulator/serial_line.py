"""An RS-485 line on a pty: bytes at the pace of the wire, silences measured.

    master   ######## request          3.5 c |latency|           3.5 c
    line     ......................----------'........############------
                                   idle               reply: one byte per character time

A request counts as arriving over its characters' time. 3.5 characters of silence end the frame,
the device takes its latency, then one byte leaves per character time on an absolute schedule.
The line is idle from the moment just before the last byte is written, so a master that keeps
the gap is never counted as early. A thread of its own serves each line.
"""

import contextlib
import os
import select
import threading
import time
import tty
from pathlib import Path
from typing import Any, NamedTuple

from .framing import char_s, rtu_request, silence_s
from .mangle import Burst
from .outbox import Outbox
from .pacing import sharpen_timers, wait_until
from .service import Service
from .station import Conversation

READ_BYTES = 4096
JOIN_S = 0.5


class _Received(NamedTuple):
    """A frame between two silences: its bytes, first byte seen, idle time before, end on wire."""

    frame: bytes
    first_ns: int
    gap_ns: int
    end_ns: int


class SerialLine:
    """A pty with a symlink that stands for the adapter's device file."""

    def __init__(self, service: Service) -> None:
        spec = service.spec
        one_char_s = char_s(spec.baudrate, spec.parity, spec.stopbits)
        self.service = service
        self.path = spec.path or Path()
        self._char_ns = round(one_char_s * 1e9)
        self._silence_ns = round(silence_s(spec.baudrate, one_char_s) * 1e9)
        self._pty: _Pty | None = None
        self._thread: threading.Thread | None = None

    def plug(self) -> None:
        """Make the pty and its symlink, and serve it. Raises OSError."""
        if self._pty is not None:
            return
        self._pty = _Pty(self.path)
        self._thread = threading.Thread(
            target=self._serve, args=(self._pty,), name=f"line {self.service.spec.id}", daemon=True
        )
        self._thread.start()

    def unplug(self) -> None:
        """Pull the adapter out: the symlink vanishes and masters see a hang-up."""
        pty, thread = self._pty, self._thread
        self._pty = self._thread = None
        if pty is None or thread is None:
            return
        pty.stop()
        thread.join(timeout=JOIN_S)
        pty.close()

    def inject(self, frame: bytes) -> None:
        """Send bytes as soon as the line is free."""
        if self._pty is not None:
            self._pty.wake(frame)

    def place(self) -> dict[str, Any]:
        """Return the symlink, the pty behind it and the pace."""
        return {
            "transport": "rtu",
            "path": str(self.path),
            "pty": self._pty.name if self._pty is not None else None,
            "char_s": self._char_ns / 1e9,
            "silence_s": self._silence_ns / 1e9,
        }

    def _serve(self, pty: "_Pty") -> None:
        sharpen_timers()
        talk, outbox = Conversation(), Outbox()
        idle_ns = time.monotonic_ns() - self._silence_ns
        with contextlib.suppress(OSError):  # unplugged
            while not pty.stopped.is_set():
                received = self._receive(pty, outbox, idle_ns)
                if received is None:
                    idle_ns = self._send(pty, outbox, idle_ns)
                else:
                    idle_ns = received.end_ns
                    self._take(outbox, talk, received)

    def _receive(self, pty: "_Pty", outbox: Outbox, idle_ns: int) -> _Received | None:
        """Return the next frame, or None when something is due to go out, or at the end."""
        frame = b""
        first_ns = end_ns = 0
        while not pty.stopped.is_set():
            due_ns = end_ns + self._silence_ns if frame else outbox.next_ns
            left_s = None if due_ns is None else max(0, due_ns - time.monotonic_ns()) / 1e9
            heard = pty.readable(left_s)
            now_ns = time.monotonic_ns()
            if not heard:
                return _Received(frame, first_ns, first_ns - idle_ns, end_ns) if frame else None
            for injected in pty.woken():
                outbox.put((Burst(0.0, injected),), now_ns)
            chunk = pty.read()
            if chunk and not frame:
                first_ns = end_ns = now_ns
            if chunk:
                end_ns = max(end_ns, now_ns) + len(chunk) * self._char_ns
                frame += chunk
                if self.service.spec.echo:
                    pty.write(chunk)
        return None

    def _take(self, outbox: Outbox, talk: Conversation, received: _Received) -> None:
        """Serve one frame; what it is answered with goes out when it is due."""
        asked = rtu_request(received.frame)
        if asked is None:
            self.service.misread(received.frame)
            return
        early = received.gap_ns < self._silence_ns
        sent = self.service.serve(asked, talk, time.monotonic_ns(), early=early)

        def note(last_ns: int | None) -> None:
            self.service.note(
                asked, sent, received.first_ns, last_ns, gap_ns=received.gap_ns, early=early
            )

        if not sent.bursts:
            note(None)
            return
        heard_ns = received.end_ns + self._silence_ns + round((sent.late_s or 0.0) * 1e9)
        outbox.put(self._paced(sent.bursts), heard_ns, note)

    def _paced(self, bursts: tuple[Burst, ...]) -> tuple[Burst, ...]:
        """Count the pause between bursts from the end of the one before."""
        wire_s = [0.0, *(len(burst.frame) * self._char_ns / 1e9 for burst in bursts)]
        return tuple(
            burst._replace(after_s=burst.after_s + before_s)
            for burst, before_s in zip(bursts, wire_s, strict=False)
        )

    def _send(self, pty: "_Pty", outbox: Outbox, idle_ns: int) -> int:
        """Put what is due on the line at its pace; return the moment from which it is idle."""
        if outbox.next_ns is None:
            return idle_ns
        due = outbox.pop()
        start_ns = max(due.due_ns, idle_ns)
        for index, byte in enumerate(due.frame, start=1):
            wait_until(start_ns + index * self._char_ns)
            if pty.stopped.is_set():
                break
            idle_ns = time.monotonic_ns()
            pty.write(bytes((byte,)))
        if due.note is not None:
            due.note(idle_ns)
        return idle_ns


class _Pty:
    """A raw pty and a pipe that wakes its thread."""

    def __init__(self, path: Path) -> None:
        self.stopped = threading.Event()
        self._path = path
        self._master, self._slave = os.openpty()
        self.name = os.ttyname(self._slave)
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self._wake_r, self._wake_w = os.pipe()
        os.set_blocking(self._wake_r, False)
        self._injected: list[bytes] = []
        fresh = path.with_name(f"{path.name}.new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(self.name)
        fresh.replace(path)

    def readable(self, timeout: float | None) -> bool:
        """Wait for bytes from the master or a wake-up."""
        return bool(select.select([self._master, self._wake_r], [], [], timeout)[0])

    def read(self) -> bytes:
        """Return what has come; empty where nothing has."""
        try:
            return os.read(self._master, READ_BYTES)
        except BlockingIOError:
            return b""

    def write(self, frame: bytes) -> None:
        """Put bytes on the line; they are lost where nobody reads, as on a wire."""
        with contextlib.suppress(BlockingIOError):
            os.write(self._master, frame)

    def wake(self, frame: bytes) -> None:
        """Hand bytes to the thread of the line."""
        self._injected.append(frame)
        os.write(self._wake_w, b"w")

    def woken(self) -> list[bytes]:
        """Return the bytes handed over since the last time."""
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake_r, READ_BYTES)
        frames, self._injected = self._injected, []
        return frames

    def stop(self) -> None:
        """Remove the symlink and wake the thread for the last time."""
        self.stopped.set()
        if self._path.is_symlink() and str(self._path.readlink()) == self.name:
            self._path.unlink()
        os.write(self._wake_w, b"s")

    def close(self) -> None:
        """Close both ends: masters see a hang-up."""
        for fd in (self._master, self._slave, self._wake_r, self._wake_w):
            os.close(fd)
