"""Tells systemd how the service goes: sd_notify(3) over $NOTIFY_SOCKET, without a library."""

import logging
import os
import socket

log = logging.getLogger(__name__)


class Notifier:
    """Sends states to the service manager; does nothing where there is none.

    `address` is a socket path, or an abstract name that starts with `@`. Never blocks or raises:
    a scan must not fail because nobody listens.
    """

    def __init__(self, address: str = "") -> None:
        self._address = f"\0{address[1:]}" if address.startswith("@") else address

    @classmethod
    def of_environment(cls) -> "Notifier":
        """Return the notifier of this process's service manager."""
        return cls(os.environ.get("NOTIFY_SOCKET", ""))

    def ready(self) -> None:
        """Say that the start is complete; the line of before it is gone."""
        self._send("READY=1\nSTATUS=")

    def watchdog(self) -> None:
        """Say that the service still makes progress (WatchdogSec= in the unit)."""
        self._send("WATCHDOG=1")

    def status(self, text: str) -> None:
        """Show one line in `systemctl status`."""
        self._send(f"STATUS={text.replace(chr(10), ' ')}")

    def stopping(self) -> None:
        """Say that the stop has begun."""
        self._send("STOPPING=1")

    def _send(self, state: str) -> None:
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as sender:
            try:
                sender.sendto(state.encode(), self._address)
            except OSError as error:
                log.debug("the service manager does not take %s: %s", state, error)
