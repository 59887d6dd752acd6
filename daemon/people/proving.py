"""Whether somebody is who he says: passwords with codes, and PINs. Blocks while it hashes.

Names that nobody has take the same way as known ones: one hash, one answer.
"""

import hashlib
import hmac
from collections.abc import Mapping

from daemon.model.people import Login, Person, Pin, Role

from . import totp
from .book import Account, Book
from .deeds import ROOM
from .scrypt import NOBODY, digest_of, is_right
from .wishes import key_of, plain

_NO_SALT = bytes(16)


def proved(book: Book, login: Login, at_s: float) -> Person | None:
    """Return who signs in at the UTC second `at_s`, None where anything is wrong.

    Raises what `Book` raises, and ValueError for an account that can't be read.
    """
    account = book.accounts().get(key_of(login.name))
    right = is_right(plain(login.password), NOBODY if account is None else account.password)
    if account is None or not right or account.person.disabled:
        return None
    if account.totp is not None and not _took_code(book, account, account.totp, login.code, at_s):
        return None
    return account.person


def owner_of(book: Book, pin: str) -> Pin | None:
    """Return whose PIN this is, None where it is nobody's.

    A PIN gives the rights of an operator, so it is no good for who has less.
    """
    salt, digests = book.pins()
    made = digest_of(pin, salt or _NO_SALT)
    owners = [owner for owner, digest in digests.items() if hmac.compare_digest(digest, made)]
    if not owners:
        return None
    stamp = _stamp_of(digests[owners[0]])
    if owners[0] == ROOM:
        return Pin(name=ROOM, stamp=stamp)
    account = book.accounts().get(owners[0])
    if account is None or not may_unlock(account.person):
        return None
    return Pin(name=account.person.name, stamp=stamp)


def stamps(book: Book) -> Mapping[str, str]:
    """Return by the key of each owner what tells his PIN from the next one."""
    _, digests = book.pins()
    return {owner: _stamp_of(digest) for owner, digest in digests.items()}


def may_unlock(person: Person) -> bool:
    """Return whether a person's PIN counts."""
    return not person.disabled and person.role >= Role.OPERATOR


def _took_code(book: Book, account: Account, secret: str, code: str, at_s: float) -> bool:
    """Return whether the code is right, and use it up."""
    step = totp.matched(secret, code, at_s, account.totp_step)
    if step is None:
        return False
    with book.writing() as db:
        used = db.execute(
            "UPDATE account SET totp_step = ? WHERE key = ? AND totp_step < ?",
            (step, account.key, step),
        )
        return used.rowcount == 1


def _stamp_of(digest: bytes) -> str:
    return hashlib.sha256(digest).hexdigest()
