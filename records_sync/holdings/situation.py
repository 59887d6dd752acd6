"""What an act is decided on: the records, boxes and the check that it touches, and the day."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date

from .model import NOWHERE, Key, Place, Standing, Status
from .transitions import AWAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check of a box that is open: what should be there, and what was scanned until now.

    `scanned` has one entry for each different thing, in order; `here` says that the box's own
    label was scanned too.
    """

    id: str
    box: str
    expected: AbstractSet[Key]
    scanned: Mapping[Key, str] = field(default_factory=dict)  # key: verdict
    unread: tuple[str, ...] = ()
    here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """`boxes` has every box that exists and matters, `filled` the records in the act's box.

    `checks` are the open checks of the act's box by id; `ended` says that the check was closed.
    """

    today: date
    standings: Mapping[Key, Standing] = field(default_factory=dict)
    boxes: Mapping[str, Place] = field(default_factory=dict)
    filled: AbstractSet[Key] = frozenset()
    check: Check | None = None
    open_check: str = ""

    def standing(self, key: Key) -> Standing:
        """Return how a record stands; of an unknown one nobody has told anything."""
        return self.standings.get(key) or Standing(key=key)

    def full_place(self, place: Place) -> Place:
        """Return a stored place with the shelf that its box stands on."""
        shelf = self.boxes.get(place.box) if place.box else None
        return replace(shelf, box=place.box) if shelf else place

    def belongs(self, key: Key, box: str) -> bool:
        """Return whether a record should be found in a box now."""
        standing = self.standing(key)
        absent = standing.status in AWAY - {Status.MISSING} | {Status.DISINFECTING}
        return standing.place == replace(NOWHERE, box=box) and not absent
