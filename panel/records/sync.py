"""How the sources stand, as people see it; the page, its JSON and its live values are all this.

Pure. Texts are ready to show; what a source or a file said is hostile text like any other.
"""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any, TypedDict

from daemon.record_ports import SourceStanding, Standings
from panel.reader import Reader
from panel.shown import WordView, word
from panel.words import State, age_words, duration_words, msgid
from records_sync.holdings.model import Key
from records_sync.index.query import Entry
from records_sync.sync.report import Hold, Outcome
from records_sync.sync.sentences import behind as waiting_behind
from records_sync.sync.sentences import sentence

from .freshness import as_of, freshness
from .record_words import called, said

KINDS: Mapping[str, str] = {
    "files": msgid("folder of files"),
    "feed": msgid("feed"),
    "oai_pmh": msgid("OAI-PMH"),
    "archivesspace": msgid("ArchivesSpace"),
}
OUTCOMES: Mapping[str, tuple[State, str]] = {  # of the last run
    Outcome.DONE.value: (State.GOOD, msgid("taken over")),
    Outcome.UNCHANGED.value: (State.GOOD, msgid("nothing new")),
    Outcome.HELD.value: (State.ATTENTION, msgid("held: waits for a person")),
    Outcome.STOPPED.value: (State.ATTENTION, msgid("stopped; the next sync goes on from there")),
    Outcome.FAILED.value: (State.ATTENTION, msgid("failed; the index stays as it is")),
}
NO_RUN = msgid("no run yet")
NOBODY: Mapping[Key, Entry] = {}


class HeldView(TypedDict):
    """A record that would go: its number, and its title where the index tells it."""

    number: str
    title: str


class HoldView(TypedDict):
    """What waits for a person: sentences, some of those that would go, the digest that names it.

    `can_forget` is yes or no: deletions that come page by page can't be forgotten here.
    """

    digest: str
    removes: str
    changes: str
    ids: list[HeldView]
    more: str
    can_forget: str


class SourceView(TypedDict):
    """One source. `running` is yes or no; `share` 0 to 100 of the run that goes on, None unknown.

    `hold` is None where nothing waits; `outcome`, `why` and `retry` are of the last run.
    """

    id: str
    name: str
    kind: str
    word: WordView
    as_of: str
    looked: str
    total: str
    outcome: str
    why: str
    retry: str
    running: str
    share: float | None
    progress: str
    held: str
    hold: HoldView | None


class SyncView(TypedDict):
    """All sources, and how fresh the index is with all of them."""

    fresh: WordView
    running: str
    sources: list[SourceView]


def sync_view(
    now: Standings, zone: tzinfo, reader: Reader, known: Mapping[Key, Entry] = NOBODY
) -> SyncView:
    """Return how all sources stand; `known` are the records that `held_keys` names."""
    fresh = freshness(now, zone, reader)
    return SyncView(
        fresh=WordView(state=fresh.state, text=fresh.text),
        running="no" if now.progress is None else "yes",
        sources=[_source(each, now.progress, zone, reader, known) for each in now.sources],
    )


def held_keys(source: str, hold: Hold | None) -> list[Key]:
    """Return the records that a hold names."""
    return [Key(source, name) for name in hold.ids] if hold else []


def why(code: str, detail: str, reader: Reader, behind: int = 0) -> str:
    """Return what a code of a run says, and how many files wait behind; "" for none."""
    told = [sentence(code, detail)] if code else []
    told += [waiting_behind(behind)] if behind else []
    return " ".join(said(each, reader) for each in told)


def hold_view(
    source: str, hold: Hold, reader: Reader, known: Mapping[Key, Entry] = NOBODY
) -> HoldView:
    """Return what waits for a person, in figures and by some of its records."""
    tr = reader.tr
    removes = tr(msgid("{removed} of {of} records would be removed")).format(
        removed=f"{hold.removed:,}", of=f"{hold.of:,}"
    )
    if hold.before:
        before = tr(msgid("{before} were removed by it before")).format(before=f"{hold.before:,}")
        removes = tr(msgid("; ")).join((removes, before))
    changes = tr(msgid("{added} added, {changed} changed; it lists {told} in all")).format(
        added=f"{hold.added:,}", changed=f"{hold.changed:,}", told=f"{hold.told:,}"
    )
    if hold.unread:
        unread = tr(msgid("{unread} rows could not be read and may be just these: see the report"))
        changes = tr(msgid("; ")).join((changes, unread.format(unread=f"{hold.unread:,}")))
    unlisted = hold.removed - len(hold.ids)
    return HoldView(
        digest=hold.digest,
        removes=removes,
        changes=changes if hold.is_snapshot else "",
        ids=[_held(key, known.get(key)) for key in held_keys(source, hold)],
        more=tr(msgid("… and {n} more")).format(n=f"{unlisted:,}") if unlisted > 0 else "",
        can_forget="yes" if hold.is_snapshot else "no",
    )


def _held(key: Key, entry: Entry | None) -> HeldView:
    title = entry.record.title if entry else ""
    return HeldView(number=called(entry, key)[1], title=title)


def _source(
    source: SourceStanding,
    progress: Mapping[str, Any] | None,
    zone: tzinfo,
    reader: Reader,
    known: Mapping[Key, Entry],
) -> SourceView:
    tr = reader.tr
    runs = progress is not None and progress.get("source") == source.id
    held = Hold.loaded(source.hold) if source.hold else None
    hold = hold_view(source.id, held, reader, known) if held else None
    _, outcome = OUTCOMES.get(source.outcome or "", (State.WAITING, NO_RUN))
    retry = "" if source.retry_s is None else duration_words(max(0.0, source.retry_s), tr)
    return SourceView(
        id=source.id,
        name=source.name,
        kind=tr(KINDS[source.kind]) if source.kind in KINDS else source.kind,
        word=_word(source, reader, runs=runs),
        as_of=as_of(source, zone, reader),
        looked="" if source.looked_s is None else age_words(source.looked_s, tr),
        total=f"{source.total:,}",
        outcome=tr(outcome),
        why=why(source.code, source.detail, reader, source.behind),
        retry=tr(msgid("in {duration}")).format(duration=retry) if retry else "",
        running="yes" if runs else "no",
        share=_share(progress) if runs and progress else None,
        progress=_progress(progress, reader) if runs and progress else "",
        held=hold["digest"] if hold else "",
        hold=hold,
    )


def _word(source: SourceStanding, reader: Reader, *, runs: bool) -> WordView:
    """Return the state of a source in a word: what needs a person before what only takes time."""
    state, text = OUTCOMES.get(source.outcome or "", (State.WAITING, NO_RUN))
    if source.hold:
        state, text = State.ATTENTION, msgid("Waits for a person")
    elif runs:
        state, text = State.WAITING, msgid("Syncing now")
    elif source.outcome == Outcome.FAILED.value:
        text = msgid("Failed")
    elif source.outcome == Outcome.STOPPED.value:
        text = msgid("Stopped")
    elif source.is_loading:
        state, text = State.WAITING, msgid("Not whole yet")
    elif source.as_of is None:
        state, text = State.WAITING, msgid("Never synced")
    else:
        text = msgid("In order")
    return word(state, reader.tr(text))


def _share(progress: Mapping[str, Any]) -> float | None:
    done, total = progress.get("done") or 0, progress.get("total")
    return round(min(100.0, 100 * done / total), 1) if total else None


def _progress(progress: Mapping[str, Any], reader: Reader) -> str:
    done, total = progress.get("done") or 0, progress.get("total")
    if total:
        words = reader.tr(msgid("{done} of {total} rows read"))
        return words.format(done=f"{done:,}", total=f"{total:,}")
    return reader.tr(msgid("{done} rows read")).format(done=f"{done:,}")
