"""What a person asks of control, read from JSON; refused in one sentence when unclear (pure)."""

from dataclasses import dataclass

from daemon.model import Verb

from .asked_json import fields_of, id_of, text_of
from .problems import ProblemError
from .words import msgid

MOST_MIN = 7 * 24 * 60
MOST_VALUE = 1e6
LENGTHS = {"subject": 64, "why": 200, "who": 40}
NEEDED = frozenset({"id", "verb", "subject"})
OPTIONAL = frozenset({"for_min", "why", "who", "value", "undoes"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAct:
    """One act as it was asked; `who` is only what the asker says. `for_s` in seconds."""

    id: str
    verb: Verb
    subject: str
    for_s: float | None
    why: str
    who: str
    value: float | None = None
    undoes: str = ""


def asked_act(body: bytes) -> AskedAct:
    """Return the act that `body` asks for; raises ProblemError 400 unless every field is right."""
    fields = fields_of(body, NEEDED, OPTIONAL)
    name = id_of(fields["id"])
    verb = fields["verb"]
    if not isinstance(verb, str) or verb not in set(Verb):
        raise ProblemError(
            400,
            msgid("verb must be one of: {known}."),
            known=", ".join(verb.value for verb in Verb),
        )
    texts = {key: text_of(key, fields.get(key, ""), most) for key, most in LENGTHS.items()}
    return AskedAct(
        id=name,
        verb=Verb(verb),
        subject=texts["subject"],
        for_s=_seconds(fields.get("for_min")),
        why=texts["why"],
        who=texts["who"],
        value=_value(fields.get("value")),
        undoes="" if (undoes := fields.get("undoes")) in (None, "") else id_of(undoes),
    )


def _value(value: object) -> float | None:
    """Return a setpoint; a number too long to be one is none."""
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= MOST_VALUE:
        return float(value)
    raise ProblemError(400, msgid("value must be a number."))


def _seconds(minutes: object) -> float | None:
    if minutes is None:
        return None
    number = isinstance(minutes, int | float) and not isinstance(minutes, bool)
    if not number or not 0 < minutes <= MOST_MIN:  # type: ignore[operator]
        raise ProblemError(
            400, msgid("for_min must be a number above 0 and at most {most}."), most=MOST_MIN
        )
    return float(minutes) * 60.0  # type: ignore[arg-type]
