"""Records at the wall: found without a keyboard, lent, moved, checked; nothing hostile gets out."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from daemon.clock import SystemClock
from daemon.model.people import Role
from daemon.people.accounts import Accounts
from panel.app import Extra
from panel.records.record_words import box_address, record_address
from records_sync.holdings.acts import Lend, Move, MoveBox
from records_sync.holdings.codes import box_code, record_code
from records_sync.holdings.model import Key, Place, Status
from records_sync.index.writing import IndexWriter
from records_sync.model import Record
from records_sync.text.initials import initials
from tests.people_kit import CLOSED, PIN, add
from tests.unit.index_kit import increment, put

from .archive_site import KEY, Archive, archive, some
from .conftest import Visit
from .example import SETTINGS, SITE, Example, HandFedLive, snapshot
from .viewer import OneViewer, look_on

pytestmark = pytest.mark.asyncio(loop_scope="session")

SIZES = ((800, 480), (1280, 800), (390, 844))
WALL = 1280  # on it every target has 53 px: 9 mm
HOSTILE = (
    "<script>alert(1)</script>\u202e</title><img src=x onerror=alert(2)>" + "很长的题名" * 2000
)
TOLD = Record(
    id="told-1",
    title="关于蓝莓种植补助的通知",
    ref_code="J099-WS·2014-D30-NYK-0015",
    doc_no="当农发〔2014〕15号",
    year=2014,
    unit="当阳市农业局",
    box="2014-099",
)
OTHERS = some(300)
NAMED = Key("main", TOLD.id)
LENT, BOXED, LOST = (Key("main", record.id) for record in OTHERS[:3])
SHELF = Place(room="stack-1", rack="3", column="2", section="1", shelf="4")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def found(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Archive]:
    """An archive with a box of two records on a shelf, and a loan."""
    async with archive(tmp_path_factory.mktemp("records")) as site:
        site.put("全量-20261101.csv", [TOLD, *OTHERS])
        await site.synced(lambda source: source.total == len(OTHERS) + 1)
        await asyncio.to_thread(_poison, site.data)
        due = site.desk.today() + timedelta(days=10)
        who = {"who": "王工"}
        await site.act(MoveBox(id=site.act_id, box="12", to=SHELF, **who))
        await site.act(Move(id=site.act_id, keys=(BOXED, LOST), to=Place(box="12"), **who))
        await site.act(Lend(id=site.act_id, keys=(LENT,), unit="市财政局", until=due, **who))
        yield site


def _poison(data: Path) -> None:
    with IndexWriter(data / "records.db") as writer:
        increment(writer, put("evil", HOSTILE, creator="\u202e<b>毒</b>", remark="</dd><script>"))


async def enter(found: Archive, visit: Visit, path: str) -> Page:
    """Open a page as the room's own panel."""
    await visit.page.context.request.get(f"{found.panel.url}/local?key={KEY}", max_redirects=0)
    await found.show()
    await visit.open(f"{found.panel.url}{path}")
    return visit.page


async def asked(page: Page, text: str) -> None:
    """Type what is looked for, as a scanner does: with Enter at the end."""
    await page.keyboard.insert_text(text)
    await page.keyboard.press("Enter")


@pytest.mark.parametrize(
    "text", ["蓝莓", "当农发[2014] 15", "j099－WS.2014-d30", "当农发2014-15号"]
)
async def test_a_record_is_found_by_two_characters_and_by_a_sloppy_number(
    found: Archive, visit: Visit, text: str
) -> None:
    page = await enter(found, visit, "/records")
    await asked(page, text)
    await expect(page.locator("h2.count")).to_have_text("找到 1 件")
    await expect(page.locator(".hits .title")).to_have_text(TOLD.title)
    await expect(page.locator(".hits mark").first).to_be_visible()
    await expect(page.locator(".fresh")).to_contain_text("索引截至")
    assert visit.complaints == []


async def test_initials_are_typed_by_touch_alone(found: Archive, visit: Visit) -> None:
    page = await enter(found, visit, "/records")
    letters = max(initials("蓝莓种植补助"), key=len)[:4].upper()
    for letter in letters:
        await page.locator(f'[data-types="{letter}"]').click()
    await page.locator('[data-types="7"]').click()
    await page.locator('[data-types="back"]').click()
    await expect(page.locator("input[name=q]")).to_have_value(letters)
    await page.locator(".go").click()
    await expect(page.locator(".hits .title mark")).to_have_text("蓝莓种植")
    await page.locator('[data-types="8"]').click()  # the old question is chosen: it goes away
    await expect(page.locator("input[name=q]")).to_have_value("8")
    assert visit.complaints == []


async def test_filters_narrow_and_can_be_taken_away(found: Archive, visit: Visit) -> None:
    page = await enter(found, visit, "/records?q=2014")
    whole = await page.locator("h2.count").inner_text()
    await page.locator(".filters > summary").click()
    await page.locator("select[name=unit]").select_option(TOLD.unit)
    await expect(page.locator("h2.count")).to_have_text("找到 1 件")
    assert "carrier" not in page.url
    await page.locator(".chips").get_by_text("去掉筛选条件").click()
    await expect(page.locator("h2.count")).to_have_text(whole)
    await visit.open(f"{found.panel.url}/records?status=lent")
    await expect(page.locator(".hits li")).to_have_count(1)
    await expect(page.locator(".hits .where")).to_contain_text("市财政局")
    await visit.open(f"{found.panel.url}/records?room=stack-2")
    await expect(page.locator("h2.count")).to_have_text("找到 0 件")


async def test_pages_go_on_without_losing_or_repeating_a_record(
    found: Archive, visit: Visit
) -> None:
    page = await enter(found, visit, "/records?q=当阳")
    count = int((await page.locator("h2.count").inner_text()).strip("找到 件"))
    seen: list[str] = []
    while True:
        links = await page.locator(".hits > li > a").all()
        seen += [str(await link.get_attribute("href")) for link in links]
        after = page.locator("a[rel=next]")
        if not await after.count():
            break
        await visit.open(found.panel.url + str(await after.get_attribute("href")))
    assert len(seen) == len(set(seen)) == count
    await page.locator("a[rel=first]").click()
    await expect(page.locator(".hits > li > a").first).to_have_attribute("href", seen[0])


async def test_nothing_found_says_what_was_understood_and_how_fresh_the_index_is(
    found: Archive, visit: Visit
) -> None:
    page = await enter(found, visit, "/records?q=天外来客 qqxz 2999-77")
    nothing = page.locator(".nothing-found")
    await expect(nothing).to_contain_text("天外来客")
    await expect(nothing).to_contain_text("拼音首字母 QQXZ")
    await expect(nothing).to_contain_text("索引截至")
    await visit.page.goto(f"{found.panel.url}{record_address(Key('main', 'nobody'))}")
    await expect(page.locator(".paper")).to_contain_text("索引和本地登记中都没有这件档案")
    await expect(page.locator(".paper")).to_contain_text("索引截至")


async def test_a_scanned_label_opens_its_own_page(found: Archive, visit: Visit) -> None:
    page = await enter(found, visit, "/records")
    await asked(page, record_code(NAMED))
    await expect(page.locator("h2")).to_have_text(TOLD.title)
    await visit.open(f"{found.panel.url}/records")
    await asked(page, box_code("12"))
    await expect(page.locator("h2")).to_have_text("盒 12")
    await expect(page.locator(".place")).to_contain_text("一号库房 · 3 架 · 2 列 · 1 节 · 4 层")


async def test_a_record_is_lent_prolonged_and_taken_back(found: Archive, visit: Visit) -> None:
    page = await enter(found, visit, record_address(NAMED))
    word, answer = page.locator(".stands .word"), page.locator(".answer")
    await expect(page.locator("dl.fields-of")).to_contain_text("当农发〔2014〕15号")
    await page.locator(".act > summary", has_text="借出").click()
    await page.locator("select[name=unit]").select_option(OTHERS[0].unit)
    await page.locator("[data-sets]").nth(2).click()
    await page.locator('[data-verb="lend"] .do').click()
    await expect(word).to_have_text("借出")
    await expect(answer).to_have_text("已登记借出 1 件")
    due = found.desk.today() + timedelta(days=30)
    await expect(page.locator(".loan")).to_have_text(f"{OTHERS[0].unit}，应还 {due}")
    await expect(page.locator(".history li").first).to_contain_text("借给")
    await expect(page.locator('[data-verb="move"]')).to_have_count(0)

    found.clock.ahead = timedelta(days=31)
    await page.reload()
    await expect(word).to_have_text("借出 · 超期")
    found.clock.ahead = timedelta()
    await page.reload()
    await page.locator('[data-verb="take_back"] .do').click()
    await expect(word).to_have_text("在库")
    await page.locator(".act > summary", has_text="借出").click()
    option = page.locator("select[name=unit] optgroup").first.locator("option")
    await expect(option).to_have_text(OTHERS[0].unit)  # who had it before comes first
    assert visit.complaints == []


async def test_a_record_moves_into_a_scanned_box_by_touch_and_is_seen_there(
    found: Archive, visit: Visit
) -> None:
    page = await enter(found, visit, record_address(NAMED))
    await page.locator(".act > summary", has_text="登记位置").click()
    await page.locator('[name="to.box"]').focus()
    await asked(page, box_code("12"))  # the scanner's Enter must not send what is half told
    await expect(page.locator(".answer")).to_have_text("")
    await page.locator('[data-verb="move"] .do').click()
    await expect(page.locator(".stands .place > b")).to_contain_text("盒 12")
    await expect(page.locator(".locator rect.here")).to_have_count(1)
    await page.locator('[data-verb="see"] .do').click()
    await expect(page.locator(".stands")).to_contain_text("最近见到：")
    await expect(page.locator("[data-figure]")).to_have_count(6)
    await page.locator("#climate").get_by_text("一年").click()
    await expect(page.locator("#climate .here")).to_have_text("一年")

    await page.locator(".act > summary", has_text="登记位置").click()
    await page.locator("select[name='to.room']").select_option("stack-2")
    for _ in range(2):
        await page.locator('.field:has([name="to.rack"]) [data-step="1"]').click()
    await page.locator('[data-verb="move"] .do').click()
    await expect(page.locator(".stands .place > b")).to_have_text("二号库房 · 2 架")


async def test_what_is_refused_is_explained_and_the_page_shows_what_is_true(
    found: Archive, visit: Visit
) -> None:
    page = await enter(found, visit, record_address(BOXED))
    await page.locator(".act > summary", has_text="借出").click()
    await page.locator("select[name=unit]").select_option(OTHERS[0].unit)
    due = found.desk.today() + timedelta(days=3)
    lend = Lend(id=found.act_id, who="李四", keys=(BOXED,), unit="市审计局", until=due)
    await found.act(lend)  # meanwhile, elsewhere
    await page.locator('[data-verb="lend"] .do').click()
    answer = page.locator(".answer")
    await expect(answer).to_have_attribute("data-is", "attention")
    await expect(answer).to_contain_text("已借给 市审计局")
    await expect(answer).to_contain_text(OTHERS[1].ref_code or OTHERS[1].temp_no)
    await expect(page.locator(".loan")).to_contain_text("市审计局")
    await page.locator('[data-verb="take_back"] .do').click()
    await expect(page.locator(".stands .word")).to_have_text("在库")
    await page.locator(".act > summary", has_text="更改状态").click()
    await page.locator(".record-act").get_by_text("失踪待查").click()
    await page.locator('[data-verb="set_status"] .do').click()
    await expect(answer).to_contain_text("必须写明原因")  # and what was chosen is not lost
    await expect(page.locator('[name="status"][value="missing"]')).to_be_checked()
    await page.get_by_text("调阅时未找到").click()
    await page.locator('[data-verb="set_status"] .do').click()
    await expect(page.locator(".history li").first).to_contain_text("调阅时未找到")
    await page.locator('[data-verb="see"] .do').click()  # and it is found again
    await expect(page.locator(".stands .word")).to_have_text("在库")


async def test_a_box_is_checked_with_the_scanner_alone(found: Archive, visit: Visit) -> None:
    page = await enter(found, visit, box_address("12"))
    await expect(page.locator(".contents.all > li")).to_have_count(2)
    await page.locator('[data-verb="open_check"] .do').click()
    field = page.locator("#scan input[name=text]")
    await expect(field).to_be_focused()
    await expect(page.locator(".progress b")).to_have_text("应有 2 件，已找到 0 件")
    for code in (record_code(BOXED), "9787302511625", record_code(BOXED), record_code(LENT)):
        await asked(page, code)  # faster than the answers come
    await expect(page.locator(".strange > li")).to_have_count(2)
    await expect(page.locator(".strange")).to_contain_text("9787302511625")
    await expect(page.locator(".contents.found-here > li")).to_have_count(1)
    await expect(page.locator(".contents.missing > li")).to_have_count(1)
    await expect(field).to_be_focused()
    await page.reload()
    await expect(page.locator(".progress b")).to_have_text("应有 2 件，已找到 1 件")
    await page.locator('[data-verb="close_check"] .do').click()
    await expect(page.locator(".answer")).to_contain_text("盒 12 清点不符：在 1，缺 1，多 2")
    sheet = await found.desk.record(LOST)
    assert sheet
    assert sheet.standing
    assert sheet.standing.status is Status.MISSING
    assert visit.complaints == []


async def test_labels_look_as_they_are_printed_and_can_do_nothing(
    found: Archive, visit: Visit
) -> None:
    panel = Example(SETTINGS, SITE, extra=Extra(records=found.desk, people=OneViewer()))
    async with panel.serving():
        await panel.show(1)
        await look_on(panel, visit.page.context)
        page = visit.page
        await visit.open(f"{panel.url}{box_address('12')}")
        address = await page.get_by_text("打印标签", exact=True).get_attribute("href")
        await page.goto(f"{panel.url}{address}&record=files:evil")
    assert await page.locator("li svg").count() == 2
    assert await page.evaluate("getComputedStyle(document.querySelector('ol')).display") == "grid"
    assert await page.locator("script").count() == 0
    assert visit.complaints == []


async def test_nothing_opens_beside_the_rooms_own_panel(found: Archive, visit: Visit) -> None:
    paths = (box_address("12"), record_address(BOXED), "/records/statistics")
    for path in paths:
        page = await enter(found, visit, path)
        assert await page.locator("[target], [download], [href*=labels]").count() == 0


async def test_hostile_texts_are_texts(found: Archive, visit: Visit) -> None:
    for path in ("/records?q=很长的题名", record_address(Key("files", "evil"))):
        page = await enter(found, visit, path)
        await expect(page.locator("main")).to_contain_text("<script>alert(1)</script>")
        assert await page.locator("main img, main script").count() == 0
        for width, height in SIZES:
            await page.set_viewport_size({"width": width, "height": height})
            assert await page.evaluate("document.documentElement.scrollWidth") <= width
        assert visit.complaints == []


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_page_fits_the_screen_and_can_be_touched(
    found: Archive, visit: Visit, language: str
) -> None:
    paths = ("/records", "/records?q=2014&room=stack-1", "/records?q=当阳", box_address("12"))
    for path in (*paths, record_address(LENT), record_address(NAMED)):
        mark = "&" if "?" in path else "?"
        page = await enter(found, visit, f"{path}{mark}lang={language}")
        for details in await page.locator("main details").all():
            await details.evaluate("node => { node.open = true; }")
        for width, height in SIZES:
            await page.set_viewport_size({"width": width, "height": height})
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
            least = 53 if width == WALL else 48
            small = await page.evaluate(
                """(least) => [...document.querySelectorAll(
                     'main :is(.button, summary, select, a, input:not([type=radio]))')]
                   .filter(n => n.checkVisibility()
                     && n.getBoundingClientRect().height < least - 0.1)
                   .map(n => n.outerHTML)""",
                least,
            )
            assert small == [], path
    assert visit.complaints == []


async def test_the_language_changes_and_the_question_stays(found: Archive, visit: Visit) -> None:
    page = await enter(found, visit, "/records?q=蓝莓&lang=zh")
    await page.locator(".top").get_by_text("English").click()
    await expect(page.locator("h2.count")).to_have_text("1 found")
    await expect(page.locator(".fresh")).to_contain_text("Index as of")
    await page.locator(".hits a").click()
    await expect(page.locator("dl.fields-of")).to_contain_text("Document number")
    await page.locator(".top").get_by_text("中文").click()
    await expect(page.locator("dl.fields-of")).to_contain_text("发文字号")


async def test_the_locked_wall_asks_for_the_pin_and_then_offers_the_act_again(
    found: Archive, visit: Visit, tmp_path: Path
) -> None:
    add(tmp_path, Role.OPERATOR)
    live, clock, page = HandFedLive(), SystemClock(), visit.page
    await live.publish(snapshot(1, clock.monotonic()))
    accounts = Accounts(tmp_path, live, clock, lambda _row: None)
    await accounts.begin()
    panel = Example(CLOSED, SITE, extra=Extra(records=found.desk, people=accounts))
    before = await found.desk.record(NAMED)
    async with panel.serving():
        await panel.show(1)
        await page.goto(f"{panel.url}/local?key={KEY}")
        await visit.open(f"{panel.url}{record_address(NAMED)}")
        await page.locator(".act > summary", has_text="借出").click()
        await page.locator("select[name=unit]").select_option(OTHERS[0].unit)
        await page.locator('[data-verb="lend"] .do').click()
        await page.wait_for_url("**/unlock?**")
        for digit in PIN:
            await page.click(f'[data-key="{digit}"]')
        await page.click('.keys button:has-text("确定")')
        await page.wait_for_url(f"{panel.url}{record_address(NAMED)}")
        strip = page.locator(".undone")
        await expect(strip).to_contain_text(f"{TOLD.title} · 借出 · {OTHERS[0].unit}")
        assert await found.desk.record(NAMED) == before
        await strip.get_by_text("现在执行").click()
        await expect(strip).to_contain_text("已登记借出 1 件")
        await expect(page.locator(".stands .word")).to_have_text("借出")
        await page.locator('[data-verb="take_back"] .do').click()
        await expect(page.locator(".stands .word")).to_have_text("在库")
    assert [text for text in visit.complaints if "403" not in text] == []


async def test_who_only_looks_on_has_no_buttons_and_changes_nothing(
    found: Archive, visit: Visit
) -> None:
    panel = Example(SETTINGS, SITE, extra=Extra(records=found.desk, people=OneViewer()))
    async with panel.serving():
        await panel.show(1)
        await look_on(panel, visit.page.context)
        await visit.open(f"{panel.url}{record_address(LENT)}")
        page = visit.page
        await expect(page.locator(".stands .word")).to_have_text("借出")
        await expect(page.locator(".record-act")).to_have_count(0)
        before = await found.desk.record(LENT)
        told = {"id": "0123456789ab", "verb": "take_back", "keys": [list(LENT)]}
        status = await page.evaluate(
            """async (body) => (await fetch("/api/v1/records/acts", {
                 method: "POST", body, headers: {
                   "Content-Type": "application/json",
                   "X-Roomd-Token": document.body.dataset.token,
                 },
               })).status""",
            json.dumps(told),
        )
        assert status == 403
        assert await found.desk.record(LENT) == before
