"""How fresh the index is, in one sentence that stands beside every answer of it; pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from daemon.record_ports import SourceStanding, Standings
from panel.reader import Reader
from panel.words import State, age_words, msgid
from records_sync.sync.report import Outcome

MINUTES = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """The sentence, and the state of its mark.

    Good only where every source is whole and in time; waiting where one is not whole yet, attention
    where one has failed or is late.
    """

    state: str
    text: str


def minute(at: datetime, zone: tzinfo) -> str:
    """Return a moment as the site's clock shows it."""
    return at.astimezone(zone).strftime(MINUTES)


def as_of(source: SourceStanding, zone: tzinfo, reader: Reader) -> str:
    """Return as of when one source is known, and how long ago that is."""
    if source.as_of is None:
        return reader.tr(msgid("never wholly known yet"))
    return reader.tr(msgid("{at} ({age})")).format(
        at=minute(source.as_of, zone), age=age_words(source.age_s, reader.tr)
    )


def freshness(now: Standings, zone: tzinfo, reader: Reader) -> Fresh:
    """Return the sentence; with several sources it speaks of the oldest."""
    tr = reader.tr
    if not now.sources:
        return Fresh(state=_state(State.WAITING), text=tr(msgid("No source of records is set up.")))
    known = [source for source in now.sources if source.as_of is not None]
    never = [source.name for source in now.sources if source.as_of is None]
    if not now.is_known and not known:
        words = tr(msgid("It is not known yet how fresh the index is: it is being looked at."))
        return Fresh(state=_state(State.WAITING), text=words)
    said = []
    if known:
        oldest = max(known, key=lambda source: source.age_s)
        said.append(tr(msgid("Index as of {at}")).format(at=as_of(oldest, zone, reader)))
    if never:
        words = tr(msgid("not wholly synced yet: {sources}"))
        said.append(words.format(sources=tr(msgid(", ")).join(never)))
    state = State.WAITING if never else State.GOOD
    for worse, words, is_so in _TROUBLES:
        if names := [source.name for source in now.sources if is_so(source)]:
            state = worse
            said.append(tr(words).format(sources=tr(msgid(", ")).join(names)))
    return Fresh(state=_state(state), text=tr(msgid("; ")).join(said))


# What makes an index less than it looks, the gravest last.
_TROUBLES: Sequence[tuple[State, str, Callable[[SourceStanding], bool]]] = (
    (
        State.WAITING,
        msgid("still being loaded: {sources}"),
        lambda source: source.is_loading and source.as_of is not None,
    ),
    (
        State.ATTENTION,
        msgid("older than it should be: {sources}"),
        lambda source: source.is_old,
    ),
    (
        State.ATTENTION,
        msgid("two syncs or more are missed: {sources}"),
        lambda source: source.is_stale,
    ),
    (
        State.ATTENTION,
        msgid("the last sync failed: {sources}"),
        lambda source: source.outcome == Outcome.FAILED,
    ),
)


def _state(state: State) -> str:
    return state.name.lower()
