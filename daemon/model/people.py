"""People who may use the controller: who they are, what they may, what can change about them.

A person is known by name; names that differ only in the case of their letters are the same.
"""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class Role(IntEnum):
    """What a person may do; each may all that the ones before it may."""

    GUEST = 0  # nobody signed in: the state of the rooms, where the site lets it be seen
    VIEWER = 1  # reads everything
    OPERATOR = 2  # works the machines and the records
    SAFETY = 3  # resets latched trips from afar
    ADMIN = 4  # settings, accounts, mass deletions


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One account. `stamp` rises with every change that ends what the person has open."""

    name: str
    role: Role
    disabled: bool = False
    has_totp: bool = False
    has_pin: bool = False
    stamp: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What somebody brings to sign in; `code` is of the authenticator, "" without one."""

    name: str
    password: str = field(repr=False)
    code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A PIN that was typed: of the person `name`, "" for the room's own.

    `stamp` is another one for each PIN that somebody is given; it opens nothing.
    """

    name: str
    stamp: str = field(repr=False)


class Deed(StrEnum):
    """What can be changed about an account."""

    ADD = "add"
    ROLE = "role"
    DISABLE = "disable"
    ENABLE = "enable"
    PASSWORD = "password"  # noqa: S105 - a name
    PIN = "pin"
    NO_PIN = "no_pin"
    TOTP = "totp"
    NO_TOTP = "no_totp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of an account. `name` "" is the room itself, which can have a PIN of its own.

    `secret` is the new password, PIN or key of the authenticator (base32); `role` is for ADD, ROLE.
    """

    deed: Deed
    name: str
    role: Role | None = None
    secret: str = field(default="", repr=False)


class Refusal(StrEnum):
    """Why something about an account was not done."""

    WRONG = "wrong"  # name, password or code: never which of them
    LOCKED = "locked"
    BUSY = "busy"
    NAME = "name"
    NAME_TAKEN = "name_taken"
    UNKNOWN = "unknown"
    ROLE = "role"
    PASSWORD_SHORT = "password_short"  # noqa: S105 - a name
    PASSWORD_EASY = "password_easy"  # noqa: S105 - a name
    PIN = "pin"
    PIN_EASY = "pin_easy"
    PIN_TAKEN = "pin_taken"
    TOTP = "totp"
    LAST_ADMIN = "last_admin"
    SET_UP = "set_up"


class RefusedError(Exception):
    """Something about an account is refused; `wait_s` seconds later it may be tried again."""

    def __init__(self, refusal: Refusal, wait_s: float = 0.0) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.wait_s = wait_s
