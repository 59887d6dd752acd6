"""What is said of accounts on the panel."""

from collections.abc import Mapping

from daemon.model.people import Refusal, Role
from panel.words import msgid

ROLES: Mapping[Role, str] = {
    Role.GUEST: msgid("guest"),
    Role.VIEWER: msgid("viewer"),
    Role.OPERATOR: msgid("operator"),
    Role.SAFETY: msgid("safety officer"),
    Role.ADMIN: msgid("administrator"),
}
UNAVAILABLE = msgid(
    "The accounts can't be read now, so nobody can sign in; stopping works. The log says more."
)
REFUSALS: Mapping[Refusal, tuple[int, str]] = {  # status, sentence
    Refusal.WRONG: (403, msgid("That is not right. Try again.")),
    Refusal.LOCKED: (429, msgid("Too many tries: wait {wait_s} s. Stopping works meanwhile.")),
    Refusal.BUSY: (503, msgid("Too many sign in at once: try again.")),
    Refusal.NAME: (400, msgid("A name has 1 to 40 characters, all of them visible, and no ·.")),
    Refusal.NAME_TAKEN: (409, msgid("There is an account of this name already.")),
    Refusal.UNKNOWN: (404, msgid("There is no account of this name.")),
    Refusal.ROLE: (400, msgid("A role is one of viewer, operator, safety, admin.")),
    Refusal.PASSWORD_SHORT: (400, msgid("A password has 12 to 128 characters: take four words.")),
    Refusal.PASSWORD_EASY: (400, msgid("This password is guessed first: take four words.")),
    Refusal.PIN: (400, msgid("A PIN has 6 to 12 digits.")),
    Refusal.PIN_EASY: (400, msgid("This PIN is guessed first: take another one.")),
    Refusal.PIN_TAKEN: (409, msgid("This PIN can't be used: take another one.")),
    Refusal.TOTP: (400, msgid("The code does not fit: is the clock of the telephone right?")),
    Refusal.LAST_ADMIN: (409, msgid("Nobody else is administrator: make another one first.")),
    Refusal.SET_UP: (409, msgid("There is an administrator already.")),
}
