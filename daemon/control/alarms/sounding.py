"""The sounder of a room calls for its unacknowledged alarms: heard without any network (pure)."""

from collections.abc import Iterator

from daemon.control.settings import RoomSettings
from daemon.control.view import View
from daemon.model import Alarm, AlarmState, Call, Claim, Kind, Rank, reason


def alarm_sounds(view: View, room: RoomSettings) -> Iterator[Claim]:
    """Yield ON for a room's sounders while an alarm of the room, or of the site, calls.

    It calls from the priority on that the site says, until somebody acknowledges it, shelves it or
    the time of a call is over; off its shelf, or grown graver, it calls anew. A hand or a local
    stop silences the sounder, an interlock does not.
    """
    alarms = [entry.alarm for entry in view.state.alarms.kept.values()]
    calls = [_call(view, alarm) for alarm in alarms if alarm.room in ("", room.id)]
    here = [call for call in calls if call is not None]
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
                until=max(call.t for call in here) + view.settings.alarms.sounder_s,
            )


def _call(view: View, alarm: Alarm) -> Call | None:
    """Return the call of an alarm that is to be heard, as it was before this very moment.

    The look of a moment comes after its decisions, and a second scan at one time must decide alike.
    """
    told = view.settings.alarms
    state = alarm.state if alarm.changed < view.t else alarm.was
    if state is not AlarmState.UNACKNOWLEDGED or told.sounder_least is None:
        return None
    call = alarm.call if alarm.call.t < view.t else alarm.outdid
    if call is None or call.t >= view.t or call.priority < told.sounder_least:
        return None
    return call if view.t - call.t < told.sounder_s else None
