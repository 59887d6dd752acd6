"""The one allow-list of writes, built from the profiles: what is not listed can't be sent."""

from collections.abc import Mapping

from .codec import command_words
from .errors import WriteForbiddenError
from .profile import Profile, Writable
from .request import COIL_OFF, COIL_ON, Write
from .vocabulary import Space

ON = 1  # the value that starts a timer; a profile with a timer has no other but 0


class WriteGate:
    """Lets through the writes that the profile of the addressed unit lists, with listed values."""

    def __init__(self, units: Mapping[int, Profile]) -> None:
        self._writables = {
            (unit_id, writable.tag): writable
            for unit_id, profile in units.items()
            for writable in profile.write
        }

    def command(self, unit_id: int, tag: str, value: float) -> Write:
        """Return the write that sets `tag` of `unit_id` to `value` (engineering unit).

        Switching on an output with a dead-man starts its device-side timer instead of latching.
        Raises WriteForbiddenError for an unknown unit or tag and for a value that is not allowed.
        """
        writable = self._writables.get((unit_id, tag))
        if writable is None:
            raise WriteForbiddenError(f"unit {unit_id} has no writable point {tag}")
        if not _allowed(writable, value):
            raise WriteForbiddenError(f"{tag} of unit {unit_id} may not be set to {value}")
        if writable.dead_man is not None and value == ON:
            return Write(
                unit_id=unit_id,
                space=writable.space,
                address=writable.dead_man.address,
                words=(round(writable.dead_man.period_s / writable.dead_man.unit_s),),
            )
        words = command_words(writable, value)
        if writable.space is Space.COIL:
            words = (COIL_ON if words[0] else COIL_OFF,)
        return Write(unit_id=unit_id, space=writable.space, address=writable.address, words=words)


def _allowed(writable: Writable, value: float) -> bool:
    if writable.values:
        return value in writable.values
    return (
        writable.low is not None
        and writable.high is not None
        and writable.low <= value <= writable.high
    )
