"""The pages about the cycle and about alarms say what their tables say."""

from pathlib import Path

import pytest

from daemon import alarm_diagrams, diagrams
from daemon.control import sterilisation
from daemon.control.alarms import machine
from daemon.control.prechecks import CHECKS
from daemon.control.sterilisation import TABLE
from daemon.model import AlarmState
from daemon.model.sentences.kinds import ALARM_STATE_WORDS, ALARM_STEP_WORDS
from tests.test_architecture import ROOT

PAGES = (ROOT / "docs" / "sterilisation.md", ROOT / "docs" / "alarms.md")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_page_is_what_the_tables_make_of_it(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert diagrams.rewritten(page) == page, "run `make diagrams`"


def test_the_pages_have_every_generated_part() -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in PAGES)
    assert all(f"<!-- generated: {name} -->" in pages for name in diagrams.PARTS_OF_PAGES)


def test_every_transition_is_an_arrow_and_a_line() -> None:
    arrows = [line.split(" : ") for line in diagrams.diagram().splitlines() if " : " in line]
    words = {tuple(arrow.split()): set(names.split(", ")) for arrow, names in arrows}
    for row in TABLE:
        name = f"{row.when} [{row.given}]" if row.given else row.when
        assert name in words[row.stage.value, "-->", row.to.value]
    assert sum(len(names) for names in words.values()) == len(TABLE)
    assert len(diagrams.transitions().splitlines()) == len(TABLE) + 2


def test_every_step_of_an_alarm_is_an_arrow_and_a_line() -> None:
    lines = alarm_diagrams.diagram().splitlines()
    arrows = [line.split(" : ") for line in lines if " : " in line]
    words = {tuple(arrow.split()): set(names.split(", ")) for arrow, names in arrows}
    for row in machine.TABLE:
        name = f"{row.step.value} [{row.given}]" if row.given else row.step.value
        drawn = name in words.get((row.state.value, "-->", row.to.value), set())
        assert drawn is (row.step is not machine.Step.END)
    assert len(alarm_diagrams.transitions().splitlines()) == len(machine.TABLE) + 2


def test_every_word_about_alarms_is_there() -> None:
    assert set(alarm_diagrams.STEPS) == set(machine.Step)
    assert set(alarm_diagrams.GIVEN) == set(machine.GIVEN)
    assert set(ALARM_STATE_WORDS) == set(AlarmState)
    assert set(ALARM_STEP_WORDS) == {step.value for step in machine.Step}


def test_every_refusal_of_an_act_on_an_alarm_is_a_line() -> None:
    page = alarm_diagrams.refusals()
    for step, answers in machine.REFUSED.items():
        lines = [line for line in page.splitlines() if line.startswith(f"| `{step.value}` |")]
        assert all(any(f"`{state.value}`" in line for line in lines) for state in answers)


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
