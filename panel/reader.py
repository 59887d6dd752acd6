"""Who reads: the language of one reader, and how reasons and durations are said in it; pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from daemon.model import Reason, Sentence
from daemon.model.render import sentence, spoken

from .settings import Language
from .words import Translate


@dataclass(frozen=True, slots=True)
class Reader:
    """One language with its translator."""

    language: Language
    tr: Translate

    def say(self, why: Reason | None) -> str:
        """Return the sentence of a reason, "" for none."""
        return "" if why is None else sentence(why, self.language)

    def lines(self, whys: Iterable[Reason]) -> str:
        """Return the sentences of reasons, one a line."""
        return "\n".join(map(self.say, whys))

    def word(self, words: Sentence) -> str:
        """Return one of the two languages of a word."""
        return spoken(words, self.language)
