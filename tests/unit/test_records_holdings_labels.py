"""Labels: what is printed can be scanned, fits its sheet, and is text, whatever was typed."""

import html.parser

import pytest
import segno

from records_sync.holdings.codes import box_code, record_code
from records_sync.holdings.labels import SHEETS, Label, box_label, qr_svg, record_label, sheet
from records_sync.holdings.model import Key

from .records_holdings_kit import B

A4_WIDTH, A4_HEIGHT = 210, 297


class Page(html.parser.HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.pages: list[int] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self.tags.append(tag)
        if tag == "ol":
            self.pages.append(0)
        elif tag == "li":
            self.pages[-1] += 1

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_fits_on_a4(name: str) -> None:
    cut = SHEETS[name]
    width = cut.left * 2 + cut.columns * cut.width + (cut.columns - 1) * cut.gap
    assert width <= A4_WIDTH + 1
    assert cut.top + cut.rows * cut.height <= A4_HEIGHT
    assert cut.columns * cut.rows == int(name)


def test_used_stickers_are_left_and_the_rest_goes_on_the_next_page() -> None:
    labels = [record_label(Key("files", str(n)), f"Z109-{n}", "题名") for n in range(24)]
    page = Page(sheet(labels, SHEETS["24"], used=3))
    assert page.pages == [24, 3]
    assert page.tags.count("svg") == 24


def test_what_was_typed_stays_text() -> None:
    hostile = "</p><script>alert(1)</script><img src=x onerror=1>\u202e"
    page = Page(
        sheet([Label(code="B1:X:AAAA", heading=hostile, lines=(hostile,) * 9)], SHEETS["14"])
    )
    assert not {"script", "img"} & set(page.tags)
    assert any("<script>" in text for text in page.texts)
    assert "\u202e" not in "".join(page.texts)
    assert "http" not in sheet([box_label("12")], SHEETS["14"]).replace("http://www.w3.org", "")


def test_codes_are_stored_densely_and_small_enough_to_read() -> None:
    for code in (
        record_code(B),
        box_code("12"),
        record_code(Key("files", "ref:Z109-WS·2011-Y-BGS-0001")),
    ):
        qr = segno.make(code, error="m", micro=False)
        assert qr.mode == "alphanumeric"
        assert int(qr.version) <= 6
    assert qr_svg(box_code("12")).startswith("<svg viewBox")
