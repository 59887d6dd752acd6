"""The words of an alert, as Prometheus expands them and as they then read (pure).

The second is what a test of the first expects.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter

from .alerts import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """How a value is shown: for Prometheus to expand, and expanded."""

    template: str
    text: Callable[[float], str]


def _duration(seconds: float) -> str:
    """Return what `humanizeDuration` makes of whole seconds."""
    sign, rest = ("-" if seconds < 0 else ""), int(abs(seconds))
    minutes, rest = divmod(rest, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{sign}{days}d {hours}h {minutes}m {rest}s"
    if hours:
        return f"{sign}{hours}h {minutes}m {rest}s"
    return f"{sign}{minutes}m {rest}s" if minutes else f"{sign}{rest}s"


UNITS: Mapping[str, Unit] = {
    "celsius": Unit(template='{{ $value | printf "%.1f" }} °C', text=lambda v: f"{v:.1f} °C"),
    "ratio": Unit(
        template="{{ $value | humanizePercentage }}", text=lambda v: f"{float(f'{v * 100:.4g}'):g}%"
    ),
    "ozone": Unit(template='{{ $value | printf "%.5f" }} g/m³', text=lambda v: f"{v:.5f} g/m³"),
    "seconds": Unit(template="{{ $value | humanizeDuration }}", text=_duration),
    "count": Unit(template='{{ $value | printf "%.0f" }}', text=lambda v: f"{v:.0f}"),
}


def template(rule: Rule, text: str) -> str:
    """Return a text of a rule for Prometheus to expand.

    `$labels` are those of the expression: what the rule adds is written out.
    """
    words = {name: _inert(word) for name, word in {**rule.labels, **rule.words}.items()}
    labels = {name: f"{{{{ $labels.{name} }}}}" for name in _fields(text)}
    return text.format_map({**labels, "value": UNITS[rule.unit].template, **words})


def expanded(rule: Rule, text: str, labels: Mapping[str, str], value: float) -> str:
    """Return the text as Prometheus expands it."""
    return text.format_map({**labels, "value": UNITS[rule.unit].text(value), **rule.words})


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _inert(word: str) -> str:
    """Return a word of the site in which Prometheus finds no template."""
    return word.replace("{{", '{{ "{{" }}')
