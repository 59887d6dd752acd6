"""The form of a message in both languages."""

from typing import Literal, NamedTuple

Language = Literal["zh", "en"]


class Sentence(NamedTuple):
    """What is wrong and what to do; names in braces are arguments of the problem."""

    zh: str
    en: str
