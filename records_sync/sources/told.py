"""Records that come as named texts over the network, taken by the same rules as rows of a file.

A record that is graded secret is not only dropped: what the index has of it goes away too.
"""

from collections.abc import Mapping
from dataclasses import replace

from records_sync.model import Gone, Item, Put, Record, Rejected
from records_sync.text import clean
from records_sync.text.headers import Layout
from records_sync.text.rows import Intake, Rules, Taken

BAD_ID = "row_bad_id"
LONGEST_ID = 400
NAMES = Record._fields
_LAYOUT = Layout(columns=tuple((name, at) for at, name in enumerate(NAMES)), names=NAMES)


class Told:
    """Takes what one source says of records; a report names them by their ids."""

    def __init__(self, rules: Rules) -> None:
        # What has a number of its own in the main system is never padded here.
        self._intake = Intake(layout=_LAYOUT, rules=replace(rules, pad=()))

    def put(self, row: int, texts: Mapping[str, str], rev: int | None) -> Taken:
        """Return what the record comes to; `texts` by field name, with its `id`."""
        if not is_sound(texts["id"]):
            return Taken(items=(_bad_id(row, texts["id"]),))
        self._intake.place = texts["id"]
        taken = self._intake.take(row, [texts.get(name, "") for name in NAMES])
        if taken.secret:
            return Taken(items=(Gone(id=texts["id"], rev=rev),), secret=True)
        return Taken(items=tuple(_revised(item, rev) for item in taken.items))

    def gone(self, row: int, name: str, rev: int | None) -> Item:
        """Return the deletion of a record."""
        return Gone(id=name, rev=rev) if is_sound(name) else _bad_id(row, name)


def is_sound(name: str) -> bool:
    """Return whether an id can be kept and compared as it is."""
    return 0 < len(name) <= LONGEST_ID and name == name.strip() and clean.calm(name)


def _bad_id(row: int, name: str) -> Rejected:
    detail = f"id={clean.plain(name[:60])[0]}"
    return Rejected(row=row, code=BAD_ID, detail=detail, ids=(name,))  # no record has it


def _revised(item: Item, rev: int | None) -> Item:
    return replace(item, rev=rev) if isinstance(item, Put | Gone) else item
