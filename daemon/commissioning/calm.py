"""When the wires may be looked at for other reasons than control: never while a hazard is live."""

from collections.abc import Iterable

from daemon.control.interlocks import is_hazard
from daemon.control.settings import OutputSettings
from daemon.model import Snapshot, Stage
from daemon.model.asking import STOPPABLE

LIVE = STOPPABLE | {Stage.STOPPING}


def is_calm(snapshot: Snapshot | None, outputs: Iterable[OutputSettings]) -> bool:
    """Return whether no cycle is on its way and no hazard was told on; before a scan nobody knows.

    One unanswered look keeps a wire for up to a second: an OFF, a door and the renewal of a
    hazard's timer must not wait for it.
    """
    if snapshot is None:
        return False
    result = snapshot.result
    if any(cycle.stage in LIVE for cycle in result.cycles.values()):
        return False
    told = [result.outputs.get(output.id) for output in outputs if is_hazard(output)]
    return not any(decision is not None and decision.command for decision in told)
