"""The state machines of the sterilisation cycle and of alarms as text for `docs/`.

They are made from the tables. `python -m daemon.diagrams FILE...` rewrites the generated parts of
Markdown files: whatever stands between `<!-- generated: NAME -->` and `<!-- end -->`.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from daemon import alarm_diagrams
from daemon.control.cycle_claims import PARTS
from daemon.control.prechecks import CHECKS
from daemon.control.sterilisation import TABLE
from daemon.model import Stage
from daemon.model.sentences.kinds import STAGE_WORDS
from daemon.model.sentences.prechecks import CHECKS as SENTENCES

PART = re.compile(r"(<!-- generated: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
STAGES: Mapping[Stage, str] = {stage: f"{STAGE_WORDS[stage].zh} {stage.value}" for stage in Stage}
WORDS: Mapping[str, str] = {
    "request": "a person asks, at the room's panel",
    "confirm": "a person confirms, at the room's panel",
    "abort": "a person stops it, from anywhere",
    "acknowledge": "a person acknowledges with a reason, at the room's panel",
    "restart": "the program restarts",
    "unconfirmed": "not confirmed within 60 s",
    "latched": "something tripped that a person must reset",
    "checked": "the delay is over and every precheck is well",
    "waited": "not so within 30 min",
    "missing": "a precheck is not well",
    "counted_down": "the countdown is over",
    "tripped": "an interlock blocks the hazard",
    "broken": "a precheck that holds in a run is not well",
    "ozone_high": "more ozone than the programme may reach",
    "feedback_lost": "relay not read for 3 s",
    "not_started": "not switched on within 30 s",
    "dark": "not seen to burn within 10 s, or no more for 3 s",
    "ozone_missed": "the time is over and no ozone was measured",
    "done": "the time is over",
    "day_spent": "the cap of the day is reached",
    "proven_off": "proven off",
    "not_proven_off": "not proven off within 5 s",
    "burning": "the hazard is on",
    "air_clean": "the air is clean and the hazard proven off",
    "ran_clean": "the run was complete",
    "decayed": "the air is clean",
    "entered": "the door opens",
    "forgotten": "24 h are over",
}


def diagram() -> str:
    """Return the transitions as a Mermaid state diagram, one arrow for each pair of stages."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{words}" as {stage.value}' for stage, words in STAGES.items()]
    lines.append(f"    [*] --> {Stage.IDLE.value}")
    arrows: dict[tuple[Stage, Stage], list[str]] = {}
    for row in TABLE:
        given = f" [{row.given}]" if row.given else ""
        arrows.setdefault((row.stage, row.to), []).append(row.when + given)
    lines += [f"    {a.value} --> {b.value} : {', '.join(w)}" for (a, b), w in arrows.items()]
    return "\n".join([*lines, "```"])


def transitions() -> str:
    """Return the transitions as a table, in the order in which they are looked at."""
    rows = (
        (
            STAGES[row.stage],
            f"`{row.when}`: {WORDS[row.when]}",
            WORDS[row.given] if row.given else "",
            STAGES[row.to],
        )
        for row in TABLE
    )
    return _table(("stage", "when", "given", "to"), rows)


def claims() -> str:
    """Return what each stage claims of the outputs."""
    rows = (
        (
            STAGES[stage],
            "hazard" if part.output == "output" else part.output,
            "on" if part.on else "off",
            part.rank.name.lower(),
            part.given,
        )
        for stage, parts in PARTS.items()
        for part in parts
    )
    return _table(("stage", "output", "claim", "rank", "only"), rows)


def checks() -> str:
    """Return the conditions of a start with what people read where one is missing."""
    rows = (
        (
            f"`{name}`",
            SENTENCES[check.code].zh,
            SENTENCES[check.code].en,
            "yes" if check.in_run else "",
        )
        for name, check in CHECKS.items()
    )
    return _table(("check", "缺少时的提示", "what is said", "ends a run"), rows)


PARTS_OF_PAGES: Mapping[str, Callable[[], str]] = {
    "cycle-diagram": diagram,
    "cycle-transitions": transitions,
    "cycle-claims": claims,
    "cycle-checks": checks,
    "alarm-diagram": alarm_diagrams.diagram,
    "alarm-transitions": alarm_diagrams.transitions,
    "alarm-refusals": alarm_diagrams.refusals,
}


def rewritten(page: str) -> str:
    """Return a page with its generated parts made anew; raises KeyError for an unknown part."""
    return PART.sub(lambda found: f"{found[1]}{PARTS_OF_PAGES[found[2]]()}\n{found[3]}", page)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(_lines(head, rows))


def _lines(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def main(files: Iterable[str]) -> None:
    """Rewrite the files that have changed."""
    for file in map(Path, files):
        before = file.read_text(encoding="utf-8")
        after = rewritten(before)
        if after != before:
            file.write_text(after, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
