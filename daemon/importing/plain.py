"""Any table with a line of titles: a time, and temperature or humidity, in Chinese or English."""

from collections.abc import Sequence

from daemon.model import Sentence

from .layout import Dialect, Layout, header, laid_out


def found(head: Sequence[str]) -> Layout | None:
    """Return the layout below the first line of titles, None where there is none."""
    place = header(head)
    return None if place is None else laid_out("plain", place)


DIALECT = Dialect(name="plain", title=Sentence("普通 CSV 表", "plain CSV table"), found=found)
