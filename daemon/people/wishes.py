"""What a name, a password and a PIN may be (pure). Each check raises RefusedError.

Length is what makes a password hard to guess (NIST SP 800-63B): no rules about kinds of letters.
"""

from itertools import pairwise
from unicodedata import normalize

from daemon.model.people import Refusal, RefusedError

LONGEST_NAME = 40
LEAST_PASSWORD, MOST_PASSWORD = 12, 128
LEAST_DIFFERENT = 5
LEAST_PIN, MOST_PIN = 6, 12
LEAST_DIGITS = 3
DIVIDES = "·"  # the ledger writes "place · name"


def key_of(name: str) -> str:
    """Return what all ways to write a name have in common."""
    return normalize("NFKC", " ".join(name.split())).casefold()


def name_of(text: str) -> str:
    """Return a name as it is kept."""
    name = normalize("NFC", " ".join(text.split()))
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable() or DIVIDES in name:
        raise RefusedError(Refusal.NAME)
    return name


def plain(text: str) -> str:
    """Return a password in the one form that all keyboards and systems have in common."""
    return normalize("NFC", text)


def password_of(text: str, name: str) -> str:
    """Return a password as it is hashed."""
    password = plain(text)
    if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD:
        raise RefusedError(Refusal.PASSWORD_SHORT)
    bare = key_of(password)
    if len(set(bare)) < LEAST_DIFFERENT or _is_run(bare) or key_of(name) == bare:
        raise RefusedError(Refusal.PASSWORD_EASY)
    return password


def pin_of(text: str) -> str:
    """Return a PIN; not one of those that are guessed first."""
    if not LEAST_PIN <= len(text) <= MOST_PIN or not (text.isascii() and text.isdigit()):
        raise RefusedError(Refusal.PIN)
    if len(set(text)) < LEAST_DIGITS or _is_run(text):
        raise RefusedError(Refusal.PIN_EASY)
    return text


def _is_run(text: str) -> bool:
    """Return whether each character follows the one before it, as in 123456 or fedcba."""
    steps = {
        (ord(b) - ord(a)) % 10 if text.isdigit() else ord(b) - ord(a) for a, b in pairwise(text)
    }
    return len(steps) == 1 and steps <= {1, -1, 9}
