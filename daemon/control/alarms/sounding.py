"""The sounder of a room calls for its unacknowledged alarms: heard without any network (pure)."""

from collections.abc import Iterator

from daemon.control.settings import RoomSettings
from daemon.control.view import View
from daemon.model import Alarm, AlarmState, Claim, Kind, Rank, reason


def alarm_sounds(view: View, room: RoomSettings) -> Iterator[Claim]:
    """Yield ON for a room's sounders while an alarm of the room, or of the site, calls.

    It calls from the priority on that the site says, until somebody acknowledges it, shelves it or
    the time of a call is over. A hand or a local stop silences the sounder, an interlock does not.
    """
    calls = [entry.alarm for entry in view.state.alarms.kept.values() if _calls(view, entry.alarm)]
    here = [alarm for alarm in calls if alarm.room in ("", room.id)]
    if not here:
        return
    for output in view.settings.outputs_of[room.id]:
        if output.kind is Kind.SOUNDER:
            yield Claim(
                output=output.id,
                on=True,
                rank=Rank.RULE,
                owner="alarms",
                reason=reason("alarm_sounds", count=len(here)),
                until=max(alarm.since for alarm in here) + view.settings.alarms.sounder_s,
            )


def _calls(view: View, alarm: Alarm) -> bool:
    """Return whether an alarm is to be heard; what the look of this very moment found, is not yet.

    That look comes after the decisions, and a second scan at one time must decide alike.
    """
    told = view.settings.alarms
    return (
        alarm.state is AlarmState.UNACKNOWLEDGED
        and alarm.changed < view.t
        and told.sounder_least is not None
        and alarm.priority >= told.sounder_least
        and view.t - alarm.since < told.sounder_s
    )
