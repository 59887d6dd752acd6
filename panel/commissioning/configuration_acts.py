"""The addresses of the configuration for programs and for our own pages.

A version of the files is their ETag. To change them the version must be named that was seen: who
has saved meanwhile is told, and nobody overwrites what he has not read.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from panel.acting import named
from panel.context import CONTEXT, Context, dumps
from panel.problems import problem_json

from .configuration_asked import (
    form_of,
    is_known,
    name_asked,
    text_asked,
    version_asked,
    why_asked,
    wishes_asked,
)
from .configuration_desk import ConfigurationDesk, RefusedError
from .configuration_views import checked_json, finding_json, state_json, value_json

Answers = Callable[[web.Request], Awaitable[web.Response]]


class ConfigurationActs:
    """What can be asked of the configuration and done with it."""

    def __init__(self, context: Context) -> None:
        self._desk = ConfigurationDesk(context)

    async def state(self, _request: web.Request) -> web.Response:
        """Answer how the files stand to what runs, and what a start with them would say."""
        async with self._desk.asking() as port:
            texts, findings = await port.texts(), await port.findings()
        told = [finding_json(each) for each in findings]
        return await _answer({**state_json(texts), "findings": told})

    async def files(self, request: web.Request) -> web.Response:
        """Answer all texts; 304 for who has them."""
        async with self._desk.asking() as port:
            texts = await port.texts()
        if is_known(request, texts.version):
            return web.Response(status=304, headers={"ETag": f'"{texts.version}"'})
        told = [{"name": each.name, "text": each.text} for each in texts.files]
        return await _answer({"version": texts.version, "files": told}, texts.version)

    async def save(self, request: web.Request) -> web.Response:
        """Put a text in place of a file."""
        version = version_asked(request)
        fields = await form_of(request, {"text", "why"}, long=True)
        name, text = name_asked(request.match_info["name"]), text_asked(fields)
        who, why = named(request, ""), why_asked(fields)
        async with self._desk.asking() as port:
            texts = await port.save(name, text, version=version, who=who, why=why)
        return await _answer(state_json(texts), texts.version)

    async def check(self, request: web.Request) -> web.Response:
        """Answer what a start with a text would say, and what it changes."""
        fields = await form_of(request, {"file", "text"}, long=True)
        name, text = name_asked(fields["file"]), text_asked(fields)
        async with self._desk.asking() as port:
            checked = await port.check(name, text)
        return await _answer(checked_json(checked))

    async def undo(self, request: web.Request) -> web.Response:
        """Take the newest save back."""
        version = version_asked(request)
        await form_of(request)
        async with self._desk.asking() as port:
            texts = await port.undo(version=version, who=named(request, ""))
        return await _answer(state_json(texts), texts.version)

    async def restart(self, request: web.Request) -> web.Response:
        """Let the site end and begin again; the answer comes before that."""
        version = version_asked(request)
        await form_of(request)
        async with self._desk.asking() as port:
            await port.restart(version=version, who=named(request, ""))
        return web.json_response({"accepted": True}, status=202)

    async def values(self, _request: web.Request) -> web.Response:
        """Answer the values that staff change."""
        async with self._desk.asking() as port:
            values = await port.values()
        return await _answer({"values": [value_json(each) for each in values]})

    async def propose(self, request: web.Request) -> web.Response:
        """Answer the file that would have these values, checked; nothing is saved."""
        wishes = wishes_asked(await form_of(request, {"changes"}))
        async with self._desk.asking() as port:
            proposed = await port.proposed(wishes)
            checked = await port.check(proposed.name, proposed.text)
        return await _answer(
            {"file": proposed.name, "text": proposed.text, **checked_json(checked)}
        )


def with_findings(answers: Answers) -> Answers:
    """Return what answers the same, and tells of refused texts what is wrong with them."""

    async def answer(request: web.Request) -> web.Response:
        try:
            return await answers(request)
        except RefusedError as refused:
            response = problem_json(request.app[CONTEXT], refused)
            findings = [finding_json(each) for each in refused.findings]
            response.text = dumps({**json.loads(response.text or "{}"), "findings": findings})
            return response

    return answer


async def _answer(told: Mapping[str, object], version: str = "") -> web.Response:
    """Return an answer; it may be long, so it is made elsewhere."""
    headers = {"ETag": f'"{version}"'} if version else {}
    return web.json_response(text=await asyncio.to_thread(dumps, told), headers=headers)
