"""What a run would do, and when it is too much to be done without a person. Pure."""

from dataclasses import dataclass

FEW = 50
SHARE = 0.01
LEAST = 5  # so many are never half of an index
TOMBSTONE_S = 30 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a snapshot would change; `told` is how many records it has.

    `unread` of its rows may be those of the records that it seems not to have.
    """

    added: int
    changed: int
    removed: int
    total_before: int
    told: int
    unread: int = 0

    @property
    def is_mass(self) -> bool:
        """Whether a person must approve it: it takes too many away, or tells of none at all."""
        is_in_doubt = self.removed > 0 and self.unread > 0
        return self.told == 0 or is_in_doubt or is_mass(self.removed, self.total_before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What a run has changed, and how many records of the source there are now."""

    added: int
    changed: int
    removed: int
    same: int
    total: int


class HeldError(Exception):
    """Nothing was changed: a person has to look at the plan first."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(f"{plan.removed} of {plan.total_before} would be removed")
        self.plan = plan


class EpochError(Exception):
    """The source counts anew since the cursor was made: only a whole snapshot can be taken."""


def is_mass(removed: int, total: int) -> bool:
    """Return whether so many of so many gone at once look like a fault.

    More than 1 % and than 50, or, of a small index, more than half.
    """
    return removed > max(SHARE * total, min(FEW, max(total / 2, LEAST - 1)))


def is_newer(rev: int | None, known: int | None, gone: bool) -> bool:
    """Return whether a put counts against what is known: a record, or a tombstone where `gone`.

    Without revisions content decides, and a put brings a record back. At the same revision a
    deletion wins over a put, in whichever order they come.
    """
    if known is None:
        return True
    if rev is None:
        return not gone
    return rev > known if gone else rev >= known


def is_older(rev: int | None, known: int | None) -> bool:
    """Return whether a deletion speaks of what was before the record as it is known."""
    return rev is not None and known is not None and rev < known
