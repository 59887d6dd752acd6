"""A row comes to a record, a repair that is told, or a rejection with its reason."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_sync.model import Carrier, Flagged, Gone, Item, Put, Record, Rejected, Retention
from records_sync.text import clean, dates, terms
from records_sync.text.headers import layout_of
from records_sync.text.numbers import Cell, revision, whole
from records_sync.text.rows import Intake, Rules, Taken
from records_sync.text.terms import Secrecy
from tests.unit.test_records_files_headers import NUMBER


def taken(rules: Rules | None = None, /, **cells: Cell) -> Taken:
    intake = Intake(layout=layout_of(list(cells)), rules=rules or Rules(), place="甲.csv")
    return intake.take(7, list(cells.values()))


def items(rules: Rules | None = None, /, **cells: Cell) -> tuple[Item, ...]:
    return taken(rules, **cells).items


def record(**cells: Cell) -> Record:
    [put] = [
        item for item in items(**{"临时编号": "L1", "题名": "甲"} | cells) if isinstance(item, Put)
    ]
    return put.record


def flags(**cells: Cell) -> list[tuple[str, str]]:
    found = items(**{"临时编号": "L1", "题名": "甲"} | cells)
    return [(item.code, item.detail) for item in found if isinstance(item, Flagged)]


def rejection(**cells: Cell) -> tuple[str, str]:
    [item] = items(**cells)
    assert isinstance(item, Rejected)
    assert item.row == 7
    return item.code, item.detail


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("20110304", "20110304", ""),
        ("2011-3-4", "20110304", ""),
        ("2011/03/04 00:00:00", "20110304", ""),
        ("2011.3.4", "20110304", ""),
        ("2011年3月4日", "20110304", ""),
        ("２０１１年３月", "20110300", ""),
        ("二〇一一年三月四日", "20110304", ""),
        ("二○一一年十二月二十一日", "20111221", ""),
        ("二〇一一年十月三十日", "20111030", ""),
        ("2011", "20110000", ""),
        ("201103", "20110300", ""),
        ("20110300", "20110300", ""),
        ("20110000", "20110000", ""),
        ("1912.1", "19120100", ""),
        ("40606", "20110304", dates.SERIAL),
        ("40606.5", "20110304", dates.SERIAL),
        ("20110304-20111231", "20110304", dates.RANGE),
        ("2011年3月4日至2012年1月1日", "20110304", dates.RANGE),
        ("20110230", "", dates.UNCLEAR),
        ("20110015", "", dates.UNCLEAR),
        ("3/5/14", "", dates.UNCLEAR),
        ("11-3-4", "", dates.UNCLEAR),
        ("不详", "", dates.UNCLEAR),
        ("", "", ""),
    ],
)
def test_a_date_is_read_as_catalogues_write_it(text: str, value: str, code: str) -> None:
    assert dates.parsed(text) == (value, code)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)), st.sampled_from("-/."))
def test_a_date_is_the_same_in_every_spelling(day: date, mark: str) -> None:
    packed = day.strftime("%Y%m%d")
    for text in (packed, f"{day.year}{mark}{day.month}{mark}{day.day}", f"{day:%Y年%m月%d日}"):
        assert dates.parsed(text) == (packed, "")


@given(st.text(max_size=30))
def test_whatever_is_no_date_is_empty_and_in_doubt(text: str) -> None:
    value, code = dates.parsed(text)
    assert len(value) in (0, 8)
    assert value or code or not text.strip()


@pytest.mark.parametrize(
    ("text", "term"),
    [
        *(("永久", Retention.PERMANENT), ("Y", Retention.PERMANENT), ("长期", Retention.LONG)),
        *(("短期", Retention.SHORT), ("30年", Retention.YEARS_30), ("d30", Retention.YEARS_30)),
        *(("３０", Retention.YEARS_30), ("定期 十年", Retention.YEARS_10), ("20年", None)),
    ],
)
def test_a_term_is_read_or_in_doubt(text: str, term: Retention | None) -> None:
    assert terms.retention(text) is term


@pytest.mark.parametrize(
    ("text", "carrier"),
    [
        *(
            ("纸质", Carrier.PAPER),
            ("光盘;纸质", Carrier.OPTICAL),
            ("录音带", Carrier.AUDIO_VISUAL),
        ),
        *(("移动硬盘", Carrier.MAGNETIC), ("底片", Carrier.PHOTO), ("电子", None)),
    ],
)
def test_a_carrier_is_the_first_that_is_named(text: str, carrier: Carrier | None) -> None:
    assert terms.carrier(text) is carrier


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        *(("秘密", Secrecy.SECRET), ("秘密★10年", Secrecy.SECRET), ("机 密", Secrecy.SECRET)),
        *(("绝密(长期)", Secrecy.SECRET), ("MM", Secrecy.SECRET), ("", Secrecy.OPEN)),
        *(("公开", Secrecy.OPEN), ("内部", Secrecy.OPEN), ("非密", Secrecy.OPEN)),
        *(("已解密", Secrecy.OPEN), ("2", Secrecy.UNCLEAR), ("密", Secrecy.UNCLEAR)),
    ],
)
def test_a_grade_in_doubt_is_not_open(text: str, grade: Secrecy) -> None:
    assert terms.secrecy(text) is grade


@pytest.mark.parametrize("grade", ["秘密", "机密★20年", "秘\u200b密", "绝 密"])
def test_a_secret_row_is_dropped_and_counted_and_takes_away_what_was_open(grade: str) -> None:
    dropped = Taken(items=(Gone(id="temp:l1", is_alias=True),), secret=True)
    assert taken(题名="甲", 临时编号="L1", 密级=grade) == dropped
    assert taken(题名="甲", 密级=grade) == Taken(secret=True)


def test_a_secret_row_takes_away_what_was_open_by_every_name_it_may_have_had() -> None:
    names = {"ID": "7", "档号": "J1-WS", "临时编号": "L1"}
    gone = (Gone(id="7"), Gone(id="ref:j1-ws"), Gone(id="temp:l1"))
    assert taken(题名="甲", 密级="机密", **names) == Taken(items=gone, secret=True)


def test_nothing_but_its_grade_is_told_of_a_row_that_may_be_secret() -> None:
    code, detail = rejection(题名="关于\ufffd的通知", 临时编号="L1", 密级="9")
    assert (code, detail) == ("row_secrecy", "甲.csv 密级=9")


@pytest.mark.parametrize(
    ("column", "text"),
    [
        *(("定密等级", "机密★20年"), ("密级程度", "秘密10年"), ("涉密等级", "MM")),
        *(("等级", "机密级"), ("等级", "秘密★"), ("等级", "机 密"), ("甲", "绝密(长期)")),
        *(("文件密级程度", "JM"), ("是否涉密", "是"), ("密码本", "涉密")),
        *(
            ("备注", "密级：机密"),
            ("备注", "秘密 10年"),
            ("附注", "机密件，另存"),
            ("备注", "定为秘密"),
        ),
        *(("责任者", "机密★"), ("存址", "秘密"), ("主题词", "会议;机密★20年")),
    ],
)
def test_a_grade_in_any_column_drops_the_row(column: str, text: str) -> None:
    assert taken(题名="甲", 临时编号="L1", **{column: text}).secret


def test_a_second_column_of_grades_counts_as_the_first_does() -> None:
    assert taken(题名="甲", 临时编号="L1", 密级="公开", 文件密级="JM").secret


@pytest.mark.parametrize(
    ("column", "text"),
    [
        *(("密集架号", "1"), ("保密审查", "2"), ("是否涉密", "否"), ("解密日期", "2030")),
        *(("备注", "机密件，已解密"), ("备注", "保密室移来")),
        *(("主题词", "机密文件;管理"), ("责任者", "保密局"), ("等级", "JM-7")),
    ],
)
def test_what_only_speaks_of_secrets_is_taken(column: str, text: str) -> None:
    title = "关于机密级文件管理的通知"
    own = {"题名": title, "临时编号": "L1", column: text}
    assert isinstance(items(Rules(secret_words=frozenset("1")), **own)[0], Put)


def test_a_grade_that_nobody_knows_is_secret_where_another_column_says_so() -> None:
    assert taken(题名="甲", 临时编号="L1", 密级="9", 备注="机密★").secret


@pytest.mark.parametrize(
    ("cells", "ids"),
    [
        ({"档号": "J1-1", "临时编号": "L1", "密级": "9"}, ("ref:j1-1", "temp:l1")),
        ({"档号": "J1-1", "临时编号": "�"}, ("ref:j1-1",)),
        ({"ID": "7", "档号": "�"}, ("7",)),
        ({"档号": "�", "临时编号": "L1"}, ()),
        ({"档号": "", "临时编号": ""}, ()),
        ({"ID": "�", "档号": "J1-1"}, ()),
        ({"档号": "J1-1", "备注": "�", "题名": ""}, ("ref:j1-1",)),
        ({"年度": "2011", "期限": "永久", "件号": "1", "题名": ""}, ("ref:2011-y-0001",)),
    ],
)
def test_a_rejected_row_says_of_which_record_it_speaks(
    cells: dict[str, Cell], ids: tuple[str, ...]
) -> None:
    (rejected, *_) = items(**({"题名": "甲"} | cells))
    assert isinstance(rejected, Rejected)
    assert rejected.ids == ids


def test_a_grade_that_nobody_knows_rejects_the_row_until_the_site_says_what_it_is() -> None:
    cells: dict[str, Cell] = {"题名": "甲", "临时编号": "L1", "密级": "1"}
    assert rejection(**cells) == ("row_secrecy", "甲.csv 密级=1")
    assert isinstance(items(Rules(open_words=frozenset("1")), **cells)[0], Put)
    assert taken(Rules(secret_words=frozenset("1")), **cells).secret


def test_a_secret_row_is_kept_where_the_site_asks_for_it() -> None:
    [put] = items(Rules(keep_secret=True), 题名="甲", 临时编号="L1", 密级="秘密")
    assert isinstance(put, Put)
    assert put.record.secret == "秘密"  # noqa: S105  # a grade


@pytest.mark.parametrize(
    ("cells", "own"),
    [
        ({"ID": "a-7", "档号": "J1-2"}, "a-7"),
        ({"档号": "Ｊ001－WS•2011—Y-BGS-0001"}, "ref:j001-ws-2011-y-bgs-0001"),
        (
            {
                "全宗号": "J001",
                "门类": "WS",
                "年度": "2011",
                "期限": "Y",
                "机构": "BGS",
                "件号": "1",
            },
            "ref:j001-ws-2011-y-bgs-0001",
        ),
        ({"年度": "2011", "期限": "30年", "件号": "0007"}, "ref:2011-d30-0007"),
        ({"临时编号": "2026－收 12"}, "temp:2026-收-12"),
        ({"档号": "J1-2", "临时编号": "L1"}, "ref:j1-2"),
    ],
)
def test_a_record_is_known_by_its_id_then_its_code_then_its_parts_then_its_number(
    cells: dict[str, Cell], own: str
) -> None:
    [put] = [item for item in items(**{"题名": "甲"} | cells) if isinstance(item, Put)]
    assert put.record.id == own


@pytest.mark.parametrize(
    "cells", [{"件号": "0001"}, {"年度": "2011", "件号": "0001"}, {"档号": "—", "日期": "2011"}]
)
def test_a_row_that_nothing_tells_from_others_is_rejected(cells: dict[str, Cell]) -> None:
    assert rejection(题名="甲", **cells)[0] == "row_no_id"


def test_a_row_without_a_title_is_rejected() -> None:
    assert rejection(题名=" 　", 临时编号="L1") == ("row_no_title", "甲.csv 题名")


def test_a_blank_row_and_a_header_again_are_nothing() -> None:
    assert taken(题名=" ", 临时编号=None) == Taken()
    assert taken(题名="题名", 临时编号="临时编号") == Taken()


@pytest.mark.parametrize(
    ("column", "cell", "field", "value", "code"),
    [
        ("件号", "1", "item_no", "0001", "fixed_leading_zeros"),
        ("件号", 1.0, "item_no", "0001", "fixed_leading_zeros"),
        ("件号", "１２", "item_no", "0012", "fixed_full_width"),
        ("案卷号", 7, "volume_no", "007", "fixed_leading_zeros"),
        ("日期", 40606.0, "date", "20110304", "fixed_date_serial"),
        ("盒号", "Ａ１２", "box", "A12", "fixed_full_width"),
        ("日期", "去年", "date", "", "doubt_date"),
        ("保管期限", "60年", "retention", None, "doubt_retention"),
        ("年度", "11", "year", None, "doubt_year"),
        ("页数", "若干", "pages", None, "doubt_pages"),
        ("载体", "电子", "carrier", None, "doubt_carrier"),
        ("文号", "1.2E+11", "doc_no", "1.2E+11", "doubt_digits_lost"),
        ("盒号", date(2026, 1, 2), "box", "2026-01-02", "doubt_became_date"),
        ("备注", "甲\u202e\x00乙", "remark", "甲乙", "fixed_characters"),
        ("备注", "甲\ufffd乙", "remark", "甲\ufffd乙", "doubt_lost_characters"),
        ("责任者", "市委" + clean.CUT_MARK, "creator", "市委", "doubt_cut_before"),
    ],
)
def test_what_was_repaired_or_is_in_doubt_is_flagged_with_its_row_and_column(
    column: str, cell: Cell, field: str, value: object, code: str
) -> None:
    assert getattr(record(**{column: cell}), field) == value
    told = flags(**{column: cell})
    assert code in [found for found, _ in told]
    assert all(detail.startswith(f"甲.csv {column}=") for _, detail in told)


@pytest.mark.parametrize(
    ("column", "cell", "field", "value"),
    [
        ("件号", "0001", "item_no", "0001"),
        ("件号", "1-2", "item_no", "1-2"),
        ("年度", 2011.0, "year", 2011),
        ("年度", "2011年", "year", 2011),
        ("日期", datetime(2011, 3, 4), "date", "20110304"),  # noqa: DTZ001  # a day of a catalogue
        ("日期", date(2011, 3, 4), "date", "20110304"),
        ("页数", "12页", "pages", 12),
        ("题名", "＝甲（乙）１２", "title", "＝甲（乙）１２"),
        ("题名", "甲\r\n乙\t丙", "title", "甲 乙 丙"),
    ],
)
def test_what_is_as_it_should_be_is_not_flagged(
    column: str, cell: Cell, field: str, value: object
) -> None:
    assert getattr(record(**{column: cell}), field) == value
    assert flags(**{column: cell}) == []


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("临时编号", "1.2E+11", "row_digits_lost"),
        ("临时编号", 123456789012345678.0, "row_digits_lost"),
        ("件号", date(2026, 1, 2), "row_became_date"),
        ("题名", "关于\ufffd\ufffd的通知", "row_lost_characters"),
        ("题名", "关于????的通知", "row_lost_characters"),
        ("题名", "甲\ud800", "row_lost_characters"),
        ("档号", "J001-" + "9" * 200, "row_long_key"),
        ("操作", "替换", "row_operation"),
    ],
)
def test_what_can_not_be_repaired_is_rejected(column: str, cell: Cell, code: str) -> None:
    assert rejection(**{"临时编号": "L1", "题名": "甲"} | {column: cell})[0] == code


def test_an_identity_number_rejects_the_row_and_is_not_repeated() -> None:
    code, detail = rejection(临时编号="L1", 题名=f"关于某某（{NUMBER}）的批复")
    assert (code, detail) == ("row_identity_number", "甲.csv 题名")


@pytest.mark.parametrize("word", ["删除", "delete", "作废", "D"])
def test_a_deletion_is_gone_and_needs_no_title(word: str) -> None:
    assert items(档号="J1-2", 题名="", 操作=word) == (Gone(id="ref:j1-2"),)
    assert items(档号="J1-2", 题名="甲", 状态=word, 修订号="7") == (Gone(id="ref:j1-2", rev=7),)


@pytest.mark.parametrize("word", ["新增", "修改", "update", ""])
def test_an_addition_and_a_change_are_puts(word: str) -> None:
    assert isinstance(items(档号="J1-2", 题名="甲", 操作=word)[0], Put)


def test_a_status_of_the_shelf_is_no_deletion() -> None:
    assert isinstance(items(档号="J1-2", 题名="甲", 状态="借出")[0], Put)


def test_revisions_grow() -> None:
    moments = ["2026-1-2 3:04", "2026-01-02 03:04:05", "2026/1/10 0:00:00"]
    found = [revision(moment) or 0 for moment in moments]
    assert found == sorted(found)
    assert found[0] == 20260102030400
    assert revision("12") == 12
    assert revision("昨天") is None
    assert revision("9" * 30) is None


def test_widths_are_the_sites_own() -> None:
    [put] = items(Rules(pad=(("item_no", 0),)), 题名="甲", 临时编号="L1", 件号="1")
    assert isinstance(put, Put)
    assert put.record.item_no == "1"


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '=HYPERLINK("http://x","甲")',
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "{{7*7}}${7*7}",
        "'; DROP TABLE record; --",
        "../../etc/passwd",
    ],
)
def test_h14_markup_and_formulas_are_text_like_any_other(title: str) -> None:
    assert record(题名=title).title == title
    assert flags(题名=title) == []


def test_h15_a_title_of_a_megabyte_is_cut_with_a_flag() -> None:
    title = "长" * 1_000_000
    assert record(题名=title).title == "长" * clean.LONGEST_TITLE
    [(code, detail)] = flags(题名=title)
    assert code == "fixed_too_long"
    assert len(detail) < 100


def test_h15_direction_and_control_characters_are_taken_out() -> None:
    assert record(题名="甲\u202e乙\u2066丙\x00丁\ufeff\u200b").title == "甲乙丙丁"


def test_h15_text_is_composed_but_for_compatible_ideographs() -> None:
    assert record(题名="cafe\u0301 \uf900\U0002f800").title == "café \uf900\U0002f800"


@given(
    st.dictionaries(
        st.sampled_from(
            sorted(
                layout_of([]).fields
                | {
                    "题名",
                    "档号",
                    "临时编号",
                    "年度",
                    "件号",
                    "日期",
                    "文号",
                    "备注",
                    "修改时间",
                    "密级",
                    "盒号",
                }
            )
        ),
        st.one_of(st.text(max_size=40), st.floats(), st.none(), st.integers(), st.datetimes()),
        min_size=1,
    )
)
def test_h15_any_text_comes_to_clean_records_or_reasons(cells: dict[str, Cell]) -> None:
    for item in items(**cells):
        if isinstance(item, Put):
            for value in (item.record.id, item.record.title, item.record.remark):
                assert "\0" not in value
                assert value == value.strip()
                assert len(value) <= clean.LONGEST_TITLE
                value.encode("utf-8")
        elif isinstance(item, Flagged | Rejected):
            item.detail.encode("utf-8")


@pytest.mark.parametrize(
    "title", ["关于调整编制的批复", "領導職數", "浣溪沙·鄂州娴静", "한국어 문서", "café"]
)
def test_h11_good_text_is_not_garbled(title: str) -> None:
    assert not clean.garbled(title)


@pytest.mark.parametrize("length", range(3, 18))
@pytest.mark.parametrize(
    ("read_as", "was"),
    [("gb18030", "utf-8"), ("gbk", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "gbk")],
)
def test_h11_text_that_was_decoded_by_another_rule_is_seen(
    length: int, read_as: str, was: str
) -> None:
    wrong = "关于调整市档案馆机构编制领导职数的批复"[:length].encode(was).decode(read_as, "replace")
    assert not clean.calm(wrong)
    assert clean.garbled(wrong) or length < 4


def test_counts_are_whole_numbers() -> None:
    assert [whole(text) for text in ("12", "12.0", "１２页", "1.5", "-1", "")] == [
        *(12, 12, 12, None, None, None)
    ]
