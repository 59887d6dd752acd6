"""Every sentence about alarms, by code, and the words for what threatens.

`alarm_<code>` says it with the numbers of the moment; `_title`, `_means`, `_matters`, `_cause` and
`_action` hold for every alarm of that kind.
"""

from collections.abc import Iterator, Mapping

from daemon.model.reasons import Sentence

from .alarm_words import climate, easing, equipment, records, safety, sensors, system
from .alarm_words.shape import AlarmWords

WORDS: Mapping[str, AlarmWords] = {
    **climate.WORDS,
    **sensors.WORDS,
    **equipment.WORDS,
    **safety.WORDS,
    **system.WORDS,
    **records.WORDS,
}

HAZARD_WORDS: Mapping[str, Sentence] = {
    "heat": Sentence("防高温", "heat"),
    "cold": Sentence("防低温", "cold"),
    "damp": Sentence("防潮", "damp"),
    "dryness": Sentence("防干燥", "dryness"),
    "climate": Sentence("温湿度稳定", "a steady climate"),
    "mould": Sentence("防霉", "mould"),
    "fire": Sentence("防火", "fire"),
    "water": Sentence("防水", "water"),
    "gas": Sentence("防有害气体", "harmful gas"),
    "light": Sentence("防光", "light"),
    "dust": Sentence("防尘", "dust"),
    "theft": Sentence("防盗", "theft"),
    "measurement": Sentence("测量", "measurement"),
    "equipment": Sentence("设备", "equipment"),
    "system": Sentence("系统", "the program"),
    "records": Sentence("档案目录", "the record index"),
}

GENERAL: Mapping[str, Sentence] = {
    "alarm_well": Sentence("现在没有这种情况", "this does not hold now"),
    "alarm_unknown": Sentence(
        "现在无法判断（没有可信的读数），报警保持原状",
        "this can't be told now (no reading to go by): the alarm stays as it is",
    ),
}


def _sentences(code: str, words: AlarmWords) -> Iterator[tuple[str, Sentence]]:
    yield f"alarm_{code}", words.says
    yield f"alarm_{code}_title", words.title
    yield f"alarm_{code}_means", words.means
    yield f"alarm_{code}_matters", words.matters
    yield f"alarm_{code}_cause", words.cause
    yield f"alarm_{code}_action", words.action
    yield from words.more.items()


SENTENCES: Mapping[str, Sentence] = {
    **GENERAL,
    **easing.SENTENCES,
    **dict(pair for code, words in WORDS.items() for pair in _sentences(code, words)),
}
