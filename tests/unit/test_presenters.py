"""What people read: words, digits, ages, states, drawings; and that it is all translated."""

import gettext
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from daemon.model import Quality, Reading, SiteInfo, Snapshot, Why, waiting
from daemon.ports import Bucket
from panel.asked import TrendQuery
from panel.assets import STATIC_DIR, TEMPLATE_DIR, load_assets
from panel.guard import host_name
from panel.health import unready
from panel.i18n import LOCALE_DIR, load_texts
from panel.layout import ELSEWHERE, layout_of
from panel.moment import reading_state, room_state
from panel.presenters import Presenter
from panel.settings import Language
from panel.shown import SnapshotView
from panel.sparkline import HEIGHT, WIDTH, combined, sparkline
from panel.trends import window
from panel.words import (
    CAUSES,
    State,
    age_words,
    duration_words,
    note_words,
    number_text,
    reason_words,
    value_text,
)
from tests.browser.example import (
    AT,
    NORTH,
    SITE,
    SOUTH,
    bad,
    climate,
    doubtful,
    good,
    offline,
    online,
    snapshot,
)

T = 1000.0
TEXTS = load_texts()


def english(text: str) -> str:
    return text


def shown(new: Snapshot | None, t: float = T, language: Language = "zh") -> SnapshotView:
    return Presenter(SITE, language, TEXTS[language].tr).view(new, t)


# Digits and ages


@pytest.mark.parametrize(
    ("value", "quantity", "text"),
    [
        (21.34, "temperature", "21.3"),
        (21.35, "relative_humidity", "21.4"),
        (-0.04, "temperature", "0.0"),
        (-3.25, "temperature", "−3.2"),
        (0.024, "ozone", "0.02"),
        (3.0, "mode", "3"),
        (1234.6, "runtime", "1235"),
    ],
)
def test_a_number_has_the_decimals_of_its_quantity(value: float, quantity: str, text: str) -> None:
    assert number_text(value, quantity) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.9, "just now"),
        (1.0, "1 s ago"),
        (119.9, "119 s ago"),
        (120.0, "2 min ago"),
        (7199.0, "119 min ago"),
        (7200.0, "2 h ago"),
        (172_800.0, "2 d ago"),
    ],
)
def test_an_age_is_rounded_down_in_the_fitting_unit(seconds: float, text: str) -> None:
    assert age_words(seconds, english) == text


def test_ages_are_chinese_in_chinese() -> None:
    assert age_words(3.2, TEXTS["zh"].tr) == "3 秒前"
    assert duration_words(300, TEXTS["zh"].tr) == "5 分钟"


def test_a_bit_is_said_in_the_words_of_its_quantity() -> None:
    relay, flag = good(True, "", T), good(False, "", T)
    assert value_text(relay, "relay", TEXTS["zh"].tr) == "接通"
    assert value_text(relay, "contact", english) == "closed"
    assert value_text(flag, "flag", english) == "no"


def test_a_bad_reading_shows_a_dash_its_reason_and_the_age_of_the_last_good_read() -> None:
    reading = bad(good(18.4, "°C", T - 35), Why.COMM_FAILURE)
    assert value_text(reading, "temperature", english) == "—"
    assert note_words(reading, T, TEXTS["zh"].tr) == "无应答 · 上次有效 35 秒前"


def test_an_uncertain_reading_keeps_its_value_and_says_why() -> None:
    reading = doubtful(good(18.4, "°C", T - 3), Why.LAST_USABLE)
    assert value_text(reading, "temperature", english) == "18.4"
    assert note_words(reading, T, english) == "last good value · 3 s ago"


def test_a_good_reading_says_only_its_age() -> None:
    assert note_words(good(18.4, "°C", T - 3), T, english) == "3 s ago"


@pytest.mark.parametrize("why", Why)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_why_has_a_label_and_two_sentences(why: Why, language: Language) -> None:
    tr = TEXTS[language].tr
    assert tr(CAUSES[why].label)
    sentences = reason_words(why, tr)
    assert len(re.findall(r"[。.](?:\s|$)|。", sentences)) >= 2
    assert (language == "zh") == bool(re.search(r"[\u4e00-\u9fff]", sentences))


# States


def face(*qualities: tuple[Quality, Why]) -> list[Reading]:
    return [
        Reading(
            value=None if quality is Quality.BAD else 20.0,
            unit="°C",
            quality=quality,
            why=why,
            t=T,
            at=AT,
        )
        for quality, why in qualities
    ]


GOOD = (Quality.GOOD, Why.NONE)
LAST = (Quality.UNCERTAIN, Why.LAST_USABLE)
DEAD = (Quality.BAD, Why.COMM_FAILURE)
NEW = (Quality.BAD, Why.WAITING_FOR_INITIAL_DATA)


@pytest.mark.parametrize(
    ("faces", "others", "state"),
    [
        ([GOOD, GOOD], [GOOD], State.GOOD),
        ([GOOD, GOOD], [NEW], State.WAITING),
        ([GOOD, GOOD], [LAST], State.ATTENTION),
        ([GOOD, GOOD], [DEAD], State.ATTENTION),
        ([GOOD, LAST], [GOOD], State.ATTENTION),
        ([GOOD, DEAD], [GOOD], State.ATTENTION),
        ([LAST, LAST], [GOOD], State.ATTENTION),
        ([DEAD, DEAD], [GOOD], State.LOST),
        ([DEAD, NEW], [GOOD], State.LOST),
        ([NEW, NEW], [NEW], State.WAITING),
        ([NEW, NEW], [DEAD], State.ATTENTION),
        ([], [GOOD], State.GOOD),
        ([], [DEAD], State.ATTENTION),
        ([], [], State.GOOD),
    ],
)
def test_a_room_is_as_well_as_its_worst_part_and_lost_without_any_trusted_value(
    faces: list[tuple[Quality, Why]], others: list[tuple[Quality, Why]], state: State
) -> None:
    assert room_state(face(*faces), face(*others), [online()]) is state


def test_a_device_that_is_away_needs_attention_though_its_values_are_still_good() -> None:
    assert room_state(face(GOOD, GOOD), [], [offline(Why.COMM_FAILURE, "")]) is State.ATTENTION


def test_only_good_readings_are_well() -> None:
    assert [reading_state(reading) for reading in face(GOOD, LAST, DEAD, NEW)] == [
        State.GOOD,
        State.ATTENTION,
        State.ATTENTION,
        State.WAITING,
    ]


# The whole view


def test_a_site_where_all_is_well_says_normal_and_nothing_else() -> None:
    view = shown(snapshot(7, T))
    assert view["seq"] == 7
    assert view["word"] == {"state": "good", "text": "读数正常"}
    assert view["summary"] == ""
    assert {room["word"]["text"] for room in view["rooms"].values()} == {"读数正常"}
    assert view["rooms"]["stack-1"]["climate"]["temperature"]["text"] == "18.4"
    assert view["clock"]["at"] == "2026-11-23T10:45:19+08:00"
    assert view["clock"]["text"] == "2026-11-23 10:45:19"


def test_before_the_first_scan_everything_waits() -> None:
    view = shown(None)
    assert view["seq"] is None
    assert view["word"]["state"] == "waiting"
    assert {point["text"] for point in view["points"].values()} == {"—"}
    assert view["buses"]["rs485-1"]["counters"]["requests"] == "—"


def test_a_stopped_scanner_makes_everything_lost() -> None:
    view = shown(snapshot(7, T), T + 12)
    assert view["word"] == {"state": "lost", "text": "失联"}
    assert view["summary"] == "控制程序已 12 秒没有扫描。"
    assert view["rooms"]["stack-1"]["word"]["state"] == "lost"
    assert view["clock"]["text"] == "2026-11-23 10:45:31"


def test_a_room_says_what_is_behind_its_word() -> None:
    whole = snapshot(
        1,
        T,
        readings={"o3-1.ozone": bad(good(0.02, "mg/m³", T - 9), Why.SENSOR_FAILURE)},
        devices={"th-south": offline(Why.COMM_FAILURE, "no_reply", 12.4)},
    )
    view = shown(whole)
    assert view["word"]["text"] == "注意"
    assert view["summary"] == "一号库房：注意"
    assert view["rooms"]["stack-1"]["summary"] == (
        "温湿度变送器 th-south：无应答 · 臭氧检测仪 o3-1 臭氧：传感器故障"
    )
    assert view["rooms"]["stack-2"]["word"]["text"] == "读数正常"


def test_a_doubtful_room_value_explains_itself_when_all_sensors_are_well() -> None:
    usual = climate(18.4, 61.0, T)
    spread = replace(usual, humidity=doubtful(usual.humidity, Why.SENSOR_NOT_ACCURATE))
    room = shown(snapshot(1, T, climates={"stack-1": spread}))["rooms"]["stack-1"]
    assert room["word"]["text"] == "注意"
    assert room["summary"] == "相对湿度：精度可疑"
    assert room["climate"]["humidity"]["quality"] == "uncertain"
    assert room["advice"].startswith("数值长时间不变")


def test_an_absent_device_counts_its_silence_and_the_time_to_the_next_try() -> None:
    gone = {
        f"th-south.{name}": bad(good(1.0, "", T - 35), Why.COMM_FAILURE)
        for name in ("temperature", "humidity")
    }
    away = offline(Why.COMM_FAILURE, "no_reply", 12.4)
    device = shown(snapshot(1, T, readings=gone, devices={"th-south": away}))["devices"]["th-south"]
    assert device["word"] == {"state": "lost", "text": "无应答"}
    assert device["text"] == "已 35 秒 · 12 秒后重试 · 轮询 1,200 次，失败 9 次"
    assert device["advice"] == "设备没有应答。请检查设备供电、总线接线和站号。"
    assert device["detail"] == "收不到任何回答"


def test_a_device_that_is_well_says_how_fast_it_answers() -> None:
    device = shown(snapshot(1, T), language="en")["devices"]["th-north"]
    assert device["word"]["text"] == "online"
    assert device["text"] == "answers in 35 ms · 3 of 1,200 polls failed"
    assert device["advice"] == device["detail"] == ""


def test_a_bus_that_is_down_and_a_service_in_trouble_are_named_at_the_top() -> None:
    view = shown(snapshot(1, T, bus_up=False, services={"history": "disk full", "mqtt": ""}))
    assert view["word"]["text"] == "注意"
    assert view["summary"] == "rs485-1：中断 · 服务：history: disk full"
    assert view["buses"]["rs485-1"]["word"]["state"] == "lost"
    assert view["buses"]["rs485-1"]["detail"] == "找不到串口（转换器没有插好）"
    assert view["buses"]["rs485-1"]["counters"]["busy"] == "23%"


def test_a_long_list_of_troubles_is_cut_and_counted() -> None:
    away = {device.id: offline(Why.LINK_DOWN, "") for device in SITE.devices}
    summary = shown(snapshot(1, T, devices=away), language="en")["rooms"]["stack-1"]["summary"]
    assert summary == (
        "T/RH transmitter th-north: bus down · T/RH transmitter th-south: bus down · 4 in all"
    )


def test_a_clock_that_is_not_synchronised_is_said_but_is_no_trouble_of_the_room() -> None:
    view = shown(snapshot(1, T, clock_trusted=False))
    assert view["clock"]["word"] == {"state": "attention", "text": "时钟未校准"}
    assert view["word"]["text"] == "读数正常"


def test_a_bad_reading_carries_no_value_into_the_json() -> None:
    dead = {"th-north.temperature": bad(good(18.4, "°C", T - 9.04), Why.OUT_OF_RANGE)}
    reading = shown(snapshot(1, T, readings=dead))["points"]["th-north.temperature"]
    assert reading["value"] is None
    assert (reading["quality"], reading["why"], reading["age_s"]) == ("bad", "out_of_range", 9.0)


# Layout


def test_a_card_shows_climate_sensors_first_and_what_belongs_to_no_room_comes_last() -> None:
    homeless = replace(SITE.points[6], room="", tag="relay-1.spare")
    site: SiteInfo = replace(SITE, points=(homeless, *reversed(SITE.points)))
    cards = layout_of(site)
    assert [card.room.id for card in cards] == ["stack-1", "stack-2", ELSEWHERE.id]
    assert [block.device.id for block in cards[0].blocks] == [
        SOUTH.id,
        NORTH.id,
        "o3-1",
        "relay-1",
    ]
    assert cards[0].sources["temperature"] == ("th-south.temperature", "th-north.temperature")
    assert cards[2].sources == {}
    assert Presenter(site, "zh", TEXTS["zh"].tr).name(cards[2].room) == "其他位置"


def test_what_does_not_speak_for_the_room_stays_out_of_its_face() -> None:
    outside = tuple(replace(p, of_room=False) if p.device == "th-north" else p for p in SITE.points)
    card = layout_of(replace(SITE, points=outside))[0]
    assert card.sources["temperature"] == ("th-south.temperature",)
    assert card.blocks[0].device.id == "th-south"


def test_a_room_without_climate_sensors_has_no_face() -> None:
    site = replace(SITE, points=tuple(p for p in SITE.points if p.device == "relay-1"))
    view = Presenter(site, "zh", TEXTS["zh"].tr).view(snapshot(1, T), T)
    assert view["rooms"]["stack-1"]["climate"] == {}
    assert view["rooms"]["stack-1"]["word"]["text"] == "读数正常"


def test_a_room_without_a_humidity_sensor_shows_no_humidity_and_is_well() -> None:
    site = replace(SITE, points=tuple(p for p in SITE.points if p.tag == "th-north.temperature"))
    room = Presenter(site, "zh", TEXTS["zh"].tr).view(snapshot(1, T), T)["rooms"]["stack-1"]
    assert list(room["climate"]) == ["temperature"]
    assert room["word"]["text"] == "读数正常"


def test_temperature_comes_before_humidity_whatever_the_device_lists_first() -> None:
    card = layout_of(replace(SITE, points=tuple(reversed(SITE.points))))[0]
    quantities = [p.quantity for p in card.blocks[0].points]
    assert quantities == ["temperature", "relative_humidity"]


# Sparklines


def bucket(n: int, mean: float | None, spread: float = 0.5) -> Bucket:
    start = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(minutes=15 * n)
    if mean is None:
        return Bucket(start=start, mean=None, low=None, high=None, coverage=0.0)
    return Bucket(start=start, mean=mean, low=mean - spread, high=mean + spread, coverage=1.0)


def series(*means: float | None) -> list[Bucket]:
    return [bucket(n, mean) for n, mean in enumerate(means)]


def coordinates(path: str) -> Iterator[tuple[float, float]]:
    for x, y in re.findall(r"([\d.-]+) ([\d.-]+)", path):
        yield float(x), float(y)


def test_a_gap_breaks_the_line_and_leaves_its_place_empty() -> None:
    drawing = sparkline(series(20, 21, None, None, 22, 20), "temperature")
    assert drawing.line.count("M") == 2
    xs = [x for x, _ in coordinates(drawing.line)]
    assert not [x for x in xs if WIDTH * 2 / 6 < x < WIDTH * 4 / 6]


def test_the_band_reaches_from_the_extreme_to_the_extreme() -> None:
    drawing = sparkline(series(20, 24), "temperature")
    ys = [y for _, y in coordinates(drawing.band)]
    assert (min(ys), max(ys)) == (0.0, HEIGHT)
    assert (drawing.low, drawing.high) == (19.5, 24.5)


def test_a_calm_day_is_drawn_calm() -> None:
    drawing = sparkline(series(20.0, 20.1, 20.0), "relative_humidity")
    ys = [y for _, y in coordinates(drawing.band)]
    assert max(ys) - min(ys) < HEIGHT / 3


def test_a_lone_bucket_is_a_short_line_of_its_own_width() -> None:
    drawing = sparkline(series(None, 20, None), "temperature")
    assert {x for x, _ in coordinates(drawing.line)} == {80.0, 120.0, 160.0}


@pytest.mark.parametrize("nothing", [[], series(None, None)])
def test_nothing_recorded_draws_nothing(nothing: list[Bucket]) -> None:
    drawing = sparkline(nothing, "temperature")
    assert (drawing.line, drawing.band, drawing.low, drawing.high) == ("", "", None, None)


def test_several_sensors_make_one_series_of_medians_between_the_extremes() -> None:
    merged = combined([series(20, None), series(22, None), series(30, 21)])
    assert [(b.mean, b.low, b.high) for b in merged] == [(22, 19.5, 30.5), (21, 20.5, 21.5)]


def test_a_trend_window_lies_on_whole_steps_and_includes_the_running_one() -> None:
    at = datetime(2026, 11, 23, 2, 45, 12, tzinfo=UTC)
    since, until = window(TrendQuery(tags=("a",), hours=24, step_s=900), at)
    assert until == datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    assert until - since == timedelta(hours=24)


# Decisions about requests


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Panel.Local:8080", "panel.local"),
        ("192.168.10.5", "192.168.10.5"),
        ("[::1]:80", "[::1]"),
        ("", None),
        ("a b", None),
        ("a:b", None),
        ("evil/..", None),
        ("localhost:123456", None),
        ("localhost\u0660", None),
    ],
)
def test_a_host_header_is_a_name_and_a_port_or_nothing(header: str, name: str | None) -> None:
    assert host_name(header) == name


def test_unready_names_every_reason() -> None:
    assert unready(None, T) == ["no scan yet"]
    assert unready(snapshot(1, T), T + 1) == []
    assert unready(snapshot(1, T), T + 11) == ["last scan 11 s ago"]
    assert unready(snapshot(1, T, bus_up=False), T) == ["bus rs485-1 is down: cannot open port"]
    assert unready(snapshot(1, T), T + 40) == [
        "last scan 40 s ago",
        "bus rs485-1 has not moved for 40 s",
    ]


def test_a_reading_that_never_came_has_no_age() -> None:
    assert note_words(waiting("°C"), T, english) == "waiting for the first reading"


# Translations

PO = LOCALE_DIR / "zh_CN" / "LC_MESSAGES" / "panel.po"


def catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="zh_CN")


def used_texts() -> set[str]:
    found = extract_from_dir(
        STATIC_DIR.parent,
        method_map=[("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")],
        keywords={"tr": None, "msgid": None},
    )
    return {text for _, _, text, _, _ in found if isinstance(text, str)}


def test_every_text_is_translated_and_no_translation_is_left_over() -> None:
    translated = {str(m.id): str(m.string) for m in catalogue() if m.id}
    assert used_texts() == set(translated)
    assert [text for text, chinese in translated.items() if not chinese.strip()] == []


def test_translations_keep_the_placeholders() -> None:
    for message in catalogue():
        if message.id:
            names = set(re.findall(r"{\w+}", str(message.id)))
            assert names == set(re.findall(r"{\w+}", str(message.string))), message.id


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    fresh = io.BytesIO()
    write_mo(fresh, catalogue())
    fresh.seek(0)
    with PO.with_suffix(".mo").open("rb") as file:
        committed = dict(vars(gettext.GNUTranslations(file))["_catalog"])
    expected = dict(vars(gettext.GNUTranslations(fresh))["_catalog"])
    del committed[""], expected[""]  # the header carries dates
    assert committed == expected


def test_scripts_hold_no_text_of_their_own() -> None:
    for path in STATIC_DIR.glob("*.js"):
        assert path.read_text(encoding="utf-8").isascii(), path.name


# Looks


def tokens(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_has_a_contrast_of_seven_and_marks_of_three(theme: str) -> None:
    css = load_assets().files["panel.css"].decode()
    day, night = css.split("@media (prefers-color-scheme: dark)", 1)
    colours = tokens(day)
    if theme == "dark":
        colours |= tokens(night.split("\n}\n", 1)[0])
    for ink, paper in (
        ("ink", "card"),
        ("soft", "card"),
        ("ink", "ground"),
        ("soft", "ground"),
        ("attention-ink", "attention"),
        ("lost-ink", "lost"),
        ("lost-mark", "card"),
        ("stop-ink", "stop"),
    ):
        assert contrast(colours[ink], colours[paper]) >= 7, (ink, paper)
    for mark in ("attention-mark", "lost-mark"):
        assert contrast(colours[mark], colours["card"]) >= 3, mark


def test_pages_have_no_inline_style_or_script() -> None:
    for path in TEMPLATE_DIR.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\son\w+=|\sstyle=|<style|<script(?! type=\"module\" src=)", text)
