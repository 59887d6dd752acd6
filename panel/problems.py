"""What goes wrong with a request, as problem+json (RFC 9457) or a small page; never a traceback."""

import logging
from collections.abc import Mapping

from aiohttp import web
from aiohttp.typedefs import Handler

from .address import AT_WALL
from .context import CONTEXT, Context, dumps
from .page_token import TOKEN
from .settings import Language
from .words import Translate, msgid

log = logging.getLogger(__name__)

TITLES = {
    400: msgid("Bad request"),
    401: msgid("Sign in first"),
    403: msgid("Not allowed"),
    404: msgid("Not found"),
    405: msgid("Method not allowed"),
    408: msgid("Too slow"),
    409: msgid("Not possible now"),
    412: msgid("Changed meanwhile"),
    413: msgid("Too long"),
    415: msgid("Not this kind of content"),
    421: msgid("This name is not served here"),
    422: msgid("This can't be used"),
    428: msgid("The version is missing"),
    429: msgid("Too many tries"),
    500: msgid("Internal error"),
    503: msgid("Not available now"),
}
SHUT = frozenset({401, 403})  # whose pages stop rooms: who may see nothing may still stop
SENTENCES = {
    400: msgid("The request can't be understood."),
    404: msgid("There is no such page."),
    405: msgid("This address does not take this method."),
    500: msgid("The log of roomd says more."),
}
STALE = msgid("This page is from before the last signing in or out: load it anew and try again.")


class ProblemError(Exception):
    """A request that gets no answer.

    `detail` is the msgid of one sentence for the person who asked, filled with `facts`.
    """

    def __init__(
        self, status: int, detail: str, headers: Mapping[str, str] | None = None, **facts: object
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.headers = dict(headers or {})
        self._detail = detail
        self._facts = facts

    def detail(self, tr: Translate) -> str:
        """Return the sentence in the language of `tr`."""
        return tr(self._detail).format(**self._facts)

    def said(self, _language: Language, tr: Translate) -> str:
        """Return the sentence in a language, by its translator."""
        return self.detail(tr)


class SaidError(ProblemError):
    """A request that gets no answer, for a reason that others have said in each language."""

    def __init__(self, status: int, texts: Mapping[Language, str]) -> None:
        super().__init__(status, "")
        self._texts = texts

    def said(self, language: Language, _tr: Translate) -> str:
        """Return what was said."""
        return self._texts[language]


class ShutError(ProblemError):
    """A request that gets no answer before a person has been at the page `door`."""

    def __init__(
        self, status: int, detail: str, door: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, detail, headers)
        self.door = door


class StalePageError(ProblemError):
    """A request that brings sessions without their token: from an old page, or forged."""

    def __init__(self) -> None:
        super().__init__(403, STALE)


def problem_response(request: web.Request, problem: ProblemError) -> web.Response:
    """Return `problem` in the form that the client asked for: a page for browsers, else JSON.

    Always in both languages: what the client prefers may be the very thing it got wrong. At the
    wall rooms can be stopped on each of them, and it goes home by itself.
    """
    context, at_wall = request.app[CONTEXT], request.get(AT_WALL, False)
    if "text/html" in request.headers.get("Accept", ""):
        both = _in_both(context, problem)
        page = context.texts["zh"].pages.get_template("problem.html")
        return web.Response(
            status=problem.status,
            text=page.render(
                asset=context.assets.url,
                wall_inch=context.wall_inch(request),
                status=problem.status,
                both=both,
                door=_door(problem),
                token=request.get(TOKEN, ""),
                presenter=context.presenters["zh"],
                stops=problem.status in SHUT or at_wall,
                local=at_wall,
                in_both=lambda text: " / ".join(texts.tr(text) for texts in context.texts.values()),
            ),
            content_type="text/html",
            headers=problem.headers,
        )
    return problem_json(context, problem)


def problem_json(context: Context, problem: ProblemError) -> web.Response:
    """Return `problem` as problem+json in both languages."""
    both = _in_both(context, problem)
    return web.json_response(
        {
            "type": "about:blank",
            "title": " / ".join(title for title, _ in both),
            "status": problem.status,
            "detail": " / ".join(detail for _, detail in both),
            **({"door": _door(problem)} if _door(problem) else {}),
            **({"reload": True} if isinstance(problem, StalePageError) else {}),
        },
        status=problem.status,
        content_type="application/problem+json",
        headers=problem.headers,
        dumps=dumps,
    )


def _door(problem: ProblemError) -> str:
    """Return the page that helps, "" where none does."""
    return problem.door if isinstance(problem, ShutError) else ""


def _in_both(context: Context, problem: ProblemError) -> list[tuple[str, str]]:
    """Return title and sentence in each language."""
    title = TITLES.get(problem.status, TITLES[400])
    return [
        (words.tr(title), problem.said(language, words.tr))
        for language, words in context.texts.items()
    ]


@web.middleware
async def answer_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every failure of a request into a response; a bug is logged and stays nameless."""
    try:
        return await handler(request)
    except ProblemError as problem:
        return problem_response(request, problem)
    except web.HTTPException as error:
        return problem_response(request, _from_http(error))
    except Exception:  # a bug in one page must not end the others; the journal has the traceback
        if request.writer.output_size:  # half an answer is out: only hanging up is left
            raise
        log.exception("bug while answering %s %r", request.method, request.path)
        return problem_response(request, ProblemError(500, SENTENCES[500]))


def _from_http(error: web.HTTPException) -> ProblemError:
    headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
    return ProblemError(error.status, SENTENCES.get(error.status, SENTENCES[400]), headers)
