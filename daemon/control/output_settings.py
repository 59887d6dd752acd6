"""What control is told of one actuator. Tags are `device.point`, times are in seconds."""

from dataclasses import dataclass
from enum import StrEnum

from daemon.model import Kind


class OnLoss(StrEnum):
    """What a rule does when it can't trust its input any more."""

    OFF = "off"
    HOLD = "hold"  # keep what is for `hold_s`, then off
    DUTY = "duty"  # a fixed share of each hour


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputSettings:
    """One actuator as control sees it.

    `device` and `write` name what is written, `on_value` and `off_value` what. `feedback` is the
    tag that shows the command `settle_s` after the write; `running` the tag of a contact, clamp or
    light sensor that shows the machine itself, `full` that of a full tank. An output with
    `dead_man_s` falls off by itself after so long and is renewed each `renew_s`.
    """

    id: str
    name: str
    room: str
    kind: Kind
    device: str
    write: str
    feedback: str
    hazardous: bool = False
    on_value: float = 1.0
    off_value: float = 0.0
    settle_s: float = 1.0
    dead_man_s: float | None = None
    renew_s: float = 0.0
    running: str | None = None
    full: str | None = None
    min_on_s: float = 0.0
    min_off_s: float = 0.0
    starts_per_hour: int = 60
    change_over_s: float = 300.0
    daily_writes: int = 1000
    on_sensor_loss: OnLoss = OnLoss.OFF
    hold_s: float = 120.0
    duty_pct: float = 0.0
    effect_after_s: float = 2400.0
