"""A walk from page to page that must end: what to refuse of a source that goes in circles (pure).

Memory is bounded: tokens of all pages, and what stood on the last few.
"""

from collections import deque
from collections.abc import Hashable, Iterable
from hashlib import blake2b

from records_sync.model import SourceError
from records_sync.sources import troubles

MOST_PAGES = 20_000
_REMEMBERED = 8  # pages


class Walk:
    """Remembers where a walk has been. Raises SourceError where it would not end."""

    def __init__(self, most_pages: int = MOST_PAGES) -> None:
        self._most_pages = most_pages
        self._pages = 0
        self._tokens: set[bytes] = set()
        self._recent: deque[frozenset[int]] = deque(maxlen=_REMEMBERED)

    def step(self, token: str, rows: Iterable[Hashable]) -> None:
        """Note a page with its rows, and the token of the next one ("" for the last).

        A row is what makes it the same row as an earlier one: its id and its version.
        """
        self._pages += 1
        if self._pages > self._most_pages:
            raise SourceError(troubles.LOOP, f"> {self._most_pages} pages")
        here = frozenset(map(hash, rows))
        if token and not here:
            raise SourceError(troubles.LOOP, f"page {self._pages} is empty and not the last")
        if here and any(not here - before for before in self._recent):
            raise SourceError(troubles.LOOP, f"page {self._pages} has nothing new")
        self._recent.append(here)
        if token:
            mark = blake2b(token.encode(errors="surrogatepass"), digest_size=12).digest()
            if mark in self._tokens:
                raise SourceError(troubles.LOOP, f"page {self._pages}: token {token[:40]!r} again")
            self._tokens.add(mark)
