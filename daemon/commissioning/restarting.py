"""May the site end and begin again now (pure)."""

from daemon.model import Entry, Reason, Snapshot, Stage, reason

RESTING = frozenset({Stage.IDLE, Stage.READY, Stage.LOCKED_OUT})


def refusal(snapshot: Snapshot | None) -> Reason | None:
    """Return why the site must run on, None where it may end.

    A cycle that runs would be cut off, and one that decays would begin its decay anew. Whoever is
    kept out by a cycle at rest waits for a person, and a restart must not look like an answer.
    """
    if snapshot is None:
        return reason("configuration_not_begun")
    for cycle in snapshot.result.cycles.values():
        if cycle.stage not in RESTING or cycle.entry is not Entry.FREE:
            return reason("configuration_cycle", programme=cycle.programme)
    return None
