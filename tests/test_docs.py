"""The documents keep up with the program: links, commands and keys that they name are there."""

import re
from pathlib import Path

import pytest

from daemon.cli import commands
from daemon.configuration.model import Config
from tests.test_architecture import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_command_is_described() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [name for name in commands() if f"roomd {name}" not in text] == []


def test_every_key_of_the_configuration_is_described() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    schema = Config.model_json_schema()
    keys = {
        key for table in [schema, *schema["$defs"].values()] for key in table.get("properties", {})
    }
    assert sorted(key for key in keys if f"`{key}`" not in text and f"[{key}" not in text) == []


def test_every_fault_of_a_sync_names_tests_that_are_there() -> None:
    page = (ROOT / "docs" / "records-sync.md").read_text(encoding="utf-8")
    written = "".join(file.read_text("utf-8") for file in (ROOT / "tests").rglob("test_*.py"))
    there = set(re.findall(r"def (test_\w+)\(", written))
    rows = re.findall(r"(?m)^\| (H\d+) \|.*$", page)
    assert rows == [f"H{number}" for number in range(1, 20)]
    for name, row in re.findall(r"(?m)^\| (H\d+) \|(.*)$", page):
        named = re.findall(r"`(test_\w+)`", row)
        assert named
        assert all(test.startswith(f"test_{name.lower()}_") for test in named), row
    assert set(re.findall(r"`(test_\w+)`", page)) <= there
