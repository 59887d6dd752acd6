"""The sentences about single keys and their values."""

from .sentence import Sentence

KEYS = {
    "missing": Sentence(
        "缺少此项；请补上",
        "is missing; add it",
    ),
    "unknown_key": Sentence(
        "没有这个配置项；{hint}",
        "is not a known key; {hint}",
    ),
    "password_in_file": Sentence(
        "密码不能写在配置文件里；请把密码存成 /etc/roomd/credentials/ 下的一个文件"
        '（或 systemd 凭据），这里只写 password_credential = "文件名"',
        "a password does not belong into this file; keep it in a file under "
        "/etc/roomd/credentials/ (or a systemd credential) and write "
        'password_credential = "name-of-that-file"',
    ),
    "other_transport": Sentence(
        "这一项不适用于本总线的 transport；请删去它，或改 transport"
        "（rtu 用 port、baudrate、parity、stopbits、echo；tcp 和 rtu-over-tcp 用 host、tcp_port）",
        "does not fit the transport of this bus; remove it or change the transport "
        "(rtu takes port, baudrate, parity, stopbits, echo; tcp and rtu-over-tcp take host, "
        "tcp_port)",
    ),
    "wants_text": Sentence(
        '{value} 应为文本；请加引号 "…"',
        '{value} must be a text; put it in quotes "…"',
    ),
    "wants_whole": Sentence(
        "{value} 应为整数；请去掉引号和小数点",
        "{value} must be a whole number; no quotes, no decimal point",
    ),
    "wants_number": Sentence(
        "{value} 应为数字；请去掉引号和单位",
        "{value} must be a number; no quotes, no unit",
    ),
    "wants_fact": Sentence(
        "{value} 应为 true（是）或 false（否）；请去掉引号",
        "{value} must be true or false; no quotes",
    ),
    "clock_time": Sentence(
        "{value} 不是时刻；请写成 08:30",
        "{value} is no time of day; write 08:30",
    ),
    "wants_list": Sentence(
        '{value} 应为列表；请写成 ["…", "…"]',
        '{value} must be a list; write ["…", "…"]',
    ),
    "wants_table": Sentence(
        "{value} 应为一个表；请写成 [表名] 加若干行 键 = 值，单个的表只用一对方括号",
        "{value} must be one table; write [table] with lines key = value; "
        "a single table takes single brackets",
    ),
    "wants_tables": Sentence(
        "可以有多个，所以要用双方括号；请写成 [[{name}]]",
        "may occur more than once and takes double brackets; write [[{name}]]",
    ),
    "one_of": Sentence(
        "{value} 不在可选范围；请从中选一个：{choices}",
        "{value} is not possible here; choose one of {choices}",
    ),
    "out_of_range": Sentence(
        "{value} 超出范围；应在 {low}～{high} 之间",
        "{value} is out of range; it must be {low}..{high}",
    ),
    "above": Sentence("{value} 太小；应大于 {limit}", "{value} is too small; it must be > {limit}"),
    "at_least": Sentence(
        "{value} 太小；最小为 {limit}", "{value} is too small; the least is {limit}"
    ),
    "below": Sentence("{value} 太大；应小于 {limit}", "{value} is too large; it must be < {limit}"),
    "at_most": Sentence(
        "{value} 太大；最大为 {limit}", "{value} is too large; the most is {limit}"
    ),
    "too_short": Sentence(
        "{value} 太短；至少 {limit} 个字符",
        "{value} is too short; give at least {limit} characters",
    ),
    "too_long": Sentence(
        "{value} 太长；最多 {limit} 个字符", "{value} is too long; at most {limit} characters fit"
    ),
    "short_list": Sentence(
        "列表太短；至少 {limit} 项", "is too short a list; give at least {limit} entries"
    ),
    "repeated": Sentence(
        "列表里有重复的值；请删去重复项", "holds a value twice; remove the repetition"
    ),
    "pattern": Sentence(
        "{value} 的写法不对；应符合 {pattern}", "{value} is not of the form {pattern}; rewrite it"
    ),
    "invalid": Sentence(
        "{value} 不能用在这里；请对照文档", "{value} can't stand here; see the docs"
    ),
    "identifier": Sentence(
        "{value} 不能作编号；只用小写字母、数字和连字符，中文名请写在 name 里",
        "{value} can't be an id; use lower-case letters, digits and hyphens "
        "(names for people go into name)",
    ),
    "credential_name": Sentence(
        "应为凭据文件的名字（字母、数字、点、- 和 _），不是密码本身，也不是路径",
        "must be the name of a credential file (letters, digits, dots, - and _), "
        "neither the password nor a path",
    ),
    "topic": Sentence(
        "{value} 不能作主题前缀；不要用 +、#、空格，首尾不要 /",
        "{value} can't be a topic prefix; no +, # or spaces, no / at either end",
    ),
    "name": Sentence(
        "{value} 不能作名称；请写 1～{limit} 个可见字符",
        "{value} can't be a name; write 1..{limit} visible characters",
    ),
    "host": Sentence(
        "{value} 不是主机名或 IP 地址；不要写 http://，端口写在另一项里",
        "{value} is neither a host name nor an IP address; no http://, and the port has "
        "a key of its own",
    ),
    "timezone": Sentence(
        '{value} 不是时区；请用 IANA 名称，例如 "Asia/Shanghai"',
        '{value} is not a time zone; use an IANA name such as "Asia/Shanghai"',
    ),
    "tag": Sentence(
        '{value} 不是测点；请写 "设备编号.测点"，例如 "io-1.input_1"',
        '{value} is no tag; write "device.point", such as "io-1.input_1"',
    ),
    "cron_time": Sentence(
        "{value} 不是有效的时间；请写五段：分 时 日 月 星期，"
        '例如 "0 18 * * 1-5" = 周一至周五 18:00',
        "{value} is no time; write five fields, minute hour day month weekday, "
        'such as "0 18 * * 1-5" for 18:00 from Monday to Friday',
    ),
    "month_day": Sentence(
        '{value} 不是日期；请写 "月-日"，例如 "06-01"',
        '{value} is no day of the year; write "month-day", such as "06-01"',
    ),
    "wants_date": Sentence(
        "{value} 应为日期；请写 2026-10-01 这样，不加引号",
        "{value} must be a date; write it as 2026-10-01, without quotes",
    ),
    "nothing_set": Sentence(
        "没有写设定值，这个表不起作用；请补上 {keys} 之一",
        "holds no setpoint and does nothing; add one of {keys}",
    ),
    "long_list": Sentence(
        "列表太长；最多 {limit} 项", "is too long a list; give at most {limit} entries"
    ),
    "absolute_path": Sentence(
        "{value} 不是完整路径；请从 / 写起", "{value} is not a whole path; begin it with /"
    ),
    "serial_port": Sentence(
        "{value} 不是串口；请写设备路径，例如 /dev/serial/by-path/…",
        "{value} is not a serial port; give a device such as /dev/serial/by-path/…",
    ),
    "unit_id_range": Sentence(
        "{value} 超出范围；站号应为 1～247（255 只用于出厂站号就是 255 的型号）",
        "{value} is out of range; a unit id is 1..247 "
        "(255 only for models that leave the factory with it)",
    ),
}
