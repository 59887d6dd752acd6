"""What stands at the foot of every page: where the report comes from, how to check it (pure)."""

from zoneinfo import ZoneInfo

from daemon.model import Sentence
from daemon.model.document import Document
from daemon.model.render import Language

from .corrections import code_of
from .words import Phrases, Speaker

HASH_DIGITS = 12


def origin_line(document: Document) -> str:
    """Return the origin of a report in one line."""
    origin = document.origin
    if origin is None:
        return _say(document)("preview")
    return _say(document)(
        "origin",
        program=origin.program,
        configuration=origin.configuration,
        row=origin.ledger_row,
        hash=origin.ledger_hash[:HASH_DIGITS],
        until=f"{origin.history_until:%Y-%m-%d %H:%M}",
        coverage=_say(document).share(origin.coverage),
        revision=document.revision,
    )


def code_line(document: Document) -> str:
    """Return the code of a report with the command that checks it; "" where it was not kept."""
    code = code_of(document)
    return _say(document)("code", code=code) if code else ""


def _say(document: Document) -> Speaker:
    language: Language = "zh" if document.language == "zh" else "en"
    return Speaker(PHRASES, language, ZoneInfo("UTC"))


PHRASES: Phrases = {
    "origin": Sentence(
        "程序 {program} · 配置 {configuration} · 台账第 {row} 行 {hash} · 数据至 {until}"
        " · 覆盖率 {coverage} · 第 {revision} 版",
        "{program} · configuration {configuration} · ledger row {row} {hash} · readings until"
        " {until} · measured {coverage} · revision {revision}",
    ),
    "code": Sentence(
        "编号 {code} · 核验：roomd report verify {code}",
        "code {code} · to check: roomd report verify {code}",
    ),
    "preview": Sentence(
        "试看，未存档，不能核验", "a preview: it was not kept and can't be checked later"
    ),
}
