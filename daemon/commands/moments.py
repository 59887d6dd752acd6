"""Times as people type them on a command line, in the time of the site."""

import re
from datetime import datetime, timedelta
from gettext import gettext as _
from zoneinfo import ZoneInfo

import click

DATED = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d")
UNDATED = ("%H:%M:%S", "%H:%M")
_SPAN = re.compile(r"(\d{1,4})\s*([smhd])")
_UNIT = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def moment(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment that `text` names; a time without a day is the last one before `now`.

    Raises click.BadParameter.
    """
    for form in DATED:
        if (found := _parsed(text, form)) is not None:
            return found.replace(tzinfo=zone)
    for form in UNDATED:
        if (found := _parsed(text, form)) is not None:
            local = now.astimezone(zone)
            today = datetime.combine(local.date(), found.time(), zone)
            return today if today <= local else today - timedelta(days=1)
    raise click.BadParameter(
        _("{text} is no time; write 2026-03-01 03:10 or 03:10").format(text=text)
    )


def span(text: str) -> timedelta:
    """Return the length of time that `text` names, as 90s, 30m, 24h or 7d.

    Raises click.BadParameter.
    """
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise click.BadParameter(
            _("{text} is no length of time; write 30m, 24h or 7d").format(text=text)
        )
    return timedelta(**{_UNIT[found[2]]: int(found[1])})


def _parsed(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text.strip(), form)  # noqa: DTZ007 - the site's zone is added
    except ValueError:
        return None
