"""What can go wrong on a bus, by what the caller can do about it."""

from enum import StrEnum
from typing import ClassVar


class Trouble(StrEnum):
    """What went wrong, as far as people are told; the text of the error is for the log."""

    NOT_OPEN = "not_open"
    UNREACHABLE = "unreachable"
    CONNECTION_REFUSED = "connection_refused"
    NAME_UNKNOWN = "name_unknown"
    PORT_MISSING = "port_missing"
    PORT_DENIED = "port_denied"
    PORT_FAILED = "port_failed"
    TAKEN = "taken"
    CLOSED = "closed"
    BABBLE = "babble"
    SILENT = "silent"  # connected, but no device of the bus answers
    REOPENED = "reopened"
    NO_REPLY = "no_reply"
    BAD_REPLY = "bad_reply"
    REFUSED = "refused"
    DEVICE_BUSY = "device_busy"
    DEVICE_FAILED = "device_failed"
    GATEWAY_SILENT = "gateway_silent"
    WRONG_DEVICE = "wrong_device"
    NOT_SENT = "not_sent"
    FORBIDDEN = "forbidden"
    WENT_OUT = "went_out"


class DriverError(Exception):
    """Base of every expected failure of a bus or device."""

    kind: ClassVar[Trouble]

    def __init__(self, told: str = "", trouble: Trouble | None = None) -> None:
        super().__init__(told)
        self.trouble = trouble or self.kind


class LinkDownError(DriverError):
    """The wire itself is unusable: wait for the bus to reopen it."""

    kind = Trouble.CLOSED

    def again(self) -> "LinkDownError":
        """Return the same news, to be raised for one more request."""
        return LinkDownError(str(self), self.trouble)


class NoReplyError(DriverError, TimeoutError):
    """The device did not answer in time: back this device off."""

    kind = Trouble.NO_REPLY


class BadReplyError(DriverError):
    """Something answered, but not what was asked: the value is unusable."""

    kind = Trouble.BAD_REPLY


class RefusedError(DriverError):
    """The device answered with a Modbus exception.

    `code` is the exception code of the Modbus application protocol, section 7.
    """

    BUSY = frozenset({5, 6})  # acknowledge, server busy: ask again soon
    CONFIGURATION = frozenset({1, 2, 3})  # illegal function, address, value: our table is wrong
    kind = Trouble.REFUSED

    def __init__(self, code: int) -> None:
        told = f"exception {code}: {EXCEPTION_NAMES.get(code, 'unknown')}"
        super().__init__(told, _EXCEPTION_TROUBLES.get(code))
        self.code = code


class WrongDeviceError(DriverError):
    """The device at this unit id is not the one that its profile describes."""

    kind = Trouble.WRONG_DEVICE


class StaleRequestError(DriverError):
    """The request waited for longer than it was worth, or than it may go; nothing was sent."""

    kind = Trouble.NOT_SENT


class WriteForbiddenError(DriverError):
    """The write is not in the allow-list built from the profiles; nothing was sent."""

    kind = Trouble.FORBIDDEN


class NoSlackError(DriverError):
    """The bus had no time for a request that may hold up nothing; nothing was sent."""

    kind = Trouble.NOT_SENT


class BusTakenError(Exception):
    """Another process owns this bus; nothing was sent."""


EXCEPTION_NAMES = {
    1: "illegal function",
    2: "illegal data address",
    3: "illegal data value",
    4: "device failure",
    5: "acknowledge",
    6: "device busy",
    8: "memory parity error",
    10: "gateway path unavailable",
    11: "gateway target did not respond",
}
_EXCEPTION_TROUBLES = {
    4: Trouble.DEVICE_FAILED,
    5: Trouble.DEVICE_BUSY,
    6: Trouble.DEVICE_BUSY,
    8: Trouble.DEVICE_FAILED,
    10: Trouble.GATEWAY_SILENT,
    11: Trouble.GATEWAY_SILENT,
}
