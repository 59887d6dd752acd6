"""The rule file of a site for Prometheus: from the alarm catalogue and the site's limits (pure)."""

import hashlib
import json
from collections.abc import Iterator, Mapping

from daemon.control.settings import Settings

from . import (
    climate_alerts,
    equipment_alerts,
    machine_alerts,
    own_alerts,
    panel_alerts,
    safety_alerts,
    sensor_alerts,
    system_alerts,
)
from .alerts import Rule
from .promql import duration
from .wording import template
from .yaml import Value, document

DOCUMENTS = "docs"  # where the runbooks lie, unless somebody says where they are published
VERSION_DIGITS = 12
TOPICS = {
    "safety": safety_alerts.alerts,
    "climate": climate_alerts.alerts,
    "sensors": sensor_alerts.alerts,
    "equipment": equipment_alerts.alerts,
    "machines": machine_alerts.alerts,
    "system": system_alerts.alerts,
    "panel": panel_alerts.alerts,
}
MONITORING = "monitoring"
HEAD = """\
由 roomd prometheus rules 按报警目录和本点位的限值生成，请勿手改；配置改动后重新生成。
Made by `roomd prometheus rules` from the alarm catalogue and the limits of this site: do not edit,
make it anew after each change of the configuration."""


def rules_of(settings: Settings) -> dict[str, tuple[Rule, ...]]:
    """Return all rules of a site by topic."""
    groups = _groups(settings)
    groups[MONITORING] = tuple(own_alerts.alerts(settings, _version(groups)))
    return groups


def version_of(settings: Settings) -> str:
    """Return the name of a site's rules: it changes with any of them."""
    return _version(_groups(settings))


def rules_text(settings: Settings, documents: str = DOCUMENTS) -> str:
    """Return the rule file; runbooks lie below `documents`."""
    return document(
        {
            "groups": [
                {
                    "name": f"roomd-{settings.site.id}-{topic}",
                    "rules": [_rule(rule, documents) for rule in rules],
                }
                for topic, rules in rules_of(settings).items()
                if rules
            ]
        },
        HEAD,
    )


def annotations(rule: Rule, documents: str) -> dict[str, str]:
    """Return what is said of an alert, for Prometheus to expand."""
    return {
        **{name: template(rule, text) for name, text in texts(rule).items()},
        "runbook_url": runbook(rule, documents),
    }


def texts(rule: Rule) -> Mapping[str, str]:
    """Return the texts of a rule by the names of their annotations."""
    return {
        "summary": rule.summary.en,
        "summary_zh": rule.summary.zh,
        "description": rule.description.en,
        "description_zh": rule.description.zh,
    }


def runbook(rule: Rule, documents: str) -> str:
    """Return where the runbook of a rule is."""
    return f"{documents.rstrip('/')}/{rule.page}"


def labels_of(rule: Rule) -> dict[str, str]:
    """Return the labels that a rule adds."""
    code = {"alarm": rule.code} if rule.code else {}
    return {"severity": rule.severity, **code, **rule.labels}


def _groups(settings: Settings) -> dict[str, tuple[Rule, ...]]:
    return {topic: tuple(alerts(settings)) for topic, alerts in TOPICS.items()}


def _rule(rule: Rule, documents: str) -> Value:
    return dict(_entries(rule, documents))


def _entries(rule: Rule, documents: str) -> Iterator[tuple[str, Value]]:
    yield "alert", rule.alert
    yield "expr", rule.expr
    if rule.for_s:
        yield "for", duration(rule.for_s)
    if rule.keep_s:
        yield "keep_firing_for", duration(rule.keep_s)
    yield "labels", labels_of(rule)
    yield "annotations", annotations(rule, documents)


def _version(groups: Mapping[str, tuple[Rule, ...]]) -> str:
    text = json.dumps(
        [dict(_entries(rule, "")) for rules in groups.values() for rule in rules],
        ensure_ascii=False,
    )
    return hashlib.sha256(text.encode()).hexdigest()[:VERSION_DIGITS]
