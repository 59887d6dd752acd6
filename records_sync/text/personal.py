"""What must never come in: columns of persons, and identity numbers.

An index of records needs nobody's name. 责任者, 成文机关 and 经办单位 are offices and are welcome.
"""

import re

PERSONS = (
    *("姓名", "人名", "人员姓名", "职工姓名", "干部姓名", "领导姓名", "曾用姓名", "当事人"),
    *("身份证", "身份证号", "身份证号码", "公民身份号码", "公民身份证号", "居民身份证号码"),
    *("证件号", "证件号码", "社会保障号", "社会保障号码", "护照号", "护照号码", "银行卡号"),
    *("性别", "民族", "籍贯", "出生日期", "出生年月", "出生年月日", "出生地", "政治面貌"),
    *("手机", "手机号", "手机号码", "联系电话", "电话号码", "家庭住址", "家庭地址", "住址"),
    *("经办人", "承办人", "联系人", "立卷人", "整理人", "检查人", "归档人", "录入人", "著录人"),
    *("录入员", "著录员", "摄影者", "拍摄者", "法定代表人", "负责人", "借阅人", "利用人"),
)
PERSON_INITIALS = ("XM", "RYXM", "SFZ", "SFZH", "SFZHM", "GMSFHM", "ZJHM", "CSRQ", "CSNY", "SJHM")

_NAMES = frozenset((*PERSONS, *PERSON_INITIALS))
_PARTS = ("姓名", "身份证", "身份号码")
_NUMBER = re.compile(r"[0-9]{17,}[Xx]?")
PLACES = 18
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_CENTURIES = ("18", "19", "20")


def is_personal(name: str) -> bool:
    """Return True where a column's bare name says that it holds persons or their numbers."""
    return name in _NAMES or any(part in name for part in _PARTS)


def is_identity_number(text: str) -> bool:
    """Return True for a citizen's number: 18 places, a date, the check digit of GB 11643-1999."""
    if text[6:8] not in _CENTURIES or not "01" <= text[10:12] <= "12":
        return False
    if not "01" <= text[12:14] <= "31":
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == text[17].upper()


def holds_identity_number(text: str) -> bool:
    """Return True where an identity number stands anywhere in a text."""
    return any(
        len(found) == PLACES and is_identity_number(found) for found in _NUMBER.findall(text)
    )
