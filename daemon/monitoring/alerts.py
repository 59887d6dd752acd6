"""The vocabulary of alerts: a rule with its words, and an example by which it is tested."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from daemon.model import Priority
from daemon.model.reasons import Sentence

SEVERITIES: Mapping[Priority, str] = {
    Priority.HIGH: "critical",
    Priority.MEDIUM: "warning",
    Priority.LOW: "info",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One series of an example, as long as all is well and while it is not; None is absent.

    `values` is the whole series in the notation of promtool, where two values can't say it.
    """

    series: str
    well: float | None = None
    ill: float | None = None
    values: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What makes an alert fire, and with which labels and value.

    `checks` are for an alert of which its delays do not tell when it fires: seconds, and whether it
    does then.
    """

    samples: tuple[Sample, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    value: float = 1.0
    checks: tuple[tuple[float, bool], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of an alert.

    `code` is of the alarm catalogue, "" for what concerns the monitoring itself. In the words,
    `{value}` is the value of the expression, in the unit that `unit` names, and any other word in
    braces a label, or one of the `words` of the configuration. `page` is the runbook below the
    documents. `milder` fires with it: the same alert with a lower severity.
    """

    alert: str
    severity: str
    expr: str
    summary: Sentence
    description: Sentence
    page: str
    example: Example
    code: str = ""
    for_s: float = 0.0
    keep_s: float = 0.0
    labels: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    unit: str = "count"
    milder: "Rule | None" = None


def alert_name(code: str) -> str:
    """Return the name of the alert of a kind of alarm: `humidity_high` is HumidityHigh."""
    return "".join(word.capitalize() for word in code.split("_"))
