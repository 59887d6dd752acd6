"""What a label's code says, and what a scanner makes of it (pure).

    R1:<source>:<id>:<check>     a record          B1:<box>:<check>     a box

A scanner types what it reads, on whatever keyboard layout and case it finds, so the code is upper
case and has few signs: a field is itself where it is made of `0-9 A-Z - /`, else a full stop and
the base32 of its UTF-8. QR codes store such text densely (alphanumeric mode). The check is four
letters of a CRC over what stands before it: a key that was lost on the way makes no other record.
"""

import base64
import binascii
import re
import unicodedata
import zlib
from dataclasses import dataclass

from records_sync.text.clean import plain

from .acts import LONGEST_SCAN, is_key
from .model import Key

_PLAIN = re.compile(r"[0-9A-Z][0-9A-Z/-]*")
_OURS = re.compile(r"(?<![0-9A-Z])([RB])(\d{1,3}):([0-9A-Z/.:-]*)$")
_VERSION = "1"
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
# What other keyboards and input methods make of the signs of a code.
_TYPED = str.maketrans({";": ":", "。": ".", "．": ".", "、": "/", "－": "-", "—": "-", "–": "-"})
_AIM = re.compile(r"^\][A-Z][0-9A-Z]")  # the scanner tells the kind of code: ]Q1, ]C0
_FIELDS = {"R": 2, "B": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCode:
    """The label of a record."""

    key: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxCode:
    """The label of a box."""

    box: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """A code that is not ours, such as a 档号 printed elsewhere; "" where it is nothing."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A code of ours that can't be right; `code` names the sentence."""

    code: str


def record_code(key: Key) -> str:
    """Return what the label of a record says."""
    return _sealed(f"R{_VERSION}:{_field(key.source)}:{_field(key.id)}")


def box_code(box: str) -> str:
    """Return what the label of a box says."""
    return _sealed(f"B{_VERSION}:{_field(box)}")


def parsed(text: str) -> RecordCode | BoxCode | Foreign | Unreadable:
    """Return what a scanner read; any text whatever has an answer."""
    line = plain(text[:LONGEST_SCAN])[0]
    typed = unicodedata.normalize("NFKC", line).translate(_TYPED).upper()
    typed = "".join(_AIM.sub("", "".join(typed.split())).split())
    found = _OURS.search(typed)
    if not found:
        return Foreign(text=_AIM.sub("", line))
    kind, version, rest = found.groups()
    if version != _VERSION:
        return Unreadable(code="code_newer")
    body, _, check = rest.rpartition(":")
    fields = [_read(field) for field in body.split(":")]
    whole = check == _check(f"{kind}{version}:{body}")
    if not whole or len(fields) != _FIELDS[kind] or not all(fields):
        return Unreadable(code="code_garbled")
    if kind == "B":
        return BoxCode(box=fields[0])
    key = Key(fields[0], fields[1])
    return RecordCode(key=key) if is_key(key) else Unreadable(code="code_garbled")


def _field(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    return "." + base64.b32encode(text.encode()).decode().rstrip("=")


def _read(field: str) -> str:
    if not field.startswith("."):
        return field if _PLAIN.fullmatch(field) else ""
    letters = field[1:]
    try:
        return base64.b32decode(letters + "=" * (-len(letters) % 8)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _sealed(body: str) -> str:
    return f"{body}:{_check(body)}"


def _check(body: str) -> str:
    crc = zlib.crc32(body.encode())
    return "".join(_ALPHABET[crc >> shift & 31] for shift in (0, 5, 10, 15))
