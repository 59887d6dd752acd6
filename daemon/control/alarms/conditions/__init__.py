"""Which alarms' conditions hold now: one short file a topic, every condition a pure function.

A condition is told where it holds, and where its alarm is remembered: then also that it is over, or
that this can't be known now. A whole look tells of all that a site can have.
"""

from collections.abc import Iterator

from daemon.control.alarms.found import Found
from daemon.model import Condition

from . import (
    climate,
    equipment,
    outputs,
    records,
    safety,
    sensors,
    sterilisation,
    suspicions,
    system,
)

TOPICS = (
    safety.conditions,
    sterilisation.conditions,
    climate.conditions,
    sensors.conditions,
    suspicions.conditions,
    equipment.conditions,
    outputs.conditions,
    system.conditions,
    records.conditions,
)


def conditions(found: Found) -> Iterator[Condition]:
    """Yield what this look found; nothing for what is well and was well."""
    for topic in TOPICS:
        yield from topic(found)
