"""The daemon keeps the index of records up to date by processes of its own, and tells of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from daemon.clock import SystemClock
from daemon.configuration.loading import load_config
from daemon.configuration.site import site_info
from daemon.metric_records import record_families
from daemon.records import Records
from daemon.records_child import Child, ChildFailedError
from tests.end_to_end.test_records import SOURCE, catalogue, row
from tests.site_folder import edited, write_site
from tests.waiting import until

WITHIN_S = 60.0


class HastyClock(SystemClock):
    """Does not wait as long as it is told to."""

    async def sleep_until(self, t: float) -> None:  # noqa: ARG002
        await asyncio.sleep(0.05)


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


@pytest.fixture
def config(tmp_path: Path, drop: Path) -> Path:
    text = edited(('"/var/lib/roomd"', f'"{tmp_path / "data"}"')) + SOURCE.format(folder=drop)
    return write_site(tmp_path, text)


@asynccontextmanager
async def running(config: Path) -> AsyncIterator[Records]:
    records = Records(load_config(config), HastyClock())
    task = asyncio.create_task(records.run())
    try:
        yield records
    finally:
        task.cancel()
        await asyncio.wait([task])


async def seen(condition: Callable[[], object]) -> None:
    await until(condition, WITHIN_S)


def values(records: Records, config: Path) -> dict[str, float]:
    loaded = load_config(config)
    info = site_info(loaded.config, loaded.profiles)
    families = record_families(info, records.sources.values)()
    return {sample.name: sample.value for family in families for sample in family.samples}


async def test_the_folder_is_synced_after_the_start_and_told(config: Path, drop: Path) -> None:
    catalogue(drop / "全量.csv", map(row, range(200)))
    async with running(config) as records:
        assert records.facts()["records_held"] == 0
        await seen(lambda: records.sources["main"].total == 200)
        assert records.facts()["records_sync_age_s"] < WITHIN_S
        told = values(records, config)
        assert (told["roomd_records"], told["roomd_sync_failed"]) == (200, 0)
        assert told["roomd_sync_last_success_timestamp_seconds"] > 1_700_000_000
        assert records.status == ""


async def test_a_hold_is_a_fact_over_a_restart_until_somebody_decides(
    config: Path, drop: Path
) -> None:
    catalogue(drop / "全量-20261101.csv", map(row, range(200)))
    async with running(config) as records:
        await seen(lambda: records.sources["main"].total == 200)
        catalogue(drop / "全量-20261102.csv", map(row, range(100)))
        records.sync_now("main")
        await seen(lambda: records.facts()["records_held"] == 100)
    async with running(config) as records:
        await seen(lambda: records.facts()["records_held"] == 100)
        assert values(records, config)["roomd_sync_held"] == 100
        hold = records.sources["main"].hold
        assert hold is not None
        why = "--why=移交; rm -rf"  # a text, whatever it looks like
        (report,) = await records.decide("main", hold["digest"], "王工", why)
        assert (report["outcome"], report["approval"]["why"]) == ("done", why)
        assert (records.facts()["records_held"], records.sources["main"].total) == (0, 100)


async def test_h1_a_source_that_is_away_leaves_its_age_and_its_trouble(
    config: Path, drop: Path
) -> None:
    await asyncio.to_thread(drop.rmdir)
    async with running(config) as records:
        await seen(lambda: records.sources["main"].outcome == "failed")
        assert records.sources["main"].code == "file_folder"
        assert records.sources["main"].retry_t is not None
        assert "roomd_sync_last_success_timestamp_seconds" not in values(records, config)
        assert records.status == "", "that a source is away is no fault of the service"


async def test_a_process_that_fails_is_told_in_a_sentence(config: Path) -> None:
    data = config.parent / "data"
    data.mkdir()
    (data / "records.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 8000)
    async with running(config) as records:
        await seen(lambda: "roomd records sync" in records.status)


async def test_a_run_is_stopped_and_goes_on_later(config: Path, drop: Path) -> None:
    catalogue(drop / "全量-20261101.csv", map(row, range(12_000)))
    async with running(config) as records:
        await seen(lambda: records.progress is not None)
        records.cancel()
        await seen(lambda: records.sources["main"].outcome == "stopped")
        records.sync_now("main")
        await seen(lambda: records.sources["main"].total == 12_000)


async def test_the_process_ends_with_its_service(config: Path, drop: Path) -> None:
    catalogue(drop / "全量-20261101.csv", map(row, range(12_000)))
    async with running(config) as records:
        await seen(lambda: records.progress is not None)
    lines = Child(config, ("status",)).lines()
    assert [line async for line in lines], "the lock is free and the index can be read"


async def test_a_site_without_sources_has_no_facts(tmp_path: Path) -> None:
    records = Records(load_config(write_site(tmp_path)), SystemClock())
    assert records.facts() == {}
    with pytest.raises(ChildFailedError):
        await records.decide("main", "0" * 12, "王工", "试")


async def test_an_index_that_is_lost_is_not_called_fresh_any_more(config: Path, drop: Path) -> None:
    catalogue(drop / "全量-20261101.csv", map(row, range(200)))
    async with running(config) as records:
        await seen(lambda: records.sources["main"].as_of is not None)
    catalogue(drop / "全量-20261101.csv", map(row, range(0)))
    async with running(config) as records:
        main = records.sources["main"]
        await seen(lambda: main.as_of is not None)
        for file in (config.parent / "data").glob("records.db*"):
            file.unlink()
        records.sync_now("main")
        await seen(lambda: main.as_of is None)
        assert main.total == 0
        assert records.age_s(main) > 0, "the alarm goes on counting"


async def test_the_figures_of_units_hide_no_failed_sync(config: Path, drop: Path) -> None:
    await asyncio.to_thread(drop.rmdir)
    async with running(config) as records:
        main = records.sources["main"]
        await seen(lambda: main.outcome == "failed")
        records.take_report({"source": "main", "task": "units", "outcome": "done"})
        assert (main.outcome, main.code) == ("failed", "file_folder")
        records.take_report({"source": "main", "task": "sync", "outcome": "done"})
        assert main.outcome == "done"
