"""What is exported of the panel's alarms: those on its list, how many, how often they came.

Labels are kinds of the catalogue and configured names, so the configuration bounds them. A series
of `roomd_alarm_active` is there while its alarm is not normal.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from .metric_services import Families
from .model import AlarmKind, AlarmState, Priority, ScanResult, SiteInfo, Snapshot
from .ports import Live

ALARM_LABELS = ("site", "room", "alarm", "subject")
SET_ASIDE = frozenset({AlarmState.SHELVED, AlarmState.OUT_OF_SERVICE})
"""What a person has set aside, for a while or until it is put back."""


class Raised:
    """How often the alarms of each kind and priority came since start; sees every scan."""

    def __init__(self, kinds: Mapping[str, AlarmKind]) -> None:
        self.counts = Counter({(kind.code, kind.priority): 0 for kind in kinds.values()})
        self._newest: int | None = None

    def see(self, snapshot: Snapshot | None) -> None:
        """Count what came with the newest scan; no two raises share a number."""
        if snapshot is None:
            return
        result = snapshot.result
        if self._newest is None:
            standing = (alarm.number for alarm in result.alarms if alarm.since < result.image.t)
            self._newest = max(standing, default=0)
        for alarm in result.alarms:
            if alarm.number > self._newest:
                self.counts[alarm.code, alarm.priority] += 1
        self._newest = max([self._newest, *(alarm.number for alarm in result.alarms)])


def alarm_families(info: SiteInfo, live: Live, raised: Raised) -> Families:
    """Return the families of the alarms of the newest scan."""

    def families() -> Iterable[Metric]:
        if (snapshot := live.snapshot) is not None:
            yield from _standing(info, snapshot.result)
        came = CounterMetricFamily(
            "roomd_alarm_raised",
            "Times that an alarm of this kind came since start.",
            labels=("site", "alarm", "priority"),
        )
        for (code, priority), count in raised.counts.items():
            came.add_metric((info.id, code, _word(priority)), count)
        yield came

    return families


def rules_family(info: SiteInfo, version: str) -> Families:
    """Return the family of the alert rules that this configuration makes."""
    family = GaugeMetricFamily(
        "roomd_alert_rules_info",
        "Version of the alert rules that `roomd prometheus rules` makes now.",
        labels=("site", "version"),
    )
    family.add_metric((info.id, version), 1)
    return lambda: (family,)


def _standing(info: SiteInfo, result: ScanResult) -> Iterable[Metric]:
    active = GaugeMetricFamily(
        "roomd_alarm_active",
        "1 while the cause of an alarm holds, 0 while it waits for a person without it.",
        labels=(*ALARM_LABELS, "priority"),
    )
    aside = GaugeMetricFamily(
        "roomd_alarm_set_aside",
        "1 while a person has shelved the alarm or taken it out of service.",
        labels=ALARM_LABELS,
    )
    states: Counter[tuple[AlarmState, Priority]] = Counter(
        {(state, priority): 0 for state in _LISTED for priority in Priority}
    )
    for alarm in result.alarms:
        labels = (info.id, alarm.room, alarm.code, alarm.subject)
        active.add_metric((*labels, _word(alarm.priority)), alarm.active)
        if alarm.state in SET_ASIDE:
            aside.add_metric(labels, 1)
        states[alarm.state, alarm.priority] += 1
    counts = GaugeMetricFamily(
        "roomd_alarms", "Alarms in each state.", labels=("site", "state", "priority")
    )
    for (state, priority), count in states.items():
        counts.add_metric((info.id, state.value, _word(priority)), count)
    return active, aside, counts


_LISTED = tuple(state for state in AlarmState if state is not AlarmState.NORMAL)


def _word(priority: Priority) -> str:
    return priority.name.lower()
