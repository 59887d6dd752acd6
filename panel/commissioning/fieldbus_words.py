"""Words about wires: how a search stands, why registers can't be read, why a test is refused."""

from collections.abc import Mapping

from daemon.fieldbus_ports import ProbeEnd, Registers, Unread, Untested
from panel.words import State, msgid

SPACES: Mapping[Registers, str] = {
    Registers.HOLDING: msgid("holding registers (03)"),
    Registers.INPUT: msgid("input registers (04)"),
    Registers.COIL: msgid("coils (01)"),
    Registers.DISCRETE: msgid("discrete inputs (02)"),
}

ENDS: Mapping[ProbeEnd, tuple[State, str, str]] = {
    ProbeEnd.RUNNING: (
        State.WAITING,
        msgid("searching"),
        msgid("{done} of {total} unit ids asked, {found} found"),
    ),
    ProbeEnd.DONE: (
        State.GOOD,
        msgid("search done"),
        msgid("{done} of {total} unit ids asked, {found} found"),
    ),
    ProbeEnd.CANCELLED: (
        State.ATTENTION,
        msgid("search ended early"),
        msgid("{done} of {total} unit ids asked, {found} found"),
    ),
    ProbeEnd.BUS_DOWN: (
        State.LOST,
        msgid("bus down"),
        msgid(
            "{done} of {total} unit ids asked, {found} found. Check the USB adapter, or the gateway"
            " and its network cable; some gateways hang up when they are asked for a device that"
            " they don't have."
        ),
    ),
    ProbeEnd.BUS_FULL: (
        State.ATTENTION,
        msgid("bus full"),
        msgid(
            "{done} of {total} unit ids asked, {found} found. The polls of this bus leave no gap,"
            " and they go first: raise poll_s of its devices, or stop roomd and use roomd probe."
        ),
    ),
    ProbeEnd.BROKEN: (
        State.LOST,
        msgid("search failed"),
        msgid("{done} of {total} unit ids asked, {found} found. The log of roomd says more."),
    ),
}
WAITS = msgid("Waits: a sterilisation cycle is on its way, and nothing may hold up its bus.")
LEFT = msgid("about {duration} left")

UNREAD: Mapping[Unread, str] = {
    Unread.NO_REPLY: msgid(
        "No reply. Nobody has this unit id, or the device does not answer for these registers:"
        " check unit id, power and wiring, or choose another kind of registers."
    ),
    Unread.BAD_REPLY: msgid(
        "The reply is damaged. Check wiring and termination, and that no two devices share this"
        " unit id."
    ),
    Unread.BUS_DOWN: msgid(
        "The bus is down. Check the USB adapter, or the gateway and its network cable."
    ),
    Unread.BUS_FULL: msgid(
        "The polls of this bus left no gap. Try again; if it stays so, raise poll_s of its devices."
    ),
    Unread.FORBIDDEN: msgid(
        "Reading these registers has an effect on this device, as its profile says: they are not"
        " read."
    ),
    Unread.BUSY: msgid("Somebody else reads registers at this moment: try again."),
    Unread.HAZARD: msgid(
        "A sterilisation cycle is on its way, or nothing is known yet: nothing may hold up its bus."
        " Try again later."
    ),
}
EXCEPTIONS: Mapping[int, str] = {
    1: msgid(
        "The device refuses: it does not know this function. Choose another kind of registers"
        " (exception 1)."
    ),
    2: msgid(
        "The device refuses: it has no such addresses. Choose others, or fewer at once"
        " (exception 2)."
    ),
    3: msgid("The device refuses: it does not give so many at once. Choose fewer (exception 3)."),
    4: msgid("The device has failed: switch it off and on, look into its manual (exception 4)."),
    5: msgid("The device needs time: try again (exception 5)."),
    6: msgid("The device is busy: try again (exception 6)."),
    8: msgid("The memory of the device is damaged: have it repaired (exception 8)."),
    10: msgid(
        "The gateway has no way to this unit id: check the settings of the gateway (exception 10)."
    ),
    11: msgid(
        "The gateway gets no reply from the device: check unit id, power and wiring (exception 11)."
    ),
}
OTHER_EXCEPTION = msgid(
    "The device refuses with exception {code}; its manual says what that means."
)

UNTESTED: Mapping[Untested, str] = {
    Untested.HAZARD: msgid(
        "This can hurt people: it is never tested from here. Only its own cycle may light it, with"
        " its checks, its warning and its countdown."
    ),
    Untested.ALREADY: msgid("Another output is being tested: end that test first."),
    Untested.BY_HAND: msgid(
        "Somebody holds this output on or off by hand: set it to automatic first."
    ),
    Untested.UNKNOWN: msgid("Nothing is known of this output yet: wait for the first scan."),
}

FAULTS: Mapping[str, str] = {
    "sentinel": msgid("the device says that it has no value"),
    "not_a_number": msgid("no number: the word order may be swapped"),
    "out_of_range": msgid("out of range: type, scale or word order may be wrong"),
}
