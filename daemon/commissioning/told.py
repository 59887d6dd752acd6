"""Reasons in both languages, for who shows them without knowing how they are said (pure)."""

from collections.abc import Callable

from daemon.commissioning_ports import Texts
from daemon.configuration.messages import render
from daemon.configuration.problem import Problem
from daemon.model import Reason
from daemon.model.render import Language, sentence

LANGUAGES: tuple[Language, ...] = ("zh", "en")


def told(why: Reason) -> Texts:
    """Return the sentence of a reason in both languages."""
    return {language: sentence(why, language) for language in LANGUAGES}


def told_each(say: Callable[[Language], Reason]) -> Texts:
    """Return the sentence of a reason that has words of a language in it."""
    return {language: sentence(say(language), language) for language in LANGUAGES}


def told_problem(problem: Problem) -> Texts:
    """Return what is wrong with a configuration, with its place."""
    return {language: render(problem, language) for language in LANGUAGES}
