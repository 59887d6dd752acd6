"""The language of the command line: Chinese where the reader's locale says so, else English."""

import gettext
from collections.abc import Mapping, MutableMapping
from pathlib import Path

from daemon.configuration.sentence import Language

DOMAIN = "roomd"
CATALOGS = Path(__file__).parents[1] / "locale"
VARIABLES = ("ROOMD_LANG", "LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides


def reader_language(environ: Mapping[str, str]) -> Language:
    """Return the language that the environment asks for."""
    asked = next((environ[name] for name in VARIABLES if environ.get(name)), "")
    return "zh" if asked.lower().startswith("zh") else "en"


def speak(environ: MutableMapping[str, str]) -> None:
    """Make `gettext`, and with it click's own words, speak the reader's language.

    click asks the process-wide gettext, which looks at LANGUAGE first.
    """
    environ["LANGUAGE"] = "zh_CN" if reader_language(environ) == "zh" else "en"
    gettext.bindtextdomain(DOMAIN, CATALOGS)
    gettext.textdomain(DOMAIN)
