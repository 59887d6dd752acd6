"""What control begins with: what the ledger remembers of it, as it is to be read after a start."""

import logging

from .clock import Clock
from .control.restart import adopted, forgotten
from .control.settings import Settings
from .control.state import ControlState
from .ports import MemoryLostError
from .store.ledger import Ledger

log = logging.getLogger(__name__)


async def remembered(ledger: Ledger, settings: Settings, clock: Clock) -> ControlState:
    """Return the state to begin with; where it is lost nothing is taken as safe."""
    try:
        state = await ledger.recall() or ControlState()
    except MemoryLostError as err:
        log.error("what control remembered is lost: %s", err)  # noqa: TRY400 - no bug of ours
        return forgotten(settings, clock.monotonic())
    return adopted(state, settings.programmes, settings.rooms, clock.monotonic())
