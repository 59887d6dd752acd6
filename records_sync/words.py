"""A sentence for people, Chinese first; each part of this package keeps a table of its own."""

from collections.abc import Mapping
from typing import NamedTuple


class Sentence(NamedTuple):
    """What a code says in both languages of the product; `{name}` takes the value of that name."""

    zh: str
    en: str

    def filled(self, values: Mapping[str, object]) -> "Sentence":
        """Return the sentence with its values in place. Values may be hostile: escape on a page."""
        return Sentence(self.zh.format_map(values), self.en.format_map(values))
