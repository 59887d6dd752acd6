"""Outputs as people see them: what each does, who decides, the one sentence why; pure."""

from daemon.model import Decision, Mode, OutputInfo, Rank, Verdict
from daemon.model.explain import explain, in_full, is_on
from daemon.model.sentences.kinds import MODE_WORDS, VERDICT_WORDS

from .control_words import GRAVITY, OFF, ON, PENDING, UNSEEN, countdown
from .reader import Reader
from .shown import OutputView, WordView, word
from .words import State, Translate, msgid


def output_state(decision: Decision | None) -> State:
    """Return how an output does: ATTENTION while it does not do what it is told."""
    if decision is None:
        return State.WAITING
    if decision.trouble is not None or GRAVITY[decision.verdict] is State.LOST:
        return State.ATTENTION
    return State.GOOD


def trouble_words(decision: Decision, reader: Reader) -> str:
    """Return in a few words what an output does not do, else the sentence of its trouble."""
    if GRAVITY[decision.verdict] is State.LOST:
        return reader.word(VERDICT_WORDS[decision.verdict])
    return reader.say(decision.trouble)


def output_view(
    info: OutputInfo, decision: Decision | None, t: float, reader: Reader
) -> OutputView:
    """Return one output at the monotonic time `t`; dashes before its first decision."""
    if decision is None:
        return OutputView(
            word=WordView(state="unknown", text=reader.tr(UNSEEN[None])),
            mode=WordView(state=Mode.AUTO.value, text=reader.word(MODE_WORDS[Mode.AUTO])),
            verdict=word(State.WAITING, ""),
            why="",
            left="",
            full="",
            trouble="",
            want=None,
            allowed=None,
            command=None,
            feedback=None,
            running=None,
            since_s=None,
            degraded=False,
        )
    return OutputView(
        word=_does(decision, reader.tr),
        mode=WordView(state=decision.mode.value, text=reader.word(MODE_WORDS[decision.mode])),
        verdict=_verdict(decision, reader),
        why=explain(decision, info, t, reader.language),
        left=_left(decision, t, reader.tr),
        full="\n".join(in_full(decision, info, t, reader.language)[1:]),  # the first is `why`
        trouble=reader.say(decision.trouble),
        want=decision.want,
        allowed=decision.allowed,
        command=decision.command,
        feedback=decision.feedback,
        running=decision.running,
        since_s=round(max(0.0, t - decision.since), 1),
        degraded=decision.degraded,
    )


def _does(decision: Decision, tr: Translate) -> WordView:
    seen = is_on(decision)
    if decision.verdict is Verdict.PENDING and decision.command is not None:
        return WordView(state="pending", text=tr(PENDING[decision.command]))
    if seen is None:
        return WordView(state="unknown", text=tr(UNSEEN[decision.command]))
    return WordView(state="on" if seen else "off", text=tr(ON if seen else OFF))


def _verdict(decision: Decision, reader: Reader) -> WordView:
    """Return what the device says about the command; nothing before there was one."""
    if decision.command is None:
        return word(State.WAITING, "")
    return word(GRAVITY[decision.verdict], reader.word(VERDICT_WORDS[decision.verdict]))


def _left(decision: Decision, t: float, tr: Translate) -> str:
    """Return the countdown of a person's wish, else that of the guard which holds the output."""
    wish, winner = decision.wish, decision.winner
    if decision.mode is not Mode.AUTO and wish.until is not None:
        return tr(msgid("automatic again in {time}")).format(time=countdown(wish.until - t))
    if winner.rank is Rank.GUARD and winner.until is not None:
        return tr(msgid("{time} to wait")).format(time=countdown(winner.until - t))
    return ""
