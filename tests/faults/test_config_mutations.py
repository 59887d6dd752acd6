"""A sound configuration, damaged in every way that a person or a storage card damages it.

No damage may end in anything but a configuration that still makes sense, or a refusal that names
the file, the key and, in both languages, what to do.
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from daemon.configuration.messages import render
from daemon.configuration.problem import Problem
from tests.site_folder import GOOD, problems_of, write_site

LINES = GOOD.splitlines()
KEY_LINES = [number for number, line in enumerate(LINES) if " = " in line]
HEADERS = [number for number, line in enumerate(LINES) if line.startswith("[")]
OPTIONAL = frozenset(
    {
        "simulated",
        "directory",
        "history_max_mib",
        "raw_days",
        "port",
        "allowed_hosts",
        "language",
        "tls",
        "ca_file",
        "password_credential",
        "keepalive_s",
        "topic_prefix",
        "publish_s",
        "period_s",
        "baudrate",
        "parity",
        "stopbits",
        "echo",
        "worst_latency_s",
        "tcp_port",
        "zone",
        "poll_s",
        "interlock",
        "temperature",
        "humidity",
    }
)
NEEDED_ELSEWHERE = {"tls": "ca_file", "host": "host", "username": "password_credential"}

IMPOSSIBLE = {  # key -> values of the right type that can't be meant
    "id": ['""', '"Stack 1"', '"库房"', '"-a"', '"a/b"', f'"{"a" * 42}"'],
    "name": ['""', '"  "', f'"{"名" * 61}"', '"a\\nb"', '"a\\u0000"'],
    "timezone": ['""', '"Beijing"', '"../etc/passwd"', '"Asia"', '"UTC\\u0000"', '"+08:00"'],
    "directory": ['""', '"var/lib"', '"~/roomd"', '"/var\\u0000"'],
    "history_max_mib": ["0", "-1", "15", "1_000_001", "9223372036854775808"],
    "raw_days": ["0", "-7", "3661"],
    "host": ['""', '"http://a"', '"1.2.3.4:80"', '"300.1.1.1"', '"a b"', '"10.0.0"', '"-a"'],
    "port": ["0", "-1", "65536", "1_000_000_000_000_000_000_000"],
    "tcp_port": ["0", "65536"],
    "allowed_hosts": ['["http://x"]', '[""]', '["a.example", "a.example"]'],
    "language": ['""', '"ZH"', '"de"'],
    "ca_file": ['""', '"ca.pem"'],
    "username": ['""', '"a\\tb"'],
    "password_credential": ['""', '"/etc/roomd/credentials/mqtt"', '"p@ss"', '".hidden"'],
    "keepalive_s": ["0", "4", "3601", "-20"],
    "topic_prefix": ['""', '"/a"', '"a/"', '"a/+/b"', '"a/#"', '"a b"', f'"{"a" * 121}"'],
    "publish_s": ["0.5", "-1", "3601.0", "nan", "inf"],
    "period_s": ["0", "-1.0", "0.01", "61", "nan", "-inf"],
    "transport": ['""', '"RTU"', '"ascii"', '"udp"'],
    "baudrate": ["0", "9601", "-9600"],
    "parity": ['""', '"n"', '"even"'],
    "stopbits": ["0", "3"],
    "worst_latency_s": ["0.0", "-1", "11", "nan"],
    "media": ["[]", '["Paper"]', '["paper", "paper"]', '[""]'],
    "profile": ['""', '"no-such-thing"'],
    "bus": ['""', '"line-9"'],
    "room": ['""', '"stack-9"'],
    "unit_id": ["0", "-1", "248", "256", "65536"],
    "zone": ['"North"', '"北"', '"a b"'],
    "poll_s": ["0", "-5", "0.05", "3601", "nan", "inf"],
    "temperature": ['""', '" "'],
    "humidity": ["nan", "inf", "-1e308", "50"],
}


class Damage(NamedTuple):
    """A damaged text; a refusal must name `key`, and stand in `line` where that is not None."""

    label: str
    text: str
    key: str
    line: int | None


def key_of(line: str) -> str:
    return line.partition(" = ")[0]


def with_line(number: int, *lines: str) -> str:
    return "\n".join([*LINES[:number], *lines, *LINES[number + 1 :]]) + "\n"


def retyped() -> Iterator[Damage]:
    """Give every key values of every other type."""
    kinds = {
        "text": '"x"',
        "whole": "5",
        "number": "2.5",
        "fact": "true",
        "list": "[[1]]",
        "table": "{ a = 1 }",
        "date": "2026-01-01 08:00:00",
        "clock": "08:00:00",
    }
    for number in KEY_LINES:
        key, _, value = LINES[number].partition(" = ")
        own = {
            '"': {"text"},
            "[": {"list"} if key == "media" else set(),
            "t": {"fact"},
            "f": {"fact"},
        }.get(value[0], {"whole", "number"})
        for kind, other in kinds.items():
            if kind not in own:
                label = f"{number + 1} {key} as {kind}"
                yield Damage(label, with_line(number, f"{key} = {other}"), key, number + 1)


def misspelt() -> Iterator[Damage]:
    """Swap two letters of every key, and capitalise it."""
    for number in KEY_LINES:
        key, _, value = LINES[number].partition(" = ")
        for typo in sorted({key[1] + key[0] + key[2:], key.capitalize()} - {key}):
            text = with_line(number, f"{typo} = {value}")
            yield Damage(f"{number + 1} {typo}", text, typo, number + 1)


def impossible() -> Iterator[Damage]:
    """Give every key the values that its type allows and its meaning does not."""
    for number in KEY_LINES:
        key, _, value = LINES[number].partition(" = ")
        for wrong in IMPOSSIBLE.get(key, []):
            if (wrong[0] == '"') == (value[0] == '"'):
                text = with_line(number, f"{key} = {wrong}")
                yield Damage(f"{number + 1} {key} = {wrong[:20]}", text, key, number + 1)


def misspelt_headers() -> Iterator[Damage]:
    """Misspell, halve and double the brackets of every table."""
    for number in HEADERS:
        header = LINES[number]
        name = header.strip("[]").rpartition(".")[2]
        typo = header.replace(name, name + "x")
        yield Damage(f"{number + 1} {typo}", with_line(number, typo), name + "x", number + 1)
        single = header.startswith("[[")
        other = header[1:-1] if single else f"[{header}]"
        yield Damage(f"{number + 1} {other}", with_line(number, other), name, None)


REFUSED = [*retyped(), *misspelt(), *impossible(), *misspelt_headers()]


def names(problem: Problem, key: str) -> bool:
    return key in re.split(r"[.\[\]\"]", problem.path)


def assert_told(problems: tuple[Problem, ...], main: Path) -> None:
    """Assert that each problem is one line in each language, in words of that language."""
    for problem in problems:
        zh, en = render(problem, "zh"), render(problem, "en")
        assert zh.startswith(f"{main}:") or problem.line is None
        assert en.startswith(str(main))
        assert zh.isprintable()
        assert re.search("[\u4e00-\u9fff]", zh)
        assert "Input should" not in zh + en
        assert zh != en


@pytest.mark.parametrize("damage", REFUSED, ids=[damage.label for damage in REFUSED])
def test_a_damaged_key_is_refused_by_name_and_line(tmp_path: Path, damage: Damage) -> None:
    main = write_site(tmp_path, damage.text)
    problems = problems_of(main)
    assert_told(problems, main)
    if problems and not problems[0].path:  # no longer TOML: the line is all there is to name
        assert (problems[0].line or 0) >= (damage.line or 0)
        return
    found = [problem for problem in problems if names(problem, damage.key)]
    assert found, [render(problem, "en") for problem in problems]
    if damage.line is not None:
        assert damage.line in {problem.line for problem in found}


def test_the_campaign_is_large() -> None:
    assert len(REFUSED) >= 200
    assert {damage.key for damage in impossible()} == {key_of(LINES[n]) for n in KEY_LINES} - {
        "simulated",
        "tls",
        "echo",
        "interlock",
    }


@pytest.mark.parametrize("number", KEY_LINES, ids=[LINES[n][:20] for n in KEY_LINES])
def test_a_repeated_key_is_refused_where_it_is_repeated(tmp_path: Path, number: int) -> None:
    (problem,) = problems_of(write_site(tmp_path, with_line(number, LINES[number], LINES[number])))
    assert (problem.code, problem.line) == ("toml_twice", number + 2)


@pytest.mark.parametrize("number", KEY_LINES, ids=[LINES[n][:20] for n in KEY_LINES])
def test_a_dropped_key_falls_to_its_default_or_is_missed_by_name(
    tmp_path: Path, number: int
) -> None:
    key = key_of(LINES[number])
    table = next(LINES[n] for n in reversed(HEADERS) if n < number)
    main = write_site(tmp_path, with_line(number))
    problems = problems_of(main)
    assert_told(problems, main)
    serial_port = key == "port" and table == "[[bus]]"
    has_default = (key in OPTIONAL and not serial_port) or (key, table) == ("host", "[panel]")
    if key in ("tls", "username"):
        assert [problem.path for problem in problems] == [f"mqtt.{NEEDED_ELSEWHERE[key]}"]
    elif has_default:
        assert problems == ()
    else:
        assert any(problem.code == "missing" and names(problem, key) for problem in problems)


@pytest.mark.parametrize("seed", range(300))
def test_damaged_bytes_end_in_a_refusal_or_in_sense(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    content = bytearray(GOOD.encode())
    for _ in range(dice.choice((1, 1, 1, 2, 5, 40))):
        at = dice.randrange(len(content))
        match dice.randrange(5):
            case 0:
                content[at] ^= 1 << dice.randrange(8)
            case 1:
                content[at] = dice.randrange(256)
            case 2:
                del content[at : at + dice.randrange(1, 30)]
            case 3:
                content[at:at] = dice.choice(
                    [b"[", b'"', b"=", b"\0", b"\n", b"{", b"\xe5", b"'''"]
                )
            case 4:
                content[at:at] = content[at : at + dice.randrange(1, 60)]
    main = write_site(tmp_path)
    main.write_bytes(bytes(content))
    assert_told(problems_of(main), main)


@pytest.mark.parametrize("part", range(1, 20))
def test_a_half_written_file_never_passes_for_the_whole(tmp_path: Path, part: int) -> None:
    cut = GOOD[: len(GOOD) * part // 20]
    main = write_site(tmp_path, cut)
    assert_told(problems_of(main), main)
    assert problems_of(main) or cut.count("[[device]]") < GOOD.count("[[device]]")
