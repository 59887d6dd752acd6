"""The short vocabularies of a catalogue: 保管期限, 载体, 密级, and what a row of an increment does.

A word that isn't in the tables is never guessed; for 密级 a doubt counts as secret.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum

from records_sync.model import Carrier, Retention

_RETENTION = {
    Retention.PERMANENT: ("永久", "永", "Y", "YJ", "永久保管"),
    Retention.LONG: ("长期", "长", "C", "CQ"),
    Retention.SHORT: ("短期", "短", "D", "DQ"),
    Retention.YEARS_30: ("30年", "D30", "30", "三十年", "定期30年", "定期三十年", "定期30"),
    Retention.YEARS_10: ("10年", "D10", "10", "十年", "定期10年", "定期十年", "定期10"),
}
_CARRIER = {
    Carrier.PHOTO: ("照片", "相片", "底片", "胶片", "ZP"),
    Carrier.AUDIO_VISUAL: ("声像", "录音", "录像", "音频", "视频", "音像", "影像", "影片"),
    Carrier.OPTICAL: ("光盘", "CD", "DVD", "蓝光"),
    Carrier.MAGNETIC: ("硬盘", "磁盘", "U盘", "磁带", "软盘", "磁性", "磁介质"),
    Carrier.OBJECT: ("实物", "印章", "奖牌", "奖杯", "锦旗", "证书", "SW"),
    Carrier.PAPER: ("纸", "文书", "图纸"),
}
_SECRET = ("秘密", "机密", "绝密", "涉密", "是", "MM", "JM", "UM")
_OPEN = (
    *("公开", "内部", "无", "非密", "无密", "不涉密", "非涉密", "未定密", "一般", "普通", "国内"),
    *("否", "无密级", "非密级", "限制", "已解密", "解密", "主动公开", "依申请公开", "不予公开"),
    *("GK", "NB", "GN", "XZ", "-", "/", "—"),
)
_ADDED = ("新增", "增加", "添加", "修改", "变更", "更新", "ADD", "INSERT", "UPDATE", "I", "U", "A")
_GONE = ("删除", "作废", "注销", "DELETE", "DEL", "D")

HINT = "密"  # without it no text of a row tells of a grade
_TERM = re.compile(r"[★☆*].*|\(.*\)|\d+年.*")
# What can be nothing but a grade: the whole of a cell, `机密★20年` or `密级:机密` anywhere in it.
_GRADE = r"(?:秘密|机密|绝密)"
_MARK = re.compile(rf"^{_GRADE}级?(?:\(.*\)|\d+年.*|长期)?$|{_GRADE}级?[★☆*]|密级:{_GRADE}")
# What is one in a remark, or in a column that nobody knows.
_SAID = re.compile(rf"^\W?{_GRADE}|(?:密级|定密|定为|属)\W?为?{_GRADE}")
_NO_LONGER = "已解密"


class Secrecy(Enum):
    """What a 密级 means for the index."""

    OPEN = "open"
    SECRET = "secret"  # noqa: S105  # a grade
    UNCLEAR = "unclear"


class Operation(Enum):
    """What a row of an increment says of its record."""

    PUT = "put"
    GONE = "gone"
    UNCLEAR = "unclear"


def flat(text: str) -> str:
    """Return a word without width, case and spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


_RETENTION_OF = {word: term for term, words in _RETENTION.items() for word in words}
_OPERATION_OF = {
    **dict.fromkeys(_ADDED, Operation.PUT),
    **dict.fromkeys(_GONE, Operation.GONE),
}


def retention(text: str) -> Retention | None:
    """Return the term, None where the word is not of the table."""
    return _RETENTION_OF.get(flat(text))


def carrier(text: str) -> Carrier | None:
    """Return what a record is made of; of several the first that the table knows."""
    word = flat(text)
    found = [
        (word.find(known), carrier)
        for carrier, words in _CARRIER.items()
        for known in words
        if known in word
    ]
    return min(found, key=lambda hit: hit[0])[1] if found else None


def secrecy(text: str, open_words: Iterable[str] = (), secret_words: Iterable[str] = ()) -> Secrecy:
    """Return what a 密级 says; `秘密★10年` is secret, an unknown code is unclear."""
    word = flat(text)
    if word in {flat(known) for known in secret_words}:
        return Secrecy.SECRET
    if not word or word in {flat(known) for known in open_words} or word in _OPEN:
        return Secrecy.OPEN
    grade = _TERM.sub("", word)
    if any(grade.startswith(known) for known in _SECRET):
        return Secrecy.SECRET
    return Secrecy.OPEN if grade in _OPEN else Secrecy.UNCLEAR


def tells_secret(text: str, *, free: bool) -> bool:
    """Return whether a cell that is no 密级 gives its record away as secret.

    `free`: a remark or an unknown column, where a grade at the beginning is one, too.
    """
    word = flat(text)
    if _MARK.search(word):
        return True
    return free and _NO_LONGER not in word and _SAID.search(word) is not None


def operation(text: str) -> Operation:
    """Return what a row of an increment does; nothing said is a put."""
    word = flat(text)
    return _OPERATION_OF.get(word, Operation.UNCLEAR) if word else Operation.PUT
