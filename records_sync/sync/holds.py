"""What a held run waits for, by a digest: an approval is of that very plan, of no later one."""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from itertools import islice

from records_sync.index.guard import Plan
from records_sync.index.runs import Run
from records_sync.index.staging import StagedSnapshot
from records_sync.model import Gone, Page
from records_sync.sync.report import SAMPLE, Hold

DIGITS = 12  # of a digest as people see and type it


def of_snapshot(source: str, run: Run, plan: Plan) -> Hold:
    """Return the hold of a snapshot that is wholly known."""
    ids = list(run.removals()) if isinstance(run, StagedSnapshot) else []
    hold = Hold(
        digest="",
        removed=plan.removed,
        of=plan.total_before,
        added=plan.added,
        changed=plan.changed,
        told=plan.told,
        unread=plan.unread,
        ids=tuple(islice(ids, SAMPLE)),
    )
    return replace(hold, digest=_digest(source, "snapshot", _numbers(hold), ids))


def of_page(source: str, page: Page, plan: Plan, done: int, before: int) -> Hold:
    """Return the hold of increments: a page that is not taken.

    `plan` is of the run with this page; `done` is what the run had removed without it, `before`
    what runs that this one goes on with had removed.
    """
    ids = sorted(item.id for item in page.items if isinstance(item, Gone))
    return Hold(
        digest=_digest(source, "page", (), ids),
        removed=plan.removed - done,
        of=plan.total_before + before,
        told=len(page.items),
        before=before + done,
        is_snapshot=False,
        ids=tuple(ids[:SAMPLE]),
    )


def _numbers(hold: Hold) -> tuple[int, ...]:
    return hold.added, hold.changed, hold.removed, hold.told


def _digest(source: str, kind: str, numbers: Iterable[int], ids: Iterable[str]) -> str:
    told = sha256()
    for part in (source, kind, *map(str, numbers), *ids):
        name = part.encode(errors="surrogatepass")
        told.update(len(name).to_bytes(4) + name)  # a length before each: no two lists are one text
    return told.hexdigest()[:DIGITS]
