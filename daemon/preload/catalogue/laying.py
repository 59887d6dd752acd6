"""The files of the generated catalogue in the folders that are watched, and what to try with them.

The folder appears when it is whole, and is never written again: what somebody does with it stays.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

from records_sync.model import Record

from . import tables
from .documents import WEEK_DAYS, Documents, documents
from .files import delimited, list_xml, package, workbook
from .institutions import institutions
from .media import media
from .records import written
from .units import summaries
from .volumes import Volume, volumes

SEED = 7
DOCUMENTS, VOLUMES, INSTITUTIONS, MEDIA = "documents", "volumes", "institutions", "media"
TRY = "try"
README = "README.txt"
UNFINISHED = "catalogue.part"
CORRECTED = "（更正）"
LEFT_OUT = 300
MAPPING = 'ignore = ["顺序号"]  # 只是行号，不读 / a running number\n'
_UNIT_COLUMNS = (
    *("机构代码", "机构名称", "曾用名", "机构性质", "核定编制", "领导职数", "实有人数"),
    *("内设机构数", "截至日期"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All that was made up, as it is on a day."""

    today: date
    documents: Documents
    volumes: tuple[Volume, ...]
    institutions: tuple[Record, ...]
    media: Mapping[str, tuple[Record, ...]]

    def by_source(self) -> dict[str, tuple[Record, ...]]:
        """Return the records that each source has in the end."""
        return {
            DOCUMENTS: self.documents.now,
            VOLUMES: tuple(
                record for volume in self.volumes for record in (volume.record, *volume.inside)
            ),
            INSTITUTIONS: self.institutions,
            MEDIA: tuple(record for records in self.media.values() for record in records),
        }


def catalogue(today: date, seed: int = SEED) -> Catalogue:
    """Return the catalogue of a day; the same day and seed give the same one."""
    return Catalogue(
        today=today,
        documents=documents(seed, today),
        volumes=volumes(seed),
        institutions=institutions(seed, today),
        media=media(seed, today),
    )


def files(made: Catalogue, seed: int = SEED) -> dict[str, bytes]:
    """Return the files by their paths below the folder of the catalogue."""
    today = made.today
    last_week = written(today - timedelta(days=WEEK_DAYS))
    yesterday = written(today - timedelta(days=1))
    register = tables.rows(tables.REGISTER, made.institutions)
    sheets = {name: tables.rows(tables.MEDIA, records) for name, records in made.media.items()}
    new = {"收文登记": tables.rows(tables.DOCUMENTS, made.documents.increment)}
    return {
        f"{DOCUMENTS}/文书档案目录 全量 {last_week}.csv": _gbk(made.documents.full),
        f"{DOCUMENTS}/收文登记 增量 {yesterday}.xlsx": workbook(new),
        f"{DOCUMENTS}/机构情况 {last_week}.xlsx": workbook({"机构情况": _units(seed, last_week)}),
        f"{VOLUMES}/案卷目录 全量 {last_week}.zip": _package(made.volumes),
        f"{VOLUMES}/mapping.toml": MAPPING.encode(),
        f"{INSTITUTIONS}/SYDJ full {last_week}.csv": delimited(register, "utf-8-sig"),
        f"{MEDIA}/照片声像光盘目录 全量 {last_week}.xlsx": workbook(sheets),
        f"{TRY}/改动 增量 {written(today)}.csv": _gbk(_corrected(made.documents.full)),
        f"{TRY}/少了{LEFT_OUT}件 全量 {written(today)}.csv": _gbk(made.documents.now[LEFT_OUT:]),
        README: (resources.files("daemon") / "demo" / "catalogue.txt").read_bytes(),
    }


def lay_out(folder: Path, made: Catalogue) -> None:
    """Write a catalogue into `folder`, which must not be there yet; raises OSError."""
    unfinished = folder.with_name(UNFINISHED)
    shutil.rmtree(unfinished, ignore_errors=True)
    for name, content in files(made).items():
        path = unfinished / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    unfinished.rename(folder)


def _gbk(records: tuple[Record, ...]) -> bytes:
    return delimited(tables.rows(tables.DOCUMENTS, records), "gbk")


def _corrected(records: tuple[Record, ...]) -> tuple[Record, ...]:
    """Return the first records with a correction in their titles."""
    return tuple(each._replace(title=f"{each.title}{CORRECTED}") for each in records[:3])


def _package(made: tuple[Volume, ...]) -> bytes:
    outer = tables.rows(tables.VOLUMES, (volume.record for volume in made))
    inner = tables.rows(tables.FILES, (record for volume in made for record in volume.inside))
    return package(
        {
            "案卷目录.XML": list_xml("案卷目录", "案卷", outer),
            "文件目录.XML": list_xml("文件目录", "文件", inner),
        }
    )


def _units(seed: int, as_of: str) -> list[list[tables.Cell]]:
    """Return the rows of the list of units."""
    found: list[list[tables.Cell]] = [list(_UNIT_COLUMNS)]
    for unit in summaries(seed, as_of):
        figures = (unit.posts or 0, unit.leaders or 0, unit.staff or 0, unit.offices or 0)
        former = "、".join(unit.former_names)
        found.append([unit.code, unit.name, former, unit.kind, *figures, as_of])
    return found
