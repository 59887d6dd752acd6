"""The calibration register in words, for a terminal."""

from gettext import gettext as _
from gettext import ngettext
from zoneinfo import ZoneInfo

from daemon.calibration.certificate import Entry
from daemon.calibration.register import Standing, State
from daemon.model.render import plain_number

DIGITS = 4


def heading() -> tuple[str, ...]:
    """Return the titles of the columns of `as_line`."""
    return (
        _("point"),
        _("certificate"),
        _("laboratory"),
        _("date"),
        _("due"),
        _("correction"),
        _("applied"),
        _("state"),
    )


def as_line(standing: Standing) -> tuple[str, ...]:
    """Return how one point stands, in columns."""
    applied = f"{plain_number(standing.applied, DIGITS)} {standing.unit}"
    if standing.entry is None:
        return (standing.tag, "-", "-", "-", "-", "-", applied, state_word(standing))
    certificate = standing.entry.certificate
    return (
        standing.tag,
        certificate.number,
        certificate.laboratory,
        certificate.dated.isoformat(),
        certificate.due.isoformat(),
        f"{plain_number(certificate.offset, DIGITS)} {certificate.unit}",
        applied,
        state_word(standing),
    )


def state_word(standing: Standing) -> str:
    """Return how a point stands in words."""
    days = standing.left_days or 0
    if standing.state is State.NONE:
        return _("not calibrated")
    if standing.state is State.EXPIRED:
        return ngettext("overdue for {days} day", "overdue for {days} days", -days).format(
            days=-days
        )
    return ngettext("valid for {days} day", "valid for {days} days", days).format(days=days)


def difference(standing: Standing) -> str:
    """Return that the configuration does not add what the certificate says."""
    assert standing.entry is not None  # noqa: S101 - only such a standing differs
    return _(
        "{tag}: the certificate says {offset} {unit}, the configuration adds {applied} {unit}"
    ).format(
        tag=standing.tag,
        offset=plain_number(standing.entry.certificate.offset, DIGITS),
        applied=plain_number(standing.applied, DIGITS),
        unit=standing.unit,
    )


def told_row(entry: Entry, zone: ZoneInfo) -> str:
    """Return one entry with all that was written in it."""
    certificate = entry.certificate
    unit = certificate.unit
    head = (
        _("waiting for the ledger") if entry.row is None else _("row {row}").format(row=entry.row)
    )
    lines = [
        _("{head}, entered {at} by {who}").format(
            head=head,
            at=entry.entered.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            who=certificate.who,
        )
    ]
    if entry.corrected_by is not None:
        lines.append(_("counts no more: row {row} corrects it").format(row=entry.corrected_by))
    if certificate.corrects is not None:
        text = (
            _("withdraws row {row}: {why}")
            if certificate.withdrawn
            else _("corrects row {row}: {why}")
        )
        lines.append(text.format(row=certificate.corrects, why=certificate.why))
    if not certificate.withdrawn:
        lines.append(
            _("certificate {number} of {laboratory}, {date}, valid until {due}").format(
                number=certificate.number,
                laboratory=certificate.laboratory,
                date=certificate.dated,
                due=certificate.due,
            )
        )
        lines.append(
            _("correction {offset}, as found {found}, as left {left}").format(
                offset=_value(certificate.offset, unit),
                found=_value(certificate.as_found, unit),
                left=_value(certificate.as_left, unit),
            )
        )
    if certificate.note:
        lines.append(certificate.note)
    return "\n  ".join(lines)


def _value(value: float | None, unit: str) -> str:
    return _("not told") if value is None else f"{plain_number(value, DIGITS)} {unit}"
