"""What commissioning writes into the ledger: who did what on the wires, what came of it (pure)."""

from daemon.control.events import plain
from daemon.fieldbus_ports import OutputTest, ProbeRun, Registers, RegistersAsked
from daemon.model import Event, reason

KIND = "commissioning"
FUNCTIONS = {  # Modbus application protocol 1.1b3, section 6
    Registers.COIL: "01",
    Registers.DISCRETE: "02",
    Registers.HOLDING: "03",
    Registers.INPUT: "04",
}


def probe_begun(run: ProbeRun) -> Event:
    """Return the row of a search that begins."""
    why = reason("commissioning_search", who=run.who, first=run.first, last=run.last)
    body = {"what": "probe_begun", "by": run.who, "units": f"{run.first}-{run.last}"}
    return Event(kind=KIND, subject=run.bus, body={**body, "reason": plain(why)})


def probe_ended(run: ProbeRun) -> Event:
    """Return the row of a search that has ended."""
    found = [unit.unit_id for unit in run.found]
    why = reason(
        f"commissioning_search_{run.end.value}",
        who=run.ended_by,
        done=run.done,
        found=", ".join(map(str, found)) or "-",
    )
    body = {
        "what": "probe_ended",
        "by": run.ended_by,
        "end": run.end.value,
        "detail": run.detail,
        "asked": run.done,
        "found": found,
    }
    return Event(kind=KIND, subject=run.bus, body={**body, "reason": plain(why)})


def registers_read(asked: RegistersAsked, who: str) -> Event:
    """Return the row of a look at registers."""
    why = reason(
        "commissioning_registers",
        who=who,
        unit_id=asked.unit_id,
        function=FUNCTIONS[asked.space],
        first=asked.address,
        last=asked.address + asked.count - 1,
    )
    body = {
        "what": "registers_read",
        "by": who,
        "unit_id": asked.unit_id,
        "space": asked.space.value,
        "address": asked.address,
        "count": asked.count,
    }
    return Event(kind=KIND, subject=asked.bus, body={**body, "reason": plain(why)})


def output_tested(test: OutputTest) -> Event:
    """Return the row of a test that is over."""
    why = reason(
        f"commissioning_test_{'on' if test.on else 'off'}_{_outcome(test)}",
        who=test.who,
        shown=test.shown_s or 0.0,
        ran=test.ran_s or 0.0,
    )
    body = {
        "what": "output_tested",
        "by": test.who,
        "on": test.on,
        "stopped": test.stopped,
        "sent_s": test.sent_s,
        "shown_s": test.shown_s,
        "ran_s": test.ran_s,
        "held": test.held.code if test.held else "",
        "trouble": test.trouble.code if test.trouble else "",
    }
    return Event(kind=KIND, subject=test.output, body={**body, "reason": plain(why)})


def _outcome(test: OutputTest) -> str:
    if test.was_so:
        return "same"
    if test.sent_s is None:
        return "unsent"
    if test.shown_s is None:
        return "unmoved"
    return "shown" if test.ran_s is None else "ran"
