"""All dialects, and which one a file speaks."""

from collections.abc import Mapping, Sequence

from daemon.model import reason

from . import hanwell, meaco, plain, testo, tinytag
from .layout import Dialect, Layout
from .refusal import ImportRefusedError

# In the order in which they are tried; the plain one takes what the others leave.
DIALECTS: Mapping[str, Dialect] = {
    dialect.name: dialect
    for dialect in (meaco.DIALECT, tinytag.DIALECT, hanwell.DIALECT, testo.DIALECT, plain.DIALECT)
}


def layout_of(head: Sequence[str], asked: str | None = None) -> Layout:
    """Return the layout of a file by its first lines, in the dialect asked for or any that fits.

    Raises ImportRefusedError.
    """
    tried = DIALECTS.values() if asked is None else (DIALECTS[asked],)
    for dialect in tried:
        layout = dialect.found(head) if head else None
        if layout is not None and (layout.temperature, layout.humidity) != (None, None):
            return layout
    if asked is None:
        raise ImportRefusedError(reason("import_no_table"))
    raise ImportRefusedError(reason("import_other_dialect", dialect=asked))
