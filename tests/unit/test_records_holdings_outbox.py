"""Local facts leave in order, once each, whatever stops the way; none is lost."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from records_sync.holdings import file_sender
from records_sync.holdings.acts import Move, OpenCheck, Scan, See
from records_sync.holdings.codes import record_code
from records_sync.holdings.database import transaction
from records_sync.holdings.file_sender import MARK, FileSender
from records_sync.holdings.model import Key, Place
from records_sync.holdings.sending import Delivery, UnreachableError
from records_sync.holdings.store import Holdings
from records_sync.holdings.words import OUTBOX
from tests.waiting import until

from .records_holdings_kit import SHELF, A, B, Hands, done, site, stored


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "交换"
    place.mkdir()
    return place


def files(folder: Path) -> Iterator[Path]:
    return iter(sorted(folder.glob("*.jsonl")))


def events(folder: Path) -> list[dict[str, object]]:
    return [
        json.loads(line) for path in files(folder) for line in path.read_text("utf-8").splitlines()
    ]


async def note(holdings: Holdings, hands: Hands, key: Key, *, to: Place = SHELF) -> None:
    done(await holdings.do(Move(id=hands.id, who="库管", keys=(key,), to=to, why="整理")))


async def test_every_fact_is_an_event_with_an_id_that_stays(tmp_path: Path, folder: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, _):
        await note(holdings, hands, A)
        sender = FileSender(folder=folder, site="dangyang")
        outbox = holdings.outbox("main")
        assert await outbox.count() == 1
        assert await sender.send(outbox)
        assert not await sender.send(outbox)
        assert await outbox.count() == 0
    (event,) = events(folder)
    assert event == {
        "version": 1,
        "id": "dangyang:act-0.1",
        "site": "dangyang",
        "number": 1,
        "at": "2026-03-02T01:00:00.000+00:00",
        "who": "库管",
        "why": "整理",
        "subject": "record",
        "source": "files",
        "record": "0001",
        "kind": "place",
        "from": None,
        "to": {"room": "stack-1", "rack": "3", "column": "2", "section": "1", "shelf": "4"},
    }


async def test_scans_of_a_check_stay_here(tmp_path: Path, folder: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, _):
        await note(holdings, hands, A, to=Place(room="stack-1", box="12"))
        await holdings.do(OpenCheck(id="check", who="库管", box="12"))
        scan = Scan(id=hands.id, who="库管", check="check", text=record_code(A))
        done(await holdings.do(scan))
        await FileSender(folder=folder, site="x").send(holdings.outbox("main"))
    assert {event["subject"] for event in events(folder)} == {"record", "box"}


def numbers_in(folder: Path) -> list[int]:
    """Return the numbers of all events, picked up or not; nothing may lie about half-made."""
    assert not list(folder.glob(".*.part"))
    taken = [path for path in folder.iterdir() if path.suffix in (".jsonl", ".taken")]
    lines = [line for path in taken for line in path.read_text("utf-8").splitlines()]
    return sorted(json.loads(line)["number"] for line in lines)


async def test_what_is_not_committed_is_not_sent(tmp_path: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, _), asyncio.TaskGroup() as group:
        outbox = holdings.outbox("main")
        db = holdings._db
        with pytest.raises(PowerCutError):  # noqa: PT012 - the cut is the last of it
            async with holdings._turn, transaction(db):
                await db.execute(
                    "INSERT INTO fact VALUES (1, 'a.1', 'a', 0, '', '', 'record', 'f', '1',"
                    " 'seen', NULL, NULL)"
                )
                asked = group.create_task(outbox.waiting(10))
                for _turn in range(50):  # time enough to be read, were it not for the turn
                    await db.execute_fetchall("SELECT 1")
                raise PowerCutError
        assert await asked == []


class PowerCutError(Exception):
    """The process ends here."""


@pytest.mark.parametrize("cut", ["before it is remembered", "before its name", "before it counts"])
async def test_a_file_is_never_lost_and_never_written_twice(
    tmp_path: Path, folder: Path, cut: str
) -> None:
    hands = Hands()
    sender = FileSender(folder=folder, site="x")

    async def dies(*_: object) -> None:
        raise PowerCutError

    def dies_now(*_: object) -> None:
        raise PowerCutError

    async with site(tmp_path, hands) as (holdings, _):
        await note(holdings, hands, A)
        outbox = holdings.outbox("main")
        with pytest.MonkeyPatch.context() as patch:
            if cut == "before it is remembered":
                patch.setattr(outbox, "send_as_file", dies)
            elif cut == "before its name":
                patch.setattr(FileSender, "_publish", dies_now)
            else:
                patch.setattr(outbox, "taken", dies)
            with pytest.raises(PowerCutError):
                await sender.send(outbox)
    for picked_up in files(folder):  # the main system is quick
        picked_up.rename(folder / f"{picked_up.name}.taken")
    async with site(tmp_path, hands) as (holdings, _):
        await note(holdings, hands, B)
        outbox = holdings.outbox("main")
        while await sender.send(outbox):
            pass
    assert numbers_in(folder) == [1, 2]


async def test_an_empty_disk_is_not_taken_for_a_file_picked_up(
    tmp_path: Path, folder: Path
) -> None:
    hands = Hands()
    sender = FileSender(folder=folder, site="x")
    async with site(tmp_path, hands) as (holdings, _):
        await note(holdings, hands, A)
        outbox = holdings.outbox("main")
        facts = await outbox.waiting(10)
        await outbox.send_as_file(sender._write(facts))
        await asyncio.to_thread(folder.rename, tmp_path / "unplugged")
        with pytest.raises(UnreachableError) as gone:
            await sender.send(outbox)
        await asyncio.to_thread(folder.mkdir)
        with pytest.raises(UnreachableError) as other:
            await sender.send(outbox)
        assert (gone.value.code, other.value.code) == ("folder_missing", "folder_other")
        assert all(OUTBOX[e.value.code].filled({"error": e.value.detail}) for e in (gone, other))
        assert await outbox.count() == 1
        await outbox.forget_file()  # a person says that the disk will not come back
        assert await sender.send(outbox)
    assert [event["number"] for event in events(folder)] == [1]
    assert (folder / MARK).exists()


async def test_many_facts_go_in_several_files_in_order(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_sender, "BATCH", 3)
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, _):
        keys = tuple(Key("files", str(n)) for n in range(8))
        done(await holdings.do(See(id=hands.id, who="库管", keys=keys)))
        outbox = holdings.outbox("main")
        while await FileSender(folder=folder, site="x").send(outbox):
            pass
    assert [event["number"] for event in events(folder)] == list(range(1, 9))
    assert len(list(files(folder))) == 3


class Way:
    """A way to the main system that is closed until it is opened."""

    def __init__(self) -> None:
        self.is_open = False
        self.tries = 0
        self.sent = asyncio.Event()

    async def send(self, outbox: object) -> bool:
        self.tries += 1
        if not self.is_open:
            raise UnreachableError("feed_unreachable", "refused")
        waiting = await outbox.waiting(100)  # type: ignore[attr-defined]
        if waiting:
            await outbox.taken(waiting)  # type: ignore[attr-defined]
            self.sent.set()
        return bool(waiting)


async def test_a_closed_way_is_tried_ever_more_seldom_and_told(tmp_path: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, _):
        delivery = Delivery(holdings.outbox("main"), Way(), asyncio.Event())
        pauses = [await delivery.step() for _ in range(14)]
        assert delivery.trouble is not None
    assert 1.0 <= pauses[0] <= 2.0
    assert all(450.0 <= pause <= 900.0 for pause in pauses[10:])


async def test_an_act_wakes_the_sender_up(tmp_path: Path) -> None:
    hands, way = Hands(), Way()
    way.is_open = True
    async with site(tmp_path, hands) as (holdings, _):
        delivery = holdings.delivery("main", way)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(delivery.run())
            await until(lambda: way.tries)
            for key in (A, B):
                await note(holdings, hands, key)
                async with asyncio.timeout(10):
                    while await delivery.outbox.count():
                        await way.sent.wait()
                        way.sent.clear()
            task.cancel()
    assert len(stored(tmp_path)[0]) == 2
