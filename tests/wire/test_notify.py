"""What systemd hears, over a real datagram socket; and that silence there harms nobody."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.notify import Notifier


@pytest.fixture(params=["path", "abstract"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "notify") if request.param == "path" else f"@roomd-{tmp_path}"


@pytest.fixture
def systemd(address: str) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(f"\0{address[1:]}" if address.startswith("@") else address)
        listener.settimeout(5.0)
        yield listener


def test_every_state_arrives_as_one_datagram(systemd: socket.socket, address: str) -> None:
    notifier = Notifier(address)
    notifier.ready()
    notifier.watchdog()
    notifier.status("两个库房\n正常")
    notifier.stopping()
    heard = [systemd.recv(4096).decode() for _ in range(4)]
    assert heard == ["READY=1\nSTATUS=", "WATCHDOG=1", "STATUS=两个库房 正常", "STOPPING=1"]


def test_the_address_is_the_environments(
    systemd: socket.socket, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    Notifier.of_environment().ready()
    assert systemd.recv(4096) == b"READY=1\nSTATUS="


def test_without_a_service_manager_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    Notifier.of_environment().ready()


def test_a_service_manager_that_is_gone_harms_nobody(tmp_path: Path) -> None:
    Notifier(str(tmp_path / "nobody")).watchdog()


def test_a_service_manager_that_does_not_read_blocks_nobody(
    systemd: socket.socket, address: str
) -> None:
    notifier = Notifier(address)
    for _ in range(10_000):  # more than any socket buffer holds
        notifier.watchdog()
    assert systemd.recv(4096) == b"WATCHDOG=1"
