"""The shapes of what is explained, in both languages side by side."""

from dataclasses import dataclass

from daemon.model import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One word or number: what it is, what to do with it, the page that shows it.

    `names` are the words of the program that it explains, as `kind/name`; `see` names topics.
    """

    title: Sentence
    says: Sentence
    do: Sentence
    shown: str
    names: tuple[str, ...] = ()
    see: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do, with the page (`shown`) and the command that it needs."""

    title: Sentence
    says: Sentence
    shown: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One part of the page for the wall: rows of a word and what it means, or sentences alone."""

    title: Sentence
    rows: tuple[tuple[Sentence, Sentence], ...] = ()
    says: tuple[Sentence, ...] = ()
    blanks: tuple[Sentence, ...] = ()
    grave: bool = False
