"""Commands that come over MQTT: which messages count, and the reply to each.

The broker is no person and no place, so only what makes a room safer is taken, for a short time.
"""

import asyncio
import json
import logging
import re
from datetime import datetime, timedelta
from typing import NoReturn

from .clock import Clock
from .model import Act, Origin, Reason, SiteInfo, Verb, reason
from .model.asking import Allowance, is_known, is_needed
from .model.render import sentence
from .ports import LedgerUnavailableError, Live, Operator

log = logging.getLogger(__name__)

MOST_BYTES = 2 * 1024
LATEST = timedelta(minutes=5)  # a command that is good for longer is one to be replayed
TAKEN = frozenset({Verb.STOP, Verb.ABORT})
FIELDS = frozenset({"id", "verb", "subject", "expires_at"})
ID = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)
MOST_SUBJECT = 64
WHO = "MQTT"
ANSWER_S = 10.0  # for control to answer
ALLOWED = Allowance(most=10, left=10, each_s=60.0)  # of commands that have nothing to stop
MALFORMED = reason("command_malformed")


class RefusedCommandError(Exception):
    """A message that is no command; `id` is its own where it could be read."""

    def __init__(self, why: Reason, name: str | None = None) -> None:
        super().__init__(why.code)
        self.reason = why
        self.id = name


class Commands:
    """Takes messages one after the other; `taken` and `ignored` count them."""

    def __init__(self, operator: Operator, clock: Clock, site: SiteInfo, live: Live) -> None:
        self.taken = 0
        self.ignored = 0
        self._operator = operator
        self._clock = clock
        self._site = site
        self._live = live
        self._allowed = ALLOWED

    def ignore(self, what: str) -> None:
        """Count and log a message that is not taken for a command."""
        self.ignored += 1
        log.warning("mqtt: ignored %s", what)

    async def obey(self, payload: object) -> dict[str, object]:
        """Return the reply to one message, once control has answered it."""
        sent = payload if isinstance(payload, bytes) else b""
        try:
            act = command(sent, self._clock.utc(), clock_trusted=self._clock.trusted())
            self._admit(act)
        except RefusedCommandError as refused:
            self.ignore(f"a message: {refused.reason.code}")
            return reply(refused.id, refused.reason)
        self.taken += 1
        try:
            async with asyncio.timeout(ANSWER_S):
                answer = await self._operator.act(act)
        except (TimeoutError, LedgerUnavailableError):
            return reply(act.id, reason("command_unanswered"))
        return reply(act.id, answer.reason, accepted=answer.accepted)

    def _admit(self, act: Act) -> None:
        """Raise RefusedCommandError unless the act is one for control to decide."""
        if not is_known(self._site, act.subject):
            raise RefusedCommandError(reason("act_unknown_subject", subject=act.subject), act.id)
        if is_needed(self._live.snapshot, act.verb, act.subject):
            return
        t = self._clock.monotonic()
        if wait_s := self._allowed.wait_s(t):
            raise RefusedCommandError(reason("command_too_many", wait_s=wait_s), act.id)
        self._allowed = self._allowed.spent(t)


def command(payload: bytes, at: datetime, *, clock_trusted: bool) -> Act:
    """Return the act that a message asks for at the time `at`.

    While the clock is not trusted nothing can be said of the expiry, and a stop is a stop.
    Raises RefusedCommandError for everything else.
    """
    if len(payload) > MOST_BYTES:
        raise RefusedCommandError(reason("command_too_long", most=MOST_BYTES))
    fields = _fields(payload)
    name = _text(fields, "id")
    if ID.fullmatch(name) is None:
        raise RefusedCommandError(MALFORMED)
    verb, subject = _text(fields, "verb"), _text(fields, "subject")
    if verb not in TAKEN:
        raise RefusedCommandError(reason("command_verb"), name)
    if fields.keys() != FIELDS or len(subject) > MOST_SUBJECT or not subject.isprintable():
        raise RefusedCommandError(MALFORMED, name)
    expires_at = _time(_text(fields, "expires_at"), name)
    if clock_trusted and expires_at <= at:
        raise RefusedCommandError(reason("command_expired"), name)
    if clock_trusted and expires_at > at + LATEST:
        most_s = LATEST.total_seconds()
        raise RefusedCommandError(reason("command_expiry_far", most_s=most_s), name)
    return Act(id=name, verb=Verb(verb), subject=subject, who=WHO, origin=Origin.REMOTE)


def reply(name: str | None, why: Reason, *, accepted: bool = False) -> dict[str, object]:
    """Return a reply; `id` is null where the message had none."""
    return {
        "id": name,
        "accepted": accepted,
        "code": why.code,
        "zh": sentence(why, "zh"),
        "en": sentence(why, "en"),
    }


def _fields(payload: bytes) -> dict[str, object]:
    try:
        fields = json.loads(payload.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise RefusedCommandError(MALFORMED) from error
    if not isinstance(fields, dict):
        raise RefusedCommandError(MALFORMED)
    return fields


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _text(fields: dict[str, object], key: str) -> str:
    text = fields.get(key)
    if not isinstance(text, str):
        raise RefusedCommandError(MALFORMED)
    return text


def _time(text: str, name: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise RefusedCommandError(MALFORMED, name) from error
    if at.tzinfo is None:
        raise RefusedCommandError(MALFORMED, name)
    return at
