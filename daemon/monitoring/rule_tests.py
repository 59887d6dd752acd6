"""The tests of a site's rule file for `promtool test rules`: each alert fires and resolves (pure).

For a minute all is well, then it is not until the alert has fired, then all is well again. It must
neither fire a step too early, nor end a step too soon. Rules with the same delays are tested
together, as far as their examples do not speak of the same series.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from daemon.control.settings import Settings

from .alerts import Example, Rule, Sample
from .examples import STEP_S, STEPS_A_MINUTE
from .rules import labels_of, rules_of, runbook, texts
from .wording import expanded
from .yaml import Value, document

WELL_STEPS = STEPS_A_MINUTE
FIRING_STEPS = 3  # it fires for so long before all is well again
HEAD = """\
由 roomd prometheus tests 生成；与规则文件放在一起，运行 promtool test rules 即可。
Made by `roomd prometheus tests`; run it by `promtool test rules`, with the rules beside it."""

Checks = tuple[tuple[float, bool], ...]


@dataclass(slots=True)
class _Batch:
    """Rules that are tested together: they fire and end at the same times."""

    ill_steps: int
    checks: Checks
    rules: list[Rule] = field(default_factory=list)
    series: dict[str, str] = field(default_factory=dict)

    def takes(self, rule: Rule) -> bool:
        """Take a rule, unless its example contradicts another."""
        written = {sample.series: self._values(sample) for sample in rule.example.samples}
        if any(self.series.get(name, values) != values for name, values in written.items()):
            return False
        if rule.milder in self.rules:
            return False
        self.rules.append(rule)
        self.series |= written
        return True

    def _values(self, sample: Sample) -> str:
        """Return a series in the notation of promtool: well, ill, well again."""
        rest = _steps(self.checks[-1][0]) - WELL_STEPS - self.ill_steps + FIRING_STEPS
        values = ((sample.well, WELL_STEPS), (sample.ill, self.ill_steps), (sample.well, rest))
        return sample.values or " ".join(_repeated(value, count) for value, count in values)


def rule_tests_text(settings: Settings, rules_file: str, documents: str) -> str:
    """Return the tests of the rules in `rules_file`."""
    rules = [rule for of_topic in rules_of(settings).values() for rule in of_topic]
    return document(
        {
            "rule_files": [rules_file],
            "evaluation_interval": f"{STEP_S}s",
            "tests": [_test(batch, documents) for batch in _batches(rules)],
        },
        HEAD,
    )


def _batches(rules: Iterable[Rule]) -> list[_Batch]:
    batches: list[_Batch] = []
    for rule in rules:
        checks = rule.example.checks or tuple(_checks(rule))
        ill_steps = 1 if rule.example.checks else _steps(rule.for_s) + FIRING_STEPS
        same = (b for b in batches if (b.ill_steps, b.checks) == (ill_steps, checks))
        if not any(batch.takes(rule) for batch in same):
            batches.append(_Batch(ill_steps=ill_steps, checks=checks))
            batches[-1].takes(rule)
    return batches


def _test(batch: _Batch, documents: str) -> Value:
    names = dict.fromkeys(rule.alert for rule in batch.rules)
    return {
        "name": ", ".join(names),
        "interval": f"{STEP_S}s",
        "input_series": [{"series": s, "values": values} for s, values in batch.series.items()],
        "alert_rule_test": [
            {
                "eval_time": f"{at_s:.0f}s",
                "alertname": name,
                "exp_alerts": [
                    alert
                    for rule in batch.rules
                    if fires and rule.alert == name
                    for alert in _expected(rule, documents)
                ],
            }
            for name in names
            for at_s, fires in batch.checks
        ],
    }


def _checks(rule: Rule) -> Iterator[tuple[float, bool]]:
    """Yield when a rule fires: after its delay and no step before, and the same at its end."""
    fires = WELL_STEPS + _steps(rule.for_s)
    ends = fires + FIRING_STEPS + _steps(rule.keep_s)
    for step, firing in ((fires - 1, False), (fires, True), (ends - 1, True), (ends, False)):
        yield step * STEP_S, firing


def _repeated(value: float | None, count: int) -> str:
    """Return `count` equal samples; of a series that is not there its end, and a gap."""
    return f"stale _x{count - 1}" if value is None else f"{value:.12g}+0x{count - 1}"


def _expected(rule: Rule, documents: str) -> Iterator[Value]:
    if rule.milder is not None:
        yield _alert(rule.milder, rule.example, documents)
    yield _alert(rule, rule.example, documents)


def _alert(rule: Rule, example: Example, documents: str) -> Value:
    labels: Mapping[str, str] = {**example.labels, **labels_of(rule)}
    return {
        "exp_labels": {name: value for name, value in labels.items() if value},
        "exp_annotations": {
            **{
                name: expanded(rule, text, labels, example.value)
                for name, text in texts(rule).items()
            },
            "runbook_url": runbook(rule, documents),
        },
    }


def _steps(seconds: float) -> int:
    return math.ceil(seconds / STEP_S)
