"""The pages about all records as values: trees, counts, what is sought, sources, reports."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from daemon.archive.past import longest
from daemon.model.sentences.alarms import WORDS
from daemon.record_ports import (
    Counted,
    MissingLine,
    RunReport,
    SourceStanding,
    Span,
    Standings,
    Stood,
)
from panel.alarms import LEADS
from panel.i18n import load_texts
from panel.presenters import Presenter
from panel.problems import ProblemError
from panel.reader import Reader
from panel.records.browse import branches, nothing
from panel.records.freshness import freshness
from panel.records.missing import counts, lost, ordered
from panel.records.paging import page_number, part
from panel.records.record_words import Site
from panel.records.reports import briefs, loaded, whole
from panel.records.statistics import months, tables, units
from panel.records.stood import asked, stood_views
from panel.records.sync import sync_view
from panel.records.sync_asked import SyncVerb, asked_sync
from panel.settings import Language
from records_sync.holdings.missing import Sought
from records_sync.holdings.model import Key, Place, Status
from records_sync.holdings.stays import Stay
from records_sync.holdings.words import MISSING
from records_sync.index.browse import Axis, Node
from records_sync.index.query import Entry, Query
from records_sync.index.statistics import Growth, Statistics
from records_sync.model import Carrier, Record, Retention, UnitSummary
from records_sync.sync.report import Hold, Outcome, Report, Row, Task
from tests.browser.alarm_example import alarm, alarmed
from tests.browser.example import SITE

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)
LANGUAGES: tuple[Language, ...] = ("zh", "en")
READERS = {name: Reader(name, words.tr) for name, words in load_texts().items()}
ZH, EN = READERS["zh"], READERS["en"]
HOLD = Hold(digest="0123456789ab", removed=1800, of=3000, told=1200, ids=("A-1", "A-2"))


def source(**facts: Any) -> SourceStanding:
    usual: dict[str, Any] = {
        "id": "main",
        "name": "主系统导出",
        "kind": "files",
        "as_of": NOW,
        "age_s": 180.0,
        "total": 20_000,
        "outcome": "done",
    }
    return SourceStanding(**{**usual, **facts})


def standings(*sources: SourceStanding, progress: Mapping[str, Any] | None = None) -> Standings:
    return Standings(as_of=None, sources=sources, progress=progress)


def entry(number: int, **facts: Any) -> Entry:
    usual = {"id": f"r{number}", "title": f"第{number}号批复", "ref_code": f"J012-{number}"}
    return Entry(number=number, source="main", record=Record(**{**usual, **facts}))


# How fresh the index is


def test_freshness_says_the_time_of_the_site_and_the_age() -> None:
    found = freshness(standings(source()), ZONE, ZH)
    assert (found.state, found.text) == ("good", "索引截至 2026-11-26 14:30（3 分钟前）")
    english = freshness(standings(source()), ZONE, EN)
    assert english.text == "Index as of 2026-11-26 14:30 (3 min ago)"


def test_freshness_speaks_of_the_oldest_source_and_names_those_never_synced() -> None:
    old = source(id="old", name="旧", as_of=NOW - timedelta(days=3), age_s=3 * 86_400.0 + 180)
    never = source(id="new", name="新来源", as_of=None, outcome=None)
    found = freshness(standings(source(), old, never), ZONE, ZH)
    assert found.state == "waiting"
    assert "2026-11-23 14:30（3 天前）" in found.text
    assert "新来源" in found.text


def test_freshness_is_not_known_before_the_index_was_looked_at() -> None:
    found = freshness(replace(standings(source(as_of=None)), is_known=False), ZONE, EN)
    assert (found.state, "not known yet" in found.text) == ("waiting", True)


def test_an_index_that_is_being_loaded_is_not_good_though_it_has_a_date() -> None:
    found = freshness(standings(source(is_loading=True)), ZONE, EN)
    assert found.state == "waiting"
    assert "2026-11-26 14:30" in found.text
    assert "still being loaded: 主系统导出" in found.text


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"is_old": True}, "older than it should be"),
        ({"is_stale": True}, "two syncs or more"),
        ({"outcome": "failed"}, "last sync failed"),
    ],
)
def test_an_index_that_is_late_or_whose_sync_failed_needs_a_person(
    facts: Mapping[str, Any], said: str
) -> None:
    found = freshness(standings(source(**facts), source(id="b", name="b")), ZONE, EN)
    assert (found.state, f"{said}" in found.text) == ("attention", True)
    assert "2026-11-26 14:30" in found.text


def test_freshness_without_a_source_is_no_freshness() -> None:
    assert freshness(standings(), ZONE, ZH).state == "waiting"


# Trees


def query_of(address: str) -> Mapping[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def test_a_year_opens_its_months_and_leads_to_its_records() -> None:
    node = Node(name="2014", count=30, query=Query(years=(2014, 2014)), key="2014")
    empty = Node(name="", count=3, query=Query(years=(0, 0)))
    year, none = branches((node, empty), Axis.TIME, "", ZH.tr)
    assert (year.name, year.share, none.share) == ("2014 年", 1.0, 0.1)
    assert query_of(year.opens) == {"axis": ["time"], "under": ["2014"]}
    assert query_of(year.records) == {"year": ["2014"], "until": ["2014"]}
    assert (none.name, none.opens, none.records) == ("（未写明年度）", "", "")


def test_a_month_leads_to_the_records_of_that_month() -> None:
    node = Node(name="03", count=2, query=Query(years=(2014, 2014), month=3))
    (month,) = branches((node,), Axis.TIME, "2014", ZH.tr)
    assert month.name == "3 月"
    assert query_of(month.records) == {"year": ["2014"], "until": ["2014"], "month": ["3"]}


def test_a_unit_shows_what_it_was_once_called_and_is_asked_for_by_its_name_of_today() -> None:
    node = Node(
        name="市教育局&a=b",
        count=2,
        query=Query(units=("市教育局&a=b", "县教育局")),
        key="市教育局&a=b",
        former_names=("县教育局",),
    )
    (unit,) = branches((node,), Axis.UNIT, "", ZH.tr)
    assert unit.former_names == ("县教育局",)
    assert query_of(unit.opens) == {"axis": ["unit"], "under": ["市教育局&a=b"]}
    assert query_of(unit.records) == {"unit": ["市教育局&a=b"]}
    years = Node(name="2014", count=1, query=Query(years=(2014, 2014), units=node.query.units))
    (year,) = branches((years,), Axis.UNIT, "市教育局&a=b", ZH.tr)
    assert query_of(year.records)["unit"] == ["市教育局&a=b"]
    assert year.opens == ""


def test_an_office_is_asked_for_as_an_office() -> None:
    node = Node(name="办公室", count=1, query=Query(orgs=("办公室",)), key="办公室")
    (office,) = branches((node,), Axis.OFFICE, "", ZH.tr)
    assert query_of(office.records) == {"org": ["办公室"]}


@pytest.mark.parametrize("axis", Axis)
def test_an_empty_tree_says_what_to_do(axis: Axis) -> None:
    assert nothing(axis, EN.tr) != ""
    assert nothing(axis, ZH.tr) != nothing(axis, EN.tr)


# Counts

UNIT = UnitSummary(
    code="A01",
    name="市编办",
    former_names=("市编委办",),
    posts=12,
    leaders=3,
    staff=13,
    as_of="20261100",
)
STATISTICS = Statistics(
    total=50,
    by_year=((2014, 40), (None, 10)),
    by_retention=((Retention.PERMANENT, 45), (None, 5)),
    by_carrier=((Carrier.PHOTO, 50),),
    by_unit=(("市编办", 30), ("", 20)),
    growth=(Growth(month=202610, added=40, removed=0), Growth(month=202611, added=20, removed=10)),
    units=(UNIT,),
)


def test_counts_have_bars_words_and_addresses() -> None:
    counted = Counted(statistics=STATISTICS, statuses={Status.LENT: 3, Status.MISSING: 1})
    year, retention, carrier, unit, status = tables(counted, ZH)
    assert [(b.label, b.count, b.share) for b in year.bars] == [
        ("2014", 40, 1.0),
        ("（未写明）", 10, 0.25),
    ]
    assert query_of(year.bars[0].address) == {"year": ["2014"], "until": ["2014"]}
    assert year.bars[1].address == ""
    assert retention.bars[0].label == "永久"
    assert query_of(carrier.bars[0].address) == {"carrier": ["photo"]}
    assert unit.bars[1].address == ""
    assert [(b.label, b.count) for b in status.bars] == [
        ("借出", 3),
        ("失踪待查", 1),
        ("未登记", 46),
    ]


def test_what_left_the_index_is_counted_apart_and_hides_no_untold_record() -> None:
    counted = Counted(
        statistics=STATISTICS,
        statuses={Status.HELD: 40, Status.TRANSFERRED: 0},
        gone={Status.HELD: 0, Status.TRANSFERRED: 15},
    )
    *_, status = tables(counted, EN)
    assert [(bar.label, bar.count) for bar in status.bars] == [
        ("in its place", 40),
        ("not told yet", 10),
        ("transferred (no longer in the index)", 15),
    ]


def test_counts_without_an_index_are_those_of_the_local_facts_alone() -> None:
    (status,) = tables(Counted(statistics=None, statuses={Status.LENT: 3}), EN)
    assert [(bar.label, bar.count) for bar in status.bars] == [("lent", 3)]
    assert tables(Counted(statistics=None), EN) == ()


def test_a_long_table_says_how_many_rows_it_leaves_to_the_file() -> None:
    many = tuple((f"单位{n}", 100 - n) for n in range(50))
    whole_of = Statistics(
        total=50,
        by_year=(),
        by_retention=(),
        by_carrier=(),
        by_unit=many,
        growth=(),
        units=(),
    )
    *_, unit = tables(Counted(statistics=whole_of), ZH)
    assert len(unit.bars) + unit.more == 50
    assert unit.more > 0


def test_growth_is_drawn_against_the_largest_month() -> None:
    october, november = months(STATISTICS.growth)
    assert (october.label, october.added_share, november.removed_share) == ("2026-10", 1.0, 0.25)


def test_more_staff_than_posts_is_marked_and_a_missing_figure_is_not() -> None:
    (found,) = units(STATISTICS)
    assert (found.is_over, found.records, found.as_of) == (True, 30, "2026-11")
    silent = UnitSummary(code="B", name="B", posts=None, staff=5)
    assert not units(Statistics(**{**_fields(STATISTICS), "units": (silent,)}))[0].is_over


def _fields(statistics: Statistics) -> dict[str, Any]:
    return {name: getattr(statistics, name) for name in Statistics.__slots__}


# What is sought


def line(number: int, **reasons: Mapping[str, object]) -> MissingLine:
    key = Key("main", f"r{number}")
    return MissingLine(sought=Sought(key=key, reasons=reasons), entry=entry(number))


def test_the_gravest_and_longest_reason_comes_first() -> None:
    lines = (
        line(1, not_filed={"days": 100}),
        line(2, overdue={"unit": "市财政局", "due": "2026-11-01", "days": 25}),
        line(3, missing={"days": 2}),
        line(4, missing={"days": 9}, overdue={"unit": "X", "due": "2026-11-01", "days": 1}),
        MissingLine(
            sought=Sought(box="2014-001", reasons={"check_failed": {"missing": 1, "strange": 0}})
        ),
    )
    found = lost(ordered(lines), ZH)
    assert [each.title for each in found] == [
        "第4号批复",
        "第3号批复",
        "盒 2014-001",
        "第2号批复",
        "第1号批复",
    ]
    assert found[2].address == "/records/box?code=2014-001"
    assert "市财政局" in found[3].reasons[0][1]
    assert counts(lines) == {"missing": 2, "check_failed": 1, "overdue": 2, "not_filed": 1}
    assert [each.title for each in lost(ordered(lines, "overdue"), ZH)] == [
        "第4号批复",
        "第2号批复",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_place_in_the_order_and_says_what_to_do(language: Language) -> None:
    values = {"unit": "U", "due": "2026-11-01", "days": 3, "missing": 1, "strange": 2}
    (found,) = lost((line(1, **dict.fromkeys(MISSING, values)),), READERS[language])
    assert {c for c, _ in found.reasons} == set(MISSING)
    assert all(sentence for _, sentence in found.reasons)


def test_a_record_that_has_left_the_index_is_still_sought_by_its_id() -> None:
    gone = MissingLine(sought=Sought(key=Key("main", "r9"), reasons={"missing": {"days": 1}}))
    (found,) = lost((gone,), ZH)
    assert "r9" in found.title
    assert found.address == "/records/record?source=main&id=r9"


# Sources


def seen(one: SourceStanding, progress: Mapping[str, Any] | None = None) -> tuple[str, str]:
    view = sync_view(standings(one, progress=progress), ZONE, ZH)["sources"][0]
    return view["word"]["state"], view["word"]["text"]


def test_the_word_of_a_source_says_first_what_needs_a_person() -> None:
    held = {"hold": HOLD_BODY, "outcome": "held"}
    assert seen(source()) == ("good", "正常")
    assert seen(source(outcome="unchanged")) == ("good", "正常")
    assert seen(source(**held)) == ("attention", "待确认")
    assert seen(source(outcome="failed")) == ("attention", "同步失败")
    assert seen(source(outcome="stopped")) == ("attention", "已停止")
    assert seen(source(as_of=None, outcome=None)) == ("waiting", "从未同步")
    assert seen(source(as_of=None, outcome=None, is_loading=True)) == ("waiting", "尚未读完")
    running = {"source": "main", "done": 5, "total": 10}
    assert seen(source(outcome="failed"), running) == ("waiting", "正在同步")
    assert seen(source(**held), running) == ("attention", "待确认")


HOLD_BODY = Report(source="main", hold=HOLD).body()["hold"]


def test_progress_is_a_share_only_where_the_total_is_known() -> None:
    def view(total: int | None) -> Any:
        progress = {"source": "main", "done": 1500, "total": total}
        return sync_view(standings(source(), progress=progress), ZONE, EN)["sources"][0]

    assert (view(3000)["share"], view(3000)["progress"]) == (50.0, "1,500 of 3,000 rows read")
    assert (view(None)["share"], view(None)["progress"]) == (None, "1,500 rows read")
    assert view(10)["share"] == 100.0
    other = {"source": "other", "done": 1, "total": 2}
    still = sync_view(standings(source(), progress=other), ZONE, EN)
    assert (still["running"], still["sources"][0]["running"]) == ("yes", "no")


def test_what_is_held_is_told_in_figures_with_some_of_the_ids() -> None:
    view = sync_view(standings(source(hold=HOLD_BODY)), ZONE, ZH)["sources"][0]
    hold = view["hold"]
    assert hold is not None
    assert (view["held"], hold["removes"]) == ("0123456789ab", "将删除 1,800 件，现有 3,000 件")
    assert [each["number"] for each in hold["ids"]] == ["A-1", "A-2"]
    assert hold["more"] == "……另有 1,798 项"
    assert hold["can_forget"] == "yes"


def test_what_is_held_is_told_by_number_and_title_where_the_index_has_them() -> None:
    key = Key("main", "A-1")
    known = {
        key: Entry(number=1, source="main", record=Record(id="A-1", title="甲", ref_code="J1"))
    }
    view = sync_view(standings(source(hold=HOLD_BODY)), ZONE, ZH, known)["sources"][0]
    assert view["hold"] is not None
    told = [(each["number"], each["title"]) for each in view["hold"]["ids"]]
    assert told == [("J1", "甲"), ("A-2", "")]


def test_rows_that_may_be_what_is_held_and_files_that_wait_are_told() -> None:
    doubt = Report(source="main", hold=replace(HOLD, unread=3)).body()["hold"]
    hold = sync_view(standings(source(hold=doubt)), ZONE, ZH)["sources"][0]["hold"]
    assert hold is not None
    assert "有 3 行读不出编号" in hold["changes"]
    refused = source(outcome="failed", code="file_empty", behind=2)
    why = sync_view(standings(refused), ZONE, ZH)["sources"][0]["why"]
    assert why == "文件是空的，没有采用。 后面还有 2 个文件等着它：请改正这份文件，或把它移走。"


def test_deletions_page_by_page_can_not_be_forgotten_and_say_what_went_before() -> None:
    page = Hold(digest="0123456789ab", removed=60, of=3000, before=40, is_snapshot=False)
    body = Report(source="main", hold=page).body()["hold"]
    hold = sync_view(standings(source(hold=body)), ZONE, EN)["sources"][0]["hold"]
    assert hold is not None
    assert (hold["can_forget"], hold["changes"]) == ("no", "")
    assert "40 were removed by it before" in hold["removes"]


def test_a_failure_is_told_with_its_reason_and_when_it_is_tried_again() -> None:
    failed = source(outcome="failed", code="file_folder", detail="/mnt/<usb>", retry_s=95.0)
    view = sync_view(standings(failed), ZONE, ZH)["sources"][0]
    assert "/mnt/<usb>" in view["why"]
    assert "U 盘" in view["why"]
    assert view["retry"] == "95 秒后"
    unknown = source(outcome="failed", code="of_a_newer_version", detail="x")
    assert "of_a_newer_version" in sync_view(standings(unknown), ZONE, EN)["sources"][0]["why"]


# Reports


def kept(report: Report, number: int = 7) -> RunReport:
    return RunReport(number=number, source=report.source, at=NOW, body=report.body())


def test_a_report_lists_the_rows_that_were_not_taken_with_their_reasons() -> None:
    report = Report(
        source="main",
        file="全量.csv",
        added=3,
        rejected=(Row(row=43, code="row_no_id"), Row(row=0, code="unheard_of", detail="<b>")),
        rejected_count=5,
        flagged=(Row(row=1044, code="fixed_too_long", detail="title"),),
        flagged_count=1,
    )
    view = whole(kept(report), report, {"main": "主系统"}, ZONE, ZH)
    assert [row for row, _ in view.rejected] == ["43", ""]
    assert view.rejected[1][1] == "unheard_of（<b>）"
    assert view.flagged[0][0] == "1,044"
    assert view.untold == (3, 0)
    assert ("新增", "3") in view.figures
    assert view.brief.source == "主系统"
    assert view.brief.address == "/records/reports/7"


def test_a_report_of_a_decision_says_who_and_why() -> None:
    body = {
        **Report(source="main", task=Task.REJECT, outcome=Outcome.UNCHANGED).body(),
        "approval": {"who": "本机面板 · 王工", "why": "导出不完整", "digest": "abc"},
    }
    run = RunReport(number=1, source="main", at=NOW, body=body)
    report = loaded(run)
    assert report is not None
    view = whole(run, report, {}, ZONE, ZH)
    assert "王工" in view.approval
    assert view.brief.outcome == "已放弃这份目录，索引保持原样"


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("task", Task)
def test_every_kind_of_run_has_words_in_both_languages(task: Task, outcome: Outcome) -> None:
    report = kept(Report(source="main", task=task, outcome=outcome))
    (zh,), (en,) = (briefs([report], {}, ZONE, READERS[name]) for name in LANGUAGES)
    assert zh.task != en.task
    assert zh.outcome != en.outcome


def test_a_report_of_another_version_is_left_out_of_the_list() -> None:
    strange = RunReport(number=1, source="main", at=NOW, body={"task": "dance"})
    assert loaded(strange) is None
    assert briefs([strange], {}, ZONE, ZH) == ()


# What stood in a room

ROOMS = {"stack-1": "一号库房"}


def test_a_day_means_the_whole_day_of_the_site() -> None:
    found = asked({"room": "stack-1", "start": "2026-11-20", "end": "2026-11-20"}, ROOMS, NOW, ZONE)
    assert found is not None
    assert found.span.start.isoformat() == "2026-11-20T00:00:00+08:00"
    assert found.span.end - found.span.start == timedelta(days=1)


def test_a_period_is_the_last_day_where_none_is_asked_for() -> None:
    found = asked({"room": "stack-1"}, ROOMS, NOW, ZONE)
    assert found is not None
    assert found.span == Span(start=NOW - timedelta(days=1), end=NOW)
    assert asked({}, ROOMS, NOW, ZONE) is None


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"room": "nowhere"}, 404),
        ({"room": "stack-1", "start": "yesterday"}, 400),
        ({"room": "stack-1", "start": "2026-13-01"}, 400),
        ({"room": "stack-1", "start": "0001-01-01"}, 400),
        ({"room": "stack-1", "end": "9999-12-31"}, 400),
        ({"room": "stack-1", "start": "2026-11-20", "end": "2026-11-19"}, 400),
        ({"room": "stack-1", "start": "1900-01-01", "end": "2026-11-19"}, 400),
    ],
)
def test_a_period_that_is_none_is_refused(query: Mapping[str, str], status: int) -> None:
    with pytest.raises(ProblemError) as refused:
        asked(query, ROOMS, NOW, ZONE)
    assert refused.value.status == status


def test_who_stood_longest_in_a_room_comes_first() -> None:
    def stood(number: int, hours: float) -> Stood:
        place = Place(room="stack-1", rack="3", box="2014-001")
        stay = Stay(start=NOW - timedelta(hours=hours), end=NOW, place=place)
        return Stood(key=Key("main", f"r{number}"), entry=entry(number), stays=(stay,))

    site = Site(rooms=ROOMS, zone=ZONE, today=NOW.date())
    found = {each.key: each for each in (stood(1, 2), stood(2, 5), stood(3, 1))}
    stays = {key: each.stays for key, each in found.items()}
    number, keys = longest(stays, 1, 2)
    first, second = stood_views([found[key] for key in keys], site, ZH)
    assert (number, first.title, second.title) == (1, "第2号批复", "第1号批复")
    assert longest(stays, 9, 2) == (2, [Key("main", "r3")]), "past the end it is the last page"
    assert longest({}, 9, 2) == (1, [])
    place, start, end = first.stays[0]
    assert place.startswith("一号库房")
    assert (start, end) == ("2026-11-26 09:30", "2026-11-26 14:30")


# Parts of long lists


def test_a_long_list_is_told_in_parts_that_fit_together() -> None:
    lines = list(range(45))
    parts = [part(lines, number, 20) for number in (1, 2, 3)]
    assert [n for each in parts for n in each.lines] == lines
    assert (parts[0].before, parts[0].after, parts[2].before, parts[2].after) == (None, 2, 2, None)
    assert part(lines, 99, 20).number == 3
    assert part([], 1, 20).of == 1


@pytest.mark.parametrize("text", ["0", "-1", "x", "", "1.5", "９", "99999999"])
def test_a_page_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ProblemError):
        page_number(text)


# What is asked of the sync


def body(**fields: object) -> bytes:
    return json.dumps({"id": "abcdefgh", "verb": "sync", "source": "main", **fields}).encode()


def test_a_request_is_read_with_all_its_parts() -> None:
    asked_for = asked_sync(body(verb="approve", digest="0123456789ab", who=" 王工 ", why="已移交"))
    assert (asked_for.verb, asked_for.who, asked_for.why) == (SyncVerb.APPROVE, "王工", "已移交")


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b"[" * 5000,
        b'{"id": "abcdefgh"}',
        b'{"id": "abcdefgh", "id": "abcdefgi", "verb": "sync"}',
        body(id=1),
        body(id="short"),
        body(verb="wipe"),
        body(verb=["sync"]),
        body(more=1),
        body(source=3),
        body(source="x" * 65),
        body(who="a\u202eb"),
        body(who="x" * 41),
        body(why="x\ny"),
        body(verb="approve", digest="0123456789ab"),
        body(verb="approve", digest="", why="已移交"),
        body(verb="reject", digest="--who=x", why="已移交"),
    ],
)
def test_an_unclear_request_is_refused(sent: bytes) -> None:
    with pytest.raises(ProblemError) as refused:
        asked_sync(sent)
    assert refused.value.status == 400


# Where an alarm about records leads


@pytest.mark.parametrize(("code", "leads"), LEADS.items())
def test_an_alarm_about_records_leads_to_where_it_is_dealt_with(code: str, leads: str) -> None:
    assert code in WORDS
    presenter = Presenter(SITE, "zh", ZH.tr)
    snapshot = alarmed(1, 1000.0, (alarm(code, 1000.0, subject=SITE.id),))
    (view,) = presenter.alarm_page(presenter.moment(snapshot, 1000.0), 10)["list"]
    assert view["leads"] == leads
    assert leads.startswith("/records/")


def test_an_alarm_about_the_climate_leads_nowhere_else() -> None:
    presenter = Presenter(SITE, "zh", ZH.tr)
    snapshot = alarmed(1, 1000.0, (alarm("humidity_high", 1000.0),))
    (view,) = presenter.alarm_page(presenter.moment(snapshot, 1000.0), 10)["list"]
    assert view["leads"] == ""
