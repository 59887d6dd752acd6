"""What climate records have lived in, wherever they stood, and which stood in a room."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from daemon.ports import HistoryUnavailableError
from daemon.record_ports import RecordsUnavailableError, Span
from records_sync.holdings.exposure import Exposure, exposed, shelf_stay
from records_sync.holdings.model import Key, Place
from records_sync.holdings.reading import HoldingsReader
from records_sync.holdings.stays import Stay
from records_sync.words import Sentence

from .aside import Asking
from .climate import HistoryClimate
from .troubles import asking_facts, both

T = TypeVar("T")
NO_HISTORY = Sentence(
    "温湿度历史现在读不到（{why}）：请稍后再试",
    "the history of the climate can't be read now ({why}): try again",
)


class Past:
    """Answers out of the facts and the history; raises RecordsUnavailableError."""

    def __init__(
        self,
        directory: Path,
        climate: HistoryClimate,
        aside: Asking,
        now: Callable[[], datetime],
        former: Callable[[Key], Awaitable[Sequence[Key]]],
    ) -> None:
        self._reader = HoldingsReader(directory.absolute())
        self._climate = climate
        self._aside = aside
        self._now = now
        self._former = former

    async def of_record(self, key: Key, span: Span) -> Exposure:
        """Return the climate that a record lived in; the time to come is none of it."""
        also = await self._former(key)
        with asking_facts():
            where = await self._aside.ask(lambda: self._reader.whereabouts(key, also))
        return await self._of(where.stays(span.start, self._end(span)))

    async def of_box(self, code: str, span: Span) -> Exposure:
        """Return the climate that a box lived in."""
        with asking_facts():
            where = await self._aside.ask(lambda: self._reader.whereabouts_of_box(code))
        return await self._of(where.stays(span.start, self._end(span)))

    async def of_place(self, place: Place, span: Span) -> Exposure:
        """Return the climate of a shelf, a rack or a room."""
        return await self._of(shelf_stay(place, span.start, self._end(span)))

    async def stood_in(self, room: str, span: Span) -> Mapping[Key, tuple[Stay, ...]]:
        """Return the records that stood in a room in a period, and when."""

        def question() -> Coroutine[Any, Any, Mapping[Key, tuple[Stay, ...]]]:
            return self._reader.stood_in(room, lambda _: True, span.start, self._end(span))

        with asking_facts():
            return await self._aside.ask(question)

    async def _of(self, stays: Sequence[Stay]) -> Exposure:
        try:
            return await exposed(self._climate, stays, self._climate.zone_of)
        except HistoryUnavailableError as err:
            raise RecordsUnavailableError(both(NO_HISTORY.filled({"why": str(err)}))) from err

    def _end(self, span: Span) -> datetime:
        return min(span.end, self._now())


def longest(
    found: Mapping[Key, tuple[Stay, ...]], number: int, size: int
) -> tuple[int, Sequence[Key]]:
    """Return the number and the records of a page, those of the longest stay first (pure)."""
    at = min(number, max(1, -(-len(found) // size)))
    ordered = sorted(found, key=lambda key: (-sum(stay.seconds for stay in found[key]), key))
    return at, ordered[(at - 1) * size : at * size]
