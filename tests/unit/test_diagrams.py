"""The page about the cycle says what its tables say."""

from pathlib import Path

import pytest

from daemon import diagrams
from daemon.control import sterilisation
from daemon.control.prechecks import CHECKS
from daemon.control.sterilisation import TABLE
from tests.test_architecture import ROOT

PAGE = ROOT / "docs" / "sterilisation.md"


def test_the_page_is_what_the_tables_make_of_it() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert diagrams.rewritten(page) == page, "run `make diagrams`"


def test_the_page_has_every_generated_part() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"<!-- generated: {name} -->" in page for name in diagrams.PARTS_OF_PAGES)


def test_every_transition_is_an_arrow_and_a_line() -> None:
    arrows = [line.split(" : ") for line in diagrams.diagram().splitlines() if " : " in line]
    words = {tuple(arrow.split()): set(names.split(", ")) for arrow, names in arrows}
    for row in TABLE:
        name = f"{row.when} [{row.given}]" if row.given else row.when
        assert name in words[row.stage.value, "-->", row.to.value]
    assert sum(len(names) for names in words.values()) == len(TABLE)
    assert len(diagrams.transitions().splitlines()) == len(TABLE) + 2


def test_every_cause_has_its_words() -> None:
    assert set(diagrams.WORDS) == {n for row in TABLE for n in (row.when, row.given) if n}
    assert len(diagrams.checks().splitlines()) == len(CHECKS) + 2


def test_the_hazard_is_claimed_on_in_one_line() -> None:
    lines = [line for line in diagrams.claims().splitlines() if "| hazard | on |" in line]
    assert lines == ["| 消毒中 run | hazard | on | rule |  |"]


def test_an_outdated_page_is_rewritten_and_its_own_words_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.md"
    page.write_text("头\n<!-- generated: cycle-diagram -->\nold\n<!-- end -->\n尾\n", "utf-8")
    diagrams.main([str(page)])
    text = page.read_text("utf-8")
    assert text.startswith("头\n<!-- generated: cycle-diagram -->\n```mermaid\n")
    assert text.endswith("```\n<!-- end -->\n尾\n")
    assert "old" not in text
    fewer = tuple(row for row in sterilisation.TABLE if row.when != "tripped")
    monkeypatch.setattr(diagrams, "TABLE", fewer)
    assert diagrams.rewritten(text) != text


def test_an_unknown_part_is_an_error() -> None:
    with pytest.raises(KeyError):
        diagrams.rewritten("<!-- generated: nothing -->\n<!-- end -->\n")
