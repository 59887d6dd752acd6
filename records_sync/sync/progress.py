"""How far a run has come, as values and as lines of JSON that another process reads."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Step(StrEnum):
    """What a run does now."""

    READING = "reading"
    PAUSING = "pausing"
    COMPARING = "comparing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """`rows` taken of `total`, None where the source did not say how many there are."""

    source: str
    step: Step
    pages: int = 0
    rows: int = 0
    total: int | None = None

    @property
    def share(self) -> float | None:
        """How much is done, 0 to 1; None where that can't be said."""
        return min(1.0, self.rows / self.total) if self.total else None

    def line(self) -> str:
        """Return one line of JSON without its end."""
        return json.dumps({"progress": asdict(self)}, ensure_ascii=False)


def said(line: str | bytes) -> dict[str, Any]:
    """Return what a line tells by its one key (progress, report); {} for any other line."""
    try:
        value = json.loads(line)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
