"""Outputs and their tests as people see them (pure)."""

from math import ceil
from typing import TypedDict

from daemon.fieldbus_ports import OutputPlace, OutputTest, Untested
from daemon.model import Decision, Mode, OutputInfo, Rank
from daemon.model.sentences.kinds import KIND_WORDS, MODE_WORDS, SWITCH_WORDS
from panel.control_words import countdown
from panel.reader import Reader
from panel.shown import WordView, word
from panel.words import State, msgid

from .fieldbus_words import UNTESTED

NO_FEEDBACK = msgid("none is wired")


class OutputView(TypedDict):
    """One output: what is asked of it, what went over the wire, what device and machine show.

    `offers` is on, off, or "" where it can't be tested now, and `why_not` says why.
    """

    id: str
    name: str
    mode: str
    asked: str
    told: str
    coil: str
    machine: str
    held: str
    trouble: str
    offers: str
    why_not: str


class TrialView(TypedDict):
    """The test that goes on, or the last one; `running` is yes or no."""

    output: str
    running: str
    left: str
    share: int
    word: WordView
    text: str


def output_view(
    info: OutputInfo, place: OutputPlace, decision: Decision | None, t: float, reader: Reader
) -> OutputView:
    """Return one output at the monotonic time `t`."""
    why_not = _why_not(info, decision)
    seen = None if decision is None else decision.feedback
    return OutputView(
        id=info.id,
        name=name_of(info, reader),
        mode=reader.word(MODE_WORDS[Mode.AUTO if decision is None else decision.mode]),
        asked=_switch(None if decision is None else decision.wish.on, reader),
        told=_switch(None if decision is None else decision.command, reader),
        coil=_switch(seen, reader),
        machine=_switch(None if decision is None else decision.running, reader)
        if place.running
        else reader.tr(NO_FEEDBACK),
        held="" if decision is None else _held(decision, t, reader),
        trouble="" if decision is None else reader.say(decision.trouble),
        offers="" if why_not else "off" if seen else "on",
        why_not="" if why_not is None else reader.tr(UNTESTED[why_not]),
    )


def name_of(info: OutputInfo, reader: Reader) -> str:
    """Return the name of an output, or what it drives."""
    return info.name or reader.word(KIND_WORDS[info.kind])


def _why_not(info: OutputInfo, decision: Decision | None) -> Untested | None:
    if info.hazardous:
        return Untested.HAZARD
    if decision is None:
        return Untested.UNKNOWN
    return None if decision.mode is Mode.AUTO else Untested.BY_HAND


def _held(decision: Decision, t: float, reader: Reader) -> str:
    """Return what holds the output against the wish of a person, and for how long."""
    winner = decision.winner
    if winner.rank < Rank.GUARD or winner.on is decision.wish.on:
        return ""
    told = reader.say(winner.reason)
    left = "" if winner.until is None else f" {countdown(winner.until - t)}"
    return f"{told}{left}"


def _switch(on: bool | None, reader: Reader) -> str:
    return reader.word(SWITCH_WORDS[on])


def trial_view(test: OutputTest, name: str, seconds: float, reader: Reader) -> TrialView:
    """Return one test that takes `seconds`, of the output called `name`."""
    state, text = _seen(test, reader)
    return TrialView(
        output=test.output,
        running="no" if test.is_over else "yes",
        left=f"{ceil(test.left_s)} s",
        share=round(100 * test.left_s / seconds),
        word=word(State.WAITING if not test.is_over else state, _title(test, name, reader)),
        text=text,
    )


def _title(test: OutputTest, name: str, reader: Reader) -> str:
    if test.is_over:
        title = (
            msgid("Test of {name} is over") if not test.stopped else msgid("{name}: ended early")
        )
    else:
        title = msgid("{name} is held on") if test.on else msgid("{name} is held off")
    return reader.tr(title).format(name=name)


def _seen(test: OutputTest, reader: Reader) -> tuple[State, str]:
    """Return what a test has shown so far, in one sentence."""
    facts: dict[str, object] = {"coil_s": test.shown_s, "machine_s": test.ran_s}
    state, sentence = _sentence(test)
    if test.trouble is not None and test.shown_s is None:
        return State.LOST, reader.say(test.trouble)
    if test.held is not None and test.sent_s is None:
        facts["why"] = reader.say(test.held)
    return state, reader.tr(sentence).format(**facts)


def _sentence(test: OutputTest) -> tuple[State, str]:
    over = test.is_over
    if test.was_so:
        return State.ATTENTION, msgid("It was so before: nothing could be seen.")
    if test.sent_s is None:
        if test.held is not None:
            return State.ATTENTION, msgid("Held back, so nothing went to the device: {why}")
        return (
            (State.ATTENTION, msgid("Nothing went to the device."))
            if over
            else (State.WAITING, msgid("Asked; nothing has gone to the device yet."))
        )
    if test.shown_s is None:
        return (
            (State.LOST, msgid("The device was told, and its output did not follow."))
            if over
            else (State.WAITING, msgid("The device was told; its output is read back."))
        )
    return _shown(test)


def _shown(test: OutputTest) -> tuple[State, str]:
    """Return the sentence of a test whose output followed."""
    if not test.has_running:
        return State.GOOD, (
            msgid("On after {coil_s} s, read back from the device. The machine has no feedback.")
            if test.on
            else msgid(
                "Off after {coil_s} s, read back from the device. The machine has no feedback."
            )
        )
    if test.ran_s is not None:
        return State.GOOD, (
            msgid("On after {coil_s} s, and the machine ran after {machine_s} s.")
            if test.on
            else msgid("Off after {coil_s} s, and the machine stood after {machine_s} s.")
        )
    if not test.is_over:
        return State.WAITING, msgid(
            "The output followed after {coil_s} s; the machine has not shown it yet."
        )
    return State.LOST, msgid(
        "The output followed after {coil_s} s, and the feedback of the machine never came: check"
        " its supply, its breaker and the wiring of the feedback."
    )
