"""Why the records can't be read or written now, in words for people, and what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from daemon.record_ports import RecordsUnavailableError
from records_sync.holdings import database as holdings
from records_sync.index import database as index
from records_sync.words import Sentence

FAILURES = (
    *(sqlite3.Error, OSError, UnicodeDecodeError),
    *(holdings.NewerSchemaError, index.NewerSchemaError),
)
INDEX_DAMAGED = Sentence(
    "档案索引 records.db 已损坏：请移走它再同步一次，内容会从来源重新读取，不会丢",
    "the index records.db is damaged: move it away and sync again; nothing is lost, it is made"
    " anew from its sources",
)
NO_INDEX = Sentence(
    "还没有档案索引：请先同步一次", "there is no index of records yet: sync once first"
)
INDEX_AWAY = Sentence("档案索引现在读不到（{why}）：请稍后再试", "no index now ({why}): try again")
FACTS_AWAY = Sentence(
    "库房登记 holdings.db 现在用不了（{why}）：会自动重试；一直如此请检查存储卡",
    "the local facts in holdings.db can't be used now ({why}): it is tried again by itself; if it"
    " stays so, check the storage card",
)
FACTS_NEWER = Sentence(
    "库房登记 holdings.db 由更新的程序写成，没有改动它：请升级本程序",
    "holdings.db was written by a newer program and was not touched: upgrade this one",
)
FACTS_OPENING = Sentence(
    "库房登记 holdings.db 还没有打开：请稍候再试，原因见系统状态",
    "the local facts in holdings.db are not open yet: try again in a moment, the state of the"
    " system says why",
)


def both(sentence: Sentence) -> str:
    """Return a sentence in both languages."""
    return f"{sentence.zh} / {sentence.en}"


@contextmanager
def asking_index() -> Iterator[None]:
    """Turn failures of the index into RecordsUnavailableError."""
    try:
        yield
    except FAILURES as err:
        damaged = isinstance(err, sqlite3.Error) and index.is_damage(err)
        said = INDEX_DAMAGED if damaged else INDEX_AWAY.filled({"why": _why(err)})
        raise RecordsUnavailableError(both(said)) from err


@contextmanager
def asking_facts() -> Iterator[None]:
    """Turn failures of the local facts into RecordsUnavailableError."""
    try:
        yield
    except FAILURES as err:
        is_newer = isinstance(err, holdings.NewerSchemaError)
        said = FACTS_NEWER if is_newer else FACTS_AWAY.filled({"why": _why(err)})
        raise RecordsUnavailableError(both(said)) from err


def _why(err: Exception) -> str:
    return str(err) or type(err).__name__
