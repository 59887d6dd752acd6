"""Harvesting by OAI-PMH against a real server with every habit that other harvesters fell over."""

import json
from pathlib import Path
from typing import Any

import pytest

from records_sync.model import Carrier, Flagged, Gone, Page, Put
from records_sync.sources import troubles
from records_sync.sources.crosswalk import load
from records_sync.sources.oai_pmh import OaiPmh
from records_sync.sync.report import Outcome
from tests.oai_server import NS, Repository, Spoil, dc, repository, stamp
from tests.wire.records_kit import QUICK, Index, at, broken, gone, index, puts, read, titles

__all__ = ["index"]


def oai(url: str, **changes: Any) -> OaiPmh:
    return OaiPmh(**{"name": "main", "endpoint": at(url), "limits": QUICK, **changes})


def filled(count: int, **facts: Any) -> Repository:
    made = Repository(**facts)
    for number in range(count):
        made.put(f"oai:x:{number:03}")
    return made


def revived(made: Repository) -> Spoil:
    """Return what leaves a listing as it is, and makes every token good from now on."""

    def spoil(text: str) -> str:
        made.dead.clear()
        return text

    return spoil


def listings(made: Repository) -> list[dict[str, str]]:
    return [query for query in made.asked if query["verb"] == "ListRecords"]


def records(pages: list[Page]) -> dict[str, Put]:
    return {item.record.id: item for page in pages for item in page.items if isinstance(item, Put)}


async def test_everything_is_harvested_and_then_only_what_changed() -> None:
    made = filled(5)
    made.now += 100
    async with repository(made) as url:
        source = oai(url)
        first = await read(source)
        assert puts(first) == [f"oai:x:{number:03}" for number in range(5)]
        assert first[0].total == 5
        made.now += 3600
        made.put("oai:x:001", dc(title="改过"))
        made.delete("oai:x:004")
        then = await read(source, first[-1].cursor)
        assert titles(then) == {"oai:x:001": "改过"}
        assert gone(then) == ["oai:x:004"]
        assert listings(made)[-1]["from"] == stamp(1_000_100 - 60)
        made.now += 3600
        last = await read(source, then[-1].cursor)
        made.now += 3600
        assert await read(source, last[-1].cursor) == []


async def test_a_change_of_the_very_second_of_the_last_harvest_is_not_missed() -> None:
    made = filled(1)
    async with repository(made) as url:
        source = oai(url)
        first = await read(source)
        made.put("oai:x:001")
        made.now += 1
        then = await read(source, first[-1].cursor)
        assert "oai:x:001" in puts(then)


async def test_a_resumption_token_is_sent_alone() -> None:
    made = filled(5)
    async with repository(made) as url:
        await read(oai(url, set_spec="docs"))
    first, *rest = listings(made)
    assert first == {"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "docs"}
    assert all(set(query) == {"verb", "resumptionToken"} for query in rest)
    assert len(rest) == 2


async def test_an_empty_token_ends_the_harvest() -> None:
    made = filled(4)
    async with repository(made) as url:
        pages = await read(oai(url))
    assert [len(page.items) for page in pages] == [2, 2]
    assert json.loads(pages[-1].cursor)["token"] == ""


async def test_a_token_that_comes_again_ends_the_harvest() -> None:
    made = filled(50)
    made.tokens = lambda _: "at-2-"
    async with repository(made) as url:
        told, trouble = await broken(oai(url))
    assert trouble.code == troubles.LOOP
    assert len(told) == 1


async def test_new_tokens_that_lead_to_the_same_page_end_the_harvest() -> None:
    made = filled(50)
    rounds = iter(range(1, 1000))
    made.tokens = lambda _: f"at-{'0' * next(rounds)}-"
    async with repository(made) as url:
        told, trouble = await broken(oai(url))
    assert trouble.code == troubles.LOOP
    assert len(told) == 1


async def test_a_token_that_expires_on_the_way_begins_the_listing_again() -> None:
    made = filled(6)
    made.dead = {"at-4-"}
    made.spoils = [None, None, revived(made)]
    async with repository(made) as url:
        pages = await read(oai(url))
    assert puts(pages)[:4] == puts(pages)[4:8]
    assert sorted(set(puts(pages))) == [f"oai:x:{number:03}" for number in range(6)]


async def test_the_next_harvest_begins_where_the_first_page_of_the_last_one_was_told() -> None:
    made = filled(6)

    def slow(text: str) -> str:
        made.now += 3600
        return text

    made.spoils = [slow, slow, slow]
    async with repository(made) as url:
        source = oai(url)
        first = await read(source)
        made.records["oai:x:000"] = (1_000_500, dc(title="已经读过之后才改"))
        then = await read(source, first[-1].cursor)
    assert titles(then)["oai:x:000"] == "已经读过之后才改"


async def test_tokens_that_always_expire_end_the_harvest() -> None:
    made = filled(6)
    made.dead = {"at-2-"}
    async with repository(made) as url:
        _, trouble = await broken(oai(url))
    assert trouble.code == troubles.REFUSED
    assert len(listings(made)) == 6


async def test_h8_a_harvest_that_is_broken_off_goes_on_with_its_token() -> None:
    made = filled(20)
    made.spoils = [None] * 6 + [lambda text: text[:200]]
    async with repository(made) as url:
        source = oai(url)
        told, trouble = await broken(source)
        assert (len(told), trouble.code) == (6, troubles.BAD_XML)
        rest = await read(source, told[-1].cursor)
        assert puts(told) + puts(rest) == [f"oai:x:{number:03}" for number in range(20)]
        # A token that expired over night costs a listing, not a record.
        made.dead = {"at-12-"}
        made.spoils = [None, revived(made)]
        again = await read(source, told[-1].cursor)
        assert len(set(puts(again))) == 20


async def test_a_repository_without_deletions_says_so_and_a_whole_harvest_shows_them(
    index: Index,
) -> None:
    made = filled(5)
    made.deleted = "no"
    async with repository(made) as url:
        source = oai(url)
        await index.take(source)
        made.now += 3600
        del made.records["oai:x:003"]
        made.put("oai:x:001")
        pages = await read(source, index.writer.cursor("main")[0])
        flags = [i.code for page in pages for i in page.items if isinstance(i, Flagged)]
        assert flags == [troubles.REMOVALS_UNTOLD]
        await index.take(source)
        assert "oai:x:003" in index.ids()
        report = await index.take(oai(url, is_snapshot=True))
        assert report.outcome is Outcome.DONE
        assert "oai:x:003" not in index.ids()
        assert len(index.ids()) == 4
        assert "from" not in listings(made)[-1]


async def test_days_are_asked_for_from_the_day_before_and_do_not_order_changes() -> None:
    made = filled(2)
    made.granularity = "YYYY-MM-DD"
    async with repository(made) as url:
        source = oai(url)
        first = await read(source)
        assert [put.rev for put in records(first).values()] == [None, None]
        made.put("oai:x:000", dc(title="同一天又改"))
        then = await read(source, first[-1].cursor)
        assert titles(then)["oai:x:000"] == "同一天又改"
        assert listings(made)[-1]["from"] == "1970-01-11"


async def test_a_moment_before_the_first_record_is_not_asked_for() -> None:
    made = filled(1)
    made.earliest = stamp(made.now)
    async with repository(made) as url:
        source = oai(url)
        first = await read(source)
        await read(source, first[-1].cursor)
    assert "from" not in listings(made)[-1]


async def test_a_clock_that_went_back_asks_for_everything_anew() -> None:
    made = filled(1)
    async with repository(made) as url:
        source = oai(url)
        first = await read(source)
        made.now -= 86_400
        _, trouble = await broken(source, first[-1].cursor)
    assert trouble.code == troubles.RESTART


async def test_an_older_deletion_keeps_nothing_newer_out(index: Index) -> None:
    made = filled(3)
    async with repository(made) as url:
        source = oai(url)
        await index.take(source)
        made.now += 100
        made.delete("oai:x:001")
        await index.take(source)
        assert "oai:x:001" not in index.ids()
        made.now += 100
        made.put("oai:x:001")
        await index.take(source)
        assert "oai:x:001" in index.ids()


async def test_dublin_core_comes_to_the_columns_of_a_catalogue() -> None:
    made = Repository()
    made.put(
        "a",
        dc(
            title="关于核定编制的批复",
            creator="当阳市编委",
            subject="编制",
            date="2014-03-18",
            identifier="当编发〔2014〕12号",
            format="照片",
            rights="公开",
            description="附件2件",
        ),
    )
    made.put("b", dc(title="机密文件", rights="机密★10年"))
    made.put(
        "c",
        "<x:dc xmlns:x='http://www.openarchives.org/OAI/2.0/oai_dc/'"
        " xmlns:y='http://purl.org/dc/elements/1.1/'><y:title>别的前缀</y:title>"
        "<y:creator>甲</y:creator><y:creator>乙</y:creator>"
        "<y:identifier>Z109-WS·2011-Y-BGS-0001</y:identifier></x:dc>",
    )
    async with repository(made) as url:
        pages = await read(oai(url))
    told = records(pages)
    first = told["a"].record
    assert (first.title, first.creator, first.date) == (
        "关于核定编制的批复",
        "当阳市编委",
        "20140318",
    )
    assert (first.doc_no, first.ref_code) == ("当编发〔2014〕12号", "")
    assert (first.carrier, first.secret, first.remark) == (Carrier.PHOTO, "", "附件2件")
    assert (told["c"].record.creator, told["c"].record.ref_code) == (
        "甲;乙",
        "Z109-WS·2011-Y-BGS-0001",
    )
    assert "b" not in told
    assert [i for p in pages for i in p.items if isinstance(i, Gone)] == [
        Gone(id="b", rev=1_000_000)
    ]
    assert sum(page.secret for page in pages) == 1


async def test_a_crosswalk_of_the_site_reads_another_schema(tmp_path: Path) -> None:
    path = tmp_path / "walk.toml"
    path.write_text(
        'prefix = "wenshu"\n[namespaces]\nw = "urn:wenshu"\n'
        '[[field]]\nname = "title"\npaths = ["w:件/w:题名"]\n'
        '[[field]]\nname = "temp_no"\npaths = ["w:件/w:号[@类=\'临时\']"]\n',
        encoding="utf-8",
    )
    made = Repository()
    made.put(
        "a",
        '<件 xmlns="urn:wenshu"><题名>𠮷㐀</题名><号 类="档">1</号><号 类="临时">LS-1</号></件>',
    )
    async with repository(made) as url:
        pages = await read(oai(url, crosswalk=load(path)))
    record = records(pages)["a"].record
    assert (record.title, record.temp_no) == ("𠮷㐀", "LS-1")
    assert listings(made)[0]["metadataPrefix"] == "wenshu"


BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "x" * 100}">' for n in range(9))
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda _: f"{HEAD}<!DOCTYPE x [{BOMB}]><x>&a8;</x>", troubles.BAD_XML),
        (
            lambda _: f'{HEAD}<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
            troubles.BAD_XML,
        ),
        (
            lambda _: f'{HEAD}<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><x/>',
            troubles.BAD_XML,
        ),
        (lambda _: f"<OAI-PMH {NS}>" + "<a>" * 100_000, troubles.BAD_XML),
        (
            lambda text: text.replace("<request/>", "<a>" * 5000 + "</a>" * 5000),
            troubles.BAD_XML,
        ),
        (lambda text: text.replace("UTF-8", "ISO-8859-1"), troubles.ENCODING),
        (lambda text: text[:-30], troubles.BAD_XML),
        (lambda text: text.encode("gb18030"), troubles.ENCODING),
        (lambda text: text.replace("UTF-8", "GBK").encode("gb18030"), troubles.ENCODING),
        (lambda text: text.encode("utf-16"), troubles.WRONG_KIND),
        (lambda text: text.replace("OAI/2.0/", "OAI/1.1/"), troubles.SCHEMA),
        (lambda text: text.replace("ListRecords", "ListStuff"), troubles.SCHEMA),
        (lambda text: text.replace("<header>", "<hd>").replace("</header>", "</hd>"), "schema"),
        (lambda text: text.replace("datestamp", "stamp"), troubles.SCHEMA),
        (lambda _: f"{HEAD}<rss><channel/></rss>", troubles.SCHEMA),
        (lambda _: "<!DOCTYPE html><html>登录</html>", troubles.AUTH),
        (
            lambda text: text.replace("<ListRecords>", '<error code="badArgument">x</error>'),
            troubles.BAD_XML,
        ),
    ],
    ids=range(17),
)
async def test_h13_a_hostile_or_broken_answer_changes_nothing(
    spoil: Any, code: str, index: Index
) -> None:
    made = filled(2)
    async with repository(made) as url:
        source = oai(url)
        await index.take(source)
        before, cursor = index.ids(), index.writer.cursor("main")
        made.now += 3600
        made.put("oai:x:777")
        made.spoils = [spoil]
        report = await index.take(source)
        assert (report.outcome, report.code) == (Outcome.FAILED, code)
        assert (index.ids(), index.writer.cursor("main")) == (before, cursor)


async def test_an_error_of_the_protocol_is_told_in_its_own_words() -> None:
    made = filled(2)
    made.spoils = [
        lambda _: (
            f"{HEAD}<OAI-PMH {NS}><responseDate>{stamp(1)}</responseDate>"
            '<error code="cannotDisseminateFormat">no oai_dc here</error></OAI-PMH>'
        )
    ]
    async with repository(made) as url:
        _, trouble = await broken(oai(url))
    assert (trouble.code, trouble.detail) == (
        troubles.REFUSED,
        "cannotDisseminateFormat: no oai_dc here",
    )
