"""What every code of a run says to people: the tables of all parts of this package, together."""

from collections.abc import Mapping

from records_sync.sources import building, troubles
from records_sync.sources.files import words as file_words
from records_sync.sync import codes
from records_sync.text import words as row_words
from records_sync.words import Sentence

SENTENCES: Mapping[str, Sentence] = {
    **row_words.SENTENCES,
    **file_words.SENTENCES,
    **troubles.SENTENCES,
    **building.SENTENCES,
    **codes.SENTENCES,
}
_UNKNOWN = Sentence("{code}（{detail}）", "{code} ({detail})")


def sentence(code: str, detail: str = "") -> Sentence:
    """Return what a code says; the detail may be hostile text: escape it on a page."""
    return SENTENCES.get(code, _UNKNOWN).filled({"code": code, "detail": detail})


def behind(count: int) -> Sentence:
    """Return that so many files wait until one before them can be read."""
    return sentence(codes.BEHIND, f"{count:,}")
