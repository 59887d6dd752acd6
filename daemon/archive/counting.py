"""How many records there are: in the index, and by what the local facts tell of them."""

from daemon.record_ports import Counted, RecordsUnavailableError
from records_sync.exporting import statistics_tables
from records_sync.holdings.words import STATUS_WORDS
from records_sync.index.reading import Index
from records_sync.words import Sentence

from .finding import Finding
from .troubles import asking_index

GONE = Sentence("{status}（已不在索引中）", "{status} (no longer in the index)")


async def counted(index: Index, finding: Finding) -> Counted:
    """Return how many records there are; raises RecordsUnavailableError."""
    with asking_index():
        found = await index.statistics()
    try:
        statuses = await finding.counts()
        if found is None:
            return Counted(statistics=None, statuses=statuses)
        here = {status: await finding.live(status) for status in statuses}
    except RecordsUnavailableError:
        return Counted(statistics=found, facts_are_away=True)
    gone = {status: max(0, count - here[status]) for status, count in statuses.items()}
    return Counted(statistics=found, statuses=here, gone=gone)


def count_tables(found: Counted, language: str) -> list[tuple[str, list[tuple[str, ...]]]]:
    """Return all that was counted as tables: a name, and rows of which the first is the heading."""
    tables = [] if found.statistics is None else [*statistics_tables(found.statistics, language)]
    return tables if found.facts_are_away else [*tables, _statuses(found, language)]


def _statuses(found: Counted, language: str) -> tuple[str, list[tuple[str, ...]]]:
    """Return the table of what the local facts tell."""

    def word(sentence: Sentence) -> str:
        return sentence.zh if language == "zh" else sentence.en

    rows = [(word(STATUS_WORDS[status]), str(count)) for status, count in found.statuses.items()]
    rows += [
        (word(GONE.filled({"status": word(STATUS_WORDS[status])})), str(count))
        for status, count in found.gone.items()
        if count
    ]
    name, number = word(Sentence("状态", "status")), word(Sentence("件数", "records"))
    return name, [(name, number), *rows]
