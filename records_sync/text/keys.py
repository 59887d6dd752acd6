"""Compare keys of numbers: 档号, 发文字号, 临时编号. The number as written stays for display.

Every dash, dot, slash and space between the parts of a 档号 is one `-`; of a 发文字号 brackets, 第,
年 and 号 fall away: 当编发〔2014〕012号, 当编发[2014]12 and 当编发 2014-12 are all `当编发2014-12`.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from records_sync.text.folding import normal

END = "\U0010ffff"  # past every character that a key can go on with
SHORTEST = 3  # characters from which a part of a number is looked for
LONGEST = 120
BEGINNING = 11  # characters of an entry, the kind among them: rj012-ws-20
_ONE_EACH = "rd"  # kinds of which a record has one; it may have had several 临时编号
_BREAK = re.compile(r"[^\w\ue000-\uf8ff]+|_+")
_DOC_NO = re.compile(
    r"(?P<issuer>[^0-9]*?)\W*(?P<year>(?:19|20)[0-9]{2})[\W年]*"
    r"(?:第?(?P<number>[0-9]{1,9})\W*(?P<end>号?))?\W*"
)
_WORD = re.compile(r"[^\W_]+|[\ue000-\uf8ff]+")
_DIGIT = re.compile("[0-9]")
_LEVELS_2015 = (5, 6)  # fonds, category, year, retention, [org,] item
_LEVELS_1994 = (3, 4)  # fonds, catalogue, volume[, item]
_YEAR = re.compile("(?:19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefParts:
    """What a 档号 is made of, "" or None where it has no such part."""

    fonds: str
    category: str = ""
    year: int | None = None
    retention: str = ""  # the code as written: Y, D30, D10
    org: str = ""
    volume_no: str = ""
    item_no: str = ""


def ref_key(text: str) -> str:
    """Return the compare key of a 档号 or 临时编号 in any dash style."""
    return _BREAK.sub("-", normal(text))[:LONGEST].strip("-")


def doc_key(text: str) -> str:
    """Return the compare key of a 发文字号 in any bracket style."""
    return typed_doc_no(text)[0] or ref_key(text)


def typed_doc_no(text: str) -> tuple[str, bool]:
    """Return the key of what is typed of a 发文字号, "" where it is none, and whether it is whole.

    It has a year at least; 号 at the end closes it.
    """
    match = _DOC_NO.fullmatch(normal(text)[:LONGEST])
    if not match:
        return "", False
    head = "".join(_WORD.findall(match["issuer"])).removesuffix("第") + match["year"]
    if match["number"] is None:
        return head, False
    return f"{head}-{match['number'].lstrip('0') or '0'}", bool(match["end"])


def entries(ref_code: str, temp_nos: Iterable[str], doc_no: str) -> list[str]:
    """Return what the index holds for the numbers of a record: each key forwards and backwards.

    The first character tells which number it is; `temp_nos` are all that the record ever had.
    """
    found: list[str] = []
    if ref_code and (key := ref_key(ref_code)):
        found += (f"r{key}", f"R{key[::-1]}")
    if doc_no and (key := doc_key(doc_no)):
        found += (f"d{key}", f"D{key[::-1]}")
    for text in temp_nos:
        if text and (key := ref_key(text)):
            found += (f"t{key}", f"T{key[::-1]}")
    return found


def backwards(entry: str) -> str:
    """Return the entry that finds a number by its end."""
    return entry[0].upper() + entry[:0:-1]


def ranges(word: str) -> list[tuple[str, str]]:
    """Return where in the index a typed word may be the whole, the start or the end of a number.

    Each is (first, past the last). A word without digits, or shorter than three, is no number.
    """
    if not _DIGIT.search(normal(word)):
        return []
    ref, (doc, closed) = ref_key(word), typed_doc_no(word)
    either = {*_of("rtd", ref), *_of("d", doc)}
    starts = either - (set(_of("d", doc)) if closed else set())
    whole = {entry for key in padded(ref) for entry in _of("rt", key)} | (either - starts)
    return [
        *((entry, entry + END) for entry in sorted(starts)),
        *((entry, entry + END) for entry in map(backwards, sorted(either))),
        *((entry, entry + "\0") for entry in sorted(whole)),
    ]


def beginning(entry: str) -> str:
    """Return the first characters of a 档号 or 发文字号, by which they are counted; else ""."""
    return entry[:BEGINNING] if entry[0] in _ONE_EACH else ""


def is_one_each(span: tuple[str, str]) -> bool:
    """Return whether no record has two numbers in a range of numbers by their start."""
    return is_start(span) and span[0][0] in _ONE_EACH


def is_counted(span: tuple[str, str]) -> bool:
    """Return whether whole beginnings make up a range of numbers."""
    return is_one_each(span) and len(span[0]) <= BEGINNING


def is_start(span: tuple[str, str]) -> bool:
    """Return whether a range holds numbers by their start, in their order."""
    return span[0][0].islower() and span[1].endswith(END)


def _of(kinds: str, key: str) -> list[str]:
    return [kind + key for kind in kinds] if len(key) >= SHORTEST else []


def padded(key: str) -> list[str]:
    """Return a key with the zeros that its last part may have lost: 12 is 012, 0012, 00012."""
    head, dash, last = key.rpartition("-")
    if not (dash and last.isascii() and last.isdigit()):
        return []
    return [f"{head}-{last.zfill(width)}" for width in range(len(last) + 1, 6)]


def contains(spans: Iterable[tuple[str, str]], found: Collection[str]) -> bool:
    """Return whether any entry of a record is in one of the ranges."""
    return any(first <= key < past for first, past in spans for key in found)


def ref_parts(text: str) -> RefParts | None:
    """Return the parts of a 档号 by DA/T 22-2015 or DA/T 13-1994, None where it is neither.

    Z109-WS·2011-Y-BGS-0001 is fonds, category, year, retention, org, item; J001-2-015-0003 is
    fonds, catalogue, volume, item.
    """
    parts = [part for part in _BREAK.split(normal(text).upper()) if part]
    if len(parts) in _LEVELS_2015 and _YEAR.fullmatch(parts[2]):
        fonds, category, year, retention, *org, item = parts
        return RefParts(
            fonds=fonds,
            category=category,
            year=int(year),
            retention=retention,
            org="".join(org),
            item_no=item,
        )
    if len(parts) in _LEVELS_1994 and all(part.isascii() and part.isdigit() for part in parts[1:]):
        fonds, _, volume, *item = parts
        return RefParts(fonds=fonds, volume_no=volume, item_no="".join(item))
    return None
