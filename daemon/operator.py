"""What people ask of control, on its way to the next scan and back (the port `Operator`).

Who asks the same again under the same id, because the answer got lost, hears the first one. A stop
is never answered from memory: somebody may have released the room meanwhile.
"""

import asyncio
from collections.abc import Callable, Iterable

from .model import Act, Answer, Verb
from .store.ledger import Ledger

STOPS = frozenset({Verb.STOP, Verb.OFF, Verb.ABORT})
KNOWN_S = 600.0  # how long an answer is kept; control knows the id for a day and does it once
MOST_KNOWN = 256


class Desk:
    """Takes acts, wakes the scan that decides them, and gives its answers back."""

    def __init__(self, ledger: Ledger, wake: Callable[[], None]) -> None:
        self._ledger = ledger
        self._wake = wake
        self._acts: dict[Act, asyncio.Future[tuple[Answer, int]]] = {}
        self._asked: dict[Act, asyncio.Future[tuple[Answer, int]]] = {}
        self._done: dict[Act, tuple[Answer, int]] = {}

    async def act(self, act: Act) -> Answer:
        """Return what became of `act`: a stop once it is decided, all else once in the ledger.

        Raises LedgerUnavailableError for what is no stop, though what was decided holds.
        """
        answer, number = self._done.get(act) or await self._decided(act)
        if act.verb not in STOPS:
            await self._ledger.until(number)
        return answer

    async def _decided(self, act: Act) -> tuple[Answer, int]:
        decided = self._acts.setdefault(act, asyncio.get_running_loop().create_future())
        self._wake()
        return await asyncio.shield(decided)

    def taken(self) -> tuple[Act, ...]:
        """Return the acts for one scan, in the order in which they came."""
        self._asked, self._acts = self._acts, {}
        return tuple(self._asked)

    def answer(self, answers: Iterable[Answer], number: int) -> None:
        """Give that scan's answers to those who asked; `number` is its place in the ledger."""
        for answer in answers:
            self._asked.pop(answer.act).set_result((answer, number))
            if answer.accepted and answer.act.verb not in STOPS:
                self._remember(answer, number)

    def _remember(self, answer: Answer, number: int) -> None:
        if len(self._done) >= MOST_KNOWN:
            del self._done[next(iter(self._done))]
        self._done[answer.act] = (answer, number)
        asyncio.get_running_loop().call_later(KNOWN_S, self._done.pop, answer.act, None)
