"""What a page of a browser holds beside its cookies, for tests that send as a page does."""

from aiohttp import ClientSession

from panel.page_token import HEADER


async def token_of(session: ClientSession, url: str = "", **headers: str) -> str:
    """Return the token of a session, "" for a visitor."""
    async with session.get(f"{url}/api/v1/session", headers=headers) as answer:
        return str((await answer.json(content_type=None)).get("token", ""))


async def with_token(session: ClientSession, url: str = "", **headers: str) -> dict[str, str]:
    """Return the header that brings it."""
    return {HEADER: await token_of(session, url, **headers)}
