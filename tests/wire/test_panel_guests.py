"""What a guest is told of people: from where somebody acted, never who, nor what he typed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from daemon.model import Quantity, Rank, Setpoint, Snapshot, Stage, reason
from daemon.model.people import Role
from panel.frames import Frame
from panel.nameless import UNSAID, nameless, place_of
from tests.browser.alarm_example import storm
from tests.browser.control_example import by_hand, claim, cycle, local_stop, shown, uv_run
from tests.people_kit import PeopleSite, Visitor, add, guests

NAME, TYPED = "张三", "正在维修"
WHO = f"本机面板 · {NAME}"
PAGES = ("/", "/rooms", "/rooms/stack-1", "/alarms", "/api/v1/snapshot", "/api/v1/alarms", "/plan")


def full(seq: int, t: float) -> Snapshot:
    """Return a snapshot with people wherever control speaks of them."""
    whole = shown(seq, t, by_hand(t))
    result = whole.result
    chosen = reason("setpoint_chosen_open_pct", who=WHO, at="07:30", setpoint_pct=54.0)
    point = Setpoint(
        quantity=Quantity.HUMIDITY, goal=54.0, least=50.0, most=55.0, chosen=chosen, undo="act-0001"
    )
    room = replace(
        result.rooms["stack-1"],
        setpoints=(point,),
        notes=(chosen,),
        ventilation=reason("local_stop", who=WHO),
    )
    acknowledged = reason("cycle_acknowledged", who=WHO, why=TYPED)
    run = cycle(
        Stage.RUN, t, who=WHO, reason=acknowledged, caution=acknowledged, checks=(acknowledged,)
    )
    name, decision = "dry-1", result.outputs["dry-1"]
    wish = replace(
        claim(name, True, Rank.HAND, reason("hand_on", who=WHO, why=TYPED)),
        owner=WHO,
        source=chosen,
    )
    held = replace(decision, claims=(wish, *decision.claims))
    return replace(
        whole,
        result=replace(
            result,
            rooms={**result.rooms, "stack-1": room},
            cycles={run.programme: run},
            outputs={**result.outputs, name: held},
            alarms=storm(t),
        ),
    )


async def read(visitor: Visitor, site: PeopleSite) -> dict[str, str]:
    """Return every page, its twins and the first event of each frame."""
    found = {page: (await visitor.get(f"{page}?lang=zh"))[1] for page in PAGES}
    for frame in Frame:
        address = f"{site.example.url}/events?lang=zh&page={frame.value}"
        async with visitor.session.get(address) as stream:
            lines = [await stream.content.readline() for _ in range(4)]
        found[frame.value] = b"".join(lines).decode()
    return found


async def test_a_guest_reads_no_name_and_nothing_that_a_person_typed(tmp_path: Path) -> None:
    add(tmp_path, Role.VIEWER)
    async with PeopleSite(tmp_path, guests()).serving() as site, site.visitor() as visitor:
        await site.example.live.publish(full(2, site.clock.t))
        seen = await read(visitor, site)
        assert "本机面板" in seen["/api/v1/snapshot"]
        assert {where for where, text in seen.items() if NAME in text} == set()
        twins = ("/api/v1/snapshot", "/api/v1/alarms", *Frame)
        assert {where for where in twins if TYPED in seen[where]} == set()
        assert await visitor.sign_in(Role.VIEWER) == 200
        known = await read(visitor, site)
        assert NAME in known["/api/v1/snapshot"]
        assert NAME in known[Frame.ROOMS.value]
        assert TYPED in known["/api/v1/alarms"]


async def test_a_stream_names_nobody_any_more_once_the_session_is_over(tmp_path: Path) -> None:
    add(tmp_path, Role.VIEWER)
    async with PeopleSite(tmp_path, guests()).serving() as site, site.visitor() as visitor:
        await site.example.live.publish(full(2, site.clock.t))
        await visitor.sign_in(Role.VIEWER)
        async with visitor.session.get(f"{site.example.url}/events?lang=zh") as stream:
            assert NAME in await event(stream.content)
            assert (await visitor.post("/api/v1/sign-out", {}))[0] == 200
            await site.example.live.publish(full(3, site.clock.t))
            assert NAME not in await event(stream.content)


async def event(lines: object) -> str:
    """Return the data of the next event."""
    while True:
        line = await lines.readline()  # type: ignore[attr-defined]
        assert line
        if line.startswith(b"data: "):
            return str(json.loads(line.removeprefix(b"data: ")))


@pytest.mark.parametrize("scene", [by_hand, uv_run, local_stop])
def test_all_but_people_stays_as_it_is(scene: object) -> None:
    whole = shown(1, 1000.0, scene(1000.0))  # type: ignore[operator]
    bare = nameless(whole)
    assert bare is not None
    assert bare.devices == whole.devices
    assert bare.result.image == whole.result.image
    assert set(bare.result.outputs) == set(whole.result.outputs)
    for name, decision in whole.result.outputs.items():
        kept = bare.result.outputs[name]
        assert replace(kept, claims=decision.claims) == decision
        for told, known in zip(kept.claims, decision.claims, strict=True):
            assert told.reason.code == known.reason.code
            assert told == known or "who" in dict(known.reason.args)
    assert nameless(None) is None


@pytest.mark.parametrize(
    ("who", "place"),
    [
        ("本机面板 · 张三", "本机面板"),
        ("本机面板", "本机面板"),
        ("远程 10.0.0.7 · 李四", "远程"),
        ("root", UNSAID),
    ],
)
def test_of_who_acted_the_place_is_left(who: str, place: str) -> None:
    assert place_of(who) == place
