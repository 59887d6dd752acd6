"""What happened to a room, from the ledger (the port `Happenings`); read beside the loop."""

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from .control.alarms.machine import Step
from .model import Sentence, SiteInfo, Stage, Verb
from .model.recorded_words import in_brief
from .ports import Happening, HappeningKind, LedgerUnavailableError
from .store.ledger_newest import Found, newest

TOLD_STAGES = (Stage.WARNING, Stage.RUN, Stage.DECAY, Stage.READY, Stage.LOCKED_OUT)
SETPOINT = "setpoint"  # what the verbs that change one begin with
VERBS = {  # one of them often must not hide the others
    HappeningKind.SETPOINT: tuple(v.value for v in Verb if v.startswith(SETPOINT)),
    HappeningKind.ACT: tuple(v.value for v in Verb if not v.startswith((SETPOINT, "alarm_"))),
}


class LedgerHappenings:
    """Answers from the ledger at `path`; reads once at a time, however many ask."""

    def __init__(self, path: Path, site: SiteInfo) -> None:
        self._path = path
        self._programmes: dict[str, list[str]] = {room.id: [] for room in site.rooms}
        self._subjects: dict[str, list[str]] = {room.id: [room.id] for room in site.rooms}
        for programme in site.programmes:
            self._programmes[programme.room].append(programme.id)
            self._subjects[programme.room].append(programme.id)
        for output in site.outputs:
            self._subjects[output.room].append(output.id)
        self._turn = asyncio.Lock()

    async def of_room(
        self, room: str, since: datetime, until: datetime, most: int
    ) -> Sequence[Happening]:
        """Return the newest `most` of each kind in `[since, until)`, in the order of time."""
        async with self._turn:
            try:
                return await asyncio.to_thread(self._read, room, since, until, most)
            except (sqlite3.Error, OSError, ValueError, KeyError) as err:
                raise LedgerUnavailableError(str(err)) from err

    def _read(self, room: str, since: datetime, until: datetime, most: int) -> list[Happening]:
        alarms = newest(
            self._path,
            *("alarm", since, until, most),
            fields={"room": (room,), "step": (Step.RAISE.value,)},
        )
        cycles = newest(
            self._path,
            *("cycle", since, until, most),
            subjects=self._programmes.get(room, ()),
            fields={"to": [stage.value for stage in TOLD_STAGES]},
        )
        acts = {
            kind: newest(
                self._path,
                *("act", since, until, most),
                subjects=self._subjects.get(room, ()),
                fields={"accepted": (1,), "verb": verbs},
            )
            for kind, verbs in VERBS.items()
        }
        found = chain(
            (_told(HappeningKind.ALARM, row) for row in alarms),
            (_told(HappeningKind.CYCLE, row) for row in cycles),
            (_told(kind, row) for kind, rows in acts.items() for row in rows),
        )
        return sorted(found, key=lambda happening: happening.at)


def _told(kind: HappeningKind, row: Found) -> Happening:
    written = "act" if kind is HappeningKind.SETPOINT else kind.value
    return Happening(at=row.at, kind=kind, says=_says(written, row.subject, row.body))


def _says(kind: str, subject: str, body: Mapping[str, Any]) -> Sentence:
    name = str(body.get("name", ""))
    zh, en = (in_brief(kind, subject, body, language) for language in ("zh", "en"))
    return Sentence(f"{name}：{zh}", f"{name}: {en}") if name else Sentence(zh, en)
