"""What is exported of a candidate configuration that runs in the shadow of the active one."""

from collections.abc import Iterable

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from .metric_services import Families
from .model import SiteInfo
from .shadow import Shadow


def shadow_families(info: SiteInfo, shadow: Shadow) -> Families:
    """Return the families of a shadow."""

    def families() -> Iterable[Metric]:
        now = GaugeMetricFamily(
            "roomd_shadow_difference",
            "1 while the candidate configuration would switch the output differently.",
            labels=("site", "room", "output"),
        )
        lasted = CounterMetricFamily(
            "roomd_shadow_difference_seconds",
            "Time in which the candidate would have switched the output differently.",
            labels=("site", "room", "output"),
        )
        for output in info.outputs:
            if output.id in shadow.differing_s:
                labels = info.id, output.room, output.id
                now.add_metric(labels, output.id in shadow.differing)
                lasted.add_metric(labels, shadow.differing_s[output.id])
        took = GaugeMetricFamily(
            "roomd_shadow_duration_seconds", "Time the newest look took.", labels=("site",)
        )
        took.add_metric((info.id,), shadow.duration_s)
        return now, lasted, took

    return families
