"""The tables of column names in `docs/records-files.md`, made from the tables of the program.

`python -m records_sync.text.heading_pages FILE` rewrites what stands between
`<!-- generated: NAME -->` and `<!-- end -->`.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from records_sync.text.headers import HEADINGS, UNIT_HEADINGS, Heading
from records_sync.text.personal import PERSON_INITIALS, PERSONS

_PART = re.compile(r"(<!-- generated: ([a-z]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def _table(headings: Iterable[Heading]) -> Iterator[str]:
    yield "| 字段 / field | 列名 / names | 拼音首字母 / initials |"
    yield "|---|---|---|"
    for heading in headings:
        initials = "、".join(heading.initials)
        yield f"| `{heading.field}` | {'、'.join(heading.names)} | {initials} |"


PARTS = {
    "columns": lambda: _table(HEADINGS),
    "units": lambda: _table(UNIT_HEADINGS),
    "persons": lambda: iter(("、".join((*PERSONS, *PERSON_INITIALS)),)),
}


def rewritten(page: str) -> str:
    """Return a page with its generated parts made anew."""
    return _PART.sub(lambda m: f"{m[1]}{chr(10).join(PARTS[m[2]]())}\n{m[3]}", page)


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(rewritten(path.read_text(encoding="utf-8")), encoding="utf-8")
