"""What people ask of control, on its way to the next scan and back (the port `Operator`)."""

import asyncio
from collections.abc import Callable, Iterable

from .model import Act, Answer, Verb
from .store.ledger import Ledger

STOPS = frozenset({Verb.STOP, Verb.OFF, Verb.ABORT})


class Desk:
    """Takes acts, wakes the scan that decides them, and gives its answers back."""

    def __init__(self, ledger: Ledger, wake: Callable[[], None]) -> None:
        self._ledger = ledger
        self._wake = wake
        self._acts: dict[Act, asyncio.Future[tuple[Answer, int]]] = {}
        self._asked: dict[Act, asyncio.Future[tuple[Answer, int]]] = {}

    async def act(self, act: Act) -> Answer:
        """Return what became of `act`: a stop once it is decided, all else once in the ledger.

        Raises LedgerUnavailableError for what is no stop, though what was decided holds.
        """
        decided = self._acts.setdefault(act, asyncio.get_running_loop().create_future())
        self._wake()
        answer, number = await asyncio.shield(decided)
        if act.verb not in STOPS:
            await self._ledger.until(number)
        return answer

    def taken(self) -> tuple[Act, ...]:
        """Return the acts for one scan, in the order in which they came."""
        self._asked, self._acts = self._acts, {}
        return tuple(self._asked)

    def answer(self, answers: Iterable[Answer], number: int) -> None:
        """Give that scan's answers to those who asked; `number` is its place in the ledger."""
        for answer in answers:
            self._asked.pop(answer.act).set_result((answer, number))
