"""Host names to addresses, without holding up the end of the process."""

import asyncio
import contextlib
import ipaddress
import socket
import threading
from collections.abc import Callable
from typing import Any


async def address_of(host: str) -> str:
    """Return the first address of `host`; an address stands for itself. Raises OSError.

    The event loop's own resolver runs in threads that are joined at exit, so a name server that
    does not answer would delay a stop by half a minute; a daemon thread delays nobody.
    """
    with contextlib.suppress(ValueError):
        return str(ipaddress.ip_address(host))
    loop = asyncio.get_running_loop()
    found: asyncio.Future[str] = loop.create_future()

    def look_up() -> None:
        try:
            address = str(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0])
        except (OSError, UnicodeError) as err:
            settle(found.set_exception, err)
        else:
            settle(found.set_result, address)

    def settle(outcome: Callable[[Any], None], value: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits
            loop.call_soon_threadsafe(lambda: None if found.done() else outcome(value))

    threading.Thread(target=look_up, name=f"resolve {host}", daemon=True).start()
    return await found
