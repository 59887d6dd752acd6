"""A reason: why something is as it is, as a code with its numbers; people read its sentence."""

from dataclasses import dataclass
from typing import NamedTuple

Arg = str | float | int


class Sentence(NamedTuple):
    """One reason in both languages of the product; `{name}` takes the argument of that name."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Reason:
    """`code` names a sentence of `daemon.model.sentences`, `args` fill it.

    The ending of an argument's name is its unit: `_pct`, `_c`, `_s`, `_g_m3`, `_mg_m3`, `_kind`
    (a word of `KIND_WORDS`), `_trouble` (of `TROUBLE_WORDS`). Two reasons with one code are the
    same reason with newer numbers.
    """

    code: str
    args: tuple[tuple[str, Arg], ...] = ()


def reason(code: str, **args: Arg) -> Reason:
    """Return the reason `code` with its arguments in the order of their names."""
    return Reason(code, tuple(sorted(args.items())))
