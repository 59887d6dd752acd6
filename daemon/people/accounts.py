"""The accounts while the controller runs (the port `People`).

Hashing takes a tenth of a second and 32 MiB: one thread does it, a few may wait, the rest are told
so. Who is locked out is answered without hashing. What the file says is looked at each second.
"""

import asyncio
import hashlib
import logging
import sqlite3
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, TypeVar

from daemon.clock import Clock
from daemon.model import Event
from daemon.model.asking import Allowance
from daemon.model.people import Change, Deed, Login, Person, Pin, Refusal, RefusedError, Role
from daemon.ports import Live, PeopleUnavailableError
from daemon.store.schema import NewerSchemaError

from .book import Account, Book
from .deeds import carried_out
from .hashing import Hashing, Turn
from .lockout import Lockouts
from .proving import may_unlock, owner_of, proved, stamps
from .setup_code import SetupCode
from .wishes import key_of

log = logging.getLogger(__name__)

LOOK_S = 1.0
FREE_OF_ADDRESS = 20  # a whole office may sit behind one address
KIND = "people"  # of the rows in the ledger
LOCK_ROWS = Allowance(most=10, left=10, each_s=600.0)  # the rest of the lockouts is only counted
MOST_EVENTS = 256
FAILURES = (sqlite3.Error, OSError, NewerSchemaError, ValueError)
T = TypeVar("T")


class Accounts:
    """Who may sign in. `record` takes a row for the ledger, `live` says from when on it may."""

    def __init__(
        self, directory: Path, live: Live, clock: Clock, record: Callable[[Event], object]
    ) -> None:
        self._book = Book(directory)
        self._live = live
        self._clock = clock
        self._record = record
        self._setup = SetupCode()
        self._hashing = Hashing()
        self._people: Mapping[str, Account] = {}
        self._pins: Mapping[str, str] = {}  # stamps by the key of the owner
        self._mark: object = None
        self._trouble = ""
        self._by_name = Lockouts()
        self._by_address = Lockouts(free=FREE_OF_ADDRESS)
        self._at_wall = Lockouts()
        self._lock_rows = LOCK_ROWS
        self._events: deque[Event] = deque(maxlen=MOST_EVENTS)
        self.counts: Counter[tuple[str, str]] = Counter()  # (way, result)

    @property
    def status(self) -> str:
        """What is wrong and what to do, "" when well."""
        return self._trouble

    async def begin(self) -> str | None:
        """Read the accounts; return the one-time code where there is no admin yet.

        Where they can't be read there is no code: nobody becomes admin by damaging a file.
        """
        try:
            await self._read()
        except PeopleUnavailableError:
            return None
        return None if self._has_admin() else self._setup.new()

    async def aclose(self) -> None:
        """End with the site."""
        self._hashing.close()

    async def run(self) -> None:
        """Follow the file and write what happened into the ledger, until cancelled."""
        while True:
            mark = await asyncio.to_thread(self._book.mark)
            if mark != self._mark or self._trouble:
                with suppress(PeopleUnavailableError):  # it is in `status`
                    await self._read()
            self._write_down()
            await self._clock.sleep_until(self._clock.monotonic() + LOOK_S)

    def person(self, name: str) -> Person | None:
        """Return who has this name, None where nobody has or the account is disabled."""
        account = self._people.get(key_of(name))
        return None if account is None or account.person.disabled else account.person

    def may_unlock(self, pin: Pin) -> bool:
        """Return whether a PIN that was typed still counts: nobody took it away or changed it."""
        if self._pins.get(key_of(pin.name)) != pin.stamp:
            return False
        person = self.person(pin.name)
        return not pin.name or (person is not None and may_unlock(person))

    def roster(self) -> Sequence[Person]:
        """Return all accounts, disabled ones too, by name."""
        return tuple(account.person for account in self._people.values())

    @property
    def needs_first(self) -> bool:
        """Whether the one-time code still waits for the first admin."""
        return not self._trouble and not self._has_admin()

    async def sign_in(self, login: Login, address: str) -> Person:
        """Return who this is; raises RefusedError or PeopleUnavailableError."""
        key, t = key_of(login.name), self._clock.monotonic()
        hidden = hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()  # maybe a password
        self._hashing.find_place()
        self._admit("password", address, t, name=hidden)
        at_s = self._clock.utc().timestamp()
        person = await self._hashed(lambda: proved(self._book, login, at_s))
        if person is None:
            known = self._people.get(key)
            self._refuse("password", known.person.name if known else "", address, name=hidden)
        self._by_name = self._by_name.forgiven(hidden)
        self._by_address = self._by_address.undone(address)
        self._accept("password", "signed_in", person.name, address)
        await self._read()
        return person

    async def unlock(self, pin: str) -> Pin:
        """Return whose PIN this is; raises as `sign_in` does.

        Only the try itself is taken back: a PIN of one's own buys no guesses at those of others.
        """
        t = self._clock.monotonic()
        self._hashing.find_place(Turn.WALL)
        if wait_s := self._at_wall.wait_s("", t):
            self._locked("pin", wait_s)
        self._at_wall = self._at_wall.tried("", t)
        found = await self._hashed(lambda: owner_of(self._book, pin), Turn.WALL)
        if found is None:
            if self._at_wall.wait_s("", t):
                self._note_lock("", "wall")
            self.counts["pin", "refused"] += 1
            raise RefusedError(Refusal.WRONG)
        self._at_wall = self._at_wall.undone("")
        self._accept("pin", "unlocked", found.name, "wall")
        await self._read()
        return found

    async def set_up(self, code: str, login: Login, address: str) -> Person:
        """Make the first admin; the code is good no longer. Raises as `sign_in` does."""
        t = self._clock.monotonic()
        self._admit("setup", address, t)
        if not self.needs_first or not self._setup.is_right(code):
            self._refuse("setup", "", address)
        self._by_address = self._by_address.undone(address)
        change = Change(deed=Deed.ADD, name=login.name, role=Role.ADMIN, secret=login.password)
        await self.change(change, f"setup {address}")
        self._setup.end()
        found = self.person(login.name)
        if found is None:
            raise PeopleUnavailableError(self._trouble)
        return found

    async def change(self, change: Change, by: str) -> None:
        """Make a change in the name of `by`; raises RefusedError or PeopleUnavailableError."""
        name = await self._hashed(lambda: carried_out(self._book, change))
        body: dict[str, object] = {"what": change.deed.value, "by": by}
        if change.role is not None:
            body["role"] = change.role.name.lower()
        self._tell(Event(kind=KIND, subject=name, body=body))
        await self._read()
        if self._has_admin():
            self._setup.end()

    def tell(self, name: str, what: str, by: str) -> None:
        """Write into the ledger what happened to the sessions of a person."""
        self._tell(Event(kind=KIND, subject=name, body={"what": what, "by": by}))

    def _has_admin(self) -> bool:
        people = (account.person for account in self._people.values())
        return any(one.role is Role.ADMIN and not one.disabled for one in people)

    def _admit(self, way: str, address: str, t: float, *, name: str | None = None) -> None:
        """Count a try before it is looked at; raises RefusedError for one that has to wait."""
        wait_s = self._by_address.wait_s(address, t)
        if name is not None:
            wait_s = max(wait_s, self._by_name.wait_s(name, t))
        if wait_s:
            self._locked(way, wait_s)
        self._by_address = self._by_address.tried(address, t)
        if name is not None:
            self._by_name = self._by_name.tried(name, t)

    def _locked(self, way: str, wait_s: float) -> NoReturn:
        self.counts[way, "locked"] += 1
        raise RefusedError(Refusal.LOCKED, wait_s)

    def _refuse(self, way: str, known: str, address: str, *, name: str | None = None) -> NoReturn:
        t = self._clock.monotonic()
        if self._by_address.wait_s(address, t) or (name and self._by_name.wait_s(name, t)):
            self._note_lock(known, address)
        self.counts[way, "refused"] += 1
        raise RefusedError(Refusal.WRONG)

    def _note_lock(self, known: str, address: str) -> None:
        """Tell the ledger, not too often. What nobody is called may be a password: never told."""
        t = self._clock.monotonic()
        if self._lock_rows.wait_s(t):
            return
        self._lock_rows = self._lock_rows.spent(t)
        self._tell(Event(kind=KIND, subject=known, body={"what": "locked_out", "from": address}))

    def _accept(self, way: str, what: str, name: str, address: str) -> None:
        self.counts[way, "accepted"] += 1
        refused = sum(n for (_, result), n in self.counts.items() if result != "accepted")
        body = {"what": what, "from": address, "refused_so_far": refused}
        self._tell(Event(kind=KIND, subject=name, body=body))

    def _tell(self, event: Event) -> None:
        self._events.append(event)
        self._write_down()

    def _write_down(self) -> None:
        """Give the ledger what happened; not before control's memory is in it."""
        while self._events and self._live.snapshot is not None:
            self._record(self._events.popleft())

    async def _read(self) -> None:
        """Read the file anew; raises PeopleUnavailableError, with the last people kept."""
        try:
            self._mark = await asyncio.to_thread(self._book.mark)
            self._people = await asyncio.to_thread(self._book.accounts)
            self._pins = await asyncio.to_thread(stamps, self._book)
        except FAILURES as error:
            raise self._unavailable(error) from error
        self._trouble = ""

    async def _hashed(self, work: Callable[[], T], turn: Turn = Turn.ELSEWHERE) -> T:
        try:
            return await self._hashing.done(work, turn)
        except UnicodeError:  # of what somebody typed: it says nothing about the file
            raise
        except FAILURES as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: Exception) -> PeopleUnavailableError:
        trouble = (
            f"人员数据（{self._book.path.name}）不可用，暂时无法登录（{error}）：请从备份恢复该文件，"
            f"或移走它后重新启动再建管理员 / the accounts ({self._book.path.name}) can't be read, "
            f"nobody can sign in ({error}): restore the file, or move it away and start anew"
        )
        if trouble != self._trouble:
            log.warning("people: %s", trouble)
        self._trouble = trouble
        return PeopleUnavailableError(trouble)
