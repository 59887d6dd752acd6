"""The alerts about the monitoring itself: the controller is not seen, these rules are old (pure).

No alarm of the panel can tell of them. Their runbooks are in `docs/prometheus.md`.
"""

from collections.abc import Iterator

from daemon.control.settings import Settings
from daemon.model.reasons import Sentence

from .alerts import Example, Rule, Sample
from .promql import series

RUNBOOKS = "prometheus.md"
JOB = "roomd"
OUTDATED = "RoomdRulesOutdated"
WATCHDOG = "Watchdog"
STALLED_S = 10.0
SLOW_S = 1.0
RESTARTS = 3


def alerts(settings: Settings, version: str) -> Iterator[Rule]:
    """Yield the rules; `version` names the rules that the other alerts make."""
    site = settings.site.id
    info = series("roomd_site_info", site)
    target = {"job": JOB, "instance": "panel:8080"}
    scraped = f'{{job="{JOB}",instance="{target["instance"]}"}}'
    at = {"site": site, **target}
    known = Sample(series=series("roomd_site_info", site, **target), well=1.0, ill=1.0)
    yield _rule(
        settings,
        "RoomdDown",
        "critical",
        f"absent({series('roomd_scan_total', site)})",
        Example(
            samples=(Sample(series=series("roomd_scan_total", site), well=1.0),),
            labels={"site": site},
        ),
        Sentence("看不到控制程序", "the controller is not seen"),
        Sentence(
            "Prometheus 取不到这个点位的数据：控制程序停了、设备断电，或网络不通。"
            "库房可能无人看管。现在怎么办：先看库房里的面板是否还在更新；面板正常就查网络，面板不动就查电源，再按"
            "运行手册重启",
            "Prometheus gets nothing from this site: the controller has stopped, has no power, or"
            " the network is down. Nobody may be watching the rooms. What to do now: see whether"
            " the panel in the room still moves; if it does, look at the network, if not, at the"
            " power, then restart it as the runbook says",
        ),
        for_s=60.0,
    )
    age = series("roomd_scan_age_seconds", site)
    yield _rule(
        settings,
        "RoomdScanStalled",
        "critical",
        f"{age} > {STALLED_S:.0f}",
        Example(
            samples=(Sample(series=age, well=0.5, ill=60.0),), labels={"site": site}, value=60.0
        ),
        Sentence("控制循环停住了", "the control loop stands still"),
        Sentence(
            "最近一次扫描在 {value} 之前：程序还在应答，但不再控制。现在怎么办：看日志"
            "（journalctl -u roomd），系统看门狗没有重启它时手动重启",
            "The newest scan is {value} old: the program answers, but controls no more. What to do"
            " now: read its log (journalctl -u roomd), restart it where the watchdog of systemd"
            " has not",
        ),
        for_s=30.0,
        unit="seconds",
    )
    yield _rule(
        settings,
        "RoomdScrapeSlow",
        "info",
        f"scrape_duration_seconds * on (job, instance) group_left (site) {info} > {SLOW_S:.0f}",
        Example(
            samples=(
                Sample(series=f"scrape_duration_seconds{scraped}", well=0.05, ill=3.0),
                known,
            ),
            labels=at,
            value=3.0,
        ),
        Sentence("读取指标太慢", "reading the metrics is slow"),
        Sentence(
            "读取一次指标用了 {value}，平时不到 0.1 秒：网络差，或设备太忙。现在怎么办：查网络；"
            "用 top 看设备上是否有别的程序占用处理器",
            "One scrape took {value}, usually less than 0.1 s: a bad network, or a machine that is"
            " too busy. What to do now: check the network; look with top for another program that"
            " takes the processor",
        ),
        for_s=600.0,
        unit="seconds",
    )
    began = "process_start_time_seconds"
    yield _rule(
        settings,
        "RoomdRestarts",
        "warning",
        f"changes({began}[1h]) * on (job, instance) group_left (site) {info} >= {RESTARTS}",
        Example(
            samples=(
                Sample(series=f"{began}{scraped}", values="0x3 1x3 2x3 3x260"),
                known,
            ),
            labels=at,
            value=float(RESTARTS),
            checks=((165.0, False), (180.0, True), (3645.0, True), (3660.0, False)),
        ),
        Sentence("控制程序反复重启", "the controller restarts again and again"),
        Sentence(
            "一小时内重启了 {value} 次。五次之后它只监视、不控制。现在怎么办：看日志"
            "（journalctl -u roomd）中最后的错误；最近改过配置或升级过，就退回去",
            "It restarted {value} times within an hour; after five times it only watches. What to"
            " do now: read the last error in its log (journalctl -u roomd); take back what was"
            " changed or upgraded last",
        ),
    )
    newer = f'roomd_alert_rules_info{{site="{site}",version!="{version}"}}'
    yield _rule(
        settings,
        OUTDATED,
        "info",
        f"max by (site) ({newer}) == 1",
        Example(
            samples=(
                Sample(series=series("roomd_alert_rules_info", site, version="another"), ill=1.0),
            ),
            labels={"site": site},
        ),
        Sentence("告警规则已过时", "these rules are out of date"),
        Sentence(
            "控制程序的限值、延时或设备改过，这份规则还是旧的（版本 " + version + "）。现在怎么办："
            "在控制程序那台机器上运行 roomd prometheus rules，把输出换到 Prometheus 里",
            f"Limits, delays or devices of the controller were changed, these rules (version"
            f" {version}) were not. What to do now: run roomd prometheus rules beside the"
            " controller, and put its output in their place",
        ),
        for_s=300.0,
    )
    yield _rule(
        settings,
        WATCHDOG,
        "info",
        "vector(1)",
        Example(samples=(), checks=((0.0, True), (60.0, True))),
        Sentence("告警通路正常", "the way of the alerts works"),
        Sentence(
            "这条告警永远存在，用来证明从 Prometheus 到收件人的通路是通的。现在怎么办：收到它不用"
            "做任何事；有一天收不到了，就查 Prometheus 和 Alertmanager",
            "This alert is always there: it proves that the way from Prometheus to people works."
            " What to do now: nothing while it comes; once it does not, look at Prometheus and"
            " Alertmanager",
        ),
        labels={"site": site},
    )


def _rule(
    settings: Settings,
    alert: str,
    severity: str,
    expr: str,
    example: Example,
    title: Sentence,
    text: Sentence,
    *,
    for_s: float = 0.0,
    unit: str = "count",
    labels: dict[str, str] | None = None,
) -> Rule:
    return Rule(
        alert=alert,
        severity=severity,
        expr=expr,
        summary=Sentence(f"{{site_name}}：{title.zh}", f"{{site_name}}: {title.en}"),
        description=Sentence(f"{text.zh}。", f"{text.en}."),
        page=f"{RUNBOOKS}#{alert.lower()}",
        example=example,
        for_s=for_s,
        labels=labels or {},
        words={"site_name": settings.site.name},
        unit=unit,
    )
