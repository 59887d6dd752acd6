"""Which month is looked at, and the steps to others: by a month and by a year, both ways (pure)."""

from datetime import date

MONTHS = 12


def month_of(text: str) -> date | None:
    """Return the first day of a month like `2026-10`, None for anything else."""
    try:
        day = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return day if name_of(day) == text else None


def name_of(month: date) -> str:
    """Return a month as addresses name it: `2026-10`."""
    return f"{month:%Y-%m}"


def steps(month: date, first: date, last: date) -> dict[int, str]:
    """Return what lies so many months away, no further than `first` and `last`; "" for nowhere."""
    at, low, high = (day.year * MONTHS + day.month - 1 for day in (month, first, last))
    found = {by: min(max(at + by, low), high) for by in (-MONTHS, -1, 1, MONTHS)}
    return {
        by: "" if n == at else f"{n // MONTHS:04}-{n % MONTHS + 1:02}" for by, n in found.items()
    }
