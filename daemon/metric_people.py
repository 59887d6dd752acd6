"""How often somebody signed in or tried to, for Prometheus. No names: only counts."""

from collections.abc import Callable, Iterable, Mapping

from prometheus_client.core import CounterMetricFamily, Metric

from .metric_services import Families
from .model import SiteInfo


def people_families(
    info: SiteInfo, counts: Callable[[], Mapping[tuple[str, str], int]]
) -> Families:
    """Return the family of tries by way and result."""

    def families() -> Iterable[Metric]:
        family = CounterMetricFamily(
            "roomd_sign_ins",
            "Tries to sign in, to type a PIN, to make the first administrator.",
            labels=("site", "way", "result"),
        )
        for (way, result), count in counts().items():
            family.add_metric((info.id, way, result), count)
        yield family

    return families
