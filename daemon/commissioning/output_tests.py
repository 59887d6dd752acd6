"""Tests of outputs: control is asked as a person asks it, and what follows is watched.

A test is a wish of a person that ends after half a minute by itself. Whatever outranks a person
outranks a test: interlocks, stops, guards. A hazard is never tested: only its own cycle, with its
checks and its warning, may light it.
"""

import asyncio
from dataclasses import replace
from secrets import token_hex

from daemon.control.interlocks import is_hazard
from daemon.fieldbus_ports import OutputTest, Untested, UntestedError
from daemon.model import Act, Answer, Decision, Mode, Origin, Rank, Snapshot, Verb
from daemon.ports import LedgerUnavailableError, Operator

from .wires import Wires

TEST_S = 30.0
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

    def newest(self) -> OutputTest | None:
        """Return the test that goes on, else the last one."""
        if self._test is None or self._test.is_over:
            return self._test
        left_s = self._begun_t + TEST_S - self._wires.clock.monotonic()
        return replace(self._test, left_s=max(0.0, left_s))

    async def begin(self, output: str, who: str, *, on: bool) -> Answer:
        """Ask control to hold an output for half a minute; raises UntestedError."""
        decision = self._decision(output)
        settings, before = self._wires.outputs[output], self._test
        if is_hazard(settings):
            raise UntestedError(Untested.HAZARD)
        if before is not None and not before.is_over:
            raise UntestedError(Untested.ALREADY)
        if decision is None:
            raise UntestedError(Untested.UNKNOWN)
        if decision.mode is not Mode.AUTO:
            raise UntestedError(Untested.BY_HAND)
        self._begun_t = self._wires.clock.monotonic()
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
        try:
            answer = await self._asked(Verb.HAND if on else Verb.OFF, output, who, for_s=TEST_S)
        except LedgerUnavailableError:
            self._begun.set()  # it was decided all the same
            raise
        if answer.accepted:
            self._begun.set()
            if (snapshot := self._wires.live.snapshot) is not None:
                self._look(self._test, snapshot)  # the scan that decided it may be shown already
        else:
            self._test = before
        return answer

    async def end(self, who: str) -> Answer | None:
        """Give the output back to its rules; None where no test goes on."""
        test = self._test
        if test is None or test.is_over:
            return None
        self._test = replace(test, stopped=True)  # before the scan that ends it is seen
        answer = await self._asked(Verb.AUTO, test.output, who)
        if not answer.accepted:
            self._test = replace(self._test, stopped=False)
        return answer

    async def run(self) -> None:
        """Watch the tests until cancelled."""
        while True:
            await self._begun.wait()
            self._begun.clear()
            seq = 0
            while self._test is not None and not self._test.is_over:
                snapshot = await self._wires.live.newer_than(seq)
                seq = snapshot.result.seq
                self._look(self._test, snapshot)

    def _look(self, test: OutputTest, snapshot: Snapshot) -> None:
        """Take in one scan after the beginning."""
        t, decision = snapshot.result.image.t, snapshot.result.outputs.get(test.output)
        if decision is None or t < self._begun_t:
            return
        settings, readings = self._wires.outputs[test.output], snapshot.result.image.readings
        times = [
            self._s(readings[tag].t if tag in readings else None, t)
            for tag in (settings.feedback, settings.running or "")
        ]
        self._test = test = observed(test, decision, self._s(t, t), times[0], times[1])
        if is_over(test, decision, self._begun_t + TEST_S, t):
            self._test = replace(test, is_over=True, left_s=0.0)
            self._tell(self._test)

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

    def _tell(self, test: OutputTest) -> None:
        self._wires.tell(
            test.output,
            what="output_tested",
            by=test.who,
            on=test.on,
            stopped=test.stopped,
            sent_s=test.sent_s,
            shown_s=test.shown_s,
            ran_s=test.ran_s,
            held=test.held.code if test.held else "",
            trouble=test.trouble.code if test.trouble else "",
        )


def observed(
    test: OutputTest, decision: Decision, s: float, shown_s: float, ran_s: float
) -> OutputTest:
    """Return the test with what one scan shows, `s` seconds after the beginning.

    `shown_s` and `ran_s` are the times of the newest readings of relay and machine.
    """
    if not _is_asked(test, decision):
        return test
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


def is_over(test: OutputTest, decision: Decision, until: float, t: float) -> bool:
    """Return whether a test has ended at `t`: by its time, a person, or another person's wish."""
    return t >= until + LATE_S or not _is_asked(test, decision)


def _is_asked(test: OutputTest, decision: Decision) -> bool:
    return decision.mode is (Mode.HAND if test.on else Mode.OFF)


def _first(known: float | None, is_so: bool, now: float) -> float | None:
    return now if known is None and is_so else known
