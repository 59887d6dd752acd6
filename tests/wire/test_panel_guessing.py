"""Guessing passwords and PINs over real sockets: the figures of the documents, and nothing told."""

import hashlib
import json
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from daemon.model.people import Change, Deed, Role
from daemon.people import totp
from daemon.people.book import Book
from daemon.people.deeds import carried_out
from panel.access import ROLES
from panel.settings import PanelSettings
from tests.page_token import with_token
from tests.people_kit import CLOSED, NAMES, PASSWORD, PIN, PeopleSite, Visitor, add, guests

DOCUMENT = (Path(__file__).parents[2] / "docs" / "panel.md").read_text("utf-8")
SECONDS = {"s": 1, "min": 60, "h": 3600}
WRONG = "not that one at all"
NOBODY = "nobody of this name"
KINDS = ("text/html", "application/json")
UNSEEN = "欧阳不见"  # in no text of ours


def documented(row: str) -> tuple[int, list[int]]:
    """Return the free tries and the waits in seconds that the table tells."""
    found = re.search(rf"(?m)^\| {re.escape(row)}[^|]*\| (\d+) \| ([^|…]*?) …? ?\|$", DOCUMENT)
    assert found is not None, row
    waits = [each.split() for each in found[2].split(", ")]
    return int(found[1]), [int(number) * SECONDS[unit] for number, unit in waits]


@dataclass
class Guesser:
    """One browser that guesses, from an address of its own for each try where it likes."""

    visitor: Visitor
    count: int = field(default=0)

    async def send(self, path: str, body: dict[str, str], **marks: str) -> tuple[int, str, str]:
        """Return status, the time to wait and all that is told."""
        token = await with_token(self.visitor.session, self.visitor.url, **marks)
        headers = {"Origin": self.visitor.url, **marks, **token}
        address = f"{self.visitor.url}{path}"
        async with self.visitor.session.post(address, json=body, headers=headers) as answer:
            return answer.status, answer.headers.get("Retry-After", ""), await answer.text()

    async def account(self, name: str, password: str) -> tuple[int, str, str]:
        """Guess at one account, each time from elsewhere."""
        self.count += 1
        mark = {"X-Forwarded-For": f"10.1.0.{self.count}"}
        return await self.send("/api/v1/sign-in", {"name": name, "password": password}, **mark)

    async def address(self, password: str) -> tuple[int, str, str]:
        """Guess from one address, at another name each time; the right one is of one account."""
        self.count += 1
        name = NAMES[Role.ADMIN] if password == PASSWORD else f"{NOBODY} {self.count}"
        return await self.send("/api/v1/sign-in", {"name": name, "password": password})

    async def pin(self, pin: str) -> tuple[int, str, str]:
        """Guess at the keypad of the wall."""
        return await self.send("/api/v1/unlock", {"pin": pin})


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[PeopleSite]:
    add(tmp_path, Role.OPERATOR, Role.ADMIN)
    async with PeopleSite(tmp_path).serving() as serving:
        yield serving


@pytest.fixture
async def guesser(site: PeopleSite) -> AsyncIterator[Guesser]:
    async with site.visitor() as visitor:
        yield Guesser(visitor)


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The work of every hash that was made."""
    made = list[int]()
    real = hashlib.scrypt

    def counted(*args: Any, **kwargs: Any) -> bytes:
        made.append(kwargs["n"] * kwargs["r"] * kwargs["p"])
        return real(*args, **kwargs)

    monkeypatch.setattr(hashlib, "scrypt", counted)
    return made


Try = Callable[[str], Any]
WAYS: dict[str, tuple[str, Callable[[Guesser], Try], str, str]] = {
    "a known account": (
        "one account",
        lambda guesser: lambda secret: guesser.account(NAMES[Role.ADMIN], secret),
        WRONG,
        PASSWORD,
    ),
    "an unknown account": (
        "one account",
        lambda guesser: lambda secret: guesser.account(NOBODY, secret),
        WRONG,
        PASSWORD,
    ),
    "one address": ("one address", lambda guesser: guesser.address, WRONG, PASSWORD),
    "the wall": ("the PIN at the wall", lambda guesser: guesser.pin, "999991", PIN),
}


@pytest.mark.parametrize("way", WAYS)
async def test_guesses_are_locked_out_exactly_as_documented_and_the_right_one_is_not_told(
    site: PeopleSite, guesser: Guesser, hashes: list[int], way: str
) -> None:
    row, tries, wrong, right = WAYS[way]
    free, waits = documented(row)
    guess = tries(guesser)
    if way == "the wall":
        await guesser.visitor.enter()
    for _ in range(free):
        assert (await guess(wrong))[:2] == (403, "")
    for wait_s in waits:
        hashes.clear()
        for left_s in (wait_s, 1):
            answers = [await guess(wrong), await guess(right)]
            assert answers[0] == answers[1]
            assert answers[0][:2] == (429, str(left_s))
            assert f"{left_s} s" in json.loads(answers[0][2])["detail"]
            site.clock.t += left_s - 1
        assert hashes == []  # no try is looked at, so none can be told from another
        site.clock.t += 1
        assert (await guess(wrong))[:2] == (403, "")
    site.clock.t += waits[-1]
    assert (await guess(right))[0] == (403 if way == "an unknown account" else 200)


async def test_no_reason_of_a_refusal_is_told_apart_by_words_or_work(
    site: PeopleSite, guesser: Guesser, hashes: list[int]
) -> None:
    book = Book(site.directory)
    for name, deed, secret in (
        ("停用的人", Deed.DISABLE, ""),
        ("有码的人", Deed.TOTP, totp.new_secret()),
    ):
        add_one(book, name, Role.VIEWER)
        carried_out(book, Change(deed=deed, name=name, secret=secret))
    tries = (
        (NAMES[Role.ADMIN], WRONG),
        (NOBODY, WRONG),
        (NOBODY, PASSWORD),
        ("停用的人", PASSWORD),
        ("有码的人", PASSWORD),
        ("", ""),
    )
    ways = []
    for name, password in tries:
        hashes.clear()
        answer = await guesser.account(name, password)
        ways.append((answer, list(hashes)))
    assert ways == [ways[0]] * len(tries)
    assert ways[0][1] == [(1 << 15) * 8 * 1]


def add_one(book: Book, name: str, role: Role) -> None:
    carried_out(book, Change(deed=Deed.ADD, name=name, role=role, secret=PASSWORD))


@pytest.mark.parametrize(
    ("settings", "role"),
    [(CLOSED, None), (guests(), None), *((CLOSED, role) for role in Role if role < Role.ADMIN)],
)
async def test_nobody_but_an_administrator_finds_a_list_of_names(
    tmp_path: Path, settings: PanelSettings, role: Role | None
) -> None:
    add(tmp_path, *NAMES)
    add_one(Book(tmp_path), UNSEEN, Role.ADMIN)
    async with PeopleSite(tmp_path, settings).serving() as site, site.visitor() as visitor:
        if role is Role.GUEST:
            await visitor.enter()  # the wall, before a PIN
        elif role is not None:
            assert await visitor.sign_in(role) == 200
        read = [path for method, path in ROLES if method == "GET" and path != "/events"]
        asked = product((re.sub("{[a-z]+}", "x", path) for path in read), KINDS)
        texts = {one: (await visitor.get(one[0], Accept=one[1]))[1] for one in asked}
        assert [one for one, text in texts.items() if UNSEEN in text] == []
        await visitor.sign_in(Role.ADMIN)
        assert UNSEEN in (await visitor.get("/people"))[1]
        assert UNSEEN in (await visitor.get("/api/v1/people"))[1]
