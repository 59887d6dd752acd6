"""Modbus TCP and RTU over TCP: one thread a connection, one request at a time on each."""

import contextlib
import select
import socket
import struct
import threading
import time
from typing import Any

from .framing import Asked
from .mangle import Burst
from .outbox import Outbox
from .service import Service
from .station import Conversation, Sent

RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER, 0 s: the peer sees a reset
RECEIVE_BYTES = 65_536
JOIN_S = 0.5
SEND_TIMEOUT = struct.pack("ll", 5, 0)  # a master that never reads loses its connection


class TcpLine:
    """A listening socket and its connections."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._port = service.spec.port
        self._listener: socket.socket | None = None
        self._connections: set[_Connection] = set()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    def plug(self) -> None:
        """Listen; the port that was chosen the first time stays. Raises OSError."""
        if self._listener is not None:
            return
        self._listener = socket.create_server((self.service.spec.host, self._port))
        self._port = self._listener.getsockname()[1]
        self._run(self._accept, self._listener)

    def unplug(self) -> None:
        """Reset every connection and refuse new ones."""
        with self._lock:
            listener, self._listener = self._listener, None
            connections = set(self._connections)
        if listener is not None:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)  # wakes accept()
            listener.close()
        for connection in connections:
            connection.abort()
        until = time.monotonic() + JOIN_S
        for thread in self._threads:
            thread.join(timeout=max(0.0, until - time.monotonic()))
        self._threads.clear()

    def inject(self, frame: bytes) -> None:
        """Send bytes on every connection."""
        for connection in set(self._connections):
            connection.send(frame)

    def place(self) -> dict[str, Any]:
        """Return host and port."""
        spec = self.service.spec
        return {"transport": spec.transport, "host": spec.host, "port": self._port}

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return  # unplugged
            connection = _Connection(peer, self.service)
            with self._lock:
                if self._listener is not listener:
                    connection.abort()
                self._connections.add(connection)
            self._run(self._converse, connection)

    def _converse(self, connection: "_Connection") -> None:
        self.service.event("connected")
        connection.run()
        with self._lock:
            self._connections.discard(connection)
        self.service.event("disconnected")

    def _run(self, target: Any, argument: Any) -> None:
        thread = threading.Thread(
            target=target, args=(argument,), name=f"line {self.service.spec.id}", daemon=True
        )
        self._threads = [each for each in self._threads if each.is_alive()]
        self._threads.append(thread)
        thread.start()


class _Connection:
    """One master's connection; late replies go out between the others."""

    def __init__(self, peer: socket.socket, service: Service) -> None:
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, SEND_TIMEOUT)
        self._peer = peer
        self._service = service
        self._talk = Conversation()
        self._late = Outbox()
        self._gone = threading.Event()

    def run(self) -> None:
        """Serve until the connection ends."""
        rest = b""
        with contextlib.suppress(OSError), self._peer:
            while chunk := self._receive():
                requests, rest, lost = self._service.framing.split(rest + chunk)
                for asked in requests:
                    self._answer(asked)
                if lost:
                    self._service.misread(lost)
                    if not self._service.framing.has_crc:
                        return  # nobody knows where the next header begins

    def send(self, frame: bytes) -> None:
        """Send bytes that belong to no request."""
        with contextlib.suppress(OSError):
            self._peer.sendall(frame)

    def abort(self) -> None:
        """End the connection with a reset."""
        self._gone.set()
        with contextlib.suppress(OSError):
            self._peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            self._peer.shutdown(socket.SHUT_RD)  # wakes recv(); the close after it resets

    def _receive(self) -> bytes:
        """Return the next bytes, sending what falls due before they come; empty at the end."""
        while (due_ns := self._late.next_ns) is not None:
            timeout = max(0.0, (due_ns - time.monotonic_ns()) / 1e9)
            if select.select([self._peer], [], [], timeout)[0]:
                break
            self._peer.sendall(self._late.pop().frame)
        return self._peer.recv(RECEIVE_BYTES)

    def _answer(self, asked: Asked) -> None:
        now_ns = time.monotonic_ns()
        sent = self._service.serve(asked, self._talk, now_ns)
        if sent.late_s is not None:
            self._late.put(_after(sent), now_ns)
        else:
            for burst in sent.bursts:
                if burst.after_s:
                    self._pause(time.monotonic_ns() + round(burst.after_s * 1e9))
                self._peer.sendall(burst.frame)
        last_ns = time.monotonic_ns() if sent.bursts and sent.late_s is None else None
        self._service.note(asked, sent, now_ns, last_ns)

    def _pause(self, until_ns: int) -> None:
        """Wait, sending late replies of earlier requests that fall due meanwhile."""
        while (due_ns := self._late.next_ns) is not None and due_ns <= until_ns:
            self._wait(due_ns)
            self._peer.sendall(self._late.pop().frame)
        self._wait(until_ns)

    def _wait(self, until_ns: int) -> None:
        if self._gone.wait(max(0.0, (until_ns - time.monotonic_ns()) / 1e9)):
            raise ConnectionAbortedError


def _after(sent: Sent) -> tuple[Burst, ...]:
    first = sent.bursts[0]
    whole_s = first.after_s + (sent.late_s or 0.0)
    return (first._replace(after_s=whole_s), *sent.bursts[1:])
