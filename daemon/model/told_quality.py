"""The quality of alarms in sentences, the same for the panel and the command line (pure)."""

from .alarm_quality import AlarmQuality, Offender
from .alarms import Priority
from .reasons import Reason, reason
from .render import plain_number

FLOOD = 10  # new alarms within ten minutes that one person can take in


def told_quality(found: AlarmQuality) -> tuple[Reason, ...]:
    """Return what can be said of a stretch of days, one sentence each."""
    days = plain_number(found.days, 1)
    unseen = [reason("quality_unseen", count=found.unseen)] if found.unseen else []
    if not found.annunciated:
        return (reason("quality_calm", days=days), *unseen)
    shares = {
        f"{priority.name.lower()}_pct": 100 * (found.share(priority) or 0.0)
        for priority in Priority
    }
    flood = [reason("quality_flood")] if found.busiest > FLOOD else []
    return (
        reason(
            "quality_rate",
            days=days,
            count=found.annunciated,
            rate=f"{found.per_day:.1f}",
            busiest=found.busiest,
        ),
        *flood,
        reason("quality_rate_aim"),
        reason("quality_shares", **shares),
        _acknowledged(found),
        *unseen,
    )


def told_offenders(found: AlarmQuality) -> tuple[tuple[Reason, tuple[Offender, ...]], ...]:
    """Return the lists with their headings; those with nothing in them are left out."""
    lists = (
        (reason("quality_worst"), found.worst),
        (reason("quality_chattering"), found.chattering),
        (reason("quality_standing"), found.standing),
    )
    return tuple((heading, offenders) for heading, offenders in lists if offenders)


def told_offender(offender: Offender) -> Reason:
    """Return how often it came, or how long it stood."""
    if offender.count:
        return reason("quality_times", count=offender.count)
    return reason("quality_stood", stood_s=offender.stood_s)


def _acknowledged(found: AlarmQuality) -> Reason:
    if found.usual_ack_s is None or found.longest_ack_s is None:
        return reason("quality_none_acknowledged")
    return reason(
        "quality_acknowledged",
        count=found.acknowledged,
        usual_s=found.usual_ack_s,
        longest_s=found.longest_ack_s,
    )
