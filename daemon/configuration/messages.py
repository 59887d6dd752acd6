"""Problems in words: what is wrong and what to do, in Chinese and in English (pure)."""

from .problem import Problem
from .sentence import Language, Sentence
from .sentences_of_alarms import ALARMS
from .sentences_of_control import CAUTIONS, CLIMATE, HAZARDS, OUTPUTS, RULES
from .sentences_of_files import FILES, SYNTAX
from .sentences_of_keys import KEYS
from .sentences_of_notify import NOTIFY
from .sentences_of_plans import PLANS
from .sentences_of_records import RECORDS
from .sentences_of_rules import CHECKS, PROFILE_RULES, WARNINGS

SENTENCES = {
    **FILES,
    **SYNTAX,
    **KEYS,
    **CHECKS,
    **PROFILE_RULES,
    **WARNINGS,
    **CLIMATE,
    **RULES,
    **OUTPUTS,
    **HAZARDS,
    **CAUTIONS,
    **ALARMS,
    **NOTIFY,
    **PLANS,
    **RECORDS,
}

LIST_COMMA = Sentence("、", ", ")
NEAR = Sentence("是否应为 {near}？", "did you mean {near}?")
KNOWN = Sentence("可用的有：{known}", "there are {known}")
NONE_KNOWN = Sentence("目前一个也没有定义", "none is defined yet")


def render(problem: Problem, language: Language) -> str:
    """Return one line: place, key path and sentence."""
    words = [problem.place, problem.path, _sentence(problem, language)]
    return ": ".join(word for word in words if word)


def _sentence(problem: Problem, language: Language) -> str:
    comma = getattr(LIST_COMMA, language)
    args = {
        name: comma.join(value) if isinstance(value, tuple) else value
        for name, value in problem.args.items()
    }
    sentence: str = getattr(SENTENCES[problem.code], language)
    return sentence.format_map({"value": "", **args, "hint": _hint(args, language)})


def _hint(args: dict[str, str | int | float], language: Language) -> str:
    hint = NEAR if "near" in args else KNOWN if args.get("known") else NONE_KNOWN
    text: str = getattr(hint, language)
    return text.format_map(args)
