"""Accounts while the controller runs: who gets in, who is locked out, what the ledger hears."""

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import pytest

from daemon.model.people import Change, Deed, Login, Person, Refusal, RefusedError, Role
from daemon.people import totp
from daemon.people.accounts import FREE_OF_ADDRESS
from daemon.people.book import Book
from daemon.people.deeds import carried_out
from daemon.people.hashing import PLACES, RETRY_S, Turn
from daemon.people.lockout import FREE
from daemon.ports import PeopleUnavailableError
from tests.people_kit import NAMES, PASSWORD, PIN, PeopleSite, add
from tests.waiting import until

ADMIN, OPERATOR = NAMES[Role.ADMIN], NAMES[Role.OPERATOR]
WRONG = "wrong horse battery"
OTHER_PIN = "604182"
MOST_WAITING = PLACES[Turn.ELSEWHERE]


@pytest.fixture
async def site(tmp_path: Path) -> PeopleSite:
    add(tmp_path, Role.OPERATOR, Role.ADMIN)
    found = PeopleSite(tmp_path)
    await found.accounts.begin()
    return found


async def sign_in(
    site: PeopleSite, name: str = ADMIN, password: str = PASSWORD, address: str = "10.0.0.5"
) -> Person:
    return await site.accounts.sign_in(Login(name=name, password=password), address)


async def refused(
    site: PeopleSite, name: str = ADMIN, password: str = WRONG, address: str = "10.0.0.5"
) -> tuple[Refusal, float]:
    with pytest.raises(RefusedError) as caught:
        await sign_in(site, name, password, address)
    return caught.value.refusal, caught.value.wait_s


async def test_after_five_wrong_passwords_even_the_right_one_waits(site: PeopleSite) -> None:
    for n in range(FREE):
        assert await refused(site, address=f"10.0.0.{n}") == (Refusal.WRONG, 0.0)
    assert await refused(site, password=PASSWORD) == (Refusal.LOCKED, 30.0)
    site.clock.t += 29.0
    assert await refused(site, password=PASSWORD) == (Refusal.LOCKED, 1.0)
    site.clock.t += 1.0
    assert (await sign_in(site)).name == ADMIN
    assert await refused(site) == (Refusal.WRONG, 0.0)  # all is forgiven


async def test_a_name_that_nobody_has_takes_the_same_way(
    site: PeopleSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes = list[int]()
    real = hashlib.scrypt

    def counted(*args: Any, **kwargs: Any) -> bytes:
        hashes.append(kwargs["n"])
        return real(*args, **kwargs)

    monkeypatch.setattr(hashlib, "scrypt", counted)
    ways = []
    for name in (ADMIN, "nobody"):
        hashes.clear()
        answers = [await refused(site, name, address=f"{name}-{n}") for n in range(FREE + 2)]
        ways.append((answers, list(hashes)))
    assert ways[0] == ways[1]
    assert ways[0][1] == [1 << 15] * FREE  # what is locked out is not hashed


async def test_one_address_is_locked_out_over_all_names(site: PeopleSite) -> None:
    for n in range(FREE_OF_ADDRESS):
        assert (await refused(site, f"name-{n}"))[0] is Refusal.WRONG
    assert await refused(site, password=PASSWORD) == (Refusal.LOCKED, 30.0)
    assert (await sign_in(site, address="10.0.0.6")).name == ADMIN


async def test_many_tries_at_once_are_no_way_around(site: PeopleSite) -> None:
    tries = [refused(site) for _ in range(MOST_WAITING)]
    found = [refusal for refusal, _ in await asyncio.gather(*tries)]  # noqa: TID251 - all at once
    assert found.count(Refusal.WRONG) == FREE
    assert found.count(Refusal.LOCKED) == MOST_WAITING - FREE


async def test_no_more_than_a_few_wait_for_the_hash(site: PeopleSite) -> None:
    tries = [refused(site, f"n{n}", address=str(n)) for n in range(MOST_WAITING + 3)]
    found = [refusal for refusal, _ in await asyncio.gather(*tries)]  # noqa: TID251 - all at once
    assert found.count(Refusal.BUSY) == 3
    assert (await sign_in(site)).name == ADMIN


async def test_a_pin_is_locked_as_documented(site: PeopleSite) -> None:
    for _ in range(FREE):
        with pytest.raises(RefusedError, match="wrong"):
            await site.accounts.unlock("999991")
    waits = []
    for _ in range(3):
        with pytest.raises(RefusedError, match="locked") as caught:
            await site.accounts.unlock(PIN)
        waits.append(caught.value.wait_s)
        site.clock.t += caught.value.wait_s
        with pytest.raises(RefusedError, match="wrong"):
            await site.accounts.unlock("999991")
    assert waits == [30.0, 60.0, 120.0]
    site.clock.t += 240.0
    assert (await site.accounts.unlock(PIN)).name == OPERATOR


async def test_a_pin_of_ones_own_buys_no_guesses_at_those_of_others(site: PeopleSite) -> None:
    for n in range(FREE - 1):
        with pytest.raises(RefusedError, match="wrong"):
            await site.accounts.unlock(f"99999{n}")
    assert (await site.accounts.unlock(PIN)).name == OPERATOR
    with pytest.raises(RefusedError, match="wrong"):
        await site.accounts.unlock("999990")
    with pytest.raises(RefusedError, match="locked"):
        await site.accounts.unlock(PIN)


async def test_a_queue_of_sign_ins_keeps_no_pin_waiting(site: PeopleSite) -> None:
    done = list[str]()

    async def guess(n: int) -> None:
        assert (await refused(site, f"n{n}", address=str(n)))[0] is Refusal.WRONG
        done.append("guess")

    guesses = [asyncio.create_task(guess(n)) for n in range(MOST_WAITING)]
    await asyncio.sleep(0)  # all of them have begun
    assert await refused(site) == (Refusal.BUSY, RETRY_S)
    assert (await site.accounts.unlock(PIN)).name == OPERATOR
    assert len(done) <= 2  # the one at work, and what ended with it
    await asyncio.wait(guesses)
    assert done == ["guess"] * MOST_WAITING


@pytest.mark.parametrize("deed", [Deed.PIN, Deed.NO_PIN, Deed.DISABLE])
async def test_a_pin_that_was_typed_counts_until_it_is_changed(
    site: PeopleSite, deed: Deed
) -> None:
    pin = await site.accounts.unlock(PIN)
    assert site.accounts.may_unlock(pin)
    await site.accounts.change(Change(deed=deed, name=OPERATOR, secret=OTHER_PIN), "test")
    assert not site.accounts.may_unlock(pin)


async def test_the_pin_of_the_room_counts_until_it_is_taken_away(site: PeopleSite) -> None:
    await site.accounts.change(Change(deed=Deed.PIN, name="", secret=OTHER_PIN), "test")
    pin = await site.accounts.unlock(OTHER_PIN)
    assert (pin.name, site.accounts.may_unlock(pin)) == ("", True)
    assert pin.stamp not in repr(pin)
    await site.accounts.change(Change(deed=Deed.NO_PIN, name=""), "test")
    assert not site.accounts.may_unlock(pin)


async def test_what_can_not_be_written_says_nothing_about_the_file(site: PeopleSite) -> None:
    with pytest.raises(UnicodeError):
        await site.accounts._hashed("\ud800".encode)
    assert site.accounts.status == ""
    secret = totp.new_secret()
    await site.accounts.change(Change(deed=Deed.TOTP, name=ADMIN, secret=secret), "test")
    with pytest.raises(RefusedError, match="wrong"):
        await site.accounts.sign_in(Login(name=ADMIN, password=PASSWORD, code="\ud800"), "")
    assert site.accounts.status == ""


async def test_the_ledger_hears_of_a_lockout_and_never_of_a_name_that_nobody_has(
    site: PeopleSite,
) -> None:
    async with site.serving():
        for _ in range(FREE):
            await refused(site, WRONG)  # the password in the field of the name
        for n in range(FREE):
            await refused(site, address=f"10.1.0.{n}")
    assert [(row.kind, row.subject) for row in site.told("locked_out")] == [
        ("people", ""),
        ("people", ADMIN),
    ]
    assert WRONG not in str(site.rows)
    assert site.accounts.counts["password", "refused"] == 2 * FREE


async def test_a_flood_of_lockouts_is_counted_and_not_written_down(site: PeopleSite) -> None:
    async with site.serving():
        for n in range(FREE * 12):
            await refused(site, f"name-{n // FREE}", address=f"10.2.0.{n // FREE}")
    assert len(site.told("locked_out")) == 10


async def test_rows_wait_for_the_memory_of_control(site: PeopleSite) -> None:
    await sign_in(site)
    assert site.rows == []
    async with site.serving():
        await sign_in(site)
    assert [row.subject for row in site.told("signed_in")] == [ADMIN, ADMIN]


async def test_a_change_from_the_command_line_is_followed(site: PeopleSite) -> None:
    task = asyncio.create_task(site.accounts.run())
    assert site.accounts.person(OPERATOR) is not None
    pin = await site.accounts.unlock(PIN)
    book = Book(site.directory)
    await asyncio.to_thread(carried_out, book, Change(deed=Deed.DISABLE, name=OPERATOR))
    await until(lambda: site.accounts.person(OPERATOR) is None)
    assert not site.accounts.may_unlock(pin)
    task.cancel()


async def test_the_setup_code_makes_the_first_administrator_once(tmp_path: Path) -> None:
    site = PeopleSite(tmp_path)
    code = await site.accounts.begin()
    assert code is not None
    assert site.accounts.needs_first
    login = Login(name=ADMIN, password=PASSWORD)
    with pytest.raises(RefusedError, match="wrong"):
        await site.accounts.set_up("AAAA-BBBB-CCCC-DDDD", login, "10.0.0.5")
    with pytest.raises(RefusedError, match="password_short"):
        await site.accounts.set_up(code, Login(name=ADMIN, password=WRONG[:5]), "10.0.0.5")
    assert (await site.accounts.set_up(code, login, "10.0.0.5")).role is Role.ADMIN
    assert not site.accounts.needs_first
    other = Login(name="mallory", password=PASSWORD)
    with pytest.raises(RefusedError, match="wrong"):
        await site.accounts.set_up(code, other, "10.0.0.5")
    assert await PeopleSite(tmp_path).accounts.begin() is None


async def test_damaged_accounts_are_said_and_give_no_setup_code(site: PeopleSite) -> None:
    Book(site.directory).path.write_bytes(b"not a database " * 99)
    again = PeopleSite(site.directory)
    assert await again.accounts.begin() is None
    assert not again.accounts.needs_first
    with pytest.raises(PeopleUnavailableError):
        await sign_in(again)
    assert "restore the file" in again.accounts.status
    assert "请从备份恢复" in again.accounts.status
