"""What can go wrong on a bus, by what the caller can do about it."""


class DriverError(Exception):
    """Base of every expected failure of a bus or device."""


class LinkDownError(DriverError):
    """The wire itself is unusable: wait for the bus to reopen it."""


class NoReplyError(DriverError, TimeoutError):
    """The device did not answer in time: back this device off."""


class BadReplyError(DriverError):
    """Something answered, but not what was asked: the value is unusable."""


class RefusedError(DriverError):
    """The device answered with a Modbus exception.

    `code` is the exception code of the Modbus application protocol, section 7.
    """

    BUSY = frozenset({5, 6})  # acknowledge, server busy: ask again soon
    CONFIGURATION = frozenset({1, 2, 3})  # illegal function, address, value: our table is wrong

    def __init__(self, code: int) -> None:
        super().__init__(f"exception {code}: {EXCEPTION_NAMES.get(code, 'unknown')}")
        self.code = code


class WrongDeviceError(DriverError):
    """The device at this unit id is not the one that its profile describes."""


class StaleRequestError(DriverError):
    """The request waited for longer than it was worth, or than it may go; nothing was sent."""


class WriteForbiddenError(DriverError):
    """The write is not in the allow-list built from the profiles; nothing was sent."""


class NoSlackError(DriverError):
    """The bus had no time for a request that may hold up nothing; nothing was sent."""


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
