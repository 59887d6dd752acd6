"""The sentences of every reason, in Chinese and English: one file a topic, one table for all."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

from . import (
    commands,
    degraded,
    guards,
    interlocks,
    outputs,
    people,
    rules,
    sterilisation,
    ventilation,
)

SENTENCES: Mapping[str, Sentence] = {
    code: sentence
    for topic in (
        commands,
        degraded,
        guards,
        interlocks,
        outputs,
        people,
        rules,
        sterilisation,
        ventilation,
    )
    for code, sentence in topic.SENTENCES.items()
}
