"""The alerts about the program and the record index (pure)."""

from collections.abc import Iterator
from dataclasses import dataclass

from daemon.control.alarms.conditions.edges import below
from daemon.control.alarms.conditions.figures import Figure
from daemon.control.alarms.conditions.records import FIGURES as OF_RECORDS
from daemon.control.alarms.conditions.system import FIGURES as OF_SYSTEM
from daemon.control.alarms.conditions.system import MODES
from daemon.control.settings import Settings
from daemon.metric_system import FACTS

from .alerts import Example, Rule, Sample
from .drawing import Subject, of_site, rule, standing
from .promql import beyond, duration, number, series

SERVICE = Subject(who="{service}", label="service")
PER_CENT = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How a fact is told: its unit, and a value beside its limit, as a share or a step of it."""

    unit: str
    share: float
    step: float


SCALES = {
    "_ratio": Scale(unit="ratio", share=0.5, step=0.0),
    "_s": Scale(unit="seconds", share=0.5, step=0.0),
    "": Scale(unit="count", share=0.0, step=3.0),
}


def alerts(settings: Settings) -> Iterator[Rule]:
    """Yield the rules, the same for every site but for their limits."""
    for mode in MODES:
        yield _mode(settings, mode)
    for figure in (*OF_SYSTEM, *OF_RECORDS):
        yield _figure(settings, figure)
    yield _service(settings)


def _mode(settings: Settings, mode: str) -> Rule:
    site = settings.site.id
    holds = series("roomd_degraded", site, room="", mode=mode)
    return rule(
        settings,
        mode,
        of_site(settings),
        f"max by (site) ({holds}) == 1",
        Example(samples=(Sample(series=holds, well=0.0, ill=1.0),), labels={"site": site}),
    )


def _figure(settings: Settings, figure: Figure) -> Rule:
    """Return the rule of one number about the program, by the row that the panel goes by."""
    site = settings.site.id
    limit, (metric, _) = figure.limit(settings.alarms), FACTS[figure.fact]
    scale = SCALES[next(ending for ending in SCALES if figure.fact.endswith(ending))]
    is_lower = figure.beyond is below
    inward = 1 if is_lower else -1
    measured, alerting = series(metric, site), standing(settings, figure.code)
    back = limit + inward * figure.deadband * limit
    away = limit * scale.share + scale.step
    ill = float(number(limit - inward * away))
    return rule(
        settings,
        figure.code,
        of_site(settings),
        beyond(measured, "<" if is_lower else ">", limit, back, alerting, "site"),
        Example(
            samples=(Sample(series=measured, well=max(0.0, limit + inward * away), ill=ill),),
            labels={"site": site},
            value=ill,
        ),
        unit=scale.unit,
        limit=_shown(limit, scale.unit) if limit else "",
    )


def _service(settings: Settings) -> Rule:
    site = settings.site.id
    one = series("roomd_service_up", site, service="history")
    return rule(
        settings,
        "service_down",
        SERVICE,
        f"{series('roomd_service_up', site)} == 0",
        Example(
            samples=(Sample(series=one, well=1.0, ill=0.0),),
            labels={"site": site, "service": "history"},
            value=0.0,
        ),
    )


def _shown(limit: float, unit: str) -> str:
    return f"{number(limit / PER_CENT)}%" if unit == "ratio" else duration(limit)
