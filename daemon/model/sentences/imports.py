"""Why a logger's file, or a row of it, was not imported, and what became of an import."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "import_no_file": Sentence(
        "{file} 不是文件：请给出记录仪导出的文本文件",
        "{file} is no file: give the text file that the logger's program has exported",
    ),
    "import_too_big": Sentence(
        "文件超过 {mib} MiB：请按年份分开导出",
        "the file is larger than {mib} MiB: export it year by year",
    ),
    "import_long_line": Sentence(
        "第 {row} 行超过 {most} 个字符：这不是记录仪导出的文本",
        "line {row} is longer than {most} characters: this is no text that a logger has exported",
    ),
    "import_no_encoding": Sentence(
        "文件不是文本，或者编码不是 {encodings}：请用记录仪软件导出为 CSV",
        "the file is no text in {encodings}: export it as CSV with the logger's program",
    ),
    "import_encoding_wrong": Sentence(
        "文件不能按 {encoding} 读取：请换一种编码，或不指定编码",
        "the file can't be read as {encoding}: name another encoding, or none",
    ),
    "import_no_table": Sentence(
        "前 100 行里没有表头：表头须有时间，以及温度或湿度的列名",
        "none of the first 100 lines names the columns: a time, and temperature or humidity",
    ),
    "import_other_dialect": Sentence(
        "这不是 {dialect} 格式的文件：请换一种格式，或不指定格式",
        "this is no file of the dialect {dialect}: name another, or none",
    ),
    "import_two_columns": Sentence(
        "“{first}”和“{second}”两列都像是同一个量：请在副本中删去不要的一列",
        '"{first}" and "{second}" could both be meant: delete one of the columns in a copy',
    ),
    "import_which_order": Sentence(
        "日期的日和月分不清：请用 --date-order dmy（日/月/年）或 mdy（月/日/年）说明",
        "day and month can't be told apart: say --date-order dmy (day/month/year) or mdy",
    ),
    "import_other_order": Sentence(
        "文件中有的日期不能按 {order} 读：请检查 --date-order",
        "some dates in the file can't be read as {order}: check --date-order",
    ),
    "import_mixed_orders": Sentence(
        "文件中有的日期只能读作日/月/年，有的只能读作月/日/年：请分成两个文件，"
        "或用 --date-order 指定一种，其余的行会被拒绝",
        "some dates can only be day/month/year, others only month/day/year: split the file, or"
        " choose one with --date-order, the other rows are then rejected",
    ),
    "import_nothing": Sentence(
        "没有一行能读懂（拒绝 {rejected} 行）：请用 --dry-run 查看原因",
        "no row can be understood ({rejected} rejected): look at the reasons with --dry-run",
    ),
    "import_nameless": Sentence(
        "文件里没有记录仪的编号：请用 --logger 给出",
        "the file does not name its logger: give its number with --logger",
    ),
    "import_which_logger": Sentence(
        "文件里的记录仪是 {loggers}：请用 --logger 选一个",
        "the file holds the loggers {loggers}: choose one with --logger",
    ),
    "import_too_many_rows": Sentence(
        "超过 {most} 行：请分开导出", "more than {most} rows: export it in parts"
    ),
    "import_too_many_loggers": Sentence(
        "超过 {most} 个记录仪：某一列可能不是记录仪编号",
        "more than {most} loggers: a column is taken for the logger's name that is none",
    ),
    "import_row_empty": Sentence("没有测量值", "no value was measured"),
    "import_row_moment": Sentence("时间读不懂：{text}", "no date and time: {text}"),
    "import_row_future": Sentence("时间在将来：{text}", "the time is in the future: {text}"),
    "import_row_number": Sentence("不是数值：{text}", "no number: {text}"),
    "import_row_range": Sentence(
        "超出 -60–80 °C 或 0–100 %RH：{text}", "outside -60 to 80 °C or 0 to 100 %RH: {text}"
    ),
    "import_row_conflict": Sentence(
        "同一时间已有不同的数值，保留先导入的", "another value is known for this time and is kept"
    ),
    "import_known": Sentence(
        "这个文件已作为第 {number} 次导入存入库房 {room}：没有新增内容。"
        "要存入别处，请先删除那次导入",
        "the file was imported already, as number {number} into {room}: nothing was added. Forget"
        " that import first to put it elsewhere",
    ),
    "import_moved": Sentence(
        "记录仪 {logger} 此前位于 {places}，那里的读数保持原位；新读数记在 {zone}",
        "until now logger {logger} stood at {places}: what it read there stays there, the new"
        " readings are of {zone}",
    ),
    "import_elsewhere": Sentence(
        "未导入 {count} 个数值：那时记录仪按以前的导入位于 {places}。"
        "如果那个位置有误，请先删除那次导入",
        "{count} values were not taken: by an earlier import the logger stood at {places} then. If"
        " that place was wrong, forget that import first",
    ),
    "import_done": Sentence(
        "导入 {file}：记录仪 {logger}，{readings} 个数值，拒绝 {rejected} 行，操作人 {who}",
        "{file} imported: logger {logger}, {readings} values, {rejected} rows rejected, by {who}",
    ),
    "import_forgotten": Sentence(
        "删除导入 {file}：记录仪 {logger}，{readings} 个数值，操作人 {who}，原因：{why}",
        "import of {file} forgotten: logger {logger}, {readings} values, by {who}, because: {why}",
    ),
}
