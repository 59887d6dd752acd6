"""The languages of the panel: a translator and a whole template environment for each.

English texts are the message ids; see `locale/`. Two environments on purpose: an overlay of one
shares its globals, so the second language would overwrite the first (jinja 3.1).
"""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, PackageLoader, StrictUndefined

from daemon.model.render import spoken

from .help.topics import EXPLAINS, TOPICS
from .settings import Language
from .words import Translate

LANGUAGE_TAGS: Mapping[Language, str] = MappingProxyType({"zh": "zh-CN", "en": "en"})
LOCALE_DIR = Path(__file__).parent / "locale"
DOMAIN = "panel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """One language: its translator and its templates."""

    language: Language
    tr: Translate
    pages: Environment


def load_texts() -> Mapping[Language, Texts]:
    """Return every language; raises FileNotFoundError when a catalogue is missing."""
    chinese = gettext.translation(DOMAIN, LOCALE_DIR, ["zh_CN"])
    return MappingProxyType(
        {"zh": _texts("zh", chinese.gettext), "en": _texts("en", lambda text: text)}
    )


def _texts(language: Language, tr: Translate) -> Texts:
    pages = Environment(
        loader=PackageLoader("panel"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals.update(
        tr=tr,
        language=language,
        language_tags=LANGUAGE_TAGS,
        explains=EXPLAINS,
        heading=lambda topic: spoken(TOPICS[topic].title, language),
    )
    return Texts(language=language, tr=tr, pages=pages)
