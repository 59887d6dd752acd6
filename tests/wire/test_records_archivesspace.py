"""ArchivesSpace's REST API against a server that behaves like it."""

from collections.abc import Callable
from typing import Any

import pytest

from records_sync.model import Flagged, Gone
from records_sync.sources import troubles
from records_sync.sources.archivesspace import ArchivesSpace
from records_sync.sync.report import Outcome
from tests.archivesspace_server import PASSWORD, Backend, archivesspace
from tests.wire.records_kit import QUICK, Index, at, broken, gone, index, puts, read

__all__ = ["index"]

KIND = "archival_objects"


def source_at(url: str, password: Callable[[], str] = lambda: PASSWORD, **changes: Any) -> Any:
    return ArchivesSpace(
        name="main",
        endpoint=at(url),
        repository=2,
        user="roomd",
        password=password,
        limits=QUICK,
        **changes,
    )


def uri(number: int, kind: str = KIND) -> str:
    return f"/repositories/2/{kind}/{number}"


def filled(count: int, ago: int = 0) -> Backend:
    backend = Backend()
    backend.put("resources", 1)
    for number in range(1, count + 1):
        backend.put(KIND, number)
    backend.now += ago
    return backend


async def test_everything_is_read_and_then_only_what_changed(index: Index) -> None:
    backend = filled(250, ago=100)
    async with archivesspace(backend) as url:
        source = source_at(url)
        first = await read(source)
        assert puts(first) == [uri(1, "resources"), *(uri(n) for n in range(1, 251))]
        assert [len(page.items) for page in first] == [1, 100, 100, 50, 0]
        assert not any(path.startswith("/delete-feed") for path in backend.asked)
        await index.take(source)
        backend.now += 3600
        backend.put(KIND, 7, title="改过")
        backend.delete(KIND, 8)
        backend.delete(KIND, 9)
        backend.delete("resources", 1)
        then = await read(source, first[-1].cursor)
        assert puts(then) == [uri(7)]
        assert sorted(gone(then)) == sorted([uri(8), uri(9), uri(1, "resources")])
        await index.take(source)
        assert len(index.ids()) == 248


async def test_each_round_reaches_back_thirty_seconds() -> None:
    backend = filled(1)
    async with archivesspace(backend) as url:
        source = source_at(url)
        first = await read(source)
        backend.now += 600
        backend.asked.clear()
        then = await read(source, first[-1].cursor)
        assert f"modified_since={1_000_000 - 30}" in backend.asked[1]
        assert puts(then) == [uri(1, "resources"), uri(1)]
        backend.now += 600
        later = await read(source, then[-1].cursor)
        assert (puts(later), len(later)) == ([], 1)


async def test_a_record_that_was_moved_away_and_back_stays(index: Index) -> None:
    backend = filled(3)
    async with archivesspace(backend) as url:
        source = source_at(url)
        await index.take(source)
        backend.now += 3600
        backend.delete(KIND, 2)
        await index.take(source)
        assert uri(2) not in index.ids()
        backend.now += 10
        backend.put(KIND, 2, title="又回来了")  # its tombstone stays in the feed
        await index.take(source)
        assert uri(2) in index.ids()
        backend.now += 3600
        backend.delete(KIND, 3)
        backend.put(KIND, 3)
        pages = await read(source, index.writer.cursor("main")[0])
        assert gone(pages) == []
        await index.take(source)
        assert uri(3) in index.ids()


async def test_a_suppressed_record_is_gone() -> None:
    backend = filled(1)
    backend.put(KIND, 5, suppressed=True)
    async with archivesspace(backend) as url:
        pages = await read(source_at(url))
    (deletion,) = [i for page in pages for i in page.items if isinstance(i, Gone)]
    assert deletion.id == uri(5)
    assert deletion.rev is not None


async def test_what_the_site_grades_secret_is_only_counted() -> None:
    backend = filled(1)
    backend.put(KIND, 5, user_defined={"string_1": "机密"})
    async with archivesspace(backend) as url:
        pages = await read(source_at(url, secret_path=("user_defined", "string_1")))
    assert uri(5) not in puts(pages)
    assert sum(page.secret for page in pages) == 1


async def test_a_session_that_runs_out_is_opened_again() -> None:
    backend = filled(250)

    def expire(value: Any) -> Any:
        backend.sessions.clear()
        return value

    backend.spoils = [None, None, None, None, expire]
    async with archivesspace(backend) as url:
        pages = await read(source_at(url))
    assert len(puts(pages)) == 251
    assert backend.logins == 2


async def test_a_session_that_never_holds_ends_the_run() -> None:
    backend = filled(3)

    def expire(value: Any) -> Any:
        backend.sessions.clear()
        return value

    backend.spoils = [expire] * 50
    async with archivesspace(backend) as url:
        _, trouble = await broken(source_at(url))
    assert trouble.code == troubles.REFUSED
    assert backend.logins == 2


async def test_a_wrong_password_is_told_and_the_password_is_in_no_words() -> None:
    backend = filled(1)
    async with archivesspace(backend) as url:
        source = source_at(url, password=lambda: "hunter2")
        _, trouble = await broken(source)
    assert trouble.code == troubles.AUTH
    assert "hunter2" not in f"{trouble} {source!r}"


async def test_a_user_who_may_not_see_deletions_is_flagged_and_the_rest_is_read() -> None:
    backend = filled(2, ago=100)
    async with archivesspace(backend) as url:
        source = source_at(url)
        first = await read(source)
        backend.now += 3600
        backend.put(KIND, 2)
        backend.may_see_deletions = False
        pages = await read(source, first[-1].cursor)
    assert puts(pages) == [uri(2)]
    flags = [i.code for page in pages for i in page.items if isinstance(i, Flagged)]
    assert flags == [troubles.REMOVALS_UNTOLD]


async def test_h8_a_run_that_is_broken_off_goes_on_behind_its_last_batch() -> None:
    backend = filled(250)
    backend.spoils = [None] * 5 + [lambda _: {"no": "list"}]
    async with archivesspace(backend) as url:
        source = source_at(url)
        told, trouble = await broken(source)
        assert trouble.code == troubles.SCHEMA
        assert len(puts(told)) == 101
        backend.now += 5
        backend.put(KIND, 3)  # behind the last batch: the next round has it
        rest = await read(source, told[-1].cursor)
        assert puts(told) + puts(rest) == [uri(1, "resources"), *(uri(n) for n in range(1, 251))]
        then = await read(source, rest[-1].cursor)
        assert uri(3) in puts(then)


async def test_a_clock_that_went_back_asks_for_everything_anew() -> None:
    backend = filled(1)
    async with archivesspace(backend) as url:
        source = source_at(url)
        first = await read(source)
        backend.now -= 86_400
        _, trouble = await broken(source, first[-1].cursor)
    assert trouble.code == troubles.RESTART


@pytest.mark.parametrize(
    ("place", "spoil"),
    [
        (0, lambda _: {"user": {}}),
        (0, lambda _: {"session": "a\r\nb"}),
        (1, lambda _: {"ids": []}),
        (1, lambda _: [1, "2"]),
        (1, lambda _: [True]),
        (2, lambda _: [3]),
        (2, lambda told: [{**told[0], "uri": "/repositories/9/resources/1"}]),
        (2, lambda told: [{**told[0], "uri": None}]),
    ],
)
async def test_h9_an_answer_of_another_form_changes_nothing(
    place: int, spoil: Any, index: Index
) -> None:
    backend = filled(2)
    async with archivesspace(backend) as url:
        source = source_at(url)
        await index.take(source)
        before = index.ids()
        backend.now += 3600
        backend.put("resources", 1, title="x")
        backend.spoils = [None] * place + [spoil]
        report = await index.take(source)
    assert (report.outcome, report.code) == (Outcome.FAILED, troubles.SCHEMA)
    assert index.ids() == before
