"""What is in a box: what was noted here, what only the catalogue says, and which box it is (pure).

A 盒号 is counted anew in each 全宗, year and term, so one number may stand for several boxes of the
catalogue. What is checked is what was noted here; while more should be noted, nothing is checked.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from daemon.record_ports import BoxGroup, BoxSheet, GroupCount, RecordSheet
from records_sync.holdings.model import NOWHERE, Key, Place, Refused, Standing, Status
from records_sync.holdings.situation import Check
from records_sync.holdings.transitions import AWAY, OUT_OF_THE_HOUSE
from records_sync.index.query import Entry
from records_sync.index.reading import MOST_IN_BOX

_NOT_PUT = AWAY - {Status.IN_USE}  # these can't be noted as in a box now


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All that is known of a number: `listed` by the catalogue, `here` by the local facts."""

    code: str
    listed: Sequence[Entry]
    place: Place | None
    here: Mapping[Key, Standing]
    told: Mapping[Key, Standing] = field(default_factory=dict)
    check: Check | None = None


def key_of(entry: Entry) -> Key:
    """Return the key of a record of the index."""
    return Key(entry.source, entry.record.id)


def group_of(entry: Entry) -> BoxGroup:
    """Return among which records the box of this one is counted."""
    record = entry.record
    return BoxGroup(entry.source, record.fonds, record.year, record.retention)


def box_sheet(known: Known, more: Mapping[Key, Entry], asked: BoxGroup | None) -> BoxSheet:
    """Return a box; `more` are those noted here that the catalogue may have elsewhere."""
    listed = {key_of(entry): entry for entry in known.listed[:MOST_IN_BOX]}
    only_listed = {
        key: entry
        for key, entry in listed.items()
        if key not in known.here and _may_be_in(known.code, known.told.get(key))
    }
    noted = {key: listed.get(key) or more.get(key) for key in known.here}
    ours = Counter(group_of(listed[key]) for key in noted if key in listed)
    groups = ours + Counter(map(group_of, only_listed.values()))
    waiting = Counter(
        group_of(entry)
        for key, entry in only_listed.items()
        if not _is_out(known.told.get(key)) and (not ours or group_of(entry) in ours)
    )
    group = asked if asked in groups else None
    if group is not None:
        only_listed = {k: entry for k, entry in only_listed.items() if group_of(entry) == group}
    shown: dict[Key, Entry | None] = {**noted, **only_listed}
    keys = sorted(shown, key=lambda key: _order(key, shown[key]))
    return BoxSheet(
        code=known.code,
        place=known.place,
        records=tuple(
            RecordSheet(
                key=key, entry=shown[key], standing=known.here.get(key) or known.told.get(key)
            )
            for key in keys
        ),
        listed=frozenset(only_listed),
        unplaced=tuple(
            key for key in keys if key in only_listed and not _is_out(known.told.get(key))
        ),
        groups=tuple(
            GroupCount(group=each, count=groups[each]) for each in sorted(groups, key=_words)
        ),
        group=group,
        waiting=waiting.total(),
        waiting_groups=len(waiting),
        is_cut=len(known.listed) > MOST_IN_BOX,
        check=known.check,
    )


def unready(box: BoxSheet) -> Refused | None:
    """Return why a check would compare a box with something else than what should be in it.

    Records of another box of the catalogue with this number are no reason.
    """
    if box.waiting_groups > 1:
        return Refused(code="box_is_many", values={"box": box.code, "count": box.waiting_groups})
    if box.waiting:
        return Refused(code="check_unplaced", values={"box": box.code, "count": box.waiting})
    return None


def _order(key: Key, entry: Entry | None) -> tuple[bool, str, Key]:
    return entry is None, entry.record.ref_code if entry else "", key


def _words(group: BoxGroup) -> tuple[str, ...]:
    return tuple(map(str, group))


def _is_out(standing: Standing | None) -> bool:
    return standing is not None and standing.status in _NOT_PUT


def _may_be_in(code: str, standing: Standing | None) -> bool:
    if standing is None:
        return True
    if standing.status in OUT_OF_THE_HOUSE:
        return False
    return standing.place == NOWHERE or standing.place.box == code
