"""`roomd prometheus`: what people redirect into files."""

from pathlib import Path

import pytest

from tests.end_to_end.test_cli import DEMO, EN, ZH, roomd
from tests.unit.alert_kit import RULES_FILE, promtool


def test_the_four_files_of_a_site_fit_together(tmp_path: Path) -> None:
    for name, file in (
        ("rules", RULES_FILE),
        ("tests", "roomd.rules.test.yml"),
        ("scrape", "prometheus.yml"),
        ("alertmanager", "alertmanager.yml"),
    ):
        printed = roomd("prometheus", name, "--config", DEMO)
        assert (printed.returncode, printed.stderr) == (0, "")
        (tmp_path / file).write_text(printed.stdout, encoding="utf-8")
    assert promtool("check", "config", "prometheus.yml", folder=tmp_path).returncode == 0
    tests = (tmp_path / "roomd.rules.test.yml").read_text(encoding="utf-8")
    assert f"  - {RULES_FILE}\n" in tests
    assert "127.0.0.1:8080" in (tmp_path / "prometheus.yml").read_text(encoding="utf-8")


def test_runbooks_are_where_somebody_says() -> None:
    where = "https://docs.example/roomd"
    printed = roomd("prometheus", "rules", "--config", DEMO, "--docs", where).stdout
    assert f"{where}/alarm-catalogue.md#humidity_high" in printed
    assert f"{where}/prometheus.md#roomddown" in printed


@pytest.mark.parametrize(
    ("env", "said"), [(EN, "an address begins with http://"), (ZH, "网址以 http://")]
)
def test_an_address_that_is_none_is_refused(env: dict[str, str], said: str) -> None:
    refused = roomd(
        "prometheus", "alertmanager", "--config", DEMO, "--webhook", "duty@example", env=env
    )
    assert refused.returncode == 2
    assert said in refused.stderr


def test_a_configuration_that_is_refused_makes_no_rules(tmp_path: Path) -> None:
    (tmp_path / "roomd.toml").write_text("[site]\n", encoding="utf-8")
    refused = roomd("prometheus", "rules", "--config", tmp_path / "roomd.toml")
    assert (refused.returncode, refused.stdout) == (2, "")
