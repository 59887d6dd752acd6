"""What every way of sending a message has in common."""

from collections.abc import Mapping
from typing import Protocol


class RefusedError(Exception):
    """The receiver will never take this message; trying again is useless."""


class DeniedError(Exception):
    """The receiver takes nothing of us as things are set up: a person mends that within a day."""


class UnreachableError(Exception):
    """The receiver could not be reached, or is busy: the message is tried again."""


class Sender(Protocol):
    """One way of sending."""

    async def send(self, notice: str, body: Mapping[str, object]) -> str:
        """Hand a message over; return who did not get it beside those who did, "" for nobody.

        Raises RefusedError, DeniedError or UnreachableError.
        """
