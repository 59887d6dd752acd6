"""Meaco: a table that names receiver and transmitter in each row.

Or the newer one, with `Site - Sensor - ID:12` above `Timestamp,Temperature,Humidity`.
"""

import re
from collections.abc import Sequence

from daemon.model import Sentence

from .layout import Dialect, Layout, cells, header, laid_out

NAME = "meaco"
TITLES = {"receiver", "transmitter", "date"}
_FIRST_LINE = re.compile(r"\"?.{0,200}? - (.{1,200}?) - ID.{0,100}", re.IGNORECASE)


def found(head: Sequence[str]) -> Layout | None:
    """Return the layout of a file of Meaco, None for another."""
    place = header(head)
    if place is None:
        return None
    if {title.casefold() for title in place[2]} >= TITLES:
        return laid_out(NAME, place)
    first = cells(head[0], ",")
    named = _FIRST_LINE.fullmatch(first[0]) if place[0] and first else None
    return None if named is None else laid_out(NAME, place, named=named[1].strip())


DIALECT = Dialect(name=NAME, title=Sentence("Meaco 记录仪", "Meaco logger"), found=found)
