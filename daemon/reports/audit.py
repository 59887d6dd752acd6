"""The audit extract: what people, interlocks, cycles and alarms did, row by row (pure).

Every row of a machine's decision would fill thousands of pages; they are counted, and `roomd why`
tells each.
"""

from daemon.model import Sentence
from daemon.model.document import Column, Document, Section, Table
from daemon.model.recorded_words import in_brief, row_kind

from . import heading
from .asked import Asked
from .facts.site import Facts
from .words import Phrases, Speaker


def build(asked: Asked, facts: Facts) -> Document:
    """Return the extract of the whole site."""
    say = Speaker(PHRASES, asked.language, facts.zone)
    language = asked.language
    rows = tuple(
        (
            row.seq,
            say.moment(row.at.timestamp()) + ("" if row.clock_trusted else say("untrusted")),
            row_kind(row.kind, language),
            row.subject,
            in_brief(row.kind, row.subject, row.body, language, t=row.t),
            row.version,
        )
        for row in facts.rows
    )
    counted = tuple((row_kind(kind, language), count) for kind, count in facts.counts.items())
    titles = ("row", "at", "kind", "subject", "told", "version")
    widths = (0.6, 1.3, 0.7, 1.5, 5.0, 1.1)
    return Document(
        kind=asked.kind.value,
        subject=asked.subject,
        language=language,
        title=say("title"),
        lines=heading.lines(asked, facts, say, None),
        sections=(
            Section(
                title=say("counts"),
                tables=(
                    Table(
                        columns=(
                            Column(title=say("kind")),
                            Column(title=say("count"), digits=0),
                        ),
                        rows=counted,
                    ),
                ),
                notes=(say("method"),),
            ),
            Section(
                title=say("rows"),
                notes=() if rows else (say("none"),),
                tables=(
                    (
                        Table(
                            columns=tuple(
                                Column(title=say(t), width=w, digits=0)
                                for t, w in zip(titles, widths, strict=True)
                            ),
                            rows=rows,
                        ),
                    )
                    if rows
                    else ()
                ),
            ),
        ),
        signatures=(say("checker"), say("signed_on")),
        landscape=True,
    )


PHRASES: Phrases = {
    "title": Sentence("台账摘录", "Extract of the ledger"),
    "counts": Sentence("本期台账行数", "Rows of the ledger"),
    "rows": Sentence("逐行", "Row by row"),
    "none": Sentence("本期没有此类记录。", "There is no such row."),
    "row": Sentence("行号", "Row"),
    "at": Sentence("时间", "Time"),
    "kind": Sentence("类别", "Kind"),
    "count": Sentence("行数", "Rows"),
    "subject": Sentence("对象", "Subject"),
    "told": Sentence("内容", "What"),
    "version": Sentence("配置", "Configuration"),
    "untrusted": Sentence("（时钟未校准）", " (clock not trusted)"),
    "method": Sentence(
        "设备动作只计行数，逐条用 roomd why 查询；每行以散列相连，用 roomd ledger verify 核验。",
        "Decisions about machines are only counted, roomd why tells each; rows are chained by their"
        " hashes, roomd ledger verify checks them.",
    ),
}
