"""What is told of a row: rejected, repaired, in doubt; `{detail}` names file, column and value."""

from collections.abc import Mapping
from types import MappingProxyType

from records_sync.words import Sentence

SENTENCES: Mapping[str, Sentence] = MappingProxyType(
    {
        "row_no_title": Sentence("没有题名：{detail}", "No title: {detail}"),
        "row_no_id": Sentence(
            "没有标识、档号或临时编号，件号、年度和期限也不齐，分不清是哪一件：{detail}",
            "No id, 档号 or 临时编号, and 件号, 年度, 保管期限 are not all there: {detail}",
        ),
        "row_no_name": Sentence("没有机构名称：{detail}", "No name of the unit: {detail}"),
        "row_lost_characters": Sentence(
            "文字在导出前已丢失（? 或 �），请改正后重新导出：{detail}",
            "Characters were lost before the export (? or �); correct and export again: {detail}",
        ),
        "row_garbled": Sentence("乱码，请重新导出：{detail}", "Garbled, export again: {detail}"),
        "row_identity_number": Sentence(
            "含有身份证号码，不予收录：{detail}", "Holds an identity number, not taken: {detail}"
        ),
        "row_long_key": Sentence("编号长得不合理：{detail}", "A number absurdly long: {detail}"),
        "row_operation": Sentence(
            "操作一栏只认新增、修改、删除：{detail}", "The operation is not known: {detail}"
        ),
        "row_secrecy": Sentence(
            "不认识的密级代码，按涉密处理未收录；请在 mapping.toml 中说明：{detail}",
            "An unknown grade, taken for secret and left out; explain it in mapping.toml: {detail}",
        ),
        "row_became_date": Sentence(
            "编号被 Excel 变成了日期，请改为文本格式后重新导出：{detail}",
            "Excel made a date of a number; format it as text and export again: {detail}",
        ),
        "row_digits_lost": Sentence(
            "编号过长被 Excel 截去尾数，请改为文本格式后重新导出：{detail}",
            "Excel took the last digits of a number; format it as text, export again: {detail}",
        ),
        "doubt_same_number": Sentence(
            "前面的行（括号内）是同一编号而题名不同，只留下了后一行，请核对：{detail}",
            "An earlier row (in brackets) has this number and another title; only the later one "
            "stays: {detail}",
        ),
        "row_again": Sentence(
            "这一件前面（括号内的行）已经列过：{detail}",
            "Listed before, in the row in brackets: {detail}",
        ),
        "fixed_leading_zeros": Sentence(
            "已补回开头的 0：{detail}", "Leading zeros put back: {detail}"
        ),
        "fixed_full_width": Sentence("全角已转半角：{detail}", "Full width narrowed: {detail}"),
        "fixed_date_serial": Sentence(
            "日期序号已换算成日期：{detail}", "A serial was turned into its day: {detail}"
        ),
        "fixed_date_range": Sentence("起止日期取了起始日：{detail}", "First day taken: {detail}"),
        "fixed_characters": Sentence(
            "去掉了看不见的控制字符：{detail}", "Unseen control characters taken out: {detail}"
        ),
        "fixed_too_long": Sentence("过长，已截短：{detail}", "Too long, cut: {detail}"),
        "doubt_became_date": Sentence(
            "像是被 Excel 变成了日期，请核对：{detail}", "Excel may have made it a date: {detail}"
        ),
        "doubt_digits_lost": Sentence(
            "数字尾数可能已丢失，请核对：{detail}", "Last digits may be lost: {detail}"
        ),
        "doubt_lost_characters": Sentence(
            "有丢失的文字（? 或 �），请核对：{detail}", "Characters are lost (? or �): {detail}"
        ),
        "doubt_cut_before": Sentence(
            "被原系统的字段宽度截断，请核对：{detail}", "Cut by the width of its field: {detail}"
        ),
        "doubt_date": Sentence("日期看不懂，留空：{detail}", "No date, left empty: {detail}"),
        "doubt_year": Sentence("年度看不懂，留空：{detail}", "No year, left empty: {detail}"),
        "doubt_pages": Sentence("页数看不懂，留空：{detail}", "No count, left empty: {detail}"),
        "doubt_copies": Sentence("份数看不懂，留空：{detail}", "No count, left empty: {detail}"),
        "doubt_retention": Sentence(
            "保管期限看不懂，留空：{detail}", "Retention not known, left empty: {detail}"
        ),
        "doubt_carrier": Sentence(
            "载体看不懂，留空：{detail}", "Carrier not known, left empty: {detail}"
        ),
        "doubt_rev": Sentence("修改时间看不懂：{detail}", "Revision not understood: {detail}"),
        "doubt_figure": Sentence("不是整数，留空：{detail}", "No whole number: {detail}"),
        "columns_ignored": Sentence("没有用到的列：{detail}", "Columns not used: {detail}"),
        "columns_twice": Sentence(
            "含义重复、没有用到的列：{detail}", "Columns that say the same, not used: {detail}"
        ),
        "sheet_skipped": Sentence(
            "没有表头、未读取的工作表：{detail}", "Sheets without a header, not read: {detail}"
        ),
    }
)
