"""What people read of a record, a box, an answer: words, marks, places; hostile texts stay in."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from daemon.record_ports import Answered, BoxSheet, MissingLine, RecordSheet
from panel.i18n import load_texts
from panel.reader import Reader
from panel.records.box_views import box_view
from panel.records.labels import policy
from panel.records.missing import lost
from panel.records.record_climate import climate_view
from panel.records.record_history import history
from panel.records.record_views import FIELDS, locator, offers, record_view, status_offers
from panel.records.record_words import (
    Site,
    box_address,
    date_words,
    labels_address,
    loan_words,
    place_words,
    record_address,
    status_word,
)
from panel.records.search_views import found_view, pieces, understood
from records_sync.holdings.climate import Excursion, Lived
from records_sync.holdings.exposure import Part, merged
from records_sync.holdings.folding import place_json, record_change, status_json
from records_sync.holdings.labels import SHEETS, box_label, sheet
from records_sync.holdings.missing import Sought
from records_sync.holdings.model import (
    NOWHERE,
    Fact,
    Key,
    Loan,
    Place,
    Sighting,
    Standing,
    Status,
)
from records_sync.holdings.situation import Check
from records_sync.holdings.stays import Stay
from records_sync.index.query import Entry, Found, Hit
from records_sync.model import Carrier, Record, Retention
from records_sync.text.headers import HEADINGS

AT = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)
SITE = Site(rooms={"stack-1": "一号库房"}, zone=ZoneInfo("Asia/Shanghai"), today=date(2026, 11, 26))
TEXTS = load_texts()
ZH, EN = Reader("zh", TEXTS["zh"].tr), Reader("en", TEXTS["en"].tr)
KEY = Key("main", "r1")
SHELF = Place(room="stack-1", rack="3", column="2", section="1", shelf="4")
RECORD = Record(
    id="r1",
    title="关于机构编制管理的通知",
    ref_code="J012-WS·2014-D30-BGS-0015",
    doc_no="当编发〔2014〕15号",
    date="20140300",
    year=2014,
    retention=Retention.YEARS_30,
    carrier=Carrier.PAPER,
    box="12",
)
ENTRY = Entry(number=1, source="main", record=RECORD, temp_nos=("L7",))


def joined(found: object) -> str:
    return "".join(piece["text"] for piece in found)  # type: ignore[attr-defined]


def lent(due: date, place: Place = NOWHERE) -> Standing:
    loan = Loan(unit="财政局", due=due)
    return Standing(key=KEY, place=place, status=Status.LENT, loan=loan)


# Highlights


def test_what_was_found_is_marked_and_nothing_is_lost() -> None:
    found = pieces("关于机构编制管理", ((2, 4), (6, 8)), 100)
    assert [(p["text"], p["marked"]) for p in found] == [
        ("关于", False),
        ("机构", True),
        ("编制", False),
        ("管理", True),
    ]


@pytest.mark.parametrize("at", [0, 10, 500, 9_990])
def test_a_very_long_title_is_cut_around_the_first_mark(at: int) -> None:
    text = "很" * at + "机构" + "长" * (9_998 - at)
    found = pieces(text, ((at, at + 2),), 160)
    assert [p["text"] for p in found if p["marked"]] == ["机构"]
    assert len(joined(found)) <= 162


def test_a_mark_longer_than_the_line_is_shown_from_its_beginning() -> None:
    found = pieces("很" * 5 + "长" * 999, ((5, 1004),), 20)
    assert joined(found) == "很" * 5 + "长" * 15 + "…"
    found = pieces("很" * 50 + "长" * 999, ((50, 1049),), 20)
    assert joined(found) == "…" + "很" * 5 + "长" * 15 + "…"


def test_marks_out_of_order_or_beyond_the_end_do_no_harm() -> None:
    assert joined(pieces("abc", ((0, 2), (1, 3), (5, 9)), 10)) == "abc"
    assert pieces("", ((0, 1),), 10) == []


def test_each_word_says_how_it_was_read() -> None:
    told = understood("编制 2014-15 bzgl", ZH)
    assert told[0] == "文字“编制”"
    assert "编号" in told[1]
    assert told[2].endswith("拼音首字母 BZGL")
    assert understood("bzgl", EN) == ["text “bzgl”, or pinyin initials BZGL"]


def test_an_answer_has_its_exact_count_and_each_line_its_shelf() -> None:
    hit = Hit(entry=ENTRY, spans={"title": ((2, 4),)})
    found = Found(hits=(hit,), count=12_345, ranked=False, next="m")
    standing = lent(
        date(2026, 11, 20), Place(**dict(zip(PARTS, SHELF.parts, strict=False)), box="12")
    )
    view = found_view("机构", Answered(found=found, standings={KEY: standing}), SITE, ZH)
    assert (view["count_text"], view["order"], view["next"]) == (
        "找到 12 345 件",
        "最新的在前",
        "m",
    )
    (line,) = view["hits"]
    assert joined(line["number"]) == RECORD.ref_code
    assert line["date"] == "2014-03"
    assert line["shelf"] == "一号库房 · 3 架 · 2 列 · 1 节 · 4 层"
    assert line["box"] == "12"
    assert line["status"] == {"state": "attention", "text": "借出 · 超期"}
    assert line["loan"] == "财政局，应还 2026-11-20，已超期 6 天"


PARTS = ("room", "rack", "column", "section", "shelf")


# Words


@pytest.mark.parametrize(
    ("text", "words"),
    [("20140305", "2014-03-05"), ("20140300", "2014-03"), ("20140000", "2014"), ("不详", "不详")],
)
def test_a_date_shows_what_is_known_of_it(text: str, words: str) -> None:
    assert date_words(text) == words


def test_a_place_is_told_from_the_room_down() -> None:
    assert place_words(SHELF, SITE, EN) == "一号库房 · rack 3 · column 2 · section 1 · shelf 4"
    assert place_words(Place(room="stack-7", box="9"), SITE, ZH) == "stack-7 · 盒 9"
    assert place_words(NOWHERE, SITE, ZH) == ""


@pytest.mark.parametrize("status", [None, *Status])
def test_every_status_has_a_word_in_both_languages(status: Status | None) -> None:
    standing = Standing(key=KEY, status=status)
    assert status_word(standing, SITE, ZH)["text"] != status_word(standing, SITE, EN)["text"]


def test_a_loan_is_overdue_the_day_after_it_was_due() -> None:
    assert status_word(lent(date(2026, 11, 26)), SITE, EN)["text"] == "lent"
    assert status_word(lent(date(2026, 11, 25)), SITE, EN)["state"] == "attention"
    assert loan_words(lent(date(2026, 11, 26)), SITE, EN) == "财政局, due 2026-11-26"
    assert loan_words(None, SITE, EN) == ""


def test_addresses_carry_any_text() -> None:
    assert record_address(Key("a", "x&id=y 档")) == (
        "/records/record?source=a&id=x%26id%3Dy+%E6%A1%A3"
    )
    assert box_address("1#2", span="365") == "/records/box?code=1%232&span=365"
    assert labels_address([KEY], ["12"]) == "/records/labels?record=main%3Ar1&box=12"


def test_fields_are_called_as_catalogues_call_them() -> None:
    names = {heading.field: heading.names for heading in HEADINGS}
    for field, words in FIELDS:
        assert ZH.tr(words) in names[field], field


# One record


def test_a_record_shows_every_field_that_it_has() -> None:
    sheet_of = RecordSheet(key=KEY, entry=ENTRY, standing=lent(SITE.today, SHELF))
    view = record_view(sheet_of, {"main": "主系统"}, SITE, ZH)
    told = dict(view["fields"])
    assert told["档号"] == RECORD.ref_code
    assert told["保管期限"] == "30年"
    assert told["载体"] == "纸质"
    assert told["来源"] == "主系统"
    assert "密级" not in told
    assert view["former"] == ["L7"]
    assert view["locator"] == {"sections": 4, "shelves": 6, "section": 1, "shelf": 4}
    assert view["box_address"] == "/records/box?code=12"
    assert not view["is_gone"]


def test_a_record_that_left_the_index_keeps_what_was_noted() -> None:
    seen = Sighting(place=SHELF, at=AT, who="库管")
    standing = Standing(key=KEY, status=Status.HELD, seen=seen)
    view = record_view(RecordSheet(key=KEY, entry=None, standing=standing), {}, SITE, ZH)
    assert view["is_gone"]
    assert (view["title"], view["number"]) == ("r1", "r1")
    assert view["seen"] == "2026-11-26 14:30，库管：一号库房 · 3 架 · 2 列 · 1 节 · 4 层"


def test_only_what_can_be_done_is_offered() -> None:
    assert offers(Status.LENT) == ["prolong", "take_back", "set_status"]
    assert offers(Status.HELD) == ["lend", "see", "move", "set_status"]
    assert offers(Status.DESTROYED) == ["set_status"]
    assert "see" in offers(Status.MISSING)
    for status in (None, *Status):
        named = {offer["status"] for offer in status_offers(status, ZH)}
        assert "lent" not in named
        assert named, status


@pytest.mark.parametrize("shelf", ["", "甲", "0", "13", "٣", "999"])
def test_a_shelf_without_a_small_number_is_not_drawn(shelf: str) -> None:
    assert locator(Place(room="stack-1", section="1", shelf=shelf)) is None


def test_history_is_told_in_sentences() -> None:
    held, loan = Standing(key=KEY, status=Status.HELD), lent(date(2026, 12, 10))
    later = lent(date(2027, 1, 10))
    changes = [
        record_change(KEY, "place", None, place_json(SHELF)),
        record_change(KEY, "place", place_json(SHELF), None),
        record_change(KEY, "seen", None, place_json(SHELF)),
        record_change(KEY, "status", status_json(held), status_json(loan)),
        record_change(KEY, "status", status_json(loan), status_json(later)),
        record_change(KEY, "status", status_json(later), status_json(held)),
        record_change(KEY, "status", None, status_json(held)),
        record_change(KEY, "renamed", None, {"source": "main", "id": "r2"}),
        record_change(KEY, "of a newer program", None, None),
    ]
    facts = [
        Fact(seq=n, id=str(n), act="x", at=AT, who="库管", why="查验", change=change)
        for n, change in enumerate(changes)
    ]
    told = history(facts, SITE, ZH)
    assert [each["text"] for each in told] == [
        "放到：一号库房 · 3 架 · 2 列 · 1 节 · 4 层",
        "不再有存放位置",
        "见到，位置：一号库房 · 3 架 · 2 列 · 1 节 · 4 层",
        "借给 财政局，应还日期 2026-12-10",
        "续借至 2027-01-10：财政局",
        "归还：在库",
        "状态由“未登记”改为“在库”",
        "编号改为 r2",
    ]
    assert told[0]["at"] == "2026-11-26 14:30"


# Climate


def test_the_climate_is_told_with_what_was_not_measured() -> None:
    day = timedelta(days=1)
    first = Stay(start=AT - 3 * day, end=AT - day, place=SHELF)
    away = Stay(start=AT - day, end=AT, away=Status.LENT)
    damp = Excursion(
        room="stack-1",
        zone="",
        start=AT - 2 * day,
        end=AT - 2 * day + day / 4,
        kind="humidity_high",
    )
    lived = Lived(
        covered_s=day.total_seconds(), in_band=0.5, twpi_y=62.4, mould_risk=0.1, excursions=(damp,)
    )
    whole = merged([Part(stay=first, lived=lived), Part(stay=away, lived=None)])
    view = climate_view(whole, SITE, ZH)
    told = {figure["name"]: figure["text"] for figure in view["figures"]}
    assert told == {
        "in_band": "50 %",
        "twpi": "62 年",
        "mould": "0.10",
        "ozone": "—",
        "excursions": "1",
        "coverage": "33 %",
    }
    assert all(figure["about"] for figure in view["figures"])
    assert [stay["place"] for stay in view["stays"]] == [
        "借出",
        "一号库房 · 3 架 · 2 列 · 1 节 · 4 层",
    ]
    assert view["stays"][1]["measured"] == "50 %"
    (excursion,) = view["excursions"]
    assert excursion.startswith("一号库房：过湿，2026-11-24 14:30")


@pytest.mark.parametrize(
    ("dose", "seconds", "told"),
    [
        (0.0, 86_400.0, "0.00 mg·h/m³（有臭氧测量的时间占 50 %）"),
        (0.0, 660.0, "—"),
        (3.2, 660.0, "3.20 mg·h/m³（有臭氧测量的时间占 0 %）"),
        (None, 0.0, "—"),
    ],
)
def test_an_ozone_dose_is_told_with_the_time_that_it_speaks_of(
    dose: float | None, seconds: float, told: str
) -> None:
    stay = Stay(start=AT - timedelta(days=2), end=AT, place=SHELF)
    lived = Lived(covered_s=stay.seconds, ozone_mg_h_m3=dose, ozone_s=seconds)
    view = climate_view(merged([Part(stay=stay, lived=lived)]), SITE, ZH)
    assert {each["name"]: each["text"] for each in view["figures"]}["ozone"] == told


def test_nothing_measured_is_no_figure() -> None:
    view = climate_view(merged([]), SITE, EN)
    assert {figure["text"] for figure in view["figures"]} == {"—"}
    assert view["stays"] == []


# Boxes and labels


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("B1:WS0282:AAAA", "条码读错了"),
        ("编办发20", "数字要写完整"),
        ("编1", "数字要写完整"),
        ("编制", None),
        ("", None),
    ],
)
def test_what_may_be_wrong_with_a_question_is_said(text: str, told: str | None) -> None:
    answered = Answered(found=Found(hits=(), count=0, ranked=True, next=""), standings={})
    hints = found_view(text, answered, SITE, ZH)["hints"]
    assert (not hints) if told is None else (len(hints) == 1 and hints[0].startswith(told))


def test_a_check_tells_found_missing_and_strange() -> None:
    keys = [Key("main", f"r{n}") for n in range(4)]
    sheets = tuple(
        RecordSheet(key=key, entry=None, standing=Standing(key=key, status=Status.HELD))
        for key in keys[:3]
    )
    check = Check(
        id="c1",
        box="12",
        expected=frozenset(keys[:3]),
        scanned={keys[0]: "found", keys[3]: "strange_unplaced"},
        unread=("http://evil",),
    )
    box = BoxSheet(code="12", place=SHELF, records=sheets, check=check)
    view = box_view(box, SITE, ZH)["check"]
    assert view is not None
    assert (view["expected"], view["found_count"], view["missing_count"]) == (3, 1, 2)
    assert [each["number"] for each in view["missing"]] == ["r1", "r2"]
    assert [each["text"] for each in view["strange"]] == [
        "没有登记位置：r3；若应在本盒，请登记位置",
        "不认识的条码：http://evil",
    ]


def test_a_record_that_was_scanned_while_away_is_told_by_its_number_and_status() -> None:
    lent, back, unknown = (Key("main", name) for name in ("ref:j1-1", "ref:j1-2", "ref:j1-3"))
    strays = (
        RecordSheet(
            key=lent,
            entry=Entry(
                number=1, source="main", record=Record(id=lent.id, title="甲", ref_code="J1-1")
            ),
            standing=Standing(key=lent, status=Status.LENT),
        ),
        RecordSheet(key=back, entry=None, standing=Standing(key=back, status=Status.HELD)),
    )
    check = Check(
        id="c1",
        box="12",
        expected=frozenset((Key("main", "r"),)),
        scanned=dict.fromkeys((lent, back, unknown), "strange_out"),
    )
    box = BoxSheet(code="12", place=SHELF, records=(), check=check, strays=strays)
    view = box_view(box, SITE, ZH)["check"]
    assert view is not None
    assert [each["text"] for each in view["strange"]] == [
        "登记为“借出”却在盒内：J1-1；请先登记收回",
        "扫到 ref:j1-2 时它登记为不在库，却在盒内：请核对是否已登记收回",
        "扫到 ref:j1-3 时它登记为不在库，却在盒内：请核对是否已登记收回",
    ]


def test_a_page_of_labels_may_only_look_as_it_does() -> None:
    page = sheet([box_label("12")], SHEETS["14"])
    told = policy(page)
    assert told.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in told
    assert policy(page.replace("font:", "fond:")) != told
    assert "style-src 'none'" in policy("<p>no style")


def test_local_facts_that_cannot_be_read_are_never_called_untold() -> None:
    hit = Hit(entry=ENTRY, spans={})
    found = Found(hits=(hit,), count=1, ranked=False, next="")
    answered = Answered(found=found, standings={}, facts_are_away=True)
    view = found_view("", answered, SITE, ZH)
    assert (view["hits"][0]["status"]["text"], view["facts_are_away"]) == ("状态读不到", True)
    sheet = RecordSheet(key=KEY, entry=ENTRY, standing=None, facts_are_away=True)
    record = record_view(sheet, {}, SITE, ZH)
    assert (record["status"]["text"], record["offers"]) == ("状态读不到", [])
    box = BoxSheet(code="12", place=None, records=(sheet,), facts_are_away=True)
    contents = [*box_view(box, SITE, ZH)["contents"], *box_view(box, SITE, ZH)["listed"]]
    assert [each["status"]["text"] for each in contents] == ["状态读不到"]


def test_a_title_that_the_index_cannot_tell_now_is_said_to_be_missing() -> None:
    sought = Sought(key=KEY, reasons={"missing": {"days": 3}})
    (line,) = lost([MissingLine(sought=sought, index_is_away=True)], ZH)
    assert "索引现在读不到" in line.title
    (line,) = lost([MissingLine(sought=sought)], ZH)
    assert "已不在索引中" in line.title
