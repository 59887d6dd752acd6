"""The pages about all records in a real browser, over a real archive and real syncs.

A person at the room's own panel sees what is held and decides; a visitor looks on.
"""

import re
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from daemon.store.ledger_inbox import waiting
from panel.app import Extra
from records_sync.holdings.acts import Lend, Move, SetStatus
from records_sync.holdings.model import Key, Place, Status
from records_sync.model import Record, UnitSummary
from tests.records_site import units

from .archive_site import KEY, WITHIN_S, Archive, archive, some
from .conftest import Visit
from .example import SETTINGS, SITE, Example
from .viewer import OneViewer, look_on

pytestmark = pytest.mark.asyncio(loop_scope="session")

SIZES = ((800, 480), (1280, 800))
WITHIN_MS = WITHIN_S * 1000
MAIN = '[data-source-card="main"]'
HOLD_MS = 2000  # longer than a decision has to be held
ASK = """async (asked) => {
  const headers = {
    "Content-Type": "application/json",
    "X-Roomd-Token": document.body.dataset.token,
  };
  const body = JSON.stringify(asked);
  const answer = await fetch("/api/v1/records/sync", {method: "POST", headers, body});
  return [answer.status, await answer.json()];
}"""
RECORDS = some(600)
LENT, MOVED, LOST = (Key("main", RECORDS[n].id) for n in (0, 1, 2))


async def enter(found: Archive, visit: Visit, path: str) -> Page:
    """Open a page as the room's own panel."""
    key = f"{found.panel.url}/local?key={KEY}"
    await visit.page.context.request.get(key, max_redirects=0)
    await visit.open(f"{found.panel.url}{path}")
    return visit.page


async def hold(page: Page, button: str, for_ms: int = HOLD_MS) -> None:
    """Press a button as long as is said."""
    target = page.locator(button)
    await target.scroll_into_view_if_needed()
    await target.hover()
    await page.mouse.down()
    await page.wait_for_timeout(for_ms)
    await page.mouse.up()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def lived_in(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Archive]:
    """An archive whose records were lent, moved and lost a hundred days ago."""
    async with archive(tmp_path_factory.mktemp("lived-in")) as found:
        (first, *others) = units()
        found.put_units((replace(first, posts=6, staff=9), *others))
        found.put("全量-20261101.csv", RECORDS)
        await found.synced(lambda source: source.total == len(RECORDS))
        due = found.desk.today() + timedelta(days=10)
        who = {"who": "王工"}
        await found.act(Lend(id=found.act_id, keys=(LENT,), unit="市财政局", until=due, **who))
        to = Place(room="stack-1", rack="3", column="2", shelf="4", box="1984-001")
        await found.act(Move(id=found.act_id, keys=(MOVED,), to=to, **who))
        lost = Status.MISSING
        await found.act(
            SetStatus(id=found.act_id, keys=(LOST,), status=lost, why="清点未见", **who)
        )
        found.clock.ahead = timedelta(days=100)
        yield found


async def test_a_tree_leads_from_a_unit_to_its_years_and_records(
    lived_in: Archive, visit: Visit
) -> None:
    page = await enter(lived_in, visit, "/records/browse")
    await page.get_by_text("按单位", exact=True).click()
    row = page.locator(".nodes > li", has_text="曾用名：").first
    name = await row.locator("a.opens").inner_text()
    count = await row.locator(".count").inner_text()
    await row.locator("a.opens").click()
    await expect(page.locator(".trail")).to_contain_text(name)
    years = await page.locator(".nodes .count").all_inner_texts()
    assert sum(map(int, years)) == int(count)
    await expect(page.locator(".fresh")).to_contain_text("索引截至")
    await page.get_by_text("返回", exact=True).click()
    await page.locator(".nodes > li", has_text=name).get_by_text("查看档案").click()
    await expect(page).to_have_url(re.compile(r"/records\?unit="))
    assert visit.complaints == []


async def test_statistics_are_drawn_and_taken_away_as_a_spreadsheet(
    lived_in: Archive, visit: Visit
) -> None:
    page = await enter(lived_in, visit, "/records/statistics")
    await expect(page.locator(".total")).to_have_text("共 600 件")
    kinds = page.locator(".counts", has_text="按保管期限").locator("tbody tr")
    drawn = []
    for row in await kinds.all():
        box = await row.locator("rect").bounding_box()
        assert box is not None
        drawn.append((int(await row.locator("td.digits").inner_text()), box["width"]))
    (most, widest) = max(drawn)
    assert [round(width / widest, 2) for _, width in drawn] == [
        pytest.approx(count / most, abs=0.02) for count, _ in drawn
    ]
    crowded = page.locator('.figures td[data-is="attention"]')
    await expect(crowded).to_have_count(1)
    await expect(crowded).to_contain_text("9")
    await expect(page.locator(".counts", has_text="按状态")).to_contain_text("失踪待查")
    panel = Example(SETTINGS, SITE, extra=Extra(records=lived_in.desk, people=OneViewer()))
    async with panel.serving():
        await panel.show(1)
        await look_on(panel, page.context)
        await visit.open(f"{panel.url}/records/statistics")
        async with page.expect_download() as taken:
            await page.get_by_text("下载 XLSX").click()
        file = await (await taken.value).path()
    with zipfile.ZipFile(file) as book:
        assert "保管期限" in book.read("xl/workbook.xml").decode()
    assert visit.complaints == []


async def test_what_is_overdue_or_missing_stands_in_the_list_with_what_to_do(
    lived_in: Archive, visit: Visit
) -> None:
    page = await enter(lived_in, visit, "/records/missing")
    first = page.locator(".lost > li").first
    await expect(first).to_have_attribute("data-reason", "missing")
    await expect(first).to_contain_text("失踪待查已 100 天：查借阅登记和相邻的盒")
    await page.get_by_text("借阅超期 1", exact=True).click()
    (line,) = await page.locator(".lost > li").all()
    await expect(line).to_contain_text(RECORDS[0].title)
    await expect(line).to_contain_text("借给 市财政局")
    await expect(line).to_contain_text("已超期 90 天：请催还或续借")
    await line.locator("a").click()
    await expect(page).to_have_url(re.compile(r"/records/record\?source=main&id="))
    assert visit.complaints == []


async def test_after_an_excursion_the_records_of_the_room_are_found(
    lived_in: Archive, visit: Visit
) -> None:
    day = (lived_in.clock.utc() - timedelta(days=1)).date().isoformat()
    page = await enter(lived_in, visit, "/records/stood")
    await page.locator('[name="start"]').fill(day)
    await page.locator('[name="end"]').fill(day)
    await page.get_by_role("button", name="查看档案").click()
    (line,) = await page.locator(".stood > li").all()
    await expect(line).to_contain_text(RECORDS[1].title)
    await expect(line).to_contain_text("一号库房")
    await page.locator(".period").get_by_text("二号库房").click()
    await page.get_by_role("button", name="查看档案").click()
    await expect(page.locator(".stood > li")).to_have_count(0)
    await expect(page.locator(".paper")).to_contain_text("没有登记在此库房的档案")
    assert visit.complaints == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "/records/browse?axis=unit",
        "/records/statistics",
        "/records/missing",
        "/records/sync",
        "/records/reports/1",
        "/records/stood?room=stack-1",
    ],
)
async def test_every_page_fits_the_panel_and_the_finger(
    lived_in: Archive, visit: Visit, path: str, language: str, tmp_path: Path
) -> None:
    joint = "&" if "?" in path else "?"
    page = await enter(lived_in, visit, f"{path}{joint}lang={language}")
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        for button in await page.locator("main .button:visible").all():
            touch = await button.bounding_box()
            assert touch is not None
            assert min(touch["width"], touch["height"]) >= 48
        await page.screenshot(path=tmp_path / f"{width}-{language}.png", full_page=True)
    await expect(page.locator(".fresh")).to_be_visible()
    assert visit.complaints == []


# Decisions


@asynccontextmanager
async def holding(folder: Path) -> AsyncIterator[Archive]:
    """Open an archive whose newest list has lost two thirds of its records."""
    async with archive(folder) as found:
        found.put("全量-20261101.csv", RECORDS[:300])
        await found.synced(lambda source: source.total == 300)
        found.put("全量-20261102.csv", RECORDS[:100])
        await found.synced(lambda source: source.hold)
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def held(tmp_path: Path) -> AsyncIterator[Archive]:
    """One that waits for a decision."""
    async with holding(tmp_path) as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def undecided(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Archive]:
    """One about which nobody decides."""
    async with holding(tmp_path_factory.mktemp("undecided")) as found:
        yield found


async def test_a_held_mass_delete_is_approved_by_holding_and_with_a_reason(
    held: Archive, visit: Visit
) -> None:
    page = await enter(held, visit, "/records/sync")
    card = page.locator(MAIN)
    await expect(card.locator(".removes")).to_have_text("将删除 200 件，现有 300 件")
    await expect(card.locator(".ids li")).to_have_count(20)
    approve = f'{MAIN} [data-ask="approve"]'

    await hold(page, approve)
    await expect(page.locator(".answer")).to_have_text("请先选择原因。")
    await page.locator('.sync-page form.operator [name="who"]').fill("王工")
    await page.locator(approve).click()  # a slip of the finger
    assert held.source.hold is not None
    await card.get_by_text("已移交市档案馆").click()

    await hold(page, approve)  # the first press takes the focus from the reason
    answer = page.locator(".answer")
    await expect(answer).to_have_attribute("data-is", "good", timeout=WITHIN_MS)
    await expect(answer).to_contain_text("已执行")
    await expect(card.locator(".hold")).to_have_count(0, timeout=WITHIN_MS)
    await expect(card.locator('[data-field="total"]')).to_have_text("100")
    await expect(card.locator("strong.word")).to_have_text("正常")
    await expect(page.locator(".runs")).to_contain_text("人工批准")
    assert visit.requests.count(f"{held.panel.url}/records/sync?lang=zh") == 0
    (entry,) = [each for each in waiting(held.data)[0] if each.kind == "records"]
    assert entry.body["who"] == "本机面板 · 自称 王工"
    assert entry.body["why"] == "已移交市档案馆"
    assert visit.complaints == []


async def test_a_held_mass_delete_is_forgotten_with_keys_alone(held: Archive, visit: Visit) -> None:
    page = await enter(held, visit, "/records/sync?lang=en")
    card = page.locator(MAIN)
    why = card.locator('[data-decision="reject"] [name="why"]').first
    await why.focus()
    await page.keyboard.press("Space")
    await card.locator('[data-ask="reject"]').focus()
    await page.keyboard.down("Enter")
    await page.wait_for_timeout(HOLD_MS)
    await page.keyboard.up("Enter")
    answer = page.locator(".answer")
    await expect(answer).to_contain_text("forgotten", timeout=WITHIN_MS)
    await expect(card.locator(".hold")).to_have_count(0, timeout=WITHIN_MS)
    assert held.source.total == 300
    assert visit.complaints == []


async def test_who_only_looks_on_has_no_buttons_and_decides_nothing(
    undecided: Archive, visit: Visit
) -> None:
    panel = Example(SETTINGS, SITE, extra=Extra(records=undecided.desk, people=OneViewer()))
    async with panel.serving(), panel.scanning(1):
        await look_on(panel, visit.page.context)
        page = visit.page
        await visit.open(f"{panel.url}/records/sync")
        await expect(page.locator(f"{MAIN} .removes")).to_be_visible()
        await expect(page.locator("[data-ask]")).to_have_count(0)
        await expect(page.locator(".sync-page")).to_contain_text("远程查看")
        digest = await page.locator(".hold code").inner_text()
        for verb in ("sync", "cancel", "approve", "reject"):
            asked = {"id": f"viewer-{verb}", "verb": verb, "source": "main"}
            status, _ = await page.evaluate(ASK, {**asked, "digest": digest, "why": "已移交"})
            assert status == 403
    assert undecided.source.hold is not None
    assert undecided.source.total == 300


async def test_the_panel_asks_for_a_pin_where_one_is_wanted(
    undecided: Archive, visit: Visit
) -> None:
    settings = replace(SETTINGS, local_key=KEY, wall_pin=True)
    panel = Example(settings, SITE, extra=Extra(records=undecided.desk, people=OneViewer()))
    async with panel.serving(), panel.scanning(1):
        key = f"{panel.url}/local?key={KEY}"
        await visit.page.context.request.get(key, max_redirects=0)
        await visit.open(f"{panel.url}/records/sync")
        await visit.page.locator(f'{MAIN} [data-ask="sync"]').click()
        await visit.page.wait_for_url(f"{panel.url}/unlock?next=%2Frecords%2Fsync")
    assert undecided.source.hold is not None


async def test_a_plan_that_has_changed_meanwhile_is_not_carried_out(
    undecided: Archive, visit: Visit
) -> None:
    page = await enter(undecided, visit, "/records/sync")
    stale = {"id": "a-stale-plan", "verb": "approve", "source": "main", "why": "已移交"}
    status, told = await page.evaluate(ASK, {**stale, "digest": "000000000000"})
    assert (status, told["accepted"]) == (409, False)
    assert "待确认的内容已经变了" in told["zh"]
    again = await page.evaluate(ASK, {**stale, "digest": "000000000000"})
    assert again == [status, told], "asked twice, answered the same"
    other = await page.evaluate(ASK, {**stale, "digest": "111111111111"})
    assert other[0] == 409
    assert "another request" in other[1]["en"]
    assert undecided.source.total == 300


# Runs


async def test_a_run_is_followed_stopped_and_gone_on_with(tmp_path: Path, visit: Visit) -> None:
    many = some(20_000)
    async with archive(tmp_path) as found:
        found.put("全量-20261101.csv", many)
        page = await enter(found, visit, "/records/sync")
        card = page.locator(MAIN)
        await expect(card.locator("strong.word")).to_have_text("从未同步")
        await expect(page.locator(".fresh")).to_contain_text(
            "尚未完整同步：主系统导出", timeout=WITHIN_MS
        )
        await card.locator('[data-ask="sync"]').click()
        await expect(card.locator("progress")).to_be_visible(timeout=WITHIN_MS)
        await expect(card.locator("strong.word")).to_have_text("正在同步", timeout=WITHIN_MS)
        await card.locator('[data-ask="cancel"]').click()
        await expect(card.locator("progress")).to_be_hidden(timeout=WITHIN_MS)
        await expect(card.locator("strong.word")).to_have_text("已停止", timeout=WITHIN_MS)
        await expect(page.locator(".runs")).to_contain_text(
            "已停止，下次从断点继续", timeout=WITHIN_MS
        )
        await card.locator('[data-ask="sync"]').click()
        total = card.locator('[data-field="total"]')
        await expect(total).to_have_text("20,000", timeout=WITHIN_MS)
        await expect(card.locator("strong.word")).to_have_text("正常", timeout=WITHIN_MS)
        assert visit.complaints == []


async def test_a_source_that_can_not_be_read_says_why_and_when_it_is_tried_again(
    tmp_path: Path, visit: Visit
) -> None:
    async with archive(tmp_path) as found:
        found.folder.rmdir()
        await found.synced(lambda source: source.outcome == "failed")
        page = await enter(found, visit, "/records/sync")
        card = page.locator(MAIN)
        await expect(card.locator("strong.word")).to_have_text("同步失败")
        await expect(card.locator(".why")).to_contain_text("请检查 U 盘或网络共享是否接好")
        await expect(card.locator(".retry dd")).to_contain_text("后")


async def test_rows_that_were_left_out_are_told_with_number_and_reason(
    tmp_path: Path, visit: Visit
) -> None:
    async with archive(tmp_path) as found:
        untitled = some(1, first=40)[0]._replace(title="")
        found.put("全量-20261101.csv", [*some(30), untitled])
        await found.synced(lambda source: source.total)
        page = await enter(found, visit, "/records/sync")
        await page.locator(".runs a").first.click()
        rows = page.locator(".rows tbody tr")
        await expect(rows.first).to_contain_text("32")
        await expect(rows.first).to_contain_text("题名")
        await expect(page.locator(".numbers > div", has_text="拒绝").locator("dd")).to_have_text(
            "1"
        )
        assert visit.complaints == []


# Hostile and broken


HOSTILE = "<script>document.title='owned'</script>\"'><img src=x onerror=alert(1)>{{7*7}}</b>"


async def test_hostile_texts_are_only_texts(tmp_path: Path, visit: Visit) -> None:
    async with archive(tmp_path) as found:
        bad = Record(
            id="x1",
            title=HOSTILE,
            temp_no='LS"><svg onload=alert(2)>',
            unit=HOSTILE,
            org=HOSTILE,
            year=2014,
        )
        summary = UnitSummary(code="<i>", name=HOSTILE, kind="<b>事业单位", posts=1, staff=1)
        found.put_units((summary,))
        usual = [each._replace(unit="市编办", org="办公室") for each in some(123)]
        found.put("全量-<img src=x>-20261101.csv", [bad, *usual[:120]])
        await found.synced(lambda source: source.total)
        found.put("全量-<img src=x>-20261102.csv", usual[120:])
        await found.synced(lambda source: source.hold)
        key = Key("main", "x1")
        await found.act(
            SetStatus(id=found.act_id, keys=(key,), status=Status.MISSING, who="<b>", why=HOSTILE)
        )
        dialogs: list[str] = []
        visit.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        for path in (
            "/records/browse?axis=unit",
            "/records/browse?axis=office",
            "/records/statistics",
            "/records/missing",
            "/records/sync",
            "/records/reports/1",
            "/records/reports/3",
        ):
            page = await enter(found, visit, path)
            assert await page.locator("main img, main script, main b > svg").count() == 0
            assert "owned" not in await page.title()
            assert visit.complaints == []
        assert dialogs == []
        page = await enter(found, visit, "/records/browse?axis=unit")
        await page.locator("a.opens", has_text="<script>").click()
        await expect(page.locator(".trail")).to_contain_text("{{7*7}}")


async def test_a_damaged_index_ends_its_own_pages_only(tmp_path: Path, visit: Visit) -> None:
    async with archive(tmp_path) as found:
        found.put("全量-20261101.csv", some(50))
        await found.synced(lambda source: source.total == 50)
        file = found.data / "records.db"
        file.unlink()
        for rest in found.data.glob("records.db-*"):
            rest.unlink()
        file.write_bytes(b"no database at all" * 4096)
        page = await enter(found, visit, "/alarms")
        for path in ("/records/browse", "/records/statistics"):
            answer = await page.goto(f"{found.panel.url}{path}")
            assert answer is not None
            assert answer.status == 503
            await expect(page.locator("body")).to_contain_text("档案")
            assert "Traceback" not in await page.content()
        missing = await page.goto(f"{found.panel.url}/records/missing")
        assert missing is not None
        assert missing.status == 200  # the local facts do not need the index
        await visit.open(f"{found.panel.url}/records/sync")
        await expect(page.locator(".runs")).to_contain_text("索引现在读不到")
        await expect(page.locator(f"{MAIN} strong.word")).to_be_visible()
        for path in ("/alarms", "/"):
            answer = await page.goto(f"{found.panel.url}{path}")
            assert answer is not None
            assert answer.status == 200
