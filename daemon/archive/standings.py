"""How the sources stand, as those see it who ask for records (pure)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from daemon.record_ports import SourceStanding, Standings
from daemon.records import Records, SourceState
from records_sync.sync.report import WELL as CARRIED_OUT
from records_sync.sync.sentences import sentence

from .troubles import both


def standings(records: Records, t: float) -> Standings:
    """Return how all sources stand at a monotonic time."""
    sources = tuple(_standing(records, state, t) for state in records.sources.values())
    known = [source.as_of for source in sources if source.as_of is not None]
    return Standings(
        as_of=min(known) if len(known) == len(sources) and known else None,
        sources=sources,
        is_known=records.is_known,
        progress=_progress(records.progress),
    )


def undone(reports: Sequence[Mapping[str, Any]]) -> str:
    """Return why a decision was not carried out, in both languages, "" where it was."""
    decided = next(iter(reports), {})  # what comes behind it may be held anew
    if decided.get("outcome") in CARRIED_OUT:
        return ""
    return both(sentence(str(decided.get("code", "")), str(decided.get("detail", ""))))


def _standing(records: Records, state: SourceState, t: float) -> SourceStanding:
    as_of = None if state.as_of is None else datetime.fromtimestamp(state.as_of, UTC)
    return SourceStanding(
        id=state.id,
        name=state.name,
        kind=state.kind,
        as_of=as_of,
        age_s=records.age_s(state),
        total=state.total,
        is_loading=state.is_loading,
        looked_s=records.looked_s(state),
        is_old=records.is_old(state),
        is_stale=records.is_stale(state),
        hold=state.hold,
        outcome=state.outcome,
        code=state.code,
        detail=state.detail,
        behind=state.behind,
        retry_s=None if state.retry_t is None else max(0.0, state.retry_t - t),
    )


def _progress(told: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Return the run that goes on, by the words of the port."""
    if told is None:
        return None
    return {
        "source": told.get("source", ""),
        "step": told.get("step", ""),
        "done": told.get("rows", 0),
        "total": told.get("total"),
    }
