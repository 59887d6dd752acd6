"""Who is shut out still stops rooms; and one session does not take the places of all."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from daemon.model.people import Role
from panel.settings import StreamLimits
from tests.people_kit import PeopleSite, Visitor, add

PAGE = {"Accept": "text/html"}
STOP = 'data-act="stop" data-subject="stack-1"'


async def test_whoever_must_sign_in_can_stop_on_that_very_page(tmp_path: Path) -> None:
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        for address in ("/", "/alarms", "/people"):
            status, page = await visitor.get(address, **PAGE)
            assert status == 401
            assert STOP in page
            assert "acts.js" in page


async def test_whose_role_is_too_small_can_stop_there_too(tmp_path: Path) -> None:
    add(tmp_path, Role.VIEWER)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        await visitor.sign_in(Role.VIEWER)
        status, page = await visitor.get("/people", **PAGE)
        assert status == 403
        assert STOP in page


async def test_the_wall_can_stop_on_every_refusal_and_goes_home_by_itself(tmp_path: Path) -> None:
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        await visitor.enter()
        for address, refused in (("/nowhere", 404), ("/alarms?lang=xx", 400), ("/people", 403)):
            status, page = await visitor.get(address, **PAGE)
            assert status == refused
            assert STOP in page
            assert "rest.js" in page


@pytest.mark.parametrize(("headers", "status"), [({"Host": "evil.example"}, 421), ({}, 404)])
async def test_other_refusals_name_no_room(
    tmp_path: Path, headers: dict[str, str], status: int
) -> None:
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        got, page = await visitor.get("/nowhere", **PAGE, **headers)
        assert got == status
        assert "一号库房" not in page


async def test_one_session_has_four_streams_and_its_next_door_neighbour_has_own_ones(
    tmp_path: Path,
) -> None:
    add(tmp_path, Role.VIEWER, Role.OPERATOR)
    most = StreamLimits().each_session
    assert most == 4
    async with (
        PeopleSite(tmp_path).serving() as site,
        site.visitor() as one,
        site.visitor() as other,
    ):
        await one.sign_in(Role.VIEWER)
        await other.sign_in(Role.OPERATOR)
        async with AsyncExitStack() as opened:
            for _ in range(most):
                assert await listen(opened, site, one) == 200
            assert await listen(opened, site, one) == 503
            assert await listen(opened, site, other) == 200
        async with AsyncExitStack() as again, asyncio.timeout(10):
            while await listen(again, site, one) != 200:  # noqa: ASYNC110 - no event to wait for
                await asyncio.sleep(0.01)


async def listen(opened: AsyncExitStack, site: PeopleSite, visitor: Visitor) -> int:
    """Begin to read events, until `opened` ends; return the status."""
    stream = await opened.enter_async_context(visitor.session.get(f"{site.example.url}/events"))
    return stream.status
