"""Which values of the configuration staff change, as one table: place, name, unit, step.

What may be written and what holds by default is not said here but looked up where it is said, in
`daemon.configuration.model`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from daemon.configuration.model import config_schema
from daemon.model import Sentence

EACH = "*"  # each room, each device, each output
GROUPS: Mapping[str, Sentence] = {
    "room": Sentence("库房", "Room"),
    "output": Sentence("受控设备", "Machine"),
    "device": Sentence("仪表", "Instrument"),
    "alarms": Sentence("全站报警", "Alarms of the site"),
    "panel": Sentence("屏幕", "Panel"),
    "storage": Sentence("存储", "Storage"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One kind of values. `step` is of a number, `standard` where the model names none."""

    path: tuple[str, ...]
    label: Sentence
    unit: str = ""
    step: float | None = None
    standard: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What the model says of a value."""

    standard: bool | float | str | None
    least: float | None
    most: float | None
    choices: tuple[str, ...]


def _row(
    path: str,
    zh: str,
    en: str,
    unit: str = "",
    step: float | None = None,
    standard: float | None = None,
) -> Row:
    label = Sentence(zh, en)
    return Row(path=tuple(path.split()), label=label, unit=unit, step=step, standard=standard)


ROWS: tuple[Row, ...] = (
    _row("room * name", "名称", "Name"),
    _row("room * temperature setpoint_c", "温度设定值", "Temperature setpoint", "°C", 0.5),
    _row("room * temperature deadband_c", "温度回差", "Deadband of the temperature", "°C", 0.1),
    _row(
        "room * temperature glide_c_per_day",
        "温度每天最多变化",
        "Temperature moves a day",
        "°C",
        0.1,
    ),
    _row("room * humidity setpoint_pct", "湿度设定值", "Humidity setpoint", "%RH", 1),
    _row("room * humidity deadband_pct", "湿度回差", "Deadband of the humidity", "%RH", 0.5),
    _row(
        "room * humidity glide_pct_per_day", "湿度每天最多变化", "Humidity moves a day", "%RH", 0.5
    ),
    _row("room * alarms low_c", "温度过低报警", "Alarm when colder than", "°C", 0.5),
    _row("room * alarms high_c", "温度过高报警", "Alarm when warmer than", "°C", 0.5),
    _row("room * alarms low_pct", "湿度过低报警", "Alarm when drier than", "%RH", 1),
    _row("room * alarms high_pct", "湿度过高报警", "Alarm when damper than", "%RH", 1),
    _row("output * min_on_min", "最短运行", "Shortest run", "min", 1, 0.0),
    _row("output * min_off_min", "最短停机", "Shortest rest", "min", 1, 0.0),
    _row("device * poll_s", "读取间隔", "Read each", "s", 0.5),
    _row("alarms disk_free_pct", "存储空间不足", "Storage runs out below", "%", 1),
    _row("alarms backup_age_h", "备份过旧", "Backup is old after", "h", 12),
    _row("alarms sync_age_h", "档案索引过旧", "Index is old after", "h", 6),
    _row("alarms panel_age_s", "墙面屏幕不亮", "Wall panel is missed after", "s", 30),
    _row("alarms lamp_life_pct", "灯管寿命用到", "Lamp is old at", "%", 5),
    _row("alarms sounder", "报警声从哪一级起", "Sounds from"),
    _row("alarms sounder_min", "报警声持续", "Sounds for", "min", 1),
    _row("panel language", "语言", "Language"),
    _row("panel guests", "不登录也能看库房状态", "The state of the rooms without signing in"),
    _row("panel wall_pin", "本机面板操作前要 PIN", "The room's own panel asks for a PIN"),
    _row("storage raw_days", "原始数据保留", "Raw values are kept", "d", 1),
)


def field_of(path: tuple[str, ...]) -> Field:
    """Return what the model says of the value at a path with `EACH` in it."""
    *above, key = path
    told = _table(tuple(above))["properties"][key]
    kind = _resolved(told)
    return Field(
        standard=told.get("default"),
        least=kind.get("minimum"),
        most=kind.get("maximum"),
        choices=tuple(kind.get("enum", ())),
    )


def is_there_anyhow(path: tuple[str, ...]) -> bool:
    """Return whether a table holds though no file has it, so that a value may be put into it."""
    *above, key = path
    return key == EACH or _table(tuple(above))["properties"][key].get("default") is not None


def _table(path: tuple[str, ...]) -> Mapping[str, Any]:
    node: Mapping[str, Any] = _schema()
    for part in path:
        node = _resolved(node["items"] if part == EACH else node["properties"][part])
    return node


def _resolved(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a schema stands for: behind a reference, or the one kind beside nothing."""
    for kind in node.get("anyOf", ()):
        if kind.get("type") != "null":
            return _resolved(kind)
    if "$ref" in node:
        found: Mapping[str, Any] = _schema()["$defs"][node["$ref"].rpartition("/")[2]]
        return _resolved(found)
    return node


@cache
def _schema() -> Mapping[str, Any]:
    return config_schema()
