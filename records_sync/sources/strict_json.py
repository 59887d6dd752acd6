"""JSON from elsewhere, read strictly: what Python would let through, or differ about, is refused.

NaN, Infinity, 1e999, numbers past 63 bits, the same key twice, nesting without end, and bytes that
are not what their charset says. The text is either wholly good or not taken at all.
"""

import json
import math
from typing import Any, NoReturn

_BITS = 63
_DIGITS = 19  # 2**63 has so many; a longer one is not even counted
_CHARSETS = {
    "": "utf-8-sig",
    "utf-8": "utf-8-sig",
    "utf8": "utf-8-sig",
    "gb18030": "gb18030",  # what holds all of GBK and GB 2312
    "gbk": "gb18030",
    "gb2312": "gb18030",
}


class BadJsonError(ValueError):
    """A text that is no JSON, or JSON that two programs would read differently."""


def loads(body: bytes, charset: str = "") -> Any:
    """Return the value of a JSON text. `charset` as its Content-Type says, "" for UTF-8.

    Raises BadJsonError, and UnicodeError where the bytes are not in the charset.
    """
    try:
        text = body.decode(_CHARSETS[charset.lower()])
    except KeyError:
        raise BadJsonError(f"charset {charset[:40]!r}") from None
    try:
        return json.loads(
            text,
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_whole,
            object_pairs_hook=_object,
        )
    except RecursionError:
        raise BadJsonError("nested too deep") from None
    except BadJsonError:
        raise
    except ValueError as error:
        raise BadJsonError(str(error)) from None


def _no_constant(word: str) -> NoReturn:
    raise BadJsonError(f"{word} is no number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise BadJsonError(f"{text[:20]} is too large")
    return number


def _whole(text: str) -> int:
    if len(text.lstrip("-")) > _DIGITS or not -(2**_BITS) <= (number := int(text)) < 2**_BITS:
        raise BadJsonError(f"{text[:20]}... is too large")
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadJsonError(f"{twice[:40]!r} stands twice in one object")
    return found
