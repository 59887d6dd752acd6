"""The alarm catalogue as a page for `docs/`: a table, and a runbook for each kind of alarm.

`python -m daemon.alarm_pages FILE` writes it. Each kind has its own `##` heading, to which alerts
of Prometheus link.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from daemon.control.alarms.acts import MOST_SHELF_S, SAFETY, SAFETY_SHELF_S
from daemon.control.alarms.catalogue import CATALOGUE
from daemon.model import AlarmKind, Priority
from daemon.model.reasons import Sentence
from daemon.model.render import Language, duration, spoken
from daemon.model.sentences.alarms import HAZARD_WORDS, WORDS

PRIORITIES = {
    Priority.HIGH: Sentence("高：立即到场", "high: come now"),
    Priority.MEDIUM: Sentence("中：一小时内", "medium: within the hour"),
    Priority.LOW: Sentence("低：当天", "low: today"),
}
AT_ONCE = Sentence("立即", "at once")
HEADINGS = (
    Sentence("是什么意思", "What it means"),
    Sentence("为什么要紧", "Why it matters"),
    Sentence("现在怎么办", "What to do now"),
    Sentence("怎样正确地消音", "How to silence it properly"),
)
INTRODUCTION = """\
# 报警目录 / Alarm catalogue

<!-- Written by `make diagrams` from the catalogue and its sentences; edit those. -->

每种报警的含义、轻重、延时和处理办法。限值与延时可在 [configuration.md](configuration.md) 的
`[alarms]` 和 `[room.alarms]` 中修改。没有一种报警是不需要人做事的。

What each alarm means, how grave and how patient it is, and what to do. Limits and delays are set
by `[alarms]` and `[room.alarms]` in the [configuration](configuration.md). No alarm is without an
action. The delays are how long the trouble must last before it is an alarm, and how long it must be
gone before the alarm is over.
"""
SILENCE = Sentence(
    "先在面板上“确认”，表示有人在处理，声音随即停止；原因消除后报警自己结束。"
    "正在修、暂时修不好的，写明原因“搁置”一段时间（最长 {most}），到时会自动恢复；"
    "设备拆走的，写明原因“停用”，装回后再“恢复启用”。不要用放宽限值来消音。",
    "Acknowledge it at the panel: somebody is at work, and the sound stops; it ends by itself once"
    " its cause is gone. What is being repaired is shelved for a time (at most {most}) with a"
    " reason, and comes back by itself; what was taken away is taken out of service with a reason,"
    " and put back later. Never silence it by wider limits.",
)
SAFELY = Sentence(
    "先在面板上“确认”，表示有人在处理，声音随即停止。它关系到人或档案的安全：最多只能写明原因"
    "搁置 {most}，不能停用。",
    "Acknowledge it at the panel: somebody is at work, and the sound stops. People or records are"
    " in danger: it can be shelved for {most} at most, with a reason, and never be taken out of"
    " service.",
)
LATCHED = Sentence(
    "原因消除后它仍然保留；有人到现场看过，确认没有问题，再按“复位”。",
    "It stays after its cause is gone: somebody looks at the room, then resets it.",
)


def page() -> str:
    """Return the whole page."""
    return "\n".join([INTRODUCTION, *_table(), *_runbooks()])


def _table() -> Iterator[str]:
    yield "| code | 报警 | alarm | 优先级 priority | 延时 delays | 防范 hazard |"
    yield "|---|---|---|---|---|---|"
    for kind in CATALOGUE.values():
        title, hazard = WORDS[kind.code].title, HAZARD_WORDS[kind.hazard]
        delays = f"{_delay(kind.on_delay_s, 'en')} / {_delay(kind.off_delay_s, 'en')}"
        cells = (
            f"[`{kind.code}`](#{kind.code})",
            *(title.zh, title.en),
            PRIORITIES[kind.priority].en.partition(":")[0],
            delays + (", latches" if kind.latches else ""),
            f"{hazard.zh} {hazard.en}",
        )
        yield f"| {' | '.join(cells)} |"


def _runbooks() -> Iterator[str]:
    for kind in CATALOGUE.values():
        yield f"\n## {kind.code}\n"
        yield "\n".join(_runbook(kind, "zh"))
        yield ""
        yield "\n".join(_runbook(kind, "en"))


def _runbook(kind: AlarmKind, language: Language) -> Iterator[str]:
    words = WORDS[kind.code]
    stop, comma = ("。", "；") if language == "zh" else (".", "; ")
    delays = _delays(kind, language)
    urgency = spoken(PRIORITIES[kind.priority], language)
    texts = (
        f"{_capital(spoken(words.means, language))}{stop}"
        + (" " if language == "en" else "")
        + f"{_capital(urgency)}{comma}{delays}{stop}",
        f"{_capital(spoken(words.matters, language))}{stop}",
        f"{_capital(spoken(words.action, language))}{stop}"
        + _usual(spoken(words.cause, language), language),
        _silence(kind, language),
    )
    yield f"### {spoken(words.title, language)}\n"
    for heading, text in zip(HEADINGS, texts, strict=True):
        yield f"- **{spoken(heading, language)}**{'：' if language == 'zh' else ': '}{text}"


def _usual(cause: str, language: Language) -> str:
    return f"常见原因：{cause}。" if language == "zh" else f" Usual causes: {cause}."


def _delays(kind: AlarmKind, language: Language) -> str:
    after, gone = _delay(kind.on_delay_s, language), _delay(kind.off_delay_s, language)
    if language == "zh":
        begins = f"持续 {after}后报警" if kind.on_delay_s else "出现后立即报警"
        return f"{begins}，消失" + (f" {gone}后结束" if kind.off_delay_s else "后立即结束")
    begins = f"raised after {after}" if kind.on_delay_s else f"raised {after}"
    return f"{begins}, over " + (f"after {gone}" if kind.off_delay_s else gone)


def _delay(seconds: float, language: Language) -> str:
    return duration(seconds, language) if seconds else spoken(AT_ONCE, language)


def _silence(kind: AlarmKind, language: Language) -> str:
    safe = kind.code in SAFETY
    most = duration(SAFETY_SHELF_S if safe else MOST_SHELF_S, language)
    text = spoken(SAFELY if safe else SILENCE, language).format(most=most)
    if not kind.latches:
        return text
    return text + ("" if language == "zh" else " ") + spoken(LATCHED, language)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def main(file: str) -> None:
    """Write the page."""
    Path(file).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
