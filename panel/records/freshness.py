"""How fresh the index is, in one sentence that stands beside every answer of it; pure."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from daemon.record_ports import SourceStanding, Standings
from panel.reader import Reader
from panel.words import State, age_words, msgid

MINUTES = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """The sentence, and the state of its mark: good, or waiting where a source was never whole."""

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
    said = []
    if known:
        oldest = max(known, key=lambda source: source.age_s)
        said.append(tr(msgid("Index as of {at}")).format(at=as_of(oldest, zone, reader)))
    if never:
        words = tr(msgid("not wholly synced yet: {sources}"))
        said.append(words.format(sources=tr(msgid(", ")).join(never)))
    return Fresh(
        state=_state(State.WAITING if never else State.GOOD), text=tr(msgid("; ")).join(said)
    )


def _state(state: State) -> str:
    return state.name.lower()
