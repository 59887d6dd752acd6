"""The example configuration, to be bent by the tests of what may be said about control."""

import re
from pathlib import Path

from daemon.configuration.messages import render
from daemon.configuration.problem import Problem
from tests.site_folder import Edit, edited, problems_of, write_site

ROOT = Path(__file__).parents[1]
DEMO = (ROOT / "daemon" / "demo" / "roomd.toml").read_text(encoding="utf-8")


def part(header: str, name: str) -> str:
    """Return the table of the example that has this id, to be replaced as a whole."""
    start = DEMO.index(f'[[{header}]]\nid = "{name}"')
    found = re.search(r"\n(?=# ----|\[\[(?!room\.))|\Z", DEMO[start:])
    assert found
    return DEMO[start : start + found.start()]


def within(header: str, name: str, *edits: Edit) -> Edit:
    """Return an edit of one table of the example."""
    table = part(header, name)
    return table, edited(*edits, text=table)


def more(header: str, name: str, text: str) -> Edit:
    """Return an edit that adds keys or tables at the end of one table of the example."""
    table = part(header, name)
    return table, f"{table}\n{text}\n"


def problem_at(folder: Path, edits: list[Edit], path: str, code: str) -> Problem:
    """Return the problem with this code at this path, which the bent example must have."""
    found = {(p.path, p.code): p for p in problems_of(write_site(folder, bent(*edits)))}
    assert (path, code) in found, list(found)
    problem = found[path, code]
    assert problem.line is not None
    assert render(problem, "en") != render(problem, "zh")
    return problem


def bent(*edits: Edit) -> str:
    """Return the example with edits."""
    return edited(*edits, text=DEMO)


PURIFIER = [
    (
        "[[room.schedule]]                # 周一",
        (
            '[room.purifier]\noutput = "purifier-2"\n'
            'windows = [{ at = "0 8 * * 1-5", for_min = 600 }]\n'
            'above = "ozone-1.ozone"\nlimit = 0.1\n\n[[room.schedule]]                # 周一'
        ),
    ),
    more(
        "output",
        "exhaust-2",
        '[[output]]\nid = "purifier-2"\nname = "净化器"\nkind = "purifier"\nroom = "stack-2"\n'
        'device = "io-2"\nwrite = "relay_4"',
    ),
]
