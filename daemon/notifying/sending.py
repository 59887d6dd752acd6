"""What every way of sending a message has in common."""

from collections.abc import Mapping
from typing import Protocol


class RefusedError(Exception):
    """The receiver will never take this message; trying again is useless."""


class UnreachableError(Exception):
    """The receiver could not be reached, or is busy: the message is tried again."""


class Sender(Protocol):
    """One way of sending."""

    async def send(self, notice: str, body: Mapping[str, object]) -> None:
        """Hand a message over. Raises RefusedError or UnreachableError."""
