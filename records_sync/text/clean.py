"""Hostile and broken text made plain: one line, NFC, no control and direction characters, capped.

What looks like markup or a formula is text like any other and stays as it is. Compatibility
ideographs (U+F900.., U+2F800..) stay too, although NFC would replace them: they are how a name or
a place was written. What was lost before us (U+FFFD, lone surrogates) is reported, never dropped.
"""

import re
import unicodedata

LONGEST = 500  # characters, but for the title
LONGEST_TITLE = 1000

CHARACTERS = "fixed_characters"  # something that can't be seen was taken out
CUT = "fixed_too_long"
CUT_BEFORE = "doubt_cut_before"  # by the width of a field, before it came to us
CUT_MARK = "\ufffe"  # a reader sets it where a text ends within a character
LOST = "doubt_lost_characters"
GARBLED = "row_garbled"

_UNSEEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad"
    "\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
)
_LOST = "\ufffd\ufffe\uffff\ud800-\udfff"
_GAPS = re.compile("[\t-\r\x85\u2028\u2029]+")
_TAKEN_OUT = re.compile(f"[{_UNSEEN}]+")
_GONE = re.compile(f"[{_LOST}]|\\?{{2,}}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_COMPATIBLE = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")


def _beyond_gb2312() -> str:
    """Return the ideographs of GBK that GB 2312 has not, as ranges: rare in simplified text."""
    found, ranges = [], []
    for code in range(0x4E00, 0x9FA6):
        try:
            chr(code).encode("gb2312")
        except UnicodeEncodeError:
            found.append(code)
    start = last = found[0]
    for code in [*found[1:], 0]:
        if code != last + 1:
            ranges.append(chr(start) if start == last else f"{chr(start)}-{chr(last)}")
            start = code
        last = code
    return "".join(ranges)


_LATIN = "\x80-£¥¦©-¯²-¶¸-ÖØ-öø-ÿ"  # not what GB 2312 has too: ¤ § ¨ ° ± · × ÷

# Where none of these stands, a text can be neither hostile nor double decoded. One look per row.
ATTENTION = re.compile(f"[{_UNSEEN}\t-\r\x85\u2028\u2029{_LOST}{_LATIN}{_beyond_gb2312()}]|\\?\\?")

_LEAST_HAN = 3
_HAN = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
# (what it was read as, what it was)
_READ_AS = (("gb18030", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "utf-8"), ("latin-1", "gb18030"))
_FEW = 4  # so many right characters for one more that can't be saved


def garbled(text: str) -> bool:
    """Return True for text that was decoded by the wrong rule: 鍏充簬 for 关于, å…³äºŽ, ¹ØÓÚ.

    Turned back it must read as Chinese nearly throughout; by accident that does not happen.
    """
    for read_as, was in _READ_AS:
        wide = read_as == "gb18030"
        if not wide and _HAN.search(text):
            continue
        raw = text.replace("\ufffd", "").encode(read_as, errors="ignore")
        back = raw.decode(was, errors="replace")
        right, wrong = len(_HAN.findall(back)), back.count("\ufffd")
        most = right * 2 >= len(back) - back.count(" ")
        if right >= _LEAST_HAN and most and wrong <= 1 + right // _FEW:
            return True
    return False


def calm(text: str) -> bool:
    """Return True where nothing in a text needs to be looked at, so that it may stay as it is."""
    return not ATTENTION.search(text) and (text.isascii() or unicodedata.is_normalized("NFC", text))


def composed(text: str) -> str:
    """Return the NFC form, with compatibility ideographs as written."""
    parts = _COMPATIBLE.split(text)  # every second one is compatible
    parts[::2] = [unicodedata.normalize("NFC", part) for part in parts[::2]]
    return "".join(parts)


def plain(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a cell as one clean line, and the codes of what was repaired or is in doubt."""
    doubts = []
    if text.endswith(CUT_MARK):
        text = text.removesuffix(CUT_MARK)
        doubts.append(CUT_BEFORE)
    kept = _TAKEN_OUT.sub("", text)
    if kept != text:
        doubts.append(CHARACTERS)
    kept = _SURROGATE.sub("\ufffd", _GAPS.sub(" ", kept))
    if _GONE.search(kept):
        doubts.append(LOST)
    return composed(kept).strip(), tuple(doubts)


def capped(text: str, longest: int) -> tuple[str, bool]:
    """Return a text of at most `longest` characters, and whether something was cut off."""
    return (text, False) if len(text) <= longest else (text[:longest].rstrip(), True)
