"""The words that every alarm has."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from daemon.model.reasons import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmWords:
    """All that is said of one kind of alarm, in both languages.

    `says` has the numbers of the moment, `more` further sentences of that kind by their own codes.
    `means` is what the alarm stands for, `matters` why that harms records or people, `cause` what
    usually is behind it, `action` what to do now.
    """

    title: Sentence
    says: Sentence
    means: Sentence
    matters: Sentence
    cause: Sentence
    action: Sentence
    more: Mapping[str, Sentence] = field(default_factory=dict)
