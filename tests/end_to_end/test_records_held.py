"""The running controller keeps the local facts: overdue loans are alarms, a kill loses nothing."""

import asyncio
import json
import signal
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from records_sync.holdings.acts import Lend
from records_sync.holdings.model import Key
from records_sync.holdings.store import open_holdings
from tests.rig import simulated
from tests.unit.records_holdings_kit import stored
from tests.waiting import wait_until

from .daemon_kit import LINES, PROFILES, Running, bus_of, configuration, daemon, scenario
from .test_records import SOURCE, catalogue, row

ZONE = ZoneInfo("Asia/Shanghai")
RECORD = Key("main", "Z109-WS·2014-Y-BGS-0001")


def with_records(config: Path) -> Path:
    drop = config.parent / "drop"
    drop.mkdir()
    catalogue(drop / "全量-20261101.csv", map(row, range(30)))
    text = config.read_text(encoding="utf-8") + SOURCE.format(folder=drop)
    config.write_text(text, encoding="utf-8")
    return config


async def lent(folder: Path) -> None:
    """Lend a record for a day, a month ago."""
    then = datetime.now(UTC) - timedelta(days=30)  # noqa: TID251 - the process has the real time
    async with open_holdings(folder, lambda: then, ZONE) as holdings:
        due = then.astimezone(ZONE).date() + timedelta(days=1)
        act = Lend(id="loan", who="库管", keys=(RECORD,), unit="财政局", until=due)
        await holdings.do(act)


def metrics(running: Running) -> dict[str, float]:
    with urllib.request.urlopen(f"{running.url}metrics", timeout=5) as answer:
        lines = answer.read().decode().splitlines()
    pairs = [line.rpartition(" ") for line in lines if line.startswith("roomd_records")]
    return {name.partition("{")[0]: float(value) for name, _, value in pairs}


def codes(running: Running) -> set[str]:
    with urllib.request.urlopen(f"{running.url}api/v1/alarms?lang=en", timeout=5) as answer:
        return {str(alarm["code"]) for alarm in json.load(answer)["list"]}


def test_an_overdue_loan_is_an_alarm_and_outlives_a_kill() -> None:
    with simulated(scenario(LINES["tcp"]), profiles=PROFILES) as rig:
        config = with_records(configuration(rig, bus_of(rig, "tcp")))
        folder = config.parent
        asyncio.run(lent(folder))
        with daemon(config) as running:
            wait_until(lambda: metrics(running).get("roomd_records_overdue") == 1, 60)
            assert metrics(running)["roomd_records_missing"] == 0
            wait_until(lambda: "record_overdue" in codes(running), 60)
            wait_until(lambda: metrics(running).get("roomd_records") == 30, 90)
            running.process.send_signal(signal.SIGKILL)
            running.process.wait(10)
        facts, standings = stored(folder)
        assert [fact.act for fact in facts] == ["loan"]
        assert standings[RECORD].loan is not None
        with daemon(config) as running:
            wait_until(lambda: metrics(running).get("roomd_records_overdue") == 1, 60)


def test_a_damaged_file_of_facts_stops_neither_control_nor_the_panel_and_is_told() -> None:
    with simulated(scenario(LINES["tcp"]), profiles=PROFILES) as rig:
        config = with_records(configuration(rig, bus_of(rig, "tcp")))
        (config.parent / "holdings.db").write_bytes(b"no database at all" * 1000)
        with daemon(config) as running:
            assert running.quality("th-1.temperature") == "good"
            wait_until(lambda: "holdings.db.corrupt-" in json.dumps(running.snapshot()), 60)
            assert running.snapshot()["services"]["state"] != "good"
            assert list(config.parent.glob("holdings.db.corrupt-*"))
