"""Why an output is on or off: one sentence, and then every claim (pure).

`t` is the monotonic time that is asked about; countdowns run to it.
"""

from collections.abc import Iterator, Mapping

from .control import Claim, Decision, Mode, Rank, Verdict
from .reasons import Sentence
from .render import Language, duration, sentence, spoken
from .sentences.kinds import KIND_WORDS, MODE_WORDS, RANK_WORDS, SWITCH_WORDS, VERDICT_WORDS
from .site import OutputInfo
from .who import said_who


def explain(decision: Decision, output: OutputInfo, t: float, language: Language) -> str:
    """Return one sentence: what the output does, since when, why, what holds it, how long still."""
    clauses = [*_held(decision, t, language)]
    if not clauses or decision.wish.rank is not Rank.DEFAULT:  # "no reason" says less than a hold
        clauses.insert(0, _because(decision, t, language))
    if decision.degraded:
        clauses.append(_say("degraded", language))
    if decision.trouble is not None:
        clauses.append(_say("trouble", language, told=sentence(decision.trouble, language)))
    semicolon = "；" if language == "zh" else "; "
    return _say(
        "whole",
        language,
        name=output.name or spoken(KIND_WORDS[output.kind], language),
        does=_does(decision, t, language),
        clauses=semicolon.join(clauses),
    )


def in_full(decision: Decision, output: OutputInfo, t: float, language: Language) -> list[str]:
    """Return the sentence, what was wanted, allowed, commanded and seen, and then all claims."""
    lines = [
        explain(decision, output, t, language),
        _say(
            "decided",
            language,
            mode=spoken(MODE_WORDS[decision.mode], language),
            want=_switch(decision.want, language),
            allowed=_switch(decision.allowed, language),
        ),
        _say(
            "seen",
            language,
            command=_switch(decision.command, language),
            feedback=_switch(decision.feedback, language),
            running=_switch(decision.running, language),
            verdict=spoken(VERDICT_WORDS[decision.verdict], language),
        ),
    ]
    for number, claim in enumerate(decision.claims, 1):
        lines.append(
            _say(
                "claim",
                language,
                number=number,
                rank=spoken(RANK_WORDS[claim.rank], language),
                owner=_owner(claim, language),
                wants=_switch(claim.on, language),
                told=_told(claim, t, language),
                wins=_say("wins", language) if number == 1 else "",
            )
        )
    return lines


def is_on(decision: Decision) -> bool | None:
    """Return what the output truly does as far as it is known, None where it is not."""
    known = (decision.running, decision.feedback)
    return next((shown for shown in known if shown is not None), None)


def _does(decision: Decision, t: float, language: Language) -> str:
    truly = is_on(decision)
    if truly is None and decision.verdict is Verdict.CONFIRMED:
        truly = decision.command
    key: tuple[bool, bool | str | None] = (decision.allowed, truly)
    if truly is not decision.allowed and decision.verdict is Verdict.PENDING:
        key = (decision.allowed, "pending")
    lasts_s = t - decision.since
    words = _DOES if lasts_s >= _LEAST_S else _DOES | _JUST_NOW
    return spoken(words[key], language).format(lasts=duration(lasts_s, language))


def _because(decision: Decision, t: float, language: Language) -> str:
    """Return why: the wish, or what outranks it together with the wish that it keeps back."""
    winner, wish = decision.winner, decision.wish
    told = _told(wish, t, language)
    if decision.mode is not Mode.AUTO and wish.rank is Rank.HAND:
        told = _say("by_hand", language, told=told)
    if winner.rank <= Rank.HAND or winner.on is wish.on:
        return told
    key = "kept_off" if decision.want else "kept_on"
    return _say(key, language, blocked=_told(winner, t, language), told=told)


def _held(decision: Decision, t: float, language: Language) -> Iterator[str]:
    """Yield what would hold the output where it is, were the wish to change."""
    wish = decision.wish
    for claim in decision.claims:
        if claim.rank > Rank.HAND and claim.on is wish.on is decision.allowed:
            yield _told(claim, t, language)


def _told(claim: Claim, t: float, language: Language) -> str:
    told = sentence(claim.reason, language)
    if claim.until is not None:
        left = duration(max(0.0, claim.until - t), language)
        told = _say("left", language, told=told, left=left)
    if claim.source is None:
        return told
    return _say("source", language, told=told, source=sentence(claim.source, language))


def _owner(claim: Claim, language: Language) -> str:
    """Return who claims, "" where the rank has said it already."""
    if claim.owner == claim.rank.name.lower():
        return ""
    return _say("owner", language, owner=said_who(claim.owner, language))


def _switch(on: bool | None, language: Language) -> str:
    return spoken(SWITCH_WORDS[on], language)


def _say(key: str, language: Language, **words: object) -> str:
    return spoken(_PHRASES[key], language).format(**words)


# By what is allowed, and what the output truly does.
_DOES: dict[tuple[bool, bool | str | None], Sentence] = {
    (True, True): Sentence("已运行 {lasts}", "has been on for {lasts}"),
    (False, False): Sentence("已停 {lasts}", "has been off for {lasts}"),
    (True, "pending"): Sentence("正在启动", "is being switched on"),
    (False, "pending"): Sentence("正在停止", "is being switched off"),
    (True, False): Sentence("应运行，实际未运行", "should be on, but is not"),
    (False, True): Sentence("应停止，实际仍在运行", "should be off, but is still on"),
    (True, None): Sentence("应运行，实际状态未知", "should be on, what it does is not known"),
    (False, None): Sentence("应停止，实际状态未知", "should be off, what it does is not known"),
}

_LEAST_S = 1.0  # nobody says that a machine has been on for no time at all
_JUST_NOW: dict[tuple[bool, bool | str | None], Sentence] = {
    (True, True): Sentence("运行", "is on"),
    (False, False): Sentence("停止", "is off"),
}

_PHRASES: Mapping[str, Sentence] = {
    "whole": Sentence("{name}{does}：{clauses}", "{name} {does}: {clauses}"),
    "by_hand": Sentence("手动，{told}", "by hand, {told}"),
    "left": Sentence("{told}，还剩 {left}", "{told}, {left} left"),
    "source": Sentence("{told}（{source}）", "{told} ({source})"),
    "kept_off": Sentence("{blocked}；否则会运行：{told}", "{blocked}; else it would be on: {told}"),
    "kept_on": Sentence("{blocked}；否则会停止：{told}", "{blocked}; else it would be off: {told}"),
    "degraded": Sentence("传感器不可用，按降级方式运行", "without its sensor, in a degraded mode"),
    "trouble": Sentence("注意：{told}", "attention: {told}"),
    "decided": Sentence(
        "方式：{mode}；需求：{want}；允许：{allowed}",
        "mode: {mode}; wanted: {want}; allowed: {allowed}",
    ),
    "seen": Sentence(
        "命令：{command}；回读：{feedback}；机器：{running}；核对：{verdict}",
        "command: {command}; feedback: {feedback}; machine: {running}; verdict: {verdict}",
    ),
    "claim": Sentence(
        "{number}. {rank}{owner}要求{wants}：{told}{wins}",
        "{number}. {rank}{owner} wants it {wants}: {told}{wins}",
    ),
    "owner": Sentence("（{owner}）", " ({owner})"),
    "wins": Sentence(" ← 由此决定", " <- decides"),
}
