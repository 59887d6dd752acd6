"""What is said of accounts on a terminal."""

from gettext import gettext as _
from math import ceil

from daemon.model.people import Refusal, RefusedError, Role


def role_word(role: Role) -> str:
    """Return a role in the reader's language."""
    return {
        Role.GUEST: _("guest"),
        Role.VIEWER: _("viewer"),
        Role.OPERATOR: _("operator"),
        Role.SAFETY: _("safety"),
        Role.ADMIN: _("admin"),
    }[role]


def refused(error: RefusedError) -> str:
    """Return why something was not done, and what to do."""
    return {
        Refusal.WRONG: _("not accepted"),
        Refusal.LOCKED: _("too many tries: wait {wait_s} s").format(wait_s=ceil(error.wait_s)),
        Refusal.BUSY: _("too many sign in at once: try again"),
        Refusal.NAME: _("a name has 1 to 40 characters, all of them visible, and no ·"),
        Refusal.NAME_TAKEN: _("there is an account of this name already"),
        Refusal.UNKNOWN: _("there is no account of this name: see roomd people list"),
        Refusal.ROLE: _("a role is one of viewer, operator, safety, admin"),
        Refusal.PASSWORD_SHORT: _("a password has 12 to 128 characters: take four words"),
        Refusal.PASSWORD_EASY: _("this password is guessed first: take four words"),
        Refusal.PIN: _("a PIN has 6 to 12 digits"),
        Refusal.PIN_EASY: _("this PIN is guessed first: take another one"),
        Refusal.PIN_TAKEN: _("this PIN can't be used: take another one"),
        Refusal.TOTP: _("the code does not fit: is the clock of the telephone right?"),
        Refusal.LAST_ADMIN: _("nobody else is admin: make another one first"),
        Refusal.SET_UP: _("there is an admin already"),
    }[error.refusal]
