"""What can be changed about accounts: one table, one row a deed. Blocks while it hashes and writes.

There is always an admin who can sign in, once there was one.
"""

import sqlite3
from collections.abc import Callable, Mapping

from daemon.model.people import Change, Deed, Refusal, RefusedError, Role

from . import totp
from .book import Book
from .scrypt import digest_of, hashed
from .wishes import key_of, name_of, password_of, pin_of

Db = sqlite3.Connection
ROOM = ""  # the owner of the room's own PIN


def carried_out(book: Book, change: Change) -> str:
    """Make a change, and return the name that it is about.

    Raises RefusedError, and what `Book` raises.
    """
    if change.deed is Deed.ADD:
        return _added(book, change)
    key = key_of(change.name)
    of_room = key == ROOM and change.deed in (Deed.PIN, Deed.NO_PIN)
    account = book.accounts().get(key)
    if account is None and not of_room:
        raise RefusedError(Refusal.UNKNOWN)
    made = _PREPARED.get(change.deed, _nothing)(book, change)  # hashes before the file is locked
    with book.writing() as db:
        if change.deed in _ENDS_ADMIN and not (change.role or 0) >= Role.ADMIN:
            _keep_an_admin(db, key)
        _DONE[change.deed](db, key, made)
    return account.person.name if account else ""


def _added(book: Book, change: Change) -> str:
    name, role = name_of(change.name), _role(change)
    kept = hashed(password_of(change.secret, name))
    with book.writing() as db:
        try:
            db.execute(
                "INSERT INTO account (key, name, role, password) VALUES (?, ?, ?, ?)",
                (key_of(name), name, int(role), kept),
            )
        except sqlite3.IntegrityError as error:
            raise RefusedError(Refusal.NAME_TAKEN) from error
    return name


def _role(change: Change) -> Role:
    if change.role is None or change.role < Role.VIEWER:
        raise RefusedError(Refusal.ROLE)
    return change.role


def _nothing(_book: Book, _change: Change) -> object:
    return None


def _new_totp(_book: Book, change: Change) -> str:
    if not totp.is_secret(change.secret):
        raise RefusedError(Refusal.TOTP)
    return change.secret


def _new_pin(book: Book, change: Change) -> bytes:
    pin = pin_of(change.secret)
    with book.writing():
        pass  # makes the file, and with it the salt
    salt, _ = book.pins()
    return digest_of(pin, salt)


def _set_pin(db: Db, key: str, digest: object) -> None:
    try:
        db.execute(
            "INSERT INTO pin VALUES (?, ?) ON CONFLICT (owner) DO UPDATE SET digest = ?",
            (key, digest, digest),
        )
    except sqlite3.IntegrityError as error:
        raise RefusedError(Refusal.PIN_TAKEN) from error


def _no_pin(db: Db, key: str, _made: object) -> None:
    db.execute("DELETE FROM pin WHERE owner = ?", (key,))


def _set(column: str) -> Callable[[Db, str, object], None]:
    def done(db: Db, key: str, value: object) -> None:
        db.execute(
            f"UPDATE account SET {column} = ?, stamp = stamp + 1 WHERE key = ?",  # noqa: S608
            (value, key),
        )

    return done


def _set_totp(db: Db, key: str, secret: object) -> None:
    db.execute(
        "UPDATE account SET totp = ?, totp_step = 0, stamp = stamp + 1 WHERE key = ?",
        (secret, key),
    )


def _keep_an_admin(db: Db, key: str) -> None:
    others = db.execute(
        "SELECT count(*) FROM account WHERE role = ? AND NOT disabled AND key <> ?",
        (int(Role.ADMIN), key),
    ).fetchone()[0]
    was = db.execute(
        "SELECT role = ? AND NOT disabled FROM account WHERE key = ?", (int(Role.ADMIN), key)
    ).fetchone()
    if was and was[0] and not others:
        raise RefusedError(Refusal.LAST_ADMIN)


_ENDS_ADMIN = frozenset({Deed.ROLE, Deed.DISABLE})
_PREPARED: Mapping[Deed, Callable[[Book, Change], object]] = {
    Deed.ROLE: lambda _, change: int(_role(change)),
    Deed.DISABLE: lambda _book, _change: 1,
    Deed.ENABLE: lambda _book, _change: 0,
    Deed.PASSWORD: lambda _, change: hashed(password_of(change.secret, change.name)),
    Deed.PIN: _new_pin,
    Deed.TOTP: _new_totp,
}
_DONE: Mapping[Deed, Callable[[Db, str, object], None]] = {
    Deed.ROLE: _set("role"),
    Deed.DISABLE: _set("disabled"),
    Deed.ENABLE: _set("disabled"),
    Deed.PASSWORD: _set("password"),
    Deed.PIN: _set_pin,
    Deed.NO_PIN: _no_pin,
    Deed.TOTP: _set_totp,
    Deed.NO_TOTP: _set_totp,
}
