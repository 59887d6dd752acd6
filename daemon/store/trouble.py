"""What is wrong with the history, in one sentence each: what happened and what to do."""

import sqlite3

from .database import code_of
from .salvage import Repair
from .schema import NewerSchemaError

# Chinese and English in one line, as every status of a service.
_SENTENCES = {
    sqlite3.SQLITE_FULL: (
        "磁盘已满，历史记录暂存内存：请清理磁盘空间",
        "the disk is full, the history waits in memory: free some space",
    ),
    sqlite3.SQLITE_READONLY: (
        "磁盘为只读，历史记录暂存内存：请检查存储卡和目录权限",
        "the disk is read-only, the history waits in memory: check the card and the permissions",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "无法打开历史文件，记录暂存内存：请检查目录和权限",
        "the history file cannot be opened, rows wait in memory: check directory and permissions",
    ),
    sqlite3.SQLITE_BUSY: (
        "历史文件被其他程序占用，记录暂存内存：请关闭占用它的程序",
        "another program holds the history file, rows wait in memory: close that program",
    ),
    sqlite3.SQLITE_IOERR: (
        "磁盘读写出错，历史记录暂存内存：请检查或更换存储卡",
        "the disk fails to read or write, the history waits in memory: check or replace the card",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "历史文件已损坏，正在另存并修复",
        "the history file is damaged and is being moved aside and salvaged",
    ),
}
_SENTENCES[sqlite3.SQLITE_LOCKED] = _SENTENCES[sqlite3.SQLITE_BUSY]
_SENTENCES[sqlite3.SQLITE_NOTADB] = _SENTENCES[sqlite3.SQLITE_CORRUPT]


def sentence(error: Exception) -> str:
    """Return what an error of the history means for the person who reads it."""
    if isinstance(error, NewerSchemaError):
        return (
            f"历史文件由更新版本的程序写入（结构版本 {error.found}，本程序为 {error.known}），"
            "未改动：请升级程序或恢复备份"
            f" / the history file has schema {error.found}, this program knows {error.known};"
            " it was left alone: update the program or restore a backup"
        )
    if found := _SENTENCES.get(code_of(error)):
        return " / ".join(found)
    return (
        f"历史记录无法保存，暂存内存：{error}"
        f" / the history cannot be saved, it waits in memory: {error}"
    )


def repaired(repair: Repair) -> str:
    """Return what a repair means for the person who reads it."""
    return (
        f"历史文件曾损坏：已另存为 {repair.aside.name}，找回 {repair.rows} 行，请检查存储卡"
        f" / the history file was damaged: kept as {repair.aside.name},"
        f" {repair.rows} rows recovered, check the card"
    )
