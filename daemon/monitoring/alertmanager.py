"""A sample configuration of Alertmanager: routes, quiet hours, and what explains what (pure).

`PARENTS` says the same as the parents of the panel's alarms: what a graver alarm explains is not
told. A test holds the two together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from daemon.control.settings import Settings

from .alerts import SEVERITIES, alert_name
from .own_alerts import WATCHDOG
from .yaml import Value, document

HEAD = """\
Alertmanager 配置样例，由 roomd prometheus alertmanager 生成：把网址换成自己的，再按需要增减。
A sample made by `roomd prometheus alertmanager`: put your own addresses in, then change at will."""
QUIET = "quiet-hours"
GRAVE, MIDDLE, MILD = (SEVERITIES[priority] for priority in sorted(SEVERITIES, reverse=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """An alarm that explains another where they agree in the labels `equal`."""

    code: str
    explains: str
    equal: tuple[str, ...]
    given: Mapping[str, str] = field(default_factory=dict)  # labels of the graver one
    of: Mapping[str, str] = field(default_factory=dict)  # labels of the other


_BUS = ("site", "bus")
_DEVICE = ("site", "device")
_OUTPUT = ("site", "output")
_ROOM = ("site", "room")
PARENTS = (
    *(
        Parent(code="bus_down", explains=code, equal=_BUS)
        for code in (
            "device_silent",
            "sensor_stale",
            "sensor_stuck",
            "output_not_obeying",
            "output_without_effect",
        )
    ),
    *(
        Parent(code="device_silent", explains=code, equal=_DEVICE)
        for code in ("sensor_stale", "sensor_stuck", "output_not_obeying", "output_without_effect")
    ),
    Parent(code="output_not_obeying", explains="output_without_effect", equal=_OUTPUT),
    Parent(code="tank_full", explains="output_without_effect", equal=_OUTPUT),
    Parent(code="sensor_stuck", explains="sensors_disagree", equal=_ROOM),
    Parent(code="fire", explains="door_open", equal=_ROOM),
    Parent(
        code="ledger_unwritable",
        explains="service_down",
        equal=("site",),
        of={"service": "ledger"},
    ),
    Parent(
        code="service_down", explains="panel_not_seen", equal=("site",), given={"service": "panel"}
    ),
)


def alertmanager_text(
    settings: Settings, webhook: str, quiet: tuple[str, str] = ("22:00", "07:00")
) -> str:
    """Return a configuration that tells one webhook; in the `quiet` hours of what is grave only."""
    return document(
        {
            "route": _routes(),
            "receivers": [
                _receiver("duty", webhook),
                _receiver("duty-now", webhook),
                {"name": "nobody"},
            ],
            "time_intervals": [
                {
                    "name": QUIET,
                    "time_intervals": [
                        {"times": list(_times(*quiet)), "location": settings.site.timezone}
                    ],
                }
            ],
            "inhibit_rules": [*(_inhibition(parent) for parent in PARENTS), *_graver()],
        },
        HEAD,
    )


def _routes() -> Value:
    return {
        "receiver": "duty",
        "group_by": ["site", "room", "alertname"],
        "group_wait": "30s",
        "group_interval": "5m",
        "repeat_interval": "12h",
        "routes": [
            {"matchers": [f'alertname="{WATCHDOG}"'], "receiver": "nobody"},
            {
                "matchers": [f'severity="{GRAVE}"'],
                "receiver": "duty-now",
                "group_wait": "1s",
                "repeat_interval": "1h",
            },
            {
                "matchers": [f'severity=~"{MIDDLE}|{MILD}"'],
                "receiver": "duty",
                "mute_time_intervals": [QUIET],
            },
        ],
    }


def _receiver(name: str, webhook: str) -> Value:
    return {"name": name, "webhook_configs": [{"url": webhook, "send_resolved": True}]}


def _times(since: str, until: str) -> list[Value]:
    """Return quiet hours as times of one day: those that pass midnight are two."""
    if since < until:
        return [{"start_time": since, "end_time": until}]
    evening: Value = {"start_time": since, "end_time": "24:00"}
    return [evening] if until == "00:00" else [evening, {"start_time": "00:00", "end_time": until}]


def _inhibition(parent: Parent) -> Value:
    return {
        "source_matchers": _matchers(parent.code, parent.given),
        "target_matchers": _matchers(parent.explains, parent.of),
        "equal": list(parent.equal),
    }


def _matchers(code: str, labels: Mapping[str, str]) -> list[str]:
    return [f'alertname="{alert_name(code)}"', *(f'{n}="{v}"' for n, v in labels.items())]


def _graver() -> list[Value]:
    """Return that the graver form of an alert is told, and not its milder form beside it."""
    equal = ["alertname", "site", "room", "device", "output"]
    milder = {GRAVE: f'severity=~"{MIDDLE}|{MILD}"', MIDDLE: f'severity="{MILD}"'}
    return [
        {
            "source_matchers": [f'severity="{severity}"'],
            "target_matchers": [matcher],
            "equal": equal,
        }
        for severity, matcher in milder.items()
    ]
