"""Testo: lines about the instrument, `testo` and its serial number among them, then a table."""

import re
from collections.abc import Sequence

from daemon.model import Sentence

from .layout import Dialect, Layout, header, laid_out

NAME = "testo"
_SERIAL = re.compile(r"(?:serial|serien|序列号|s/n)[^0-9\n]{0,40}(\d{4,20})", re.IGNORECASE)


def found(head: Sequence[str]) -> Layout | None:
    """Return the layout of a file of Testo, None for another."""
    place = header(head)
    if place is None:
        return None
    above = head[: place[0]]
    if not any("testo" in line.casefold() for line in (*above, head[place[0]])):
        return None
    serials = {match[1] for line in above if (match := _SERIAL.search(line))}
    return laid_out(NAME, place, named=serials.pop() if len(serials) == 1 else "")


DIALECT = Dialect(name=NAME, title=Sentence("德图 Testo 记录仪", "Testo logger"), found=found)
