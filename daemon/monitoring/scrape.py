"""A sample configuration of Prometheus: how to read one site, and where its alerts go (pure)."""

from .own_alerts import JOB
from .yaml import Value, document

HEAD = """\
Prometheus 配置样例，由 roomd prometheus scrape 生成。目标地址换成控制程序面板的地址；不要再加名为
site、room、device 的标签，指标里已经有了。
A sample made by `roomd prometheus scrape`. The target is the address of the controller's panel; add
no labels called site, room or device: the metrics have them."""
INTERVAL = "15s"


def scrape_text(target: str, rules_file: str, alertmanager: str, *, encrypted: bool = False) -> str:
    """Return a configuration that scrapes `target` and tells `alertmanager` (host:port).

    `encrypted`: the panel speaks TLS; Prometheus gets the authority's certificate beside its file.
    """
    scheme: dict[str, Value] = (
        {"scheme": "https", "tls_config": {"ca_file": "ca.crt"}} if encrypted else {}
    )
    return document(
        {
            "global": {"scrape_interval": INTERVAL, "evaluation_interval": INTERVAL},
            "rule_files": [rules_file],
            "alerting": {
                "alertmanagers": [{"static_configs": [{"targets": [alertmanager]}]}],
            },
            "scrape_configs": [
                {"job_name": JOB, **scheme, "static_configs": [{"targets": [target]}]},
            ],
        },
        HEAD,
    )
