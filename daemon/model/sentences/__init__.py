"""The sentences of every reason, in Chinese and English: one file a topic, one table for all."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

from . import (
    alarm_acts,
    alarm_quality,
    alarms,
    backups,
    calibration,
    commands,
    commissioning,
    configuration,
    degraded,
    guards,
    imports,
    interlocks,
    outputs,
    people,
    records,
    reports,
    rules,
    setpoints,
    sterilisation,
    ventilation,
)

SENTENCES: Mapping[str, Sentence] = {
    code: sentence
    for topic in (
        alarm_acts,
        alarm_quality,
        alarms,
        backups,
        calibration,
        commands,
        commissioning,
        configuration,
        degraded,
        guards,
        imports,
        interlocks,
        outputs,
        people,
        records,
        reports,
        rules,
        setpoints,
        sterilisation,
        ventilation,
    )
    for code, sentence in topic.SENTENCES.items()
}
