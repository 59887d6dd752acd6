"""One simulator for all tests of this folder: every transport, the same devices on each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.simulator.launch import Running, launched

from .masters import Master
from .scenarios import SHARED_DEVICES, SHARED_LINES, write_scenario


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("simulator")


@pytest.fixture(scope="session")
def shared(folder: Path) -> Iterator[Running]:
    text = SHARED_LINES.replace("PTY", str(folder / "ttyA")).replace("SLOW", str(folder / "ttyS"))
    for line in ("tcp", "forgetful", "stream", "rs485", "slow"):
        text += SHARED_DEVICES.replace("LINE", line)
    with launched(write_scenario(folder, text), folder, truth=folder / "truth") as running:
        yield running


@pytest.fixture
def sim(shared: Running) -> Iterator[Running]:
    yield shared
    shared.remote.clear()
    shared.remote.door("stack", is_open=False)
    for line in shared.lines:
        shared.remote.reset(f"board-{line}")


@pytest.fixture
def tcp(sim: Running) -> Iterator[Master]:
    with Master.tcp(sim.port("tcp")) as master:
        yield master


@pytest.fixture
def stream(sim: Running) -> Iterator[Master]:
    with Master.tcp(sim.port("stream")) as master:
        yield master


@pytest.fixture
def rs485(sim: Running) -> Iterator[Master]:
    with Master.serial(sim.lines["rs485"]["path"]) as master:
        yield master
