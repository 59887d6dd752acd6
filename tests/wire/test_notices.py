"""Notices reach real receivers once each, whatever happens on the way."""

import asyncio
import email
import hashlib
import hmac
import json
import re
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from email.policy import default
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from daemon.clock import SystemClock
from daemon.control.alarms.escalation import Channel, notices
from daemon.live import LatestSnapshot
from daemon.model import Alarm, AlarmState, Priority
from daemon.notifying import service
from daemon.notifying.mail import Mail
from daemon.notifying.message import body_of, subject_of, text_of
from daemon.notifying.outbox import FILE, open_outbox
from daemon.notifying.sending import DeniedError, RefusedError, Sender, UnreachableError
from daemon.notifying.service import Notifier
from daemon.notifying.webhook import Webhook, signature
from tests.alarm_kit import alarm
from tests.test_architecture import ROOT
from tests.waiting import until
from tests.wire.mqtt_kit import AT, INFO, snapshot

HOST = "127.0.0.1"
CLOCK = SystemClock()
ZONE = ZoneInfo("Asia/Shanghai")
SECRET = "一个口令"  # noqa: S105 - of this test


class Receiver:
    """An HTTP receiver that keeps what it gets; `answers` are the next statuses, then 204."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.got.append((dict(request.headers), await request.read()))
        return web.Response(status=self.answers.pop(0) if self.answers else 204)

    def kinds(self) -> list[tuple[str, str]]:
        bodies = [json.loads(body) for _, body in self.got]
        return [(body["kind"], body["alarm"]) for body in bodies]


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, HOST, 0)
    await site.start()
    assert site._server is not None
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    receiver.url = f"http://{HOST}:{port}/hook"
    try:
        yield receiver
    finally:
        await runner.cleanup()


def showing(live: LatestSnapshot, seq: int, *alarms: Alarm) -> None:
    now = snapshot(seq)
    live.swap(replace(now, result=replace(now.result, alarms=alarms)))


def standing(number: int = 1, **facts: object) -> Alarm:
    return alarm(since=CLOCK.monotonic(), number=number, **facts)  # type: ignore[arg-type]


@asynccontextmanager
async def notifying(
    directory: Path, live: LatestSnapshot, senders: dict[str, Sender]
) -> AsyncIterator[Notifier]:
    ladder = [Channel(id=name) for name in senders]
    notifier = Notifier(directory, INFO, ladder, senders, live, CLOCK)
    task = asyncio.create_task(notifier.run())
    try:
        yield notifier
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def documented() -> Callable[..., bool]:
    """Return the check that the documentation gives to whoever writes a receiver."""
    page = (ROOT / "docs" / "alarms.md").read_text(encoding="utf-8")
    found = re.search(r"```python\n(def is_from_roomd.*?)```", page, re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {"Mapping": Mapping, "hashlib": hashlib, "hmac": hmac}
    exec(found[1], names)  # noqa: S102 - our own documentation
    check: Callable[..., bool] = names["is_from_roomd"]
    return check


async def test_a_webhook_gets_one_signed_message_a_raise_and_one_at_its_end(
    tmp_path: Path,
) -> None:
    live = LatestSnapshot()
    async with receiving() as receiver:
        hook = Webhook(url=receiver.url, clock=CLOCK, secret=SECRET)
        async with notifying(tmp_path, live, {"office": hook}):
            raised = standing()
            for seq in range(1, 6):
                showing(live, seq, raised)
                await asyncio.sleep(0)
            await until(lambda: receiver.got)
            showing(live, 6)
            await until(lambda: len(receiver.got) > 1)
    assert receiver.kinds() == [
        ("raised", "bus_down:gateway-1"),
        ("cleared", "bus_down:gateway-1"),
    ]
    headers, body = receiver.got[0]
    told = json.loads(body)
    assert headers["Idempotency-Key"] == told["id"]
    expected = signature(SECRET, headers["X-Roomd-Timestamp"], body)
    assert hmac.compare_digest(headers["X-Roomd-Signature"], expected)
    is_from_roomd, now = documented(), CLOCK.utc().timestamp()
    assert is_from_roomd(headers, body, SECRET.encode(), now)
    assert not is_from_roomd(headers, body + b" ", SECRET.encode(), now)
    assert not is_from_roomd(headers, body, b"another", now)
    assert not is_from_roomd(headers, body, SECRET.encode(), now + 3600)
    assert not is_from_roomd({}, body, SECRET.encode(), now)
    assert told["room_name"] == "一号库房"
    assert told["zh"]["sentence"] != told["en"]["sentence"]


async def test_a_receiver_that_is_down_gets_every_message_in_order_later(tmp_path: Path) -> None:
    live = LatestSnapshot()
    async with receiving() as receiver:
        receiver.answers = [503, 429]
        hook = Webhook(url=receiver.url, clock=CLOCK)
        async with notifying(tmp_path, live, {"office": hook}) as notifier:
            showing(live, 1, standing())
            await until(lambda: receiver.got)
            await until(lambda: notifier.status)
            assert "office" in notifier.status
            showing(live, 2)
            await until(lambda: len(receiver.got) > 3, within_s=30)
            await until(lambda: not notifier.status)
    assert [kind for kind, _ in receiver.kinds()] == ["raised", "raised", "raised", "cleared"]
    assert len({headers["Idempotency-Key"] for headers, _ in receiver.got}) == 2


async def test_a_message_that_is_refused_holds_up_no_other(tmp_path: Path) -> None:
    live = LatestSnapshot()
    async with receiving() as receiver:
        receiver.answers = [400]
        hook = Webhook(url=receiver.url, clock=CLOCK)
        async with notifying(tmp_path, live, {"office": hook}) as notifier:
            showing(live, 1, standing())
            await until(lambda: receiver.got)
            showing(live, 2)
            await until(lambda: len(receiver.got) > 1)
            await until(lambda: notifier.counts.get(("office", "sent")))
            assert notifier.counts["office", "refused"] == 1


async def test_a_redirect_is_not_followed() -> None:
    async with receiving() as receiver:
        receiver.answers = [302]
        with pytest.raises(DeniedError):
            await Webhook(url=receiver.url, clock=CLOCK).send("1", {})
        assert len(receiver.got) == 1


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_receiver_that_is_set_up_wrongly_is_tried_again_until_it_is_mended(
    tmp_path: Path, status: int
) -> None:
    live = LatestSnapshot()
    async with receiving() as receiver:
        receiver.answers = [status]
        hook = Webhook(url=receiver.url, clock=CLOCK)
        async with notifying(tmp_path, live, {"office": hook}) as notifier:
            showing(live, 1, standing())
            await until(lambda: notifier.status)
            assert "24 小时内继续重试" in notifier.status
            await until(lambda: notifier.counts.get(("office", "sent")), within_s=30)
            assert notifier.status == ""
    assert [kind for kind, _ in receiver.kinds()] == ["raised", "raised"]


async def test_what_is_denied_for_a_day_is_refused_and_that_is_said(tmp_path: Path) -> None:
    now = CLOCK.utc()
    async with open_outbox(tmp_path, now) as outbox:
        for number in (7, 8):
            told = {"kind": "raised", "alarm": f"x:{number}"}
            await outbox.put({}, [(f"{number}-raised-0", "office", told)], now)
        message = await outbox.next_for("office")
        assert message is not None
        await outbox.tried(message, "HTTP 404", now - timedelta(hours=25))
    async with receiving() as receiver:
        receiver.answers = [404, 404]
        hook = Webhook(url=receiver.url, clock=CLOCK)
        async with notifying(tmp_path, LatestSnapshot(), {"office": hook}) as notifier:
            await until(lambda: notifier.counts.get(("office", "refused")) == 2)
            assert "不再重发" in notifier.status
            assert "HTTP 404" in notifier.status


async def test_an_urgent_message_ends_the_pause_and_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "FIRST_S", 1e9)  # left alone it would not try again today
    monkeypatch.setattr(service, "CAP_S", 1e9)
    live = LatestSnapshot()
    async with receiving() as receiver:
        receiver.answers = [503]
        hook = Webhook(url=receiver.url, clock=CLOCK)
        async with notifying(tmp_path, live, {"office": hook}) as notifier:
            damp = standing()
            showing(live, 1, damp)
            await until(lambda: notifier.status)
            fire = standing(2, code="fire", subject="stack-1", priority=Priority.HIGH)
            showing(live, 2, damp, fire)
            await until(lambda: len(receiver.got) > 2)
    assert [key for _, key in receiver.kinds()] == [damp.key, fire.key, damp.key]


async def test_one_channel_that_is_dead_does_not_keep_the_others_waiting(tmp_path: Path) -> None:
    live = LatestSnapshot()
    with socket.socket() as nobody:
        nobody.bind((HOST, 0))
        dead = f"http://{HOST}:{nobody.getsockname()[1]}/"
        async with receiving() as receiver:
            senders: dict[str, Sender] = {
                "dead": Webhook(url=dead, clock=CLOCK),
                "office": Webhook(url=receiver.url, clock=CLOCK),
            }
            async with notifying(tmp_path, live, senders) as notifier:
                showing(live, 1, standing())
                await until(lambda: receiver.got)
                await until(lambda: "dead" in notifier.status)


async def test_a_restart_tells_nothing_twice_and_forgets_nothing(tmp_path: Path) -> None:
    live = LatestSnapshot()
    raised = standing()
    async with receiving() as receiver:
        hook = Webhook(url=receiver.url, clock=CLOCK)
        async with notifying(tmp_path, live, {"office": hook}) as notifier:
            showing(live, 1, raised)
            await until(lambda: notifier.counts.get(("office", "sent")))
        async with notifying(tmp_path, live, {"office": hook}) as notifier:
            showing(live, 2, raised)
            await until(lambda: notifier.counts.get(("office", "sent")))
            showing(live, 3)
            await until(lambda: len(receiver.got) > 1)
    assert [kind for kind, _ in receiver.kinds()] == ["raised", "cleared"]


async def test_what_waited_while_the_program_was_off_is_sent_after_the_start(
    tmp_path: Path,
) -> None:
    async with open_outbox(tmp_path, AT) as outbox:
        body = {"kind": "raised", "alarm": "x:y"}
        await outbox.put({}, [("7-raised-0", "office", body)], AT)
    async with receiving() as receiver:
        hook = Webhook(url=receiver.url, clock=CLOCK)
        async with notifying(tmp_path, LatestSnapshot(), {"office": hook}):
            await until(lambda: receiver.got)
    assert receiver.kinds() == [("raised", "x:y")]


async def test_a_damaged_queue_is_moved_aside_and_what_stands_is_told_again(
    tmp_path: Path,
) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all" * 500)
    live = LatestSnapshot()
    async with receiving() as receiver:
        hook = Webhook(url=receiver.url, clock=CLOCK)
        async with notifying(tmp_path, live, {"office": hook}):
            showing(live, 1, standing())
            await until(lambda: receiver.got)
    assert [path for path in tmp_path.glob("*.corrupt-*") if path.name.startswith(FILE)]  # noqa: ASYNC240


class Postbox:
    """Keeps the letters of a real SMTP server."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.answer = "250 OK"
        self.refused: dict[str, str] = {}

    async def handle_RCPT(  # noqa: N802 - as aiosmtpd calls it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        del server, session
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.letters.append(envelope.content)
        return self.answer


def certificate(folder: Path) -> tuple[Path, Path]:
    """Return a certificate for loopback and its key, made now."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(cert)),
        ],
        check=True,
        capture_output=True,
    )
    return cert, key


def checked(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
) -> AuthResult:
    del server, session, envelope, mechanism
    assert isinstance(data, LoginPassword)
    return AuthResult(success=data.login == b"roomd" and data.password == b"hunter2")


@contextmanager
def post_office(folder: Path) -> Iterator[tuple[Postbox, int, Path]]:
    box = Postbox()
    cert, key = certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    office = Controller(
        box,
        hostname=HOST,
        port=port,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=checked,
    )
    office.start()
    try:
        yield box, port, cert
    finally:
        office.stop()


def mail(port: int, ca_file: Path | None, password: str = "hunter2") -> Mail:  # noqa: S107
    return Mail(
        host=HOST,
        port=port,
        security="starttls",
        sender="roomd@example.org",
        recipients=("office@example.org", "chief@example.org"),
        zone=ZONE,
        clock=CLOCK,
        username="roomd",
        password=password,
        ca_file=ca_file,
    )


def body(**changes: object) -> dict[str, object]:
    raised, t, at = standing(), CLOCK.monotonic(), CLOCK.utc()
    (due,), _ = notices([raised], {}, [Channel(id="x")], t, at.astimezone(ZONE))
    return body_of(due, INFO, t, at) | changes


async def test_a_mail_arrives_over_tls_in_both_languages(tmp_path: Path) -> None:
    with post_office(tmp_path) as (box, port, cert):
        told = body()
        await mail(port, cert).send("1-raised-0", told)
    (raw,) = box.letters
    letter = email.message_from_bytes(raw, policy=default)
    assert letter["Subject"] == subject_of(told)
    assert "一号库房" in letter["Subject"]
    assert letter["To"] == "office@example.org, chief@example.org"
    text = letter.get_content()
    assert text.replace("\r\n", "\n").strip() == text_of(told, ZONE).strip()
    assert "现在要做" in text
    assert "What to do now" in text


async def test_a_name_with_a_line_break_makes_no_second_header(tmp_path: Path) -> None:
    with post_office(tmp_path) as (box, port, cert):
        told = body(room_name="x\r\nBcc: thief@example.org")
        await mail(port, cert).send("1", told)
    letter = email.message_from_bytes(box.letters[0], policy=default)
    assert letter["Bcc"] is None


async def test_a_mail_server_with_an_unknown_certificate_gets_no_password(tmp_path: Path) -> None:
    with post_office(tmp_path) as (box, port, _), pytest.raises(UnreachableError):
        await mail(port, None).send("1", body())
    assert box.letters == []


async def test_a_wrong_password_is_tried_again_and_a_lasting_refusal_is_not(
    tmp_path: Path,
) -> None:
    with post_office(tmp_path) as (box, port, cert):
        with pytest.raises(UnreachableError):
            await mail(port, cert, "wrong").send("1", body())
        box.answer = "451 later"
        with pytest.raises(UnreachableError):
            await mail(port, cert).send("1", body())
        box.answer = "554 never"
        with pytest.raises(RefusedError):
            await mail(port, cert).send("1", body())


async def test_a_mail_that_some_readers_do_not_get_is_sent_and_that_is_said(
    tmp_path: Path,
) -> None:
    live = LatestSnapshot()
    with post_office(tmp_path) as (box, port, cert):
        box.refused = {"chief@example.org": "550 no such user"}
        async with notifying(tmp_path, live, {"mail": mail(port, cert)}) as notifier:
            showing(live, 1, standing())
            await until(lambda: notifier.counts.get(("mail", "sent")))
            assert len(box.letters) == 1
            assert "chief@example.org: 550 no such user" in notifier.status
            assert "其余已送达" in notifier.status


@pytest.mark.parametrize(
    ("office", "chief", "error"),
    [("550 gone", "550 gone", DeniedError), ("450 later", "550 gone", UnreachableError)],
)
async def test_a_mail_that_no_reader_gets_waits(
    tmp_path: Path, office: str, chief: str, error: type[Exception]
) -> None:
    with post_office(tmp_path) as (box, port, cert):
        box.refused = {"office@example.org": office, "chief@example.org": chief}
        with pytest.raises(error):
            await mail(port, cert).send("1", body())


async def test_a_mail_of_an_older_program_that_can_not_be_written_is_refused() -> None:
    with pytest.raises(RefusedError):
        await mail(1, None).send("1", {"kind": "raised"})


async def test_a_mail_server_that_is_not_there_is_tried_again() -> None:
    with socket.socket() as nobody:
        nobody.bind((HOST, 0))
        with pytest.raises(UnreachableError):
            await mail(nobody.getsockname()[1], None).send("1", body())


async def test_an_acknowledged_alarm_stays_told_after_a_restart(tmp_path: Path) -> None:
    live = LatestSnapshot()
    raised = standing()
    async with receiving() as receiver:
        hook = Webhook(url=receiver.url, clock=CLOCK)
        async with notifying(tmp_path, live, {"office": hook}) as notifier:
            showing(live, 1, raised)
            await until(lambda: notifier.counts.get(("office", "sent")))
        async with notifying(tmp_path, live, {"office": hook}):
            showing(live, 2, replace(raised, state=AlarmState.ACKNOWLEDGED, who="李"))
            showing(live, 3)
            await until(lambda: len(receiver.got) > 1)
    assert [kind for kind, _ in receiver.kinds()] == ["raised", "cleared"]
