"""Hanwell: a block of lines about the export, then a table, below an empty line a summary.

The sensor's name is on the last line above `Date Time`, `Temperature (C)`, `Humidity (%RH)`.
"""

from collections.abc import Sequence

from daemon.model import Sentence

from .layout import Dialect, Layout, header, laid_out

NAME = "hanwell"
TITLES = ({"temperature (c)"}, {"humidity (%rh)"}, {"temperature (f)"})


def found(head: Sequence[str]) -> Layout | None:
    """Return the layout of a file of Hanwell, None for another."""
    place = header(head)
    if place is None:
        return None
    row, delimiter, titles = place
    plain = {title.casefold() for title in titles}
    if "date time" not in plain or not any(title <= plain for title in TITLES):
        return None
    above = [line.strip(f' "{delimiter}') for line in head[:row]]
    named = next((line for line in reversed(above) if line), "")
    return laid_out(NAME, place, named=named.removeprefix("Name:").strip(), ends=True)


DIALECT = Dialect(name=NAME, title=Sentence("Hanwell 记录仪", "Hanwell logger"), found=found)
