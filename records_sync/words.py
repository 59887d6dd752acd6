"""A sentence for people, Chinese first, and the words of the model.

Each part of this package keeps a table of its own.
"""

from collections.abc import Mapping
from typing import NamedTuple

from records_sync.model import Carrier, Retention


class Sentence(NamedTuple):
    """What a code says in both languages of the product; `{name}` takes the value of that name."""

    zh: str
    en: str

    def filled(self, values: Mapping[str, object]) -> "Sentence":
        """Return the sentence with its values in place. Values may be hostile: escape on a page."""
        return Sentence(self.zh.format_map(values), self.en.format_map(values))


RETENTION: Mapping[Retention, Sentence] = {
    Retention.PERMANENT: Sentence("永久", "permanent"),
    Retention.LONG: Sentence("长期", "long"),
    Retention.SHORT: Sentence("短期", "short"),
    Retention.YEARS_30: Sentence("30年", "30 years"),
    Retention.YEARS_10: Sentence("10年", "10 years"),
}
CARRIER: Mapping[Carrier, Sentence] = {
    Carrier.PAPER: Sentence("纸质", "paper"),
    Carrier.PHOTO: Sentence("照片", "photographs"),
    Carrier.AUDIO_VISUAL: Sentence("音像", "audio-visual"),
    Carrier.OPTICAL: Sentence("光盘", "optical"),
    Carrier.MAGNETIC: Sentence("磁性载体", "magnetic"),
    Carrier.OBJECT: Sentence("实物", "objects"),
}
