"""A test of an output by the real scan on a still clock: what is seen, what holds it, its end."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from daemon.commissioning.output_tests import LATE_S, OutputTests
from daemon.commissioning.wires import Wires
from daemon.configuration.model import Config
from daemon.control.scan import scan
from daemon.control.state import ControlState
from daemon.control.view import Inputs
from daemon.fieldbus_ports import TEST_S, OutputTest, Untested, UntestedError
from daemon.live import LatestSnapshot
from daemon.model import Act, Answer, Event, Kind, Mode, Origin, Snapshot, Verb, Written
from tests.control_kit import ROOM, T, image, output, settings
from tests.fakes import StillClock

WHO = "本机面板 · 王芳"
FAN = output("fan", Kind.EXHAUST_FAN, running="c.fan_runs")
DRY = output("dry", Kind.DEHUMIDIFIER, min_off_s=300.0)
UV = output("uv", Kind.UV_LAMP)
EMPTY = Config.model_validate(
    {"site": {"id": "s", "name": "s", "timezone": "Asia/Shanghai"}, "bus": []}
)


class Bench:
    """Control of three outputs; what the devices show is set by hand."""

    def __init__(self) -> None:
        self.clock, self.live = StillClock(), LatestSnapshot()
        self.clock.t = T
        self.told: list[Event] = []
        self.acts: list[Act] = []
        self.answers = asyncio.Event()  # whether what is asked is answered
        self.answers.set()
        self.settings = settings((FAN, DRY, UV), programmes=(), pairs=(), adopt_s=0, stagger_s=0)
        self.shows = {"b.fan": False, "b.dry": False, "b.uv": False, "c.fan_runs": False}
        self.state = ControlState(started_t=T - 10)
        self.seq = 0
        wires = Wires(
            config=EMPTY,
            profiles={},
            buses={},
            outputs=self.settings.outputs,
            live=self.live,
            clock=self.clock,
            record=self.told.append,
        )
        self.tests = OutputTests(wires, self)

    async def act(self, act: Act) -> Answer:
        """Decide at once, answer when that may be (the port `Operator`)."""
        self.acts.append(act)
        (answer,) = self.scan(act)
        await self.answers.wait()
        return answer

    def scan(self, *acts: Act) -> tuple[Answer, ...]:
        """Scan now; what was ordered has arrived by the next scan."""
        now = image(dict(self.shows), t=self.clock.t)
        written = tuple(
            Written(output=name, on=memory.command, t=self.clock.t)
            for name, memory in self.state.outputs.items()
            if memory.flying and memory.command is not None
        )
        inputs = Inputs(image=now, acts=acts, written=written)
        result, self.state = scan(inputs, self.settings, self.state)
        self.seq += 1
        result = replace(result, seq=self.seq)
        self.live.swap(Snapshot(result=result, devices={}, buses={}, services={}))
        return result.answers

    async def after(self, seconds: float, **shows: bool) -> OutputTest:
        """Scan so much later, with the tags (`b_fan`) as given, and return what was seen."""
        self.clock.t += seconds
        self.shows |= {tag.replace("_", ".", 1): value for tag, value in shows.items()}
        self.scan()
        for _ in range(3):
            await asyncio.sleep(0)
        test = self.tests.newest()
        assert test is not None
        return test

    def mode(self, name: str) -> Mode:
        assert self.live.snapshot is not None
        return self.live.snapshot.result.outputs[name].mode


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    made = Bench()
    made.scan()
    made.clock.t += 1
    made.scan()
    watching = asyncio.create_task(made.tests.run(), name="watching")
    await asyncio.sleep(0)
    yield made
    watching.cancel()
    await asyncio.wait([watching])


async def test_what_relay_and_machine_show_is_timed_from_the_beginning(bench: Bench) -> None:
    assert (await bench.tests.begin("fan", WHO, on=True)).accepted
    (act,) = bench.acts
    assert (act.verb, act.subject, act.who) == (Verb.HAND, "fan", WHO)
    assert (act.origin, act.for_s) == (Origin.LOCAL, TEST_S)
    seen = await bench.after(0.2)
    assert (seen.sent_s, seen.shown_s, seen.ran_s) == (0.0, None, None)
    assert (await bench.after(0.4, b_fan=True)).shown_s == 0.6
    seen = await bench.after(1.4, c_fan_runs=True)
    assert (seen.shown_s, seen.ran_s, seen.left_s) == (0.6, 2.0, 28.0)
    assert not seen.is_over


async def test_a_test_ends_by_itself_after_half_a_minute(bench: Bench) -> None:
    await bench.tests.begin("fan", WHO, on=True)
    await bench.after(0.5, b_fan=True, c_fan_runs=True)
    assert not (await bench.after(TEST_S - 0.6)).is_over
    assert bench.mode("fan") is Mode.HAND
    seen = await bench.after(0.2)
    assert (seen.is_over, seen.stopped, seen.left_s) == (True, False, 0.0)
    assert bench.mode("fan") is Mode.AUTO
    (row,) = bench.told
    assert (row.kind, row.subject, row.body["by"]) == ("commissioning", "fan", WHO)
    assert (row.body["what"], row.body["shown_s"]) == ("output_tested", 0.5)
    assert (await bench.tests.begin("fan", WHO, on=False)).accepted


async def test_a_hazard_is_never_tested(bench: Bench) -> None:
    for on in (True, False):
        with pytest.raises(UntestedError) as refused:
            await bench.tests.begin("uv", WHO, on=on)
        assert refused.value.why is Untested.HAZARD
    assert bench.acts == []
    assert bench.tests.newest() is None


async def test_a_guard_holds_a_test_back_and_is_named(bench: Bench) -> None:
    assert (await bench.tests.begin("dry", WHO, on=True)).accepted
    seen = await bench.after(1)
    assert (seen.sent_s, seen.held and seen.held.code) == (None, "guard_min_off")
    seen = await bench.after(TEST_S)
    assert (seen.is_over, seen.held and seen.held.code) == (True, "guard_min_off")


async def test_a_stopped_room_holds_a_test_back(bench: Bench) -> None:
    bench.scan(Act(id="stop-0001", verb=Verb.STOP, subject=ROOM, who="x"))
    await bench.tests.begin("fan", WHO, on=True)
    seen = await bench.after(1)
    assert (seen.sent_s, seen.held and seen.held.code) == (None, "local_stop")


async def test_a_device_that_does_not_obey_is_told(bench: Bench) -> None:
    await bench.tests.begin("fan", WHO, on=True)
    await bench.after(0.2)
    for _ in range(8):
        seen = await bench.after(1)
    assert (seen.sent_s, seen.shown_s) == (0.0, None)
    assert seen.trouble is not None
    assert seen.trouble.code == "output_refused"


async def test_a_person_ends_a_test_early(bench: Bench) -> None:
    await bench.tests.begin("fan", WHO, on=True)
    await bench.after(0.5, b_fan=True)
    answer = await bench.tests.end(WHO)
    assert answer is not None
    assert (answer.accepted, bench.acts[-1].verb) == (True, Verb.AUTO)
    seen = await bench.after(0.2)
    assert (seen.is_over, seen.stopped) == (True, True)
    assert await bench.tests.end(WHO) is None
    assert len(bench.acts) == 2


async def test_what_somebody_else_decides_ends_a_test(bench: Bench) -> None:
    await bench.tests.begin("fan", WHO, on=True)
    await bench.after(0.5)
    bench.scan(Act(id="auto-0001", verb=Verb.AUTO, subject="fan", who="x"))
    seen = await bench.after(0.1)
    assert (seen.is_over, seen.stopped) == (True, False)


async def test_one_output_is_tested_at_a_time_and_none_that_is_held_by_hand(bench: Bench) -> None:
    bench.scan(Act(id="hand-0001", verb=Verb.HAND, subject="dry", who="x"))
    with pytest.raises(UntestedError) as held:
        await bench.tests.begin("dry", WHO, on=False)
    assert held.value.why is Untested.BY_HAND
    bench.scan(Act(id="auto-0001", verb=Verb.AUTO, subject="dry", who="x"))
    await bench.tests.begin("fan", WHO, on=True)
    with pytest.raises(UntestedError) as second:
        await bench.tests.begin("dry", WHO, on=True)
    assert second.value.why is Untested.ALREADY


async def left_alone(asking: asyncio.Task[Answer]) -> None:
    """Let a browser go away while it waits for the answer."""
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    asking.cancel()
    await asyncio.wait([asking])
    assert asking.cancelled()


async def test_a_test_whose_browser_has_left_is_watched_to_its_end(bench: Bench) -> None:
    bench.answers.clear()
    await left_alone(asyncio.create_task(bench.tests.begin("fan", WHO, on=True)))
    bench.answers.set()
    seen = await bench.after(0.6, b_fan=True)
    assert (seen.sent_s, seen.shown_s, seen.is_over) == (0.0, 0.6, False)
    assert (await bench.after(TEST_S)).is_over
    (row,) = bench.told
    assert row.body["shown_s"] == 0.6
    assert (await bench.tests.begin("fan", WHO, on=False)).accepted


async def test_a_test_that_is_never_answered_stands_in_nobodys_way(bench: Bench) -> None:
    bench.answers.clear()  # the ledger hangs
    await left_alone(asyncio.create_task(bench.tests.begin("fan", WHO, on=True)))
    assert (await bench.after(TEST_S + LATE_S)).is_over
    second = asyncio.create_task(bench.tests.begin("dry", WHO, on=True))
    await bench.after(0.1)
    bench.answers.set()
    assert (await second).accepted
    assert (await bench.after(0.1)).output == "dry"


async def test_a_test_that_control_refuses_is_none_though_its_browser_has_left(
    bench: Bench,
) -> None:
    bench.answers.clear()
    await left_alone(asyncio.create_task(bench.tests.begin("fan", "", on=True)))  # nameless
    with pytest.raises(UntestedError) as refused:
        await bench.tests.begin("fan", WHO, on=True)
    assert refused.value.why is Untested.ALREADY
    bench.answers.set()
    for _ in range(3):
        await asyncio.sleep(0)
    assert bench.tests.newest() is None
    assert (await bench.tests.begin("fan", WHO, on=True)).accepted


async def test_an_end_whose_browser_has_left_holds(bench: Bench) -> None:
    await bench.tests.begin("fan", WHO, on=True)
    await bench.after(0.5)
    bench.answers.clear()
    ending = asyncio.create_task(bench.tests.end(WHO))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    ending.cancel()
    bench.answers.set()
    seen = await bench.after(0.1)
    assert (seen.is_over, seen.stopped, bench.mode("fan")) == (True, True, Mode.AUTO)


async def test_who_watches_anew_goes_on_with_the_test_that_goes_on(bench: Bench) -> None:
    await bench.tests.begin("fan", WHO, on=True)
    for task in asyncio.all_tasks():
        if task.get_name() == "watching":
            task.cancel()
            await asyncio.wait([task])
    again = asyncio.create_task(bench.tests.run())
    assert (await bench.after(0.6, b_fan=True)).shown_s == 0.6
    assert (await bench.after(TEST_S)).is_over
    again.cancel()
    await asyncio.wait([again])


async def test_a_test_is_over_by_the_clock_though_no_scan_shows_it(bench: Bench) -> None:
    await bench.tests.begin("fan", WHO, on=True)
    bench.clock.t += TEST_S + LATE_S - 0.1
    seen = bench.tests.newest()
    assert seen is not None
    assert (seen.is_over, seen.left_s) == (False, 0.0)
    bench.clock.t += 0.1
    seen = bench.tests.newest()
    assert seen is not None
    assert seen.is_over
    assert len(bench.told) == 1
    assert await bench.tests.end(WHO) is None


@pytest.mark.parametrize("who", ["李工", WHO])
async def test_the_end_of_a_test_leaves_what_was_asked_for_since(bench: Bench, who: str) -> None:
    await bench.tests.begin("fan", WHO, on=True)
    await bench.after(0.5, b_fan=True)
    bench.scan(Act(id="hand-0001", verb=Verb.HAND, subject="fan", who=who, why="通风"))
    assert await bench.tests.end(WHO) is None
    seen = await bench.after(0.1)
    assert (seen.is_over, seen.stopped) == (True, False)
    assert bench.mode("fan") is Mode.HAND
    assert len(bench.acts) == 1


async def test_what_was_so_before_shows_nothing(bench: Bench) -> None:
    await bench.tests.begin("fan", WHO, on=False)
    assert (await bench.after(0.2)).was_so
