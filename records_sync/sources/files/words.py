"""Why a file can't be read, and what to do about it: the codes of SourceError as sentences."""

from collections.abc import Mapping
from types import MappingProxyType

from records_sync.words import Sentence

_SAVE_AGAIN = "请在原程序中打开后另存一份再放入。"
_SAVE_AGAIN_EN = "Open it where it was made, save it anew, and put that here."

SENTENCES: Mapping[str, Sentence] = MappingProxyType(
    {
        "file_folder": Sentence(
            "目录文件夹打不开（{detail}）。请检查 U 盘或网络共享是否接好。索引保持原样。",
            "The folder can't be opened ({detail}). Is the stick or the share there? The index "
            "stays as it is.",
        ),
        "file_folder_bare": Sentence(
            "目录文件夹现在是空的，而以前读到过文件（{detail}）：U 盘或网络共享是不是没有接好？"
            "索引保持原样。若确实清空了，请把最新的一份目录留在里面。",
            "The folder is empty now, and files were read there before ({detail}): is the stick or "
            "the share not mounted? The index stays as it is. If it was emptied on purpose, leave "
            "the newest catalogue in it.",
        ),
        "file_folder_full": Sentence(
            "文件夹里的文件超过 {detail} 个，没有读取。请移走旧文件。",
            "There are more than {detail} files in the folder. Nothing was read: move old ones "
            "away.",
        ),
        "file_unreadable": Sentence(
            "文件读不出来：{detail}。请检查介质和权限。",
            "The file can't be read: {detail}. Check medium and permissions.",
        ),
        "file_name": Sentence("文件名不可用：{detail}。", "This is no name of a file: {detail}."),
        "file_not_plain": Sentence(
            "{detail} 不是普通文件（链接或设备），没有读取。请放入文件本身。",
            "{detail} is no plain file (a link or a device) and was not read. Put the file itself.",
        ),
        "file_changing": Sentence(
            "{detail} 还在变化，没有读取。请等写完再导入。",
            "{detail} is still changing and was not read. Import it when it is written.",
        ),
        "file_too_large": Sentence(
            "{detail} 超过大小上限，没有读取。请分成几个文件导出。",
            "{detail} is past the size limit and was not read. Export it in several files.",
        ),
        "file_digest": Sentence(
            "{detail} 与旁边的 .sha256 校验值不符（或校验文件无效），没有读取。请重新复制。",
            "{detail} is not what its .sha256 says (or that file is none). Not read: copy it "
            "again.",
        ),
        "file_cursor": Sentence(
            "保存的读取位置无效。请重新整体导入一次。",
            "The place where reading stood is not valid. Import the whole list again.",
        ),
        "file_mapping": Sentence(
            "mapping.toml 有误：{detail}。请改正，含义见 docs/records-files.md。",
            "mapping.toml is wrong: {detail}. Correct it; docs/records-files.md says how.",
        ),
        "file_empty": Sentence("文件是空的，没有采用。", "The file is empty and was not taken."),
        "file_kind": Sentence(
            "内容与扩展名 {detail} 不符，没有读取。" + _SAVE_AGAIN,
            "The content is not what {detail} says. Not read. " + _SAVE_AGAIN_EN,
        ),
        "file_html": Sentence(
            "这是网页，不是表格（有的系统把网页存成 .xls）。请用 Excel 或 WPS 打开，另存为 .xlsx。",
            "This is a web page, not a table (some systems name it .xls). Open it in Excel or WPS "
            "and save it as .xlsx.",
        ),
        "file_encoding": Sentence(
            "第 {detail} 行的文字既不是 UTF-8 也不是 GB18030，整个文件没有采用。请重新导出。",
            "Row {detail} is neither UTF-8 nor GB18030. Nothing of the file was taken: export it "
            "again.",
        ),
        "file_encoding_declared": Sentence(
            "XML 声明的编码是 {detail}，只接受 GB18030、GB2312 和 UTF-8。",
            "The XML says that it is {detail}; only GB18030, GB2312 and UTF-8 are taken.",
        ),
        "file_garbled": Sentence(
            "文件是乱码（曾按错误的编码打开后保存）。{detail} 请从原系统重新导出。",
            "The file is garbled: it was opened in a wrong encoding and saved. {detail} Export it "
            "again.",
        ),
        "file_no_header": Sentence(
            "找不到表头：至少要有“题名”和另外一列。看懂的列：{detail}。"
            "列名特殊时请写 mapping.toml。",
            "No header was found: it needs 题名 and one more column. Understood: {detail}. Name "
            "odd columns in mapping.toml.",
        ),
        "file_personal": Sentence(
            "文件含有个人信息的列：{detail}。没有采用，请去掉这些列再导出"
            "（或在 mapping.toml 的 ignore 中写明不读取）。",
            "The file has columns about persons: {detail}. It was not taken: leave them out of the "
            "export (or name them under ignore in mapping.toml).",
        ),
        "file_columns": Sentence(
            "列数过多（{detail}），不像目录，没有采用。",
            "There are too many columns ({detail}) for a catalogue. Not taken.",
        ),
        "file_rows": Sentence(
            "行数超过上限（{detail}）。请分成几个文件导出。",
            "There are more rows than allowed ({detail}). Export in several files.",
        ),
        "file_row_too_long": Sentence(
            "第 {detail} 行长得不合理（多半是缺一个引号），没有采用。请检查该行。",
            "Row {detail} is absurdly long; a quote may be missing. Not taken: look at it.",
        ),
        "file_csv_quotes": Sentence(
            "第 {detail} 行的引号不成对，没有采用。请检查该行，或改用 .xlsx 导出。",
            "The quotes of row {detail} don't pair. Not taken: look at it, or export as .xlsx.",
        ),
        "file_cut_off": Sentence(
            "文件不完整（比表头说明的短），没有采用。请重新复制。",
            "The file is shorter than its header says. Not taken: copy it again.",
        ),
        "file_dbf_broken": Sentence(
            "DBF 文件损坏，没有采用。" + _SAVE_AGAIN,
            "The DBF is broken. Not taken. " + _SAVE_AGAIN_EN,
        ),
        "file_workbook_broken": Sentence(
            "工作簿损坏，没有采用。" + _SAVE_AGAIN,
            "The workbook is broken. Not taken. " + _SAVE_AGAIN_EN,
        ),
        "file_workbook_too_big": Sentence(
            "工作簿太大或异常，打开时超出内存或时间上限。请另存为 CSV，或分成几个文件。",
            "The workbook is too big or abnormal: it took more memory or time than allowed. Save "
            "it as CSV, or in several files.",
        ),
        "file_program_ended": Sentence(
            "读取文件的程序中途停止（可能是内存不足），没有采用其余内容，稍后自动重试。",
            "The program that reads the file ended half-way (perhaps for lack of memory). The rest "
            "was not used; it is tried again.",
        ),
        "file_password": Sentence(
            "文件有密码，读不出来。请去掉密码再放入。",
            "The file has a password. Remove it first.",
        ),
        "file_xml_broken": Sentence(
            "XML 不完整或格式有误（{detail}），没有采用。请重新导出。",
            "The XML is cut off or wrong ({detail}). Not taken: export it again.",
        ),
        "file_xml_entities": Sentence(
            "XML 含有实体或 DTD 声明，出于安全没有采用。请让对方去掉 DOCTYPE 再导出。",
            "The XML declares entities or a DTD and was refused for safety. Have the DOCTYPE "
            "removed.",
        ),
        "file_xml_shape": Sentence(
            "XML 层次过深（{detail}），不像目录，没有采用。",
            "The XML is nested too deep ({detail}) for a catalogue. Not taken.",
        ),
        "file_zip_broken": Sentence(
            "压缩包或工作簿损坏，没有采用。请重新复制。",
            "The zip or workbook is broken. Not taken: copy it again.",
        ),
        "file_zip_entries": Sentence(
            "压缩包里的文件过多（{detail}），没有采用。",
            "There are too many files in the zip ({detail}). Not taken.",
        ),
        "file_zip_entry": Sentence(
            "压缩包里有不接受的内容（{detail}）：只能直接放目录文件，不能有文件夹、链接或压缩包。",
            "The zip holds what is not accepted ({detail}): only catalogue files themselves, no "
            "folder, link or zip.",
        ),
        "file_zip_ratio": Sentence(
            "压缩比异常（{detail} 倍），像是压缩炸弹，没有采用。",
            "It unpacks to {detail} times its size, as bombs do. Not taken.",
        ),
        "file_zip_size": Sentence(
            "解压后过大（{detail} 字节），没有采用。请分成几个文件。",
            "It unpacks to {detail} bytes, which is too much. Use several files.",
        ),
    }
)
