"""What a form of these pages sends, as one flat JSON object of texts; refused when unclear."""

import json
import re
from collections.abc import Collection, Mapping

from aiohttp import web

from panel.actions import body_of
from panel.problems import ProblemError
from panel.words import msgid

LONGEST = 256
PATH = re.compile(r"/(?![/\\])[A-Za-z0-9._~/%=&?+:,;@!$*'()-]{0,1000}", re.ASCII)


async def form_of(
    request: web.Request, needed: Collection[str], may: Collection[str] = ()
) -> Mapping[str, str]:
    """Return the texts that a page has sent; raises ProblemError for anything else."""
    body = await body_of(request)
    try:
        fields = json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise ProblemError(400, msgid("The body must be one JSON object.")) from error
    known = {*needed, *may}
    if not isinstance(fields, dict) or not set(needed) <= fields.keys() <= known:
        raise ProblemError(
            400,
            msgid("The body must have {needed} and may have {known}."),
            needed=", ".join(sorted(needed)),
            known=", ".join(sorted(may)),
        )
    for text in fields.values():
        if not isinstance(text, str) or len(text) > LONGEST:
            raise ProblemError(
                400, msgid("Every field is a text of at most {most} letters."), most=LONGEST
            )
    return {**dict.fromkeys(known, ""), **fields}


def next_of(request: web.Request) -> str:
    """Return the page of this panel that `?next=` names, else the first one."""
    asked = request.query.get("next", "/")
    return asked if PATH.fullmatch(asked) else "/"
