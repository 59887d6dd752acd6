"""The sentences about files that can't be read and text that is not TOML."""

from .sentence import Sentence

FILES = {
    "file_missing": Sentence(
        "没有这个文件；请核对路径",
        "there is no such file; check the path",
    ),
    "file_forbidden": Sentence(
        "没有读取权限；请让运行 roomd 的用户可以读取它（chown、chmod）",
        "may not be read; let the user that runs roomd read it (chown, chmod)",
    ),
    "file_unreadable": Sentence(
        "读取失败（{reason}）；请检查存储卡和文件系统",
        "can't be read ({reason}); check the storage card and the file system",
    ),
    "file_directory": Sentence(
        "这是文件夹，不是文件；请写出 .toml 文件的路径",
        "is a folder, not a file; give the path of a .toml file",
    ),
    "file_special": Sentence(
        "不是普通文件（是管道、套接字或设备）；请写出 .toml 文件的路径",
        "is not a plain file but a pipe, socket or device; give the path of a .toml file",
    ),
    "file_large": Sentence(
        "大于 {kib} KiB，不可能是配置文件；请核对路径",
        "is larger than {kib} KiB and can't be meant as configuration; check the path",
    ),
    "file_encoding": Sentence(
        "不是 UTF-8 编码（从本行起）；请在编辑器中另存为 UTF-8",
        "is not UTF-8 from this line on; save the file as UTF-8 in your editor",
    ),
    "not_a_folder": Sentence(
        "这里应该是文件夹；请改名或删除这个文件",
        "must be a folder; rename or remove this file",
    ),
}

SYNTAX = {
    "toml_syntax": Sentence(
        "第 {column} 列：看不懂；每行应写成 键 = 值，或 [表名]",
        "column {column}: not understood; write key = value, or [table]",
    ),
    "toml_full_width": Sentence(
        "第 {column} 列：“{character}”是全角符号；请改用半角 {ascii}",
        "column {column}: {character} is a full-width character; write {ascii} instead",
    ),
    "toml_twice": Sentence(
        "第 {column} 列：同一个键或表写了两次；请删去其中一个（重复的部分用 [[双方括号]]）",
        "column {column}: the same key or table is written twice; remove one "
        "(repeated tables take [[double brackets]])",
    ),
    "toml_open_text": Sentence(
        "第 {column} 列：文本没有结束；请补上右引号",
        "column {column}: a text is not closed; add the closing quote",
    ),
    "toml_open_bracket": Sentence(
        "第 {column} 列：括号没有闭合，或缺少逗号；请补上 ]、}} 或逗号",
        "column {column}: a bracket is not closed or a comma is missing; add ], }} or the comma",
    ),
    "toml_equals": Sentence(
        "第 {column} 列：键后面缺少等号；请写成 键 = 值（键只用字母、数字、- 和 _）",
        "column {column}: no equals sign after the key; write key = value "
        "(keys are letters, digits, - and _)",
    ),
    "toml_value": Sentence(
        '第 {column} 列：值的写法不对；文本请加引号 "…"，是否请写 true 或 false',
        'column {column}: not a value; put text in quotes "…", write facts as true or false',
    ),
    "toml_character": Sentence(
        "第 {column} 列：含有不允许的字符；请删去这个控制字符",
        "column {column}: a character that is not allowed here; remove the control character",
    ),
    "toml_escape": Sentence(
        "第 {column} 列：反斜杠用法不对；请写 \\\\，或改用单引号 '…'",
        "column {column}: a backslash that means nothing; write \\\\, or use single quotes '…'",
    ),
    "toml_nested": Sentence(
        "括号嵌套太深；请检查是否重复输入了 [ 或 {{",
        "brackets are nested too deeply; look for a run of [ or {{",
    ),
    "toml_parts": Sentence(
        "这一行的键用点连了 {most} 段以上；请检查是否重复输入了点",
        "a key of more than {most} parts with dots between; look for a run of dots",
    ),
    "toml_many": Sentence(
        "一个表或列表超过 {most} 项，或全部超过 {values} 项，不可能是配置；请检查是否重复粘贴",
        "more than {most} entries in one table or list, or {values} in all, can't be meant as "
        "configuration; look for what was pasted again and again",
    ),
    "toml_number": Sentence(
        "有一个数字太长；请检查是否误按了数字键",
        "holds a number of too many digits; look for a stuck key",
    ),
    "storage_moved": Sentence(
        "运行中的控制器不能改用 {value}：停止、联锁、帐号和历史都会留在原处。请在控制器上改："
        "停止 roomd，把整个存储目录移过去，改这一行，再启动 roomd",
        "a controller that runs can't change to {value}: local stops, latches, accounts and "
        "history would stay behind. Change it on the machine itself: stop roomd, move the "
        "whole directory, change this line, start roomd",
    ),
    "set_twice": Sentence(
        "已在 {first} 设置过；每个值只能设置一次，请删去其中一处",
        "is already set in {first}; a value is set once, so remove one of the two",
    ),
}
