"""What a person asks of the sync, read from JSON; refused in one sentence when unclear (pure)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from panel.asked_json import fields_of, id_of, text_of
from panel.problems import ProblemError
from panel.words import msgid

DIGEST = re.compile(r"[0-9a-f]{6,64}", re.ASCII)
LENGTHS = {"source": 64, "digest": 64, "who": 40, "why": 120}
NEEDED = frozenset({"id", "verb"})


class SyncVerb(StrEnum):
    """What can be asked."""

    SYNC = "sync"
    CANCEL = "cancel"
    APPROVE = "approve"
    REJECT = "reject"


DECISIONS = frozenset({SyncVerb.APPROVE, SyncVerb.REJECT})


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSync:
    """What was asked, of which source; `digest` names the held list that the person has seen."""

    id: str
    verb: SyncVerb
    source: str
    digest: str
    who: str
    why: str


def asked_sync(body: bytes) -> AskedSync:
    """Return what `body` asks for; raises ProblemError 400 unless every field is right."""
    fields = fields_of(body, NEEDED, LENGTHS.keys())
    verb = fields["verb"]
    if not isinstance(verb, str) or verb not in set(SyncVerb):
        raise ProblemError(400, msgid("verb must be one of: {known}."), known=", ".join(SyncVerb))
    texts = {key: text_of(key, fields.get(key, ""), most) for key, most in LENGTHS.items()}
    asked = AskedSync(id=id_of(fields["id"]), verb=SyncVerb(verb), **texts)
    if asked.verb in DECISIONS and not asked.why:
        raise ProblemError(400, msgid("Say why: choose a reason."))
    if asked.verb in DECISIONS and not DIGEST.fullmatch(asked.digest):
        raise ProblemError(400, msgid("digest must name the held list that was looked at."))
    return asked
