"""The rows of commissioning, and of everything else, are words in both languages."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module

import pytest

from daemon.commissioning.rows import output_tested, probe_begun, probe_ended, registers_read
from daemon.fieldbus_ports import (
    FoundUnit,
    OutputTest,
    ProbeEnd,
    ProbeRun,
    Registers,
    RegistersAsked,
)
from daemon.inbox import KINDS
from daemon.model import Event
from daemon.model.recorded_words import in_brief, row_kind
from daemon.model.render import Language
from daemon.model.sentences.kinds import ROW_WORDS
from tests.test_architecture import ROOT

WHO = "王芳"
RUN = ProbeRun(
    bus="line-1",
    first=1,
    last=32,
    who=WHO,
    at=datetime(2026, 3, 1, tzinfo=UTC),
    done=32,
    found=(FoundUnit(unit_id=1, profiles=()), FoundUnit(unit_id=4, profiles=())),
    end=ProbeEnd.DONE,
)
TEST = OutputTest(
    output="fan",
    on=True,
    who=WHO,
    left_s=0.0,
    is_over=True,
    stopped=False,
    was_so=False,
    has_running=True,
)
TESTS = (
    TEST,
    replace(TEST, was_so=True),
    replace(TEST, sent_s=0.2),
    replace(TEST, sent_s=0.2, shown_s=0.6),
    replace(TEST, sent_s=0.2, shown_s=0.6, ran_s=2.0),
)
LOOKS = [
    RegistersAsked(bus="line-1", unit_id=4, space=space, address=10, count=4) for space in Registers
]
ROWS = [
    probe_begun(RUN),
    *(probe_ended(replace(RUN, end=end)) for end in ProbeEnd if end is not ProbeEnd.RUNNING),
    *(registers_read(look, WHO) for look in LOOKS),
    *(output_tested(replace(test, on=on)) for test in TESTS for on in (True, False)),
]


def kinds() -> Iterator[str]:
    """Yield every kind of rows that the program records, as its source has it."""
    yield from KINDS
    for path in sorted((ROOT / "daemon").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) != "Event":
                continue
            for given in (k.value for k in node.keywords if k.arg == "kind"):
                if isinstance(given, ast.Constant):
                    yield str(given.value)
                elif isinstance(given, ast.Name):
                    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                    yield str(getattr(import_module(module), given.id))


def test_every_kind_that_is_recorded_has_its_word() -> None:
    assert set(ROW_WORDS) == set(kinds())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.body["reason"]))
def test_a_row_of_commissioning_is_a_sentence(row: Event, language: Language) -> None:
    told = in_brief(row.kind, row.subject, row.body, language)
    assert not set("{}[]?") & set(told)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in told.replace(WHO, "")) is (
        language == "zh"
    )


def test_what_was_found_and_seen_is_told() -> None:
    def told(row: Event) -> str:
        return in_brief(row.kind, row.subject, row.body, "zh")

    assert row_kind(ROWS[0].kind, "zh") == "调试"
    assert told(probe_begun(RUN)) == "王芳开始查找设备，地址 1 到 32"
    assert told(probe_ended(RUN)) == "查找结束，共查 32 个地址，有设备的地址：1, 4"
    ended = replace(RUN, end=ProbeEnd.CANCELLED, done=2, found=(), ended_by="李工")
    assert told(probe_ended(ended)) == "李工中止了查找，已查 2 个地址，有设备的地址：-"
    assert told(registers_read(LOOKS[0], WHO)) == (
        "王芳读取了地址 4 的寄存器 10 到 13（功能码 03）"
    )
    assert told(output_tested(TESTS[-1])) == "王芳试开：0.6 秒后回读为开，2 秒后机器运行"
