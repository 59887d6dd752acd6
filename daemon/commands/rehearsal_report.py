"""What a rehearsal found, as text for people, in both languages (pure)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from daemon.configuration.sentence import Language
from daemon.model import OutputInfo, Sentence
from daemon.model.explain import explain
from daemon.model.render import duration, plain_number, spoken
from daemon.rehearsal.comparison import Climate, Comparison, Difference, Side, Switching

from .table import columns

HOUR_S = 3600.0
NOTHING = "—"
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked for. `old` and `new` name the configurations."""

    old: str
    new: str
    since: datetime
    until: datetime
    step_s: int
    zone: ZoneInfo


def report(asked: Asked, comparison: Comparison, language: Language) -> str:
    """Return the whole report."""
    parts = [
        "\n".join(_head(asked, comparison, language)),
        columns(list(_outputs(comparison, language))),
        columns(list(_rooms(comparison, language))),
    ]
    if not comparison.count and not comparison.only_old and not comparison.only_new:
        blind = _hours(comparison.blind_s)
        parts.append(_say("blind" if comparison.blind_s else "alike", language, hours=blind))
    if comparison.count:
        parts.append("\n".join(_differences(asked, comparison, language)))
    return "\n\n".join(parts)


def _head(asked: Asked, comparison: Comparison, language: Language) -> Iterator[str]:
    asked_s = (asked.until - asked.since).total_seconds()
    yield _say(
        "period",
        language,
        since=asked.since.astimezone(asked.zone).strftime("%Y-%m-%d %H:%M"),
        until=asked.until.astimezone(asked.zone).strftime("%Y-%m-%d %H:%M"),
        step_s=asked.step_s,
    )
    yield _say(
        "covered",
        language,
        share=_share(comparison.seen_s, asked_s),
        lasts=duration(comparison.seen_s, language),
    )
    yield _say("old", language, name=asked.old)
    yield _say("new", language, name=asked.new)
    yield _say("open_loop", language)
    yield _say("people", language)
    if comparison.unread:
        yield _say("unread", language, tags=", ".join(comparison.unread))


def _outputs(comparison: Comparison, language: Language) -> Iterator[tuple[str, ...]]:
    yield tuple(_say(f"output_{name}", language) for name in ("name", *_SWITCHING, "differs"))
    old, new = comparison.old, comparison.new
    for name in (*comparison.common, *comparison.only_old, *comparison.only_new):
        info = new.infos.get(name) or old.infos[name]
        before, after = old.outputs.get(name), new.outputs.get(name)
        yield (
            _named(info),
            *(_both(before, after, figure) for figure in _SWITCHING.values()),
            _hours(comparison.differing_s[name]) if name in comparison.differing_s else NOTHING,
        )


def _rooms(comparison: Comparison, language: Language) -> Iterator[tuple[str, ...]]:
    yield tuple(_say(f"room_{name}", language) for name in ("name", "known", *_CLIMATE))
    old, new = comparison.old, comparison.new
    for name in dict.fromkeys((*old.rooms, *new.rooms)):
        before, after = old.rooms.get(name), new.rooms.get(name)
        yield (
            name,
            _both(before, after, lambda climate: _share(climate.known_s, comparison.seen_s)),
            *(_both(before, after, figure) for figure in _CLIMATE.values()),
        )


def _differences(asked: Asked, comparison: Comparison, language: Language) -> Iterator[str]:
    yield _say("differences", language, shown=len(comparison.differences), count=comparison.count)
    for difference in comparison.differences:
        yield _say(
            "difference",
            language,
            at=difference.at.astimezone(asked.zone).strftime("%Y-%m-%d %H:%M:%S"),
            output=_named(difference.new.info),
            lasts=duration(difference.lasts_s, language),
        )
        yield _say("old_side", language, told=_told(difference, difference.old, language))
        yield _say("new_side", language, told=_told(difference, difference.new, language))


def _told(difference: Difference, side: Side, language: Language) -> str:
    return explain(side.decision, side.info, difference.t, language)


def _named(info: OutputInfo) -> str:
    return f"{info.id} {info.name}".strip()


def _both(before: T | None, after: T | None, figure: Callable[[T], str]) -> str:
    old = NOTHING if before is None else figure(before)
    return f"{old} → {NOTHING if after is None else figure(after)}"


def _hours(seconds: float) -> str:
    return plain_number(seconds / HOUR_S, 2)


def _share(part_s: float | None, whole_s: float) -> str:
    if part_s is None or not whole_s:
        return NOTHING
    return f"{plain_number(100 * part_s / whole_s, 1)} %"


def _say(key: str, language: Language, **words: object) -> str:
    return spoken(_SENTENCES[key], language).format(**words)


_SWITCHING: Mapping[str, Callable[[Switching], str]] = {
    "starts": lambda did: str(did.starts),
    "hours": lambda did: _hours(did.on_s),
    "most": lambda did: str(did.most_per_hour),
    "blind": lambda did: _hours(did.blind_s),
}

_CLIMATE: Mapping[str, Callable[[Climate], str]] = {
    "band": lambda climate: _share(climate.band_s, climate.known_s),
    "temperature": lambda climate: _share(climate.deadband_c_s, climate.known_s),
    "humidity": lambda climate: _share(climate.deadband_pct_s, climate.known_s),
}

_SENTENCES: Mapping[str, Sentence] = {
    "period": Sentence(
        "预演 {since} 至 {until}：逐分钟查看，有动作的一分钟内每 {step_s} 秒一步。",
        "Rehearsal of {since} to {until}: minute by minute, in steps of {step_s} s where "
        "anything switches.",
    ),
    "covered": Sentence("有记录的时间：{share}（{lasts}）。", "Recorded: {share} of it ({lasts})."),
    "old": Sentence("旧：{name}", "old: {name}"),
    "new": Sentence("新：{name}", "new: {name}"),
    "open_loop": Sentence(
        "注意：记录中的温湿度不会因另一种开关方式而改变（开环）。"
        "比较的只是两个配置在同样的空气中会在什么时候开关。"
        "设备被当作立即听令、正常运转。没有向任何设备写入。",
        "Note: the recorded climate does not react to other switching (open loop). What is "
        "compared is when each configuration would have switched in the same air. Machines are "
        "taken to obey at once. Nothing was written to any device.",
    ),
    "people": Sentence(
        "人的操作不在内：手动、停用、本地停机、消毒。会伤人的设备不预演。",
        "What people did is left out: HAND, OFF, local stops, sterilisation. Machines that can "
        "hurt people are not rehearsed.",
    ),
    "unread": Sentence(
        "新配置据以控制、而这段记录里多半没有数值的点（没有就当作没有读到）：{tags}",
        "Points that the new configuration decides by and that have no value in most of this "
        "record (where there is none they count as not read): {tags}",
    ),
    "output_name": Sentence("设备 旧→新", "output, old → new"),
    "output_starts": Sentence("启动次数", "starts"),
    "output_hours": Sentence("运行小时", "hours on"),
    "output_most": Sentence("一小时内最多开关", "most switchings an hour"),
    "output_blind": Sentence("因未知输入或无人复位被挡住的小时", "hours blocked blind"),
    "output_differs": Sentence("不同的小时", "hours that differ"),
    "room_name": Sentence("库房 旧→新", "room, old → new"),
    "room_known": Sentence("有温湿度", "climate known"),
    "room_band": Sentence("在允许范围内", "in its band"),
    "room_temperature": Sentence("温度在不动作区内", "°C in its deadband"),
    "room_humidity": Sentence("湿度在不动作区内", "%RH in its deadband"),
    "alike": Sentence(
        "没有差别：在这段记录中，两个配置的开关完全相同。",
        "No difference: both configurations would have switched alike throughout this record.",
    ),
    "blind": Sentence(
        "没有看到差别，但不能说两个配置相同：有的设备被联锁挡住达 {hours} 小时，"
        "因为记录中没有某个输入，或者复位要由人来做；这段时间里两个配置都不能开机。",
        "No difference was seen, which does not mean that there is none: an interlock blocked "
        "outputs for up to {hours} h because the record lacks an input, or because only a person "
        "resets it. In that time neither configuration could switch on.",
    ),
    "differences": Sentence(
        "开始不同的时刻，共 {count} 个，列出前 {shown} 个：",
        "Moments at which they begin to differ: {count}, the first {shown} of them:",
    ),
    "difference": Sentence("{at}  {output}，持续 {lasts}", "{at}  {output}, for {lasts}"),
    "old_side": Sentence("    旧：{told}", "    old: {told}"),
    "new_side": Sentence("    新：{told}", "    new: {told}"),
}
