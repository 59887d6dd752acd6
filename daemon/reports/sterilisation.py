"""The record of sterilisation, 消毒记录: the cycles of a time as a list and as forms (pure)."""

from daemon.model import Sentence
from daemon.model.cycle_form import form, local_time, result
from daemon.model.cycle_form import title as title_of
from daemon.model.document import Column, Document, Section, Table
from daemon.store.ledger_read import LedgerRow

from . import heading
from .asked import Asked
from .facts.site import Facts
from .words import Phrases, Speaker


def build(asked: Asked, facts: Facts) -> Document:
    """Return the cycles of one room; raises KeyError for a record of an unknown program."""
    say = Speaker(PHRASES, asked.language, facts.zone)
    found = [row for row in facts.rows if "record" in row.body and _is_of(row, asked.place, facts)]
    records = [row.body["record"] for row in found]
    titles = ("number", "programme", "started", "ended", "opened", "result", "who")
    rows = tuple(
        (
            int(record["number"]),
            str(record["programme"]),
            local_time(record["started"]),
            local_time(record["ended"]),
            local_time(record["opened"]),
            result(record, asked.language),
            str(record["who"]),
        )
        for record in records
    )
    widths = (0.5, 1.5, 1.5, 1.5, 1.5, 2.5, 0.8)
    listed = Table(
        columns=tuple(
            Column(title=say(t), width=w, digits=0) for t, w in zip(titles, widths, strict=True)
        ),
        rows=rows,
    )
    return Document(
        kind=asked.kind.value,
        subject=asked.subject,
        language=asked.language,
        title=say("title"),
        lines=heading.lines(asked, facts, say, None),
        sections=(
            Section(notes=() if rows else (say("none"),), tables=(listed,) if rows else ()),
            *(
                Section(
                    title=title_of(record, asked.language),
                    tables=(
                        Table(
                            columns=(
                                Column(title=say("field"), width=1.0),
                                Column(title=say("content"), width=3.0),
                            ),
                            rows=tuple(form(record, asked.language)),
                        ),
                    ),
                )
                for record in records
            ),
        ),
        signatures=(say("recorder"), say("checker"), say("signed_on")),
    )


def _is_of(row: LedgerRow, room: str, facts: Facts) -> bool:
    """Return whether a cycle was in a room; its programme may be gone from the configuration."""
    programme = facts.settings.programmes.get(row.subject)
    if programme is not None:
        return programme.room == room
    return bool(row.body["record"]["room"] == facts.settings.rooms[room].name)


PHRASES: Phrases = {
    "title": Sentence("档案库房消毒记录", "Record of sterilisation"),
    "number": Sentence("次", "No."),
    "programme": Sentence("程序", "Programme"),
    "started": Sentence("开始", "Start"),
    "ended": Sentence("结束", "End"),
    "opened": Sentence("可进入", "Room open"),
    "result": Sentence("结果", "Result"),
    "who": Sentence("操作人", "Operator"),
    "field": Sentence("项目", "Item"),
    "content": Sentence("内容", "Content"),
    "none": Sentence("本期没有消毒。", "There was no sterilisation."),
}
