"""Who acted, as the ledger has it: place and person in Chinese; said in the reader's language."""

from typing import Literal

AT_THE_PANEL, ELSEWHERE = "本机面板", "远程"  # data of the ledger, Chinese first
SAID = "自称"  # before a name that nobody has proven
BETWEEN = " · "  # place and person


def said_who(who: str, language: Literal["zh", "en"]) -> str:
    """Return a place and a person in the words of a language; a bare name stays as it is."""
    place, between, person = who.partition(BETWEEN)
    if language == "zh" or not place.startswith((AT_THE_PANEL, ELSEWHERE)):
        return who
    where = place.replace(AT_THE_PANEL, "the room's own panel", 1).replace(ELSEWHERE, "remote", 1)
    if person.startswith(f"{SAID} "):
        person = person.replace(SAID, "unproven name", 1)
    return f"{where}{between}{person}"
