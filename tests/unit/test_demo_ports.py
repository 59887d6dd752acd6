"""Two demonstrations on one machine: each takes free ports, before anything is written."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from daemon.commands.demo import BUS_PORTS, lay_out
from daemon.configuration.loading import load_config
from drivers.simulator.scenario import read_scenario


@contextmanager
def listening(ports: list[int]) -> Iterator[None]:
    """Hold ports as a running simulator does."""
    with ExitStack() as stack:
        for port in ports:
            server = stack.enter_context(socket.socket())
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind(("127.0.0.1", port))
            server.listen()
        yield


def ports_of(folder: Path) -> tuple[list[int], list[int], int]:
    """Return the ports of the buses, of the simulator's lines, of the panel."""
    config = load_config(lay_out(folder)).config
    scenario = read_scenario(folder / "simulator.toml")
    buses = [int(getattr(bus, "tcp_port")) for bus in config.bus]  # noqa: B009 - of TCP buses
    return buses, [line.port for line in scenario.line], config.panel.port


def test_a_second_demonstration_takes_other_ports(tmp_path: Path) -> None:
    first, lines, panel = ports_of(tmp_path / "first")
    assert first == lines
    with listening([first[1], panel]):
        second, lines, other = ports_of(tmp_path / "second")
    assert second == lines
    assert not set(first) & set(second)
    assert other != panel


def test_the_ports_of_the_example_are_the_ones_that_move(tmp_path: Path) -> None:
    found, _, _ = ports_of(tmp_path)
    (shift,) = {port - usual for port, usual in zip(found, BUS_PORTS, strict=True)}
    assert shift % 10 == 0
