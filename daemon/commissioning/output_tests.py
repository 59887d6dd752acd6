"""Tests of outputs: control is asked as a person asks it, and what follows is watched.

A test is a wish of a person that ends after half a minute by itself. Whatever outranks a person
outranks a test: interlocks, stops, guards. A hazard is never tested: only its own cycle, with its
checks and its warning, may light it.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from secrets import token_hex

from daemon.control.interlocks import is_hazard
from daemon.fieldbus_ports import TEST_S, OutputTest, Untested, UntestedError
from daemon.model import Act, Answer, Decision, Mode, Origin, Rank, Snapshot, Verb, reason
from daemon.ports import Operator

from .rows import output_tested
from .wires import Wires

LATE_S = 3.0  # scans after the end in which it may still look unfinished
WHY = "现场试机"  # data of the ledger, Chinese first


class OutputTests:
    """The tests; `run` must be running. The last one is kept until the next."""

    def __init__(self, wires: Wires, operator: Operator) -> None:
        self._wires = wires
        self._operator = operator
        self._test: OutputTest | None = None
        self._begun_t = 0.0
        self._begun = asyncio.Event()
        self._was_seen = False  # the wish of the test, in a scan
        self._acting: set[asyncio.Task[Answer]] = set()

    def newest(self) -> OutputTest | None:
        """Return the test that goes on, else the last one."""
        if self._test is None or self._test.is_over:
            return self._test
        left_s = self._begun_t + TEST_S - self._wires.clock.monotonic()
        if left_s <= -LATE_S:  # whether a scan has shown its end or not
            return self._end()
        return replace(self._test, left_s=max(0.0, left_s))

    async def begin(self, output: str, who: str, *, on: bool) -> Answer:
        """Ask control to hold an output for half a minute; raises UntestedError."""
        decision = self._decision(output)
        settings, before = self._wires.outputs[output], self.newest()
        if is_hazard(settings):
            raise UntestedError(Untested.HAZARD)
        if before is not None and not before.is_over:
            raise UntestedError(Untested.ALREADY)
        if decision is None:
            raise UntestedError(Untested.UNKNOWN)
        if decision.mode is not Mode.AUTO:
            raise UntestedError(Untested.BY_HAND)
        self._begun_t = self._wires.clock.monotonic()
        self._was_seen = False
        self._test = OutputTest(
            output=output,
            on=on,
            who=who,
            left_s=TEST_S,
            is_over=False,
            stopped=False,
            was_so=decision.feedback is on,
            has_running=settings.running is not None,
        )
        self._begun.set()
        return await self._to_its_end(self._begin(self._test, before))

    async def end(self, who: str) -> Answer | None:
        """Give the output back to its rules; None where no test goes on.

        What somebody else has asked for since is left to them.
        """
        test = self.newest()
        if test is None or test.is_over:
            return None
        decision = self._decision(test.output)
        if self._was_seen and (decision is None or not is_asked(test, decision)):
            return None
        self._test = replace(test, stopped=True)  # before the scan that ends it is seen
        return await self._to_its_end(self._give_back(self._test, who))

    async def run(self) -> None:
        """Watch the tests until cancelled; one that goes on already is watched on."""
        while True:
            seq = 0
            while (test := self.newest()) is not None and not test.is_over:
                snapshot = await self._wires.live.newer_than(seq)
                seq = snapshot.result.seq
                self._look(snapshot)
            await self._begun.wait()
            self._begun.clear()

    async def _to_its_end(self, acting: Coroutine[object, object, Answer]) -> Answer:
        """Return what became of an act; it goes on though who asked may be gone."""
        task = asyncio.create_task(acting)
        self._acting.add(task)
        task.add_done_callback(self._acting.discard)
        return await asyncio.shield(task)

    async def _begin(self, test: OutputTest, before: OutputTest | None) -> Answer:
        begun_t, verb = self._begun_t, Verb.HAND if test.on else Verb.OFF
        answer = await self._asked(verb, test.output, test.who, for_s=TEST_S)
        if not answer.accepted and self._begun_t == begun_t:  # no later one was begun meanwhile
            self._test = before
        return answer

    async def _give_back(self, test: OutputTest, who: str) -> Answer:
        begun_t = self._begun_t
        answer = await self._asked(Verb.AUTO, test.output, who)
        if not answer.accepted and self._test is not None and self._begun_t == begun_t:
            self._test = replace(self._test, stopped=False)
        return answer

    def _look(self, snapshot: Snapshot) -> None:
        """Take in one scan after the beginning."""
        test, t = self._test, snapshot.result.image.t
        if test is None or test.is_over or t < self._begun_t:
            return
        decision = snapshot.result.outputs.get(test.output)
        if decision is None or not is_asked(test, decision):
            if self._was_seen:  # its time is over, or somebody asks for something else
                self._end()
            return
        self._was_seen = True
        settings, readings = self._wires.outputs[test.output], snapshot.result.image.readings
        times = [
            self._s(readings[tag].t if tag in readings else None, t)
            for tag in (settings.feedback, settings.running or "")
        ]
        self._test = observed(test, decision, self._s(t, t), times[0], times[1])

    def _end(self) -> OutputTest | None:
        """Return the test as over, and write it down."""
        if self._test is not None and not self._test.is_over:
            self._test = replace(self._test, is_over=True, left_s=0.0)
            self._wires.record(output_tested(self._test))
        return self._test

    def _s(self, read_t: float | None, t: float) -> float:
        """Return the seconds from the beginning to a reading, else to its scan."""
        return round(max(0.0, (t if read_t is None else read_t) - self._begun_t), 2)

    def _decision(self, output: str) -> Decision | None:
        snapshot = self._wires.live.snapshot
        return None if snapshot is None else snapshot.result.outputs.get(output)

    async def _asked(self, verb: Verb, output: str, who: str, for_s: float | None = None) -> Answer:
        return await self._operator.act(
            Act(
                id=token_hex(12),
                verb=verb,
                subject=output,
                who=who,
                why=WHY,
                origin=Origin.LOCAL,
                for_s=for_s,
            )
        )


def observed(
    test: OutputTest, decision: Decision, s: float, shown_s: float, ran_s: float
) -> OutputTest:
    """Return the test with what one scan that holds it shows, `s` seconds after the beginning.

    `shown_s` and `ran_s` are the times of the newest readings of relay and machine.
    """
    winner = decision.winner
    is_held = winner.rank >= Rank.GUARD and winner.on is not test.on
    if decision.command is not test.on:
        return replace(test, held=winner.reason if is_held else test.held)
    return replace(
        test,
        held=winner.reason if is_held else None,
        trouble=decision.trouble,
        sent_s=s if test.sent_s is None else test.sent_s,
        shown_s=_first(test.shown_s, decision.feedback is test.on, shown_s),
        ran_s=_first(test.ran_s, decision.running is test.on, ran_s),
    )


def is_asked(test: OutputTest, decision: Decision) -> bool:
    """Return whether the wish of a person that holds the output is that of the test."""
    why = reason("hand_on" if test.on else "hand_off", who=test.who, why=WHY)
    return any(claim.rank is Rank.HAND and claim.reason == why for claim in decision.claims)


def _first(known: float | None, is_so: bool, now: float) -> float | None:
    return now if known is None and is_so else known
