"""Wires as pages can meet them: a search with every kind of find, registers, a test that ran."""

from collections.abc import Sequence

from daemon.commissioning.device_text import device_text
from daemon.fieldbus_ports import (
    BusLine,
    DecodedPoint,
    FoundUnit,
    NewDevice,
    OutputPlace,
    OutputTest,
    ProbeEnd,
    ProbeRun,
    ProfileFacts,
    RegistersAsked,
    RegistersRead,
)
from daemon.model import Act, Answer, Verb, reason

from .control_example import OUTPUTS
from .example import AT

BUS = "rs485-1"
PROFILES = (
    ProfileFacts(
        id="sensor", title={"zh": "传感器", "en": "Sensor"}, is_verified=True, writable=()
    ),
    ProfileFacts(
        id="relay", title={"zh": "继电器", "en": "Relay"}, is_verified=False, writable=("relay_1",)
    ),
)
RUN = ProbeRun(
    bus=BUS,
    first=1,
    last=32,
    who="王芳",
    at=AT,
    done=12,
    found=(
        FoundUnit(unit_id=1, profiles=("sensor",), device="th-north"),
        FoundUnit(unit_id=2, profiles=(), device="th-south", online=False),
        FoundUnit(unit_id=3, profiles=("relay",), device="th-east", online=False),
        FoundUnit(unit_id=9, profiles=("sensor", "relay")),
        FoundUnit(unit_id=10, profiles=("relay",)),
        FoundUnit(unit_id=11, profiles=()),
    ),
    end=ProbeEnd.BUS_FULL,
    detail="the polls left no gap of 0.8 s within 45 s",
)
TRIAL = OutputTest(
    output="exhaust-1",
    on=True,
    who="王芳",
    left_s=0.0,
    is_over=True,
    stopped=False,
    was_so=False,
    has_running=True,
    sent_s=0.1,
    shown_s=0.4,
)


class HandFedFieldbus:
    """`daemon.fieldbus_ports.Fieldbus` without a wire."""

    def __init__(self) -> None:
        self.run: ProbeRun | None = RUN
        self.trial: OutputTest | None = TRIAL

    def lines(self) -> Sequence[BusLine]:
        return (BusLine(id=BUS, transport="rtu", place="/dev/ttyUSB0 9600 8N1"),)

    def profiles(self) -> Sequence[ProfileFacts]:
        return PROFILES

    def outputs(self) -> Sequence[OutputPlace]:
        return tuple(
            OutputPlace(
                output=output.id,
                bus=BUS,
                device="relays",
                unit_id=20 + n,
                write=f"relay_{n}",
                running="relays.input_1" if output.hazardous else "",
            )
            for n, output in enumerate(OUTPUTS, 1)
        )

    def probed(self) -> ProbeRun | None:
        return self.run

    def probe(self, bus: str, first: int, last: int, who: str) -> bool:
        self.run = ProbeRun(
            bus=bus,
            first=first,
            last=last,
            who=who,
            at=AT,
            done=0,
            found=(),
            end=ProbeEnd.RUNNING,
        )
        return True

    def cancel(self, who: str) -> bool:
        return bool(who)

    async def registers(self, asked: RegistersAsked, who: str) -> RegistersRead:
        del who
        point = DecodedPoint(
            tag="temperature",
            title={"zh": "温度", "en": "Temperature"},
            address=asked.address,
            words=1,
            value=None,
            unit="°C",
            fault="out_of_range",
        )
        return RegistersRead(
            asked=asked,
            words=(1,) * asked.count if asked.space.is_bits else (0x4F4B,) * asked.count,
            device="th-north",
            points=(point,),
        )

    def device_text(self, new: NewDevice) -> str:
        return device_text(new)

    def tested(self) -> OutputTest | None:
        return self.trial

    async def test(self, output: str, who: str, *, on: bool) -> Answer:
        verb = Verb.HAND if on else Verb.OFF
        act = Act(id="a-test-of-an-output", verb=verb, subject=output, who=who)
        return Answer(act=act, accepted=False, reason=reason("act_duration", least_s=1, most_s=2))

    async def end_test(self, who: str) -> Answer | None:
        del who
        return None
