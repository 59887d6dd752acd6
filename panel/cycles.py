"""Sterilisation programmes as people see them: stage, countdown, what is missing; pure."""

from daemon.model import CycleStatus, Kind, OutputInfo, Stage, Verb
from daemon.model.sentences.kinds import STAGE_WORDS
from daemon.model.who import said_who

from .control_words import countdown
from .reader import Reader
from .shown import CycleView, WordView
from .words import msgid

BEFORE_START = (Stage.IDLE, Stage.REQUESTED, Stage.PRECHECK)
OFFERED = {  # what a person can do at the panel, and in which stages
    Verb.REQUEST: (Stage.IDLE,),
    Verb.CONFIRM: (Stage.REQUESTED,),
    Verb.ABORT: (Stage.REQUESTED, Stage.PRECHECK, Stage.WARNING, Stage.RUN),
    Verb.ACKNOWLEDGE: (Stage.LOCKED_OUT,),
}
SIGN_OFF_ASKED = "decay_sign_off"  # the only time at which a person's word on the air counts


def yes_or_no(fact: object) -> str:
    """Return a fact as the page's attribute."""
    return "yes" if fact else "no"


def cycle_view(output: OutputInfo | None, status: CycleStatus | None, reader: Reader) -> CycleView:
    """Return one programme with its hazard `output`; idle and unknown before the first scan."""
    stage = Stage.IDLE if status is None else status.stage
    offers = {verb.value: yes_or_no(status and stage in when) for verb, when in OFFERED.items()}
    is_asked = status is not None and status.reason.code == SIGN_OFF_ASKED
    offers[Verb.SIGN_OFF.value] = yes_or_no(is_asked)
    if status is None:
        return CycleView(
            word=WordView(state=stage.value, text=""),
            left="",
            left_s=None,
            why="",
            checks_title="",
            checks="",
            caution="",
            figures="",
            offers=offers,
        )
    return CycleView(
        word=WordView(state=stage.value, text=reader.word(STAGE_WORDS[stage])),
        left="" if status.left_s is None else countdown(status.left_s),
        left_s=None if status.left_s is None else round(status.left_s, 1),
        why=reader.say(status.reason),
        checks_title=_checks_title(status, reader),
        checks=reader.lines(status.checks),
        caution=reader.say(status.caution),
        figures=_figures(output, status, reader),
        offers=offers,
    )


def _checks_title(status: CycleStatus, reader: Reader) -> str:
    if not status.checks:
        return ""
    if status.stage in BEFORE_START:
        return reader.tr(msgid("Still missing for a start"))
    return reader.tr(msgid("What ended the run"))


def _figures(output: OutputInfo | None, status: CycleStatus, reader: Reader) -> str:
    parts = []
    if status.who and status.stage is not Stage.IDLE:
        who = said_who(status.who, reader.language)
        parts.append(reader.tr(msgid("started by {who}")).format(who=who))
    kind = None if output is None else output.kind
    if kind is Kind.UV_LAMP:
        hours = f"{status.lamp_h:.0f}"
        parts.append(reader.tr(msgid("lamp has burned {hours} h")).format(hours=hours))
    if kind is Kind.OZONE_GENERATOR or status.dose_mg_h_m3 > 0:
        measured = msgid("ozone this year {dose} mg·h/m³")
        computed = msgid("ozone this year at most {dose} mg·h/m³, computed and not measured")
        text = computed if status.dose_computed else measured
        parts.append(reader.tr(text).format(dose=f"{status.dose_mg_h_m3:.1f}"))
    return " · ".join(parts)
