"""What the pages about wires send, read from query and JSON; refused in one sentence (pure)."""

from collections.abc import Collection, Mapping

from daemon.fieldbus_ports import (
    LAST_UNIT_ID,
    MOST_WORDS,
    NewDevice,
    Registers,
    RegistersAsked,
)
from panel.asked_json import fields_of, text_of
from panel.problems import ProblemError
from panel.words import msgid

LAST_ADDRESS = 0xFFFF
FILE = "conf.d/devices.toml"
SHORTEST_POLL_S, LONGEST_POLL_S = 0.1, 3600.0
LENGTHS = {"id": 41, "profile": 61, "room": 41, "zone": 41, "file": 60}
NO_BUS = msgid("There is no bus of this name.")
NO_OUTPUT = msgid("There is no output of this name.")
WHOLE = msgid("{key} must be a whole number from {low} to {high}.")
NUMBER = msgid("{key} must be a number from {low} to {high}.")
YES_NO = msgid("{key} must be true or false.")
ONE_OF = msgid("{key} must be one of: {known}.")
BACKWARDS = msgid("The last unit id must not be below the first.")
PAST_THE_END = msgid("The addresses end at 0xFFFF: choose fewer.")


def probe_asked(body: bytes, buses: Collection[str]) -> tuple[str, int, int]:
    """Return the bus, the first and the last unit id that are to be searched."""
    fields = fields_of(body, {"bus", "first", "last"}, frozenset())
    bus = known_bus(fields["bus"], buses)
    first, last = (_whole(key, fields[key], 1, LAST_UNIT_ID) for key in ("first", "last"))
    if last < first:
        raise ProblemError(400, BACKWARDS)
    return bus, first, last


def registers_asked(
    query: Mapping[str, str], bus: object, buses: Collection[str]
) -> RegistersAsked:
    """Return which registers a query asks for; numbers may be written as 0x1F."""
    space = query.get("space", "")
    if space not in set(Registers):
        raise ProblemError(400, ONE_OF, key="space", known=", ".join(Registers))
    asked = RegistersAsked(
        bus=known_bus(bus, buses),
        unit_id=_whole("unit_id", _number(query.get("unit_id", "")), 1, LAST_UNIT_ID),
        space=Registers(space),
        address=_whole("address", _number(query.get("address", "")), 0, LAST_ADDRESS),
        count=_whole("count", _number(query.get("count", "")), 1, MOST_WORDS),
    )
    if asked.address + asked.count - 1 > LAST_ADDRESS:
        raise ProblemError(400, PAST_THE_END)
    return asked


def device_asked(
    body: bytes, buses: Collection[str], profiles: Collection[str], rooms: Collection[str]
) -> tuple[NewDevice, str]:
    """Return the device that a person has named, and the file that it is to stand in."""
    needed = {"bus", "unit_id", "profile", "id", "room"}
    fields = fields_of(body, needed, {"zone", "poll_s", "interlock", "file"})
    texts = {key: text_of(key, fields.get(key, ""), most) for key, most in LENGTHS.items()}
    interlock = fields.get("interlock", False)
    if not isinstance(interlock, bool):
        raise ProblemError(400, YES_NO, key="interlock")
    for key, known in (("profile", profiles), ("room", rooms)):
        if texts[key] not in known:
            raise ProblemError(400, ONE_OF, key=key, known=", ".join(sorted(known)))
    new = NewDevice(
        id=texts["id"],
        profile=texts["profile"],
        bus=known_bus(fields["bus"], buses),
        unit_id=_whole("unit_id", fields["unit_id"], 1, LAST_UNIT_ID),
        room=texts["room"],
        zone=texts["zone"],
        poll_s=_poll_s(fields.get("poll_s")),
        interlock=interlock,
    )
    return new, texts["file"] or FILE


def output_asked(body: bytes, outputs: Collection[str]) -> tuple[str, bool]:
    """Return the output that is to be tested, and whether it is to be on."""
    fields = fields_of(body, {"output", "on"}, frozenset())
    output, on = fields["output"], fields["on"]
    if not isinstance(output, str) or output not in outputs:
        raise ProblemError(404, NO_OUTPUT)
    if not isinstance(on, bool):
        raise ProblemError(400, YES_NO, key="on")
    return output, on


def nothing_asked(body: bytes) -> None:
    """Raise ProblemError 400 for anything but an empty object."""
    fields_of(body, frozenset(), frozenset())


def known_bus(bus: object, buses: Collection[str]) -> str:
    """Return the name of a bus that there is; raises ProblemError 404."""
    if not isinstance(bus, str) or bus not in buses:
        raise ProblemError(404, NO_BUS)
    return bus


def _number(text: str) -> int | None:
    """Return a whole number as people type it, None for anything else."""
    hexadecimal = text[:2].lower() == "0x"
    digits = text[2:] if hexadecimal else text
    if not (digits.isascii() and digits.isalnum() and len(digits) <= 5):  # noqa: PLR2004 - 65535
        return None
    try:
        return int(digits, 16 if hexadecimal else 10)
    except ValueError:
        return None


def _whole(key: str, number: object, low: int, high: int) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or not low <= number <= high:
        raise ProblemError(400, WHOLE, key=key, low=low, high=high)
    return number


def _poll_s(number: object) -> float | None:
    if number is None:
        return None
    low, high = SHORTEST_POLL_S, LONGEST_POLL_S
    if isinstance(number, int | float) and not isinstance(number, bool) and low <= number <= high:
        return float(number)
    raise ProblemError(400, NUMBER, key="poll_s", low=low, high=high)
