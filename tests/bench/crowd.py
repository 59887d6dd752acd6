"""A hostile crowd for `tests.bench.panel`, as a process: `python -m tests.bench.crowd JSON`.

Its members come from addresses of their own in 198.18.0.0/15, the range for benches; the panel sees
them as strangers. It prints what became of their tries.
"""

import asyncio
import json
import os
import random
import socket
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

DRIP_S = 0.5
FIRST_S = 0.5
AT_ONCE = 1500  # tries that are open in one kind of attack
STALLED, SLOW, LOGINS = 200, 300, 40


@dataclass(frozen=True, kw_only=True)
class Target:
    """The panel, the addresses to come from, and how hard to try."""

    host: str
    port: int
    sources: list[str]
    attempts: int
    seconds: float


class Crowd:
    """Everything at once against one panel."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._room = asyncio.Semaphore(AT_ONCE)
        self._end = asyncio.get_running_loop().time() + target.seconds
        self.told: Counter[str] = Counter()

    async def run(self) -> None:
        """Attack until the time is over."""
        few = max(1, self._target.attempts // 10)
        with suppress(TimeoutError):
            async with asyncio.timeout_at(self._end), asyncio.TaskGroup() as group:
                for _ in range(min(LOGINS, few)):  # first: whoever comes later finds no place
                    group.create_task(self._again("logins", self._sign_in))
                await asyncio.sleep(FIRST_S)
                for _ in range(self._target.attempts):
                    group.create_task(self._once("events", self._listen))
                for kind, count, act in (
                    ("slow headers", min(SLOW, few), self._drip_head),
                    ("slow bodies", min(SLOW, few), self._drip_body),
                    ("stalled readers", min(STALLED, few), self._stall),
                ):
                    for _ in range(count):
                        group.create_task(self._again(kind, act))

    async def _again(self, kind: str, act: "Act") -> None:
        while True:
            await self._once(kind, act)
            await asyncio.sleep(0.05)

    async def _once(self, kind: str, act: "Act") -> None:
        async with self._room:
            self.told[f"{kind}: tries"] += 1
            try:
                reader, writer = await self._open(small=kind == "stalled readers")
            except OSError:
                self.told[f"{kind}: not let in"] += 1
                return
            try:
                await act(reader, writer)
            except (OSError, EOFError):
                self.told[f"{kind}: hung up on"] += 1
            finally:
                writer.close()

    async def _open(self, *, small: bool) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        plug = socket.socket()
        plug.setblocking(False)
        if small:
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        plug.bind((random.choice(self._target.sources), 0))
        try:
            loop = asyncio.get_running_loop()
            await loop.sock_connect(plug, (self._target.host, self._target.port))
            return await asyncio.open_connection(sock=plug, limit=2048 if small else 2**16)
        except BaseException:
            plug.close()
            raise

    def _head(self, line: str, *more: str) -> bytes:
        host = f"{self._target.host}:{self._target.port}"
        lines = (line, f"Host: {host}", f"Origin: http://{host}", *more, "", "")
        return "\r\n".join(lines).encode()

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(self._head("GET /events HTTP/1.1"))
        status = (await reader.readline()).decode()[9:12] or "closed"
        self.told[f"events: {status}"] += 1
        while await reader.read(65536):
            pass

    async def _drip_head(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n")
        await _drip(writer, b"X-a: b\r\n")

    async def _drip_body(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        kind = ("Content-Type: application/json", "Content-Length: 4000")
        writer.write(self._head("POST /api/v1/acts HTTP/1.1", *kind))
        await _drip(writer, b" ")

    async def _stall(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        cast(asyncio.Transport, writer.transport).pause_reading()
        for _n in range(8):
            writer.write(self._head("GET / HTTP/1.1"))
        await asyncio.sleep(DRIP_S)
        await _drip(writer, self._head("GET / HTTP/1.1"))

    async def _sign_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            name = f"somebody-{random.randrange(1000)}"
            body = json.dumps({"name": name, "password": "correct horse battery staple"}).encode()
            kind = ("Content-Type: application/json", f"Content-Length: {len(body)}")
            writer.write(self._head("POST /api/v1/sign-in HTTP/1.1", *kind) + body)
            head = await reader.readuntil(b"\r\n\r\n")
            self.told[f"logins: {head[9:12].decode()}"] += 1
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
            await reader.readexactly(int(length or 0))


Act = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def _drip(writer: asyncio.StreamWriter, drop: bytes) -> None:
    while not writer.transport.is_closing():
        writer.write(drop)
        await writer.drain()
        await asyncio.sleep(DRIP_S)


async def main() -> None:
    """Attack and print the counts."""
    crowd = Crowd(Target(**json.loads(sys.argv[1])))
    await crowd.run()
    print(json.dumps(dict(sorted(crowd.told.items()))))


if __name__ == "__main__":
    os.nice(19)  # it stands for other machines: it may not take the panel's own time
    asyncio.run(main())
