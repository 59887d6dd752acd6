"""The pages about alarms: what stands, what to do about each kind, how good the alarms were."""

from dataclasses import asdict
from typing import Any

from aiohttp import web

from daemon.model import Reason
from daemon.model.alarm_quality import AlarmQuality
from daemon.model.sentences.alarms import WORDS
from daemon.model.told_quality import told_offender, told_offenders, told_quality
from daemon.ports import LedgerUnavailableError

from .alarms import BLANK, FOR_LONG, LEADS, MOST, MOST_LIVE, RUNBOOK
from .context import Context, dumps
from .frames import Frame
from .pages import Pages
from .problems import ProblemError
from .settings import Language
from .words import msgid

PHRASES = (  # why an alarm is set aside: a tap, no typing
    msgid("being repaired"),
    msgid("waiting for a spare part"),
    msgid("sensor away for calibration"),
    msgid("cleaning or building work"),
    msgid("known, being watched"),
    msgid("false alarm, being looked into"),
)
SPANS = {7: msgid("7 days"), 30: msgid("30 days"), 365: msgid("a year")}
USUAL_DAYS = 7
RUNBOOK_PARTS = (
    ("means", msgid("What it means")),
    ("matters", msgid("Why it matters")),
    ("action", msgid("What to do now")),
    ("cause", msgid("What usually is behind it")),
)


class AlarmPages:
    """What a person and a program can read about alarms."""

    def __init__(self, context: Context, pages: Pages) -> None:
        self._context = context
        self._pages = pages

    async def alarms(self, request: web.Request) -> web.Response:
        """Answer the alarms, live; with `?all=yes` however many there are."""
        language = self._pages.language(request)
        is_all = request.query.get("all") == "yes"
        most = MOST if is_all else MOST_LIVE
        view = self._context.presenters[language].alarm_page(self._pages.now(request), most)
        return self._pages.page(
            request,
            "alarms.html",
            Frame.ALL_ALARMS if is_all else Frame.ALARMS,
            view,
            blank=BLANK,
            phrases=PHRASES,
            for_long=FOR_LONG,
        )

    async def as_json(self, request: web.Request) -> web.Response:
        """Answer the same as JSON."""
        language = self._pages.language(request)
        view = self._context.presenters[language].alarm_page(self._pages.now(request), MOST)
        return web.json_response(view, dumps=dumps)

    async def kind(self, request: web.Request) -> web.Response:
        """Answer what to do about one kind of alarm."""
        code = request.match_info["code"]
        if code not in WORDS:
            raise ProblemError(404, msgid("There is no alarm of this kind."))
        say = self._context.presenters[self._pages.language(request)].reader.say
        parts = [(title, say(Reason(f"alarm_{code}_{part}"))) for part, title in RUNBOOK_PARTS]
        title = say(Reason(f"alarm_{code}_title"))
        return self._pages.still(
            request,
            "alarm_kind.html",
            code=code,
            title=title,
            chapters=parts,
            leads=LEADS.get(code, ""),
        )

    async def quality(self, request: web.Request) -> web.Response:
        """Answer how good the alarms of the last days were."""
        days = _days(request)
        shown = self._shown(await self._quality(days), self._pages.language(request))
        return self._pages.still(request, "quality.html", **shown, spans=SPANS, days=days)

    async def quality_as_json(self, request: web.Request) -> web.Response:
        """Answer the same as JSON: the figures and the words."""
        days = _days(request)
        found = await self._quality(days)
        shown = self._shown(found, self._pages.language(request))
        by_priority = {priority.name.lower(): n for priority, n in found.by_priority.items()}
        figures = {**asdict(found), "by_priority": by_priority}
        return web.json_response({"asked_days": days, **figures, **shown}, dumps=dumps)

    async def _quality(self, days: int) -> AlarmQuality:
        """Return the figures; raises ProblemError."""
        log = self._context.extra.alarm_log
        if log is None:
            raise ProblemError(404, msgid("This panel has no ledger to read."))
        try:
            return await log.quality(days)
        except LedgerUnavailableError as error:
            raise ProblemError(
                503, msgid("The ledger can't be read now."), {"Retry-After": "60"}
            ) from error

    def _shown(self, found: AlarmQuality, language: Language) -> dict[str, Any]:
        presenter = self._context.presenters[language]
        say = presenter.reader.say
        lists = [
            (
                say(heading),
                [
                    (
                        say(told_offender(offender)),
                        say(Reason(f"alarm_{offender.code}_title")),
                        presenter.alarms.place(offender.subject, offender.room),
                        f"{RUNBOOK}{offender.code}",
                    )
                    for offender in offenders
                ],
            )
            for heading, offenders in told_offenders(found)
        ]
        return {"sentences": [say(told) for told in told_quality(found)], "lists": lists}


def _days(request: web.Request) -> int:
    asked = request.query.get("days", str(USUAL_DAYS))
    for days in SPANS:
        if asked == str(days):
            return days
    known = ", ".join(map(str, SPANS))
    raise ProblemError(400, msgid("days must be one of: {known}."), known=known)
