"""From what is asked and the facts to a finished report: builder, origin, digest (pure)."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace

from daemon.model.document import Document, Origin

from . import (
    alarms,
    audit,
    excursion,
    maintenance,
    monthly,
    sterilisation,
    yearly,
)
from .asked import Asked, ReportKind
from .corrections import corrected
from .facts.site import Facts
from .plain import plain_text
from .series import is_measured

BUILDERS: Mapping[ReportKind, Callable[[Asked, Facts], Document]] = {
    ReportKind.MONTHLY: monthly.build,
    ReportKind.YEARLY: yearly.build,
    ReportKind.EXCURSION: excursion.build,
    ReportKind.STERILISATION: sterilisation.build,
    ReportKind.ALARMS: alarms.build,
    ReportKind.MAINTENANCE: maintenance.build,
    ReportKind.AUDIT: audit.build,
}


def built(asked: Asked, facts: Facts, program: str, earlier: Document | None = None) -> Document:
    """Return the report with its origin and digest.

    `earlier` is the revision that was kept: what it says otherwise is told in this one.
    Raises KeyError or ValueError for rows of an unknown program.
    """
    document = BUILDERS[asked.kind](asked, facts)
    if earlier is not None:
        document = corrected(document, earlier, facts.settings.version, program)
    origin = Origin(
        program=program,
        configuration=facts.settings.version,
        ledger_row=facts.head.seq,
        ledger_hash=facts.head.digest.hex(),
        history_until=facts.until.astimezone(facts.zone),
        coverage=_coverage(asked, facts),
    )
    return sealed(replace(document, origin=origin))


def sealed(document: Document) -> Document:
    """Return a report whose origin holds the digest of everything else in it."""
    if document.origin is None:
        return document
    return replace(document, origin=replace(document.origin, digest=digest(document)))


def digest(document: Document) -> str:
    """Return SHA-256 in hexadecimal of a report, all but the digest itself."""
    origin = document.origin
    bare = document if origin is None else replace(document, origin=replace(origin, digest=""))
    return hashlib.sha256(plain_text(bare).encode()).hexdigest()


def _coverage(asked: Asked, facts: Facts) -> float | None:
    readings = facts.readings.rooms.get(asked.place)
    if readings is None:
        return None
    since, until = asked.period.since_s(facts.zone), asked.period.until_s(facts.zone)
    part = readings.inside.within(since, until)
    known = sum(
        is_measured(q.temperature_c) and is_measured(q.humidity_pct) for q in part.quarters()
    )
    return round(known / len(part), 6) if len(part) else None
