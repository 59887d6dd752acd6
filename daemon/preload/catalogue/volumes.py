"""The volumes of the generated catalogue, 1984 to 2000, and the documents inside them (pure)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from records_sync.model import Carrier, Record, Retention

from .documents import FIRST_SINGLE_YEAR, Written, documents_of
from .records import FONDS, Boxes, known_by, retention
from .units import FIRST_YEAR

CATALOGUES = {Retention.PERMANENT: "1", Retention.LONG: "2", Retention.SHORT: "3"}  # 目录号
THICKEST = 14  # documents
IN_A_BOX = 5  # volumes


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """A volume, and what lies inside."""

    record: Record
    inside: tuple[Record, ...]


def volumes(seed: int) -> tuple[Volume, ...]:
    """Return all volumes, as they stand in the archive."""
    chance = Random(f"{seed} volumes")
    past = date(FIRST_SINGLE_YEAR, 1, 1)
    boxes, numbers = Boxes("AJ", IN_A_BOX), dict.fromkeys(CATALOGUES, 0)
    found = []
    for year in range(FIRST_YEAR, FIRST_SINGLE_YEAR):
        many = 100 + 8 * (year - FIRST_YEAR)
        sorted_out: dict[tuple[Retention, str], list[Written]] = defaultdict(list)
        for each in documents_of(chance, year, many, past):
            sorted_out[retention(chance, year), each.record.org].append(each)
        for (term, org), lying in sorted(sorted_out.items()):
            for thick in _parted(lying):
                numbers[term] += 1
                found.append(_volume(thick, year, term, org, numbers[term], boxes.box(term)))
    return tuple(found)


def _parted(lying: list[Written]) -> Iterator[list[Written]]:
    for start in range(0, len(lying), THICKEST):
        yield lying[start : start + THICKEST]


def _volume(
    lying: list[Written], year: int, term: Retention, org: str, number: int, box: str
) -> Volume:
    code = f"{FONDS}-{CATALOGUES[term]}-{number:03d}"
    inside = tuple(
        each.record._replace(
            id=known_by(f"{code}-{at:03d}"),
            ref_code=f"{code}-{at:03d}",
            retention=term,
            volume_no=f"{number:03d}",
            item_no=f"{at:04d}",
            box=box,
        )
        for at, each in enumerate(lying, 1)
    )
    first = inside[0]
    record = Record(
        id=known_by(code),
        title=f"{first.creator}{year}年{org}文件材料",
        ref_code=code,
        fonds=FONDS,
        year=year,
        retention=term,
        org=org,
        volume_no=f"{number:03d}",
        creator=first.creator,
        date=first.date,
        pages=sum(each.pages or 0 for each in inside),
        copies=1,
        carrier=Carrier.PAPER,
        box=box,
        unit=first.unit,
    )
    return Volume(record=record, inside=inside)
