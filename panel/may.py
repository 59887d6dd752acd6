"""Who may ask control for which acts (pure): at the room's own panel, and from elsewhere.

Control looks at the origin again. Arming a cycle needs somebody in front of the room, whatever his
role: no row here lets it be done from elsewhere.
"""

from collections.abc import Mapping

from daemon.model import Verb
from daemon.model.people import Role

from .people.doorman import Asker

ANYBODY = frozenset({Verb.STOP, Verb.ABORT})  # they only make a room safer
AT_THE_PANEL = Role.OPERATOR
ELSEWHERE: Mapping[Verb, Role] = {
    Verb.AUTO: Role.OPERATOR,
    Verb.HAND: Role.OPERATOR,
    Verb.OFF: Role.OPERATOR,
    Verb.SET_TEMPERATURE: Role.OPERATOR,
    Verb.SET_HUMIDITY: Role.OPERATOR,
    Verb.UNDO_SETPOINT: Role.OPERATOR,
    Verb.CLEAR_SETPOINT: Role.OPERATOR,
    Verb.RESET: Role.SAFETY,
    Verb.ALARM_ACKNOWLEDGE: Role.OPERATOR,
    Verb.ALARM_SHELVE: Role.OPERATOR,
    Verb.ALARM_UNSHELVE: Role.OPERATOR,
    Verb.ALARM_OUT_OF_SERVICE: Role.OPERATOR,
    Verb.ALARM_IN_SERVICE: Role.OPERATOR,
    Verb.ALARM_RESET: Role.SAFETY,
}


def may(asker: Asker, verb: Verb) -> bool:
    """Return whether `asker` may ask for `verb` now."""
    if verb in ANYBODY:
        return True
    need = AT_THE_PANEL if asker.kiosk else ELSEWHERE.get(verb)
    return need is not None and asker.role is not None and asker.role >= need


def may_work(asker: Asker) -> bool:
    """Return whether pages offer what operators do with records; the panel may ask for a PIN."""
    return asker.kiosk or (asker.role is not None and asker.role >= Role.OPERATOR)


def offered(asker: Asker) -> frozenset[str]:
    """Return the verbs that pages offer: at the room's own panel those too that ask for a PIN."""
    return frozenset(verb.value for verb in Verb if asker.kiosk or may(asker, verb))
