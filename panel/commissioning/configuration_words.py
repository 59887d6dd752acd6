"""What is said of the configuration on the panel."""

from collections.abc import Mapping

from panel.words import msgid

NO_SETTINGS = msgid("This panel has no settings.")
CHANGED_BY = msgid(
    "Meanwhile {who} has changed {file} ({at}). Nothing was saved, and nothing that you have "
    "typed is lost: compare it with what is there now."
)
CHANGED_THERE = msgid(
    "Meanwhile {file} was changed on the machine itself ({at}). Nothing was saved, and nothing "
    "that you have typed is lost: compare it with what is there now."
)
CHANGED = msgid(
    "The files have changed meanwhile. Nothing was saved, and nothing that you have typed is lost: "
    "compare it with what is there now."
)
REFUSED = msgid("This can't be used: see what is wrong, and where.")
NO_FILE = msgid(
    "There is no such file. A new one is conf.d/NAME.toml with 1 to 40 small letters, digits and -."
)
REASONS = (  # why something is saved: a tap, no typing
    msgid("commissioning"),
    msgid("a device was added or exchanged"),
    msgid("set to the season"),
    msgid("calibration"),
    msgid("a mistake is mended"),
)
CHOICES: Mapping[str, str] = {  # words of the configuration
    "zh": "中文",
    "en": "English",
    "never": msgid("never"),
    "low": msgid("low"),
    "medium": msgid("medium"),
    "high": msgid("high"),
}
FACTS = {True: msgid("yes"), False: msgid("no")}
