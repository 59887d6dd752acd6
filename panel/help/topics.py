"""Everything that is explained, by theme; and which topic explains a word of the program."""

from collections.abc import Mapping
from types import MappingProxyType

from daemon.model import Sentence

from . import air, alarms, commissioning, control, measuring, preservation, records, safety
from .shape import Topic

THEMES: Mapping[str, tuple[Sentence, Mapping[str, Topic]]] = {
    "safety": (Sentence("安全", "Safety"), safety.TOPICS),
    "alarms": (Sentence("报警", "Alarms"), alarms.TOPICS),
    "air": (Sentence("库房的空气", "The air of a room"), air.TOPICS),
    "preservation": (Sentence("对档案的意义", "What it means for records"), preservation.TOPICS),
    "measuring": (Sentence("读数可信吗", "Can it be believed"), measuring.TOPICS),
    "control": (Sentence("控制", "Control"), control.TOPICS),
    "records": (Sentence("档案与人员", "Records and people"), records.TOPICS),
    "commissioning": (Sentence("调试", "Setting up"), commissioning.TOPICS),
}
TOPICS: Mapping[str, Topic] = MappingProxyType(
    {name: topic for _, topics in THEMES.values() for name, topic in topics.items()}
)
EXPLAINS: Mapping[str, str] = MappingProxyType(
    {word: name for name, topic in TOPICS.items() for word in topic.names}
)
