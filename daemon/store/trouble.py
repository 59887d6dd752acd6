"""What is wrong with a store, in one sentence each: what happened and what to do."""

import sqlite3
from typing import NamedTuple

from .aside import Repair
from .database import code_of
from .schema import NewerSchemaError


class Store(NamedTuple):
    """What a store is called."""

    zh: str
    en: str


HISTORY = Store("历史", "history")
LEDGER = Store("台账", "ledger")

# Chinese and English in one line, as every status of a service.
_SENTENCES = {
    sqlite3.SQLITE_FULL: (
        "磁盘已满，{zh}记录暂存内存：请清理磁盘空间",
        "the disk is full, the {en} waits in memory: free some space",
    ),
    sqlite3.SQLITE_READONLY: (
        "磁盘为只读，{zh}记录暂存内存：请检查存储卡和目录权限",
        "the disk is read-only, the {en} waits in memory: check the card and the permissions",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "无法打开{zh}文件，记录暂存内存：请检查目录和权限",
        "the {en} file cannot be opened, rows wait in memory: check directory and permissions",
    ),
    sqlite3.SQLITE_BUSY: (
        "{zh}文件被其他程序占用，记录暂存内存：请关闭占用它的程序",
        "another program holds the {en} file, rows wait in memory: close that program",
    ),
    sqlite3.SQLITE_IOERR: (
        "磁盘读写出错，{zh}记录暂存内存：请检查或更换存储卡",
        "the disk fails to read or write, the {en} waits in memory: check or replace the card",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "{zh}文件已损坏，正在另存并修复",
        "the {en} file is damaged and is being moved aside and salvaged",
    ),
}
_SENTENCES[sqlite3.SQLITE_LOCKED] = _SENTENCES[sqlite3.SQLITE_BUSY]
_SENTENCES[sqlite3.SQLITE_NOTADB] = _SENTENCES[sqlite3.SQLITE_CORRUPT]


def sentence(error: Exception, store: Store = HISTORY) -> str:
    """Return what an error of a store means for the person who reads it."""
    zh, en = store
    if isinstance(error, NewerSchemaError):
        return (
            f"{zh}文件由更新版本的程序写入（结构版本 {error.found}，本程序为 {error.known}），"
            "未改动：请升级程序或恢复备份"
            f" / the {en} file has schema {error.found}, this program knows {error.known};"
            " it was left alone: update the program or restore a backup"
        )
    if found := _SENTENCES.get(code_of(error)):
        return " / ".join(found).format(zh=zh, en=en)
    return (
        f"{zh}记录无法保存，暂存内存：{error}"
        f" / the {en} cannot be saved, it waits in memory: {error}"
    )


def repaired(repair: Repair, store: Store = HISTORY) -> str:
    """Return what a repair means for the person who reads it."""
    zh, en = store
    return (
        f"{zh}文件曾损坏：已另存为 {repair.aside.name}，找回 {repair.rows} 行，请检查存储卡"
        f" / the {en} file was damaged: kept as {repair.aside.name},"
        f" {repair.rows} rows recovered, check the card"
    )


def crowded(rows: int) -> str:
    """Return what many waiting rows of the ledger mean for the person who reads it."""
    return (
        f"台账有 {rows} 行在内存中等待写入：请检查存储卡"
        f" / {rows} rows of the ledger wait in memory: check the card"
    )


def hanging(seconds: float) -> str:
    """Return what a commit of the ledger that does not end means for the person who reads it."""
    return (
        f"台账 {seconds:.0f} 秒写不进磁盘，记录暂存内存：请检查存储卡"
        f" / nothing of the ledger reached the disk for {seconds:.0f} s, rows wait in memory:"
        " check the card"
    )


def shortened(expected: int, found: int) -> str:
    """Return what a ledger that does not fit its anchor means for the person who reads it."""
    return (
        f"台账与锚点不符：应含第 {expected} 行，现到第 {found} 行，"
        "可能被截断或改写，请运行 roomd ledger verify"
        f" / the ledger does not fit its anchor: row {expected} was there, it ends at {found};"
        " it may have been cut or rewritten, run roomd ledger verify"
    )
