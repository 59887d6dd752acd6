"""Labels to print: a QR code, a heading and a few lines each, on a sheet of A4 stickers (pure).

The page is one HTML text without anything from elsewhere. Every text on it is escaped, and cut to
what a sticker can hold.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import segno

from records_sync.text.clean import capped, plain

from .codes import box_code, record_code
from .model import Key

_LONGEST_LINE = 60
_MOST_LINES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Stickers:
    """A sheet of A4 stickers in mm: columns and rows, size of one, margins, gap between columns."""

    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    gap: float = 0.0


# As the common sheets are cut; 24 fits the back of a record, 14 the spine of a box.
SHEETS = {
    "24": Stickers(columns=3, rows=8, width=64, height=33.9, left=6.5, top=12.9, gap=2.5),
    "14": Stickers(columns=2, rows=7, width=99.1, height=38.1, left=4.7, top=15.1, gap=2.5),
    "21": Stickers(columns=3, rows=7, width=70, height=42.3, left=0, top=0.4),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What one sticker says to a scanner, and to people."""

    code: str
    heading: str
    lines: tuple[str, ...] = ()


def record_label(key: Key, ref: str, *lines: str) -> Label:
    """Return the label of a record; `ref` is its 档号, or its 临时编号 where it has none."""
    return Label(code=record_code(key), heading=ref, lines=lines)


def box_label(box: str, *lines: str) -> Label:
    """Return the label of a box."""
    return Label(code=box_code(box), heading=box, lines=lines)


def sheet(labels: Sequence[Label], stickers: Stickers, used: int = 0, title: str = "标签") -> str:
    """Return an HTML page of labels, to be printed at 100 %; the first `used` stickers are left."""
    each = stickers.columns * stickers.rows
    cells = ["<li></li>"] * (max(0, used) % each) + [_cell(label) for label in labels]
    pages = [cells[start : start + each] for start in range(0, len(cells), each)]
    body = "\n".join(f"<ol>\n{chr(10).join(page)}\n</ol>" for page in pages)
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<meta charset="utf-8">\n'
        f"<title>{_text(title)}</title>\n"
        f"<style>{_css(stickers)}</style>\n{body}\n</html>\n"
    )


def qr_svg(code: str) -> str:
    """Return the QR code of a text as an SVG that takes the size it is given."""
    qr = segno.make(code, error="m", micro=False)
    svg: str = qr.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None)
    return svg


def _cell(label: Label) -> str:
    lines = "".join(f"<span>{_text(line)}</span>" for line in label.lines[:_MOST_LINES])
    return f"<li>{qr_svg(label.code)}<p><b>{_text(label.heading)}</b>{lines}</p></li>"


def _text(text: str) -> str:
    return html.escape(capped(plain(text[: _LONGEST_LINE * 4])[0], _LONGEST_LINE)[0])


def _css(stickers: Stickers) -> str:
    qr = min(stickers.height - 6, 28)
    return f"""
@page {{ size: A4; margin: 0 }}
* {{ box-sizing: border-box; margin: 0; padding: 0 }}
body {{ font: 8pt/1.25 "Noto Sans CJK SC", "WenQuanYi Micro Hei", "SimSun", sans-serif }}
ol {{ display: grid; list-style: none; width: 210mm; height: 296.5mm;
  padding: {stickers.top}mm 0 0 {stickers.left}mm; column-gap: {stickers.gap}mm;
  grid-template-columns: repeat({stickers.columns}, {stickers.width}mm);
  grid-auto-rows: {stickers.height}mm; break-after: page; overflow: hidden }}
li {{ display: flex; gap: 2mm; align-items: center; padding: 2mm; overflow: hidden }}
svg {{ flex: none; width: {qr}mm; height: {qr}mm }}
p {{ min-width: 0; overflow-wrap: anywhere }}
b {{ display: block; font-size: 9pt }}
span {{ display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical;
  overflow: hidden }}
"""
