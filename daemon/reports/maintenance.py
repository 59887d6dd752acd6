"""The maintenance and calibration list: hours of machines, lamps, certificates (pure)."""

from collections.abc import Iterator

from daemon.calibration.register import standings
from daemon.control.interlocks import HAZARDS
from daemon.model import Kind, OutputInfo, Sentence, Verb
from daemon.model.document import Cell, Column, Document, Section, Table
from daemon.model.render import spoken
from daemon.model.sentences.kinds import KIND_WORDS

from . import heading
from .asked import Asked
from .facts.site import Facts, filters
from .measures import hours, starts, within
from .rounding import rounded
from .words import Phrases, Speaker

HOURS_UNTIL_SERVICE = 2000  # a public archive-room project opens a work order beyond
STARTS_UNTIL_SERVICE = 5000


def build(asked: Asked, facts: Facts) -> Document:
    """Return the list of the whole site."""
    say = Speaker(PHRASES, asked.language, facts.zone)
    lamps = tuple(_lamps(facts, say))
    dusty = tuple(_filters(facts, say))
    return Document(
        kind=asked.kind.value,
        subject=asked.subject,
        language=asked.language,
        title=say("title"),
        lines=heading.lines(asked, facts, say, None),
        sections=(
            Section(title=say("machines"), tables=(_machines(asked, facts, say),)),
            *(
                (Section(title=say("lamps"), tables=(_table(say, LAMP_COLUMNS, lamps),)),)
                if lamps
                else ()
            ),
            *(
                Section(title=say("changed"), notes=notes)
                for notes in (_changed(facts, say),)
                if notes
            ),
            *(
                (Section(title=say("filters"), tables=(_table(say, FILTER_COLUMNS, dusty),)),)
                if dusty
                else ()
            ),
            Section(title=say("calibration"), tables=(_calibration(facts, say),)),
            Section(title=say("explained"), notes=(say("method"),)),
        ),
        signatures=(say("recorder"), say("checker"), say("signed_on")),
    )


def _machines(asked: Asked, facts: Facts, say: Speaker) -> Table:
    since, until = asked.period.since_s(facts.zone), asked.period.until_s(facts.zone)
    rows: list[tuple[Cell, ...]] = []
    for output in facts.settings.site.outputs:
        spans = within(facts.machines.spans.get(output.id, ()), since, until)
        ran, started = rounded(hours(spans)), starts(spans)
        doubts = sum(
            doubt.output == output.id and since <= doubt.at < until
            for doubt in facts.machines.doubts
        )
        worn = ran > HOURS_UNTIL_SERVICE or started > STARTS_UNTIL_SERVICE
        rows.append(
            (
                facts.settings.rooms[output.room].name,
                _name(output),
                spoken(KIND_WORDS[output.kind], say.language),
                ran,
                started,
                doubts,
                say("service") if worn else "",
            )
        )
    return _table(say, MACHINE_COLUMNS, tuple(rows))


def _lamps(facts: Facts, say: Speaker) -> Iterator[tuple[Cell, ...]]:
    """Yield each hazard's hours as the newest cycle of its programme left them."""
    for programme in facts.settings.programmes.values():
        output = facts.settings.outputs[programme.output]
        if output.kind not in HAZARDS or output.kind is Kind.CONTACTOR:
            continue
        records = [
            row.body["record"]
            for row in facts.rows
            if row.subject == programme.id and "record" in row.body
        ]
        life_h = programme.lamp_life_s / 3600
        burnt = rounded(float(records[-1]["lamp_h"])) if records else None
        yield (
            facts.settings.rooms[programme.room].name,
            f"{output.name}（{output.id}）"
            if say.language == "zh"
            else f"{output.name} ({output.id})",
            say("nothing") if burnt is None else burnt,
            int(rounded(life_h, 0)),
            say("nothing") if burnt is None else rounded(max(0.0, life_h - burnt)),
        )


def _filters(facts: Facts, say: Speaker) -> Iterator[tuple[Cell, ...]]:
    """Yield each filter's hours as its machine counts them, at the end of the time."""
    for hours_tag, due_tag in filters(facts.settings):
        ran, due = facts.hours.get(hours_tag), facts.hours.get(due_tag)
        is_due = ran is not None and due is not None and 0 < due <= ran
        yield (
            hours_tag,
            say("nothing") if ran is None else int(rounded(ran, 0)),
            say("nothing") if not due else int(rounded(due, 0)),
            say("service") if is_due else "",
        )


def _changed(facts: Facts, say: Speaker) -> tuple[str, ...]:
    return tuple(
        say(
            "lamp_changed",
            at=say.moment(row.at.timestamp()),
            output=row.subject,
            who=row.body["who"],
            why=row.body["why"] or say("nothing"),
        )
        for row in facts.rows
        if row.kind == "act"
        and row.body["verb"] == Verb.LAMP_CHANGED.value
        and row.body["accepted"]
    )


def _calibration(facts: Facts, say: Speaker) -> Table:
    """Return the register as it stands at the end of the time."""
    rows: list[tuple[Cell, ...]] = []
    for standing in standings(
        facts.settings.site.points,
        facts.ways.applied,
        facts.certificates,
        facts.until,
        facts.zone,
    ):
        certificate = standing.entry.certificate if standing.entry else None
        room = facts.settings.rooms.get(standing.room)
        rows.append(
            (
                room.name if room else say("nothing"),
                standing.tag,
                certificate.number if certificate else say("nothing"),
                certificate.due.isoformat() if certificate else say("nothing"),
                _deviation(say, certificate.as_found if certificate else None),
                _deviation(say, certificate.as_left if certificate else None),
                _deviation(say, certificate.offset if certificate else None),
                _deviation(say, standing.applied),
                say("differs") if standing.differs else say(f"calibration_{standing.state.value}"),
            )
        )
    return _table(say, CALIBRATION_COLUMNS, tuple(rows))


def _deviation(say: Speaker, value: float | None) -> Cell:
    return say("nothing") if value is None else rounded(value, 2)


def _name(output: OutputInfo) -> str:
    return f"{output.name} {output.id}".strip()


def _table(
    say: Speaker, columns: tuple[tuple[str, float, int], ...], rows: tuple[tuple[Cell, ...], ...]
) -> Table:
    return Table(
        columns=tuple(Column(title=say(t), width=w, digits=d) for t, w, d in columns), rows=rows
    )


MACHINE_COLUMNS = (
    ("room", 1.2, 1),
    ("machine", 1.8, 1),
    ("kind", 1.0, 1),
    ("ran_h", 0.9, 1),
    ("started", 0.8, 0),
    ("disobeyed", 0.9, 0),
    ("remarks", 1.4, 1),
)
FILTER_COLUMNS = (
    ("tag", 2.0, 1),
    ("ran", 1.0, 0),
    ("due_h", 1.0, 0),
    ("remarks", 1.2, 1),
)
LAMP_COLUMNS = (
    ("room", 1.2, 1),
    ("machine", 1.8, 1),
    ("burnt_h", 1.0, 1),
    ("life_h", 1.0, 0),
    ("left_h", 1.0, 1),
)
CALIBRATION_COLUMNS = (
    ("room", 1.1, 1),
    ("tag", 2.0, 1),
    ("certificate", 1.2, 1),
    ("due", 1.0, 1),
    ("as_found", 0.8, 2),
    ("as_left", 0.8, 2),
    ("offset", 0.8, 2),
    ("applied", 0.8, 2),
    ("remarks", 1.2, 1),
)
PHRASES: Phrases = {
    "title": Sentence("设备维护与校准清单", "Maintenance and calibration"),
    "machines": Sentence("设备运行", "Machines"),
    "lamps": Sentence("消毒灯具", "Lamps"),
    "filters": Sentence("滤网", "Filters"),
    "ran": Sentence("已运行 h", "Ran, h"),
    "due_h": Sentence("保养限值 h", "Due at, h"),
    "changed": Sentence("换灯登记", "Lamps changed"),
    "calibration": Sentence("传感器校准", "Calibration of sensors"),
    "tag": Sentence("测点", "Point"),
    "certificate": Sentence("证书", "Certificate"),
    "due": Sentence("有效期至", "Valid until"),
    "as_found": Sentence("调整前偏差", "As found"),
    "as_left": Sentence("调整后偏差", "As left"),
    "offset": Sentence("修正值", "Correction"),
    "applied": Sentence("已用修正", "Applied"),
    "differs": Sentence("修正值与证书不符", "not as the certificate says"),
    "calibration_valid": Sentence("有效", "valid"),
    "calibration_soon": Sentence("即将到期", "soon over"),
    "calibration_expired": Sentence("已过期", "expired"),
    "calibration_none": Sentence("未校准", "not calibrated"),
    "machine": Sentence("设备", "Machine"),
    "kind": Sentence("类型", "Kind"),
    "ran_h": Sentence("本期运行 h", "Ran, h"),
    "started": Sentence("启动次数", "Starts"),
    "disobeyed": Sentence("未按命令", "Disobeyed"),
    "remarks": Sentence("备注", "Remarks"),
    "service": Sentence("建议保养", "service is due"),
    "burnt_h": Sentence("已用 h", "Burnt, h"),
    "life_h": Sentence("寿命 h", "Life, h"),
    "left_h": Sentence("剩余 h", "Left, h"),
    "lamp_changed": Sentence("{at} {output}：{who}（{why}）", "{at} {output}: {who} ({why})"),
    "explained": Sentence("说明", "How it was made"),
    "method": Sentence(
        "运行时间按设备回读（没有时按继电器）统计，停机期间不计；灯的小时数以最近一次消毒记录为准。",
        "Machines count while they show that they run, or their relay where they can't; not while"
        " the program was away. Hours of lamps are those of the newest cycle.",
    ),
}
