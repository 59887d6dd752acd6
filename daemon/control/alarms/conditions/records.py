"""Is the record index what the main system and the shelves say."""

from collections.abc import Iterator

from daemon.control.alarms.found import Found
from daemon.model import Condition

from .edges import above
from .figures import Figure, aged, counted, judged

FIGURES = (
    Figure(
        fact="records_sync_age_s",
        code="sync_stale",
        limit=lambda alarms: alarms.sync_age_s,
        beyond=above,
        numbers=aged,
    ),
    *(
        Figure(fact=fact, code=code, limit=lambda _: 0.0, beyond=above, numbers=counted)
        for fact, code in (
            ("records_held", "mass_delete_held"),
            ("records_missing", "record_missing"),
            ("records_overdue", "record_overdue"),
        )
    ),
)


def conditions(found: Found) -> Iterator[Condition]:
    """Yield what is wrong with the record index."""
    yield from judged(found, FIGURES)
