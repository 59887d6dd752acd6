"""TLS of the panel in the configuration: all of it or none."""

from pathlib import Path

import pytest

from daemon.configuration.loading import load_config
from daemon.configuration.messages import render
from daemon.monitoring.scrape import scrape_text
from tests.site_folder import edited, problems_of, write_site

HERE = '[panel]\nhost = "127.0.0.1"'
CERTIFICATE = 'tls_certificate = "/etc/roomd/tls/server.crt"'
KEY = 'tls_key = "/etc/roomd/tls/server.key"'


def site(folder: Path, *lines: str, host: str = "192.168.1.5") -> Path:
    return write_site(folder, edited((HERE, "\n".join(["[panel]", f'host = "{host}"', *lines]))))


def test_a_certificate_its_key_and_a_network_make_it(tmp_path: Path) -> None:
    panel = load_config(site(tmp_path, "tls = true", CERTIFICATE, KEY)).config.panel
    assert panel.tls
    assert str(panel.tls_key) == "/etc/roomd/tls/server.key"


@pytest.mark.parametrize(
    ("lines", "host", "codes"),
    [
        (("tls = true",), "192.168.1.5", ["tls_without_file", "tls_without_file"]),
        (("tls = true", CERTIFICATE), "192.168.1.5", ["tls_without_file"]),
        (("tls = true", CERTIFICATE, KEY), "127.0.0.1", ["tls_on_this_machine"]),
        (("tls = true", CERTIFICATE, KEY), "localhost", ["tls_on_this_machine"]),
        ((CERTIFICATE, KEY), "192.168.1.5", ["file_without_tls", "file_without_tls"]),
        (("tls = false", KEY), "192.168.1.5", ["file_without_tls"]),
        (('tls = "yes"', KEY), "192.168.1.5", ["wants_fact"]),
    ],
)
def test_half_of_it_is_refused(
    tmp_path: Path, lines: tuple[str, ...], host: str, codes: list[str]
) -> None:
    problems = problems_of(site(tmp_path, *lines, host=host))
    assert [problem.code for problem in problems] == codes
    for problem in problems:
        assert "tls" in render(problem, "zh")
        assert "tls" in render(problem, "en")


def test_prometheus_is_told_to_speak_tls() -> None:
    plain = scrape_text("192.168.1.5:8080", "r.yml", "a:9093")
    assert "https" not in plain
    told = scrape_text("192.168.1.5:8080", "r.yml", "a:9093", encrypted=True)
    assert "scheme: https" in told
    assert "ca_file: ca.crt" in told
