"""`roomd records outbox`: what the main system refused is listed, and sent once more when asked."""

import asyncio
from pathlib import Path

import pytest
from aiohttp.test_utils import unused_port

from daemon.archive.desk import Desk
from daemon.archive.releases import release_file
from records_sync.holdings.acts import See
from records_sync.holdings.model import Done
from tests.archive_kit import act_id, desk_at, index_of, key, seen, site_with_records
from tests.unit.index_kit import put
from tests.wire.test_records_holdings_feed import MainSystem

from .test_cli import EN, ZH, roomd


def outbox(port: int) -> str:
    return f'[[records.outbox]]\nid = "up"\nkind = "feed"\nurl = "http://127.0.0.1:{port}/events"\n'


def refused(desk: Desk) -> list[int]:
    """Return what was counted, and have it counted anew: by itself that is done each minute."""
    desk.upkeep.acted()
    return [each.refused for each in desk.upkeep.told.outboxes]


async def test_what_was_refused_is_listed_and_released_by_a_command(tmp_path: Path) -> None:
    port = unused_port()
    config = site_with_records(tmp_path, outbox(port))
    index_of(tmp_path, [put("1", "甲")])
    main = MainSystem()
    main.moods = [422]

    async def said(*args: str, env: dict[str, str] = EN) -> str:
        told = await asyncio.to_thread(
            roomd, "records", "outbox", *args, "--config", config, env=env
        )
        assert told.returncode == 0, told.stderr
        return told.stdout

    async with main.serve(port), desk_at(config) as desk:
        assert isinstance(await desk.act(See(id=act_id(), who="库管", keys=(key("1"),))), Done)
        await seen(lambda: refused(desk) == [1])
        assert "roomd records outbox" in desk.local.status()
        listed = await said()
        assert "main:1" in listed
        assert "422" in listed
        assert "refused" in listed
        assert "拒收" in await said(env=ZH)
        assert not main.events
        assert "released" in await said("--release", "up")
        await seen(lambda: main.events)
        await seen(lambda: refused(desk) == [0])
        assert "refused nothing" in await said()


def test_a_release_waits_for_the_controller_and_an_unknown_way_is_told(tmp_path: Path) -> None:
    config = site_with_records(tmp_path, outbox(9))
    wrong = roomd("records", "outbox", "--release", "down", "--config", config)
    assert (wrong.returncode, "there are: up" in wrong.stderr) == (2, True)
    missing = roomd("records", "outbox", "--config", config)
    assert (missing.returncode, "holdings.db" in missing.stderr) == (1, True)
    asked = roomd("records", "outbox", "--release", "up", "--config", config)
    assert "as soon as the controller runs" in asked.stdout
    assert release_file(tmp_path, "up").exists()


@pytest.mark.parametrize("env", [EN, ZH])
def test_a_site_without_a_way_to_the_main_system_says_so(
    tmp_path: Path, env: dict[str, str]
) -> None:
    config = site_with_records(tmp_path)
    told = roomd("records", "outbox", "--config", config, env=env)
    assert "[[records.outbox]]" in told.stdout
