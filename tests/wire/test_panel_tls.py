"""The panel by TLS: by certificates of `roomd tls`, over real sockets."""

import asyncio
import os
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientSession, TCPConnector
from click.testing import CliRunner, Result

from daemon.certificate_watch import CertificateWatch
from daemon.certificates import Folder, expires_s, make_server, names_of
from daemon.commands.tls import command
from panel.listening import Listener
from panel.server import serve_on
from panel.tls import Certificate
from tests.browser.example import HOST, Example
from tests.fakes import StillClock

NAMES = ("127.0.0.1", "roomd.local")


def tls(*words: str) -> Result:
    return CliRunner().invoke(command, list(words))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    made = Folder(path=tmp_path_factory.mktemp("tls"))
    named = (word for name in NAMES for word in ("--name", name))
    done = tls("init", "--directory", str(made.path), *named)
    assert done.exit_code == 0, done.output
    return made


# The command


def test_keys_are_for_their_owner_alone(folder: Folder) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.path.iterdir()}
    assert modes == {"ca.crt": 0o644, "ca.key": 0o600, "server.crt": 0o644, "server.key": 0o600}


def test_a_certificate_is_good_for_its_names_and_for_800_days(folder: Folder) -> None:
    assert sorted(names_of(folder.chain)) == sorted(NAMES)
    left_s = expires_s(folder.chain) - datetime.now(UTC).timestamp()  # noqa: TID251 - openssl's clock
    assert 799 * 86_400 < left_s < 801 * 86_400


def test_the_next_steps_are_printed(tmp_path: Path) -> None:
    done = tls("init", "--directory", str(tmp_path / "new"), "--name", "Panel.Example")
    for word in ("tls_certificate = ", "chown roomd", "certutil", "SHA-256", "ca.key"):
        assert word in done.output
    assert names_of(Folder(path=tmp_path / "new").chain) == ("panel.example",)
    assert "BEGIN" not in done.output


def test_what_is_there_is_not_made_over(folder: Folder) -> None:
    before = folder.authority.read_bytes()
    done = tls("init", "--directory", str(folder.path), "--name", "other")
    assert done.exit_code == 1
    assert folder.authority.read_bytes() == before


@pytest.mark.parametrize(
    "name", ["a b", "x\nIP.1=0.0.0.0", "-a", "a..b", "*.local", "a/b", "", "中"]
)
def test_what_is_no_name_is_refused(name: str, tmp_path: Path) -> None:
    done = tls("init", "--directory", str(tmp_path / "new"), "--name", name)
    assert done.exit_code == 2
    assert not (tmp_path / "new").exists()


def test_a_missing_openssl_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = tls("init", "--directory", str(tmp_path / "new"), "--name", "a")
    assert done.exit_code == 1
    assert "apt install openssl" in done.output
    assert list((tmp_path / "new").iterdir()) == []


def test_the_authority_is_good_for_no_other_name(folder: Folder, tmp_path: Path) -> None:
    for path in (folder.authority, folder.authority_key):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    thief = Folder(path=tmp_path)
    make_server(thief, ["bank.example"])
    context = ssl.create_default_context(cafile=thief.authority)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(thief.chain, thief.key)
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        _shake_hands(context, server, "bank.example")


def _shake_hands(client: ssl.SSLContext, server: ssl.SSLContext, name: str) -> None:
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = (
        client.wrap_bio(down, up, server_hostname=name),
        server.wrap_bio(up, down, server_side=True),
    )
    for _ in range(4):
        for end in ends:
            with suppress(ssl.SSLWantReadError):
                end.do_handshake()


# The panel


@asynccontextmanager
async def serving(certificate: Certificate) -> AsyncIterator[tuple[int, int]]:
    """Serve by TLS as to the network, and plain to this machine; give both ports."""
    lan, own = (socket.create_server((HOST, 0)) for _ in range(2))
    found = [
        Listener(socket=lan, host=HOST, local=False),
        Listener(socket=own, host=HOST, local=True),
    ]
    for each in found:
        each.socket.setblocking(False)
    task = asyncio.create_task(serve_on(Example().app, found, certificate))
    try:
        yield found[0].port, found[1].port
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        for each in found:
            each.socket.close()


async def get(url: str, context: ssl.SSLContext | bool = True) -> tuple[int, dict[str, str]]:
    async with (
        ClientSession(connector=TCPConnector(ssl=context)) as session,
        session.get(url) as answer,
    ):
        return answer.status, dict(answer.headers)


async def test_the_network_gets_tls_with_hsts_and_this_machine_stays_plain(folder: Folder) -> None:
    context = ssl.create_default_context(cafile=folder.authority)
    async with serving(Certificate(folder.chain, folder.key)) as (lan, own):
        status, headers = await get(f"https://{HOST}:{lan}/livez", context)
        assert (status, headers["Strict-Transport-Security"]) == (200, "max-age=31536000")
        status, headers = await get(f"http://{HOST}:{own}/livez")
        assert status == 200
        assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
async def test_old_tls_is_refused(folder: Folder, version: ssl.TLSVersion) -> None:
    context = ssl.create_default_context(cafile=folder.authority)
    context.minimum_version = context.maximum_version = version
    context.set_ciphers("ALL:@SECLEVEL=0")
    async with serving(Certificate(folder.chain, folder.key)) as (lan, _):
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await asyncio.open_connection(HOST, lan, ssl=context)


async def test_plain_http_where_tls_is_spoken_is_closed_and_told_once(
    folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(Certificate(folder.chain, folder.key)) as (lan, own):
        for _ in range(5):
            reader, writer = await asyncio.open_connection(HOST, lan)
            writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            with suppress(ConnectionError):
                assert b"HTTP/1.1" not in await asyncio.wait_for(reader.read(), 10)
            writer.close()
        assert (await get(f"http://{HOST}:{own}/livez"))[0] == 200
    assert caplog.text.count("did not agree on encryption") == 1
    assert "Traceback" not in caplog.text


async def test_without_a_certificate_this_machine_is_still_served(tmp_path: Path) -> None:
    certificate = Certificate(tmp_path / "none.crt", tmp_path / "none.key")
    async with serving(certificate) as (lan, own):
        assert (await get(f"http://{HOST}:{own}/livez"))[0] == 200
        reader, writer = await asyncio.open_connection(HOST, lan)
        with suppress(ConnectionError):
            assert await asyncio.wait_for(reader.read(), 10) == b""
        writer.close()
    assert "证书" in certificate.trouble


@pytest.fixture
def locked_key(folder: Folder, tmp_path: Path) -> Path:
    key = tmp_path / "locked.key"
    words = ("pkey", "-in", folder.key, "-aes256", "-passout", "pass:geheim", "-out", key)
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)
    return key


async def test_a_key_with_a_passphrase_is_refused_in_a_sentence_and_nobody_is_asked(
    folder: Folder, locked_key: Path, caplog: pytest.LogCaptureFixture
) -> None:
    certificate = Certificate(folder.chain, locked_key)
    async with serving(certificate) as (lan, own):
        assert (await get(f"http://{HOST}:{own}/livez"))[0] == 200
        reader, writer = await asyncio.open_connection(HOST, lan)
        with suppress(ConnectionError):
            assert await asyncio.wait_for(reader.read(), 10) == b""
        writer.close()
    assert certificate.context is None
    assert "带口令" in certificate.trouble
    assert "openssl pkey" in certificate.trouble
    certificate.refresh()
    assert caplog.text.count("has a passphrase") == 1


async def test_a_certificate_on_a_disk_that_hangs_keeps_this_machine_from_nothing(
    folder: Folder, tmp_path: Path
) -> None:
    chain = tmp_path / "hangs.crt"
    os.mkfifo(chain)  # who opens it waits for somebody who writes
    try:
        async with asyncio.timeout(20), serving(Certificate(chain, folder.key)) as (_, own):
            assert (await get(f"http://{HOST}:{own}/livez"))[0] == 200
    finally:
        with chain.open("wb"):
            pass


async def test_a_renewed_certificate_is_taken_without_a_restart(
    folder: Folder, tmp_path: Path
) -> None:
    mine = Folder(path=tmp_path)
    for path in folder.path.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    certificate = Certificate(mine.chain, mine.key)
    certificate.refresh()
    first = certificate.context
    mine.chain.write_text("nonsense", encoding="ascii")
    certificate.refresh()
    assert certificate.context is first
    assert certificate.trouble
    mine.chain.write_bytes(folder.chain.read_bytes())
    done = tls("renew", "--directory", str(tmp_path))
    assert done.exit_code == 0, done.output
    os.utime(mine.chain, ns=(1, 1))
    certificate.refresh()
    assert certificate.context is not first
    assert not certificate.trouble
    context = ssl.create_default_context(cafile=folder.authority)
    async with serving(certificate) as (lan, _):
        assert (await get(f"https://{HOST}:{lan}/livez", context))[0] == 200


async def test_the_end_of_a_certificate_is_told_a_month_before(folder: Folder) -> None:
    clock = StillClock()
    watch = CertificateWatch(folder.chain, clock, lambda: "")
    assert watch.status == ""
    await watch.look()
    ends_s = expires_s(folder.chain)
    assert watch.ends_s == ends_s
    assert watch.status == ""
    for days, words in ((29, "29 天"), (-1, "已过期")):
        clock.t += ends_s - days * 86_400 - clock.utc().timestamp()
        assert words in watch.status
