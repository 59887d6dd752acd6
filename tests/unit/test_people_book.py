"""Accounts in their file."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Literal
from unicodedata import normalize

import pytest

from daemon.model.people import Change, Deed, Login, Refusal, RefusedError, Role
from daemon.people import totp
from daemon.people.book import Book
from daemon.people.deeds import carried_out
from daemon.people.proving import owner_of, proved
from daemon.store.schema import NewerSchemaError
from tests.people_kit import PASSWORD, PIN

ADD = Change(deed=Deed.ADD, name="王芳", role=Role.ADMIN, secret=PASSWORD)
AT_S = 1_790_000_000.0
ROOM_PIN, VIEWER_PIN, OTHER = "604182", "915370", "another four words"
ACCENTS = "Élève à Genève été"


@pytest.fixture
def book(tmp_path: Path) -> Book:
    found = Book(tmp_path)
    carried_out(found, ADD)
    return found


def refusal(book: Book, change: Change) -> Refusal:
    with pytest.raises(RefusedError) as caught:
        carried_out(book, change)
    return caught.value.refusal


def login(password: str = PASSWORD, code: str = "", name: str = "王芳") -> Login:
    return Login(name=name, password=password, code=code)


def whose(book: Book, pin: str) -> str | None:
    found = owner_of(book, pin)
    return None if found is None else found.name


def test_without_a_file_there_is_nobody(tmp_path: Path) -> None:
    book = Book(tmp_path)
    assert (book.accounts(), book.mark()) == ({}, None)
    assert proved(book, login(), AT_S) is None
    assert owner_of(book, PIN) is None
    assert list(tmp_path.iterdir()) == []


def test_an_account_is_kept_for_its_user_alone_and_without_its_password(book: Book) -> None:
    assert book.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in book.path.parent.iterdir()] == ["people.db"]
    assert PASSWORD.encode() not in book.path.read_bytes()
    (account,) = book.accounts().values()
    assert (account.person.name, account.person.role) == ("王芳", Role.ADMIN)
    assert account.password not in repr(account)


def test_a_password_proves_a_person_in_every_way_to_write_the_name(book: Book) -> None:
    carried_out(book, Change(deed=Deed.ADD, name="Zhang San", role=Role.VIEWER, secret=PASSWORD))
    assert proved(book, login(), AT_S) is not None
    assert proved(book, login(name="zhang  SAN"), AT_S) is not None
    assert proved(book, login(password=PASSWORD[:-1]), AT_S) is None
    assert proved(book, login(name="nobody"), AT_S) is None


def test_a_name_is_given_once(book: Book) -> None:
    assert refusal(book, ADD) is Refusal.NAME_TAKEN


def test_the_last_administrator_stays(book: Book) -> None:
    down = Change(deed=Deed.ROLE, name="王芳", role=Role.VIEWER)
    out = Change(deed=Deed.DISABLE, name="王芳")
    assert refusal(book, down) is Refusal.LAST_ADMIN
    assert refusal(book, out) is Refusal.LAST_ADMIN
    carried_out(book, Change(deed=Deed.ADD, name="李四", role=Role.ADMIN, secret=PASSWORD))
    carried_out(book, out)
    assert refusal(book, Change(deed=Deed.DISABLE, name="李四")) is Refusal.LAST_ADMIN
    assert proved(book, login(), AT_S) is None
    carried_out(book, Change(deed=Deed.ENABLE, name="王芳"))
    assert proved(book, login(), AT_S) is not None


@pytest.mark.parametrize(
    "change",
    [
        Change(deed=Deed.ROLE, name="王芳", role=Role.ADMIN),
        Change(deed=Deed.PASSWORD, name="王芳", secret=OTHER),
        Change(deed=Deed.TOTP, name="王芳", secret=totp.new_secret()),
    ],
)
def test_a_change_that_ends_sessions_raises_the_stamp(book: Book, change: Change) -> None:
    (before,) = book.accounts().values()
    carried_out(book, change)
    (after,) = book.accounts().values()
    assert after.person.stamp == before.person.stamp + 1


def test_a_code_is_asked_for_once_there_is_an_authenticator_and_is_used_up(book: Book) -> None:
    secret = totp.new_secret()
    carried_out(book, Change(deed=Deed.TOTP, name="王芳", secret=secret))
    code = totp.code_at(secret, int(AT_S // 30))
    assert proved(book, login(), AT_S) is None
    assert proved(book, login(code="000000" if code != "000000" else "000001"), AT_S) is None
    assert proved(book, login(password="wrong" * 3, code=code), AT_S) is None
    assert proved(book, login(code=code), AT_S) is not None
    assert proved(book, login(code=code), AT_S) is None
    carried_out(book, Change(deed=Deed.NO_TOTP, name="王芳"))
    assert proved(book, login(), AT_S) is not None


def test_a_pin_says_whose_it_is_and_belongs_to_one(book: Book) -> None:
    for name, role in (("张三", Role.OPERATOR), ("钱一", Role.VIEWER)):
        carried_out(book, Change(deed=Deed.ADD, name=name, role=role, secret=PASSWORD))
    carried_out(book, Change(deed=Deed.PIN, name="张三", secret=PIN))
    assert whose(book, PIN) == "张三"
    assert whose(book, "802747") is None
    assert refusal(book, Change(deed=Deed.PIN, name="王芳", secret=PIN)) is Refusal.PIN_TAKEN
    carried_out(book, Change(deed=Deed.PIN, name="", secret=ROOM_PIN))
    assert whose(book, ROOM_PIN) == ""
    carried_out(book, Change(deed=Deed.PIN, name="钱一", secret=VIEWER_PIN))
    assert whose(book, VIEWER_PIN) is None  # a viewer's
    carried_out(book, Change(deed=Deed.DISABLE, name="张三"))
    assert whose(book, PIN) is None
    carried_out(book, Change(deed=Deed.NO_PIN, name=""))
    assert whose(book, ROOM_PIN) is None


def test_nothing_is_changed_about_who_is_not_there(book: Book) -> None:
    for deed in Deed:
        if deed is not Deed.ADD:
            change = Change(deed=deed, name="nobody", role=Role.VIEWER, secret=PIN)
            assert refusal(book, change) is Refusal.UNKNOWN
    assert refusal(book, Change(deed=Deed.ROLE, name="", role=Role.VIEWER)) is Refusal.UNKNOWN


@pytest.mark.parametrize(("kept", "typed"), [("NFD", "NFC"), ("NFD", "NFD"), ("NFC", "NFD")])
def test_a_password_is_the_same_from_every_keyboard(
    book: Book, kept: Literal["NFC", "NFD"], typed: Literal["NFC", "NFD"]
) -> None:
    secret = normalize(kept, ACCENTS)
    carried_out(book, Change(deed=Deed.PASSWORD, name="王芳", secret=secret))
    assert proved(book, login(normalize(typed, ACCENTS)), AT_S) is not None


@pytest.mark.parametrize("content", [b"", b"no database at all" * 99])
def test_a_damaged_file_is_an_error_and_stays_as_it_is(book: Book, content: bytes) -> None:
    book.path.write_bytes(content)
    with pytest.raises(sqlite3.DatabaseError):
        book.accounts()
    assert book.path.read_bytes() == content


def test_a_file_of_a_newer_program_is_not_touched(book: Book) -> None:
    with closing(sqlite3.connect(book.path, isolation_level=None)) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(NewerSchemaError):
        book.accounts()
    with pytest.raises(NewerSchemaError):
        carried_out(book, Change(deed=Deed.ENABLE, name="王芳"))


def test_a_change_that_fails_leaves_nothing_behind(book: Book) -> None:
    before = book.path.read_bytes()

    def half() -> None:
        with book.writing() as db:
            db.execute("UPDATE account SET role = 1")
            db.execute("INSERT INTO pin VALUES (NULL, NULL)")

    with pytest.raises(sqlite3.IntegrityError):
        half()
    assert book.path.read_bytes() == before
