"""The alarms of the month: the real engine over what was read, in long steps (pure).

Conditions are looked at each twenty minutes, each five while a delay runs. Machines
have no decisions here, so nothing is said of their obedience. People acknowledge at their visits.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from daemon.calibration.certificate import Certificate
from daemon.calibration.register import ends_at
from daemon.control.alarms.found import Found
from daemon.control.alarms.look import looked
from daemon.control.alarms.memory import carried, listed, standing
from daemon.control.degraded import degraded
from daemon.control.events import act_events
from daemon.control.facts import facts
from daemon.control.preservation.rolling import Rolling
from daemon.control.scan import climate_of
from daemon.control.settings import Settings
from daemon.control.state import ControlState
from daemon.control.suspicion import expired, lowered, suspect
from daemon.control.view import Inputs, View
from daemon.measures import air, surface
from daemon.model import (
    Act,
    AlarmState,
    BusHealth,
    DeviceHealth,
    Event,
    Origin,
    ProcessImage,
    Quality,
    Reading,
    RoomMeasures,
    Verb,
    Watched,
    Why,
)

from .machines import WHO
from .points import Shown
from .recorded import Value

LOOK_MIN = 20
PENDING_MIN = 5
MEASURE_MIN = 240
MINUTE_S = 60
AWAY_MIN = 2 * LOOK_MIN  # so long without a look is a pause of the program
PLACE = "本机面板"
UNSEEN = (AlarmState.UNACKNOWLEDGED, AlarmState.RETURNED)

ONLINE = DeviceHealth(
    online=True, why=Why.NONE, trouble="", polls=1, failures=0, latency_s=None, next_try_s=None
)
SILENT = replace(ONLINE, online=False, why=Why.COMM_FAILURE, trouble="no_reply")
UP = BusHealth(
    up=True,
    detail="",
    trouble="",
    requests=1,
    no_replies=0,
    bad_replies=0,
    refusals=0,
    reopens=0,
    busy=0.1,
    progress_t=0.0,
)
DOWN = replace(UP, up=False, trouble="unreachable")


class AlarmWatch:
    """Follows the month from `start`, UTC seconds; `state` is what it remembers."""

    def __init__(
        self,
        settings: Settings,
        shown: Sequence[Shown],
        register: Sequence[Certificate],
        start: int,
    ) -> None:
        self.state = ControlState(started_t=0.0)
        self._settings = settings
        self._shown = shown
        self._start = start
        self._ends = {
            each.tag: ends_at(each, settings.zone).timestamp() - start for each in register
        }
        self._rooms = {room.id: Rolling(room.id, room.band) for room in settings.rooms.values()}
        self._told: Mapping[str, RoomMeasures] = {}
        self._before: tuple[int, ProcessImage] | None = None
        self._acts = 0

    def look(
        self,
        minute: int,
        values: Sequence[Value],
        *,
        silent: Collection[str],
        down: Collection[str],
        is_registered: bool,
        is_visited: bool,
    ) -> Iterator[Event]:
        """Yield the rows of one minute; `silent` devices and buses that are `down` give nothing."""
        if minute % (PENDING_MIN if self._is_pending else LOOK_MIN) and not is_visited:
            return
        t = float(minute * MINUTE_S)
        if self._before is None or minute - self._before[0] > AWAY_MIN:
            alarms = carried(self.state.alarms, 0.0)
            self.state = replace(self.state, alarms=alarms, t=None, started_t=t)
        image = self._image(minute, values)
        self._measure(minute, image)
        ends = self._ends if is_registered else {}
        watched = Watched(
            devices={
                d.id: SILENT if d.id in silent or d.bus in down else ONLINE
                for d in self._settings.site.devices
            },
            buses={name: DOWN if name in down else UP for name in self._settings.site.buses},
            calibration_left_s={tag: end - t for tag, end in ends.items()},
            rooms=self._told,
        )
        found = self._found(image, watched, frozenset(down))
        result = looked(found, tuple(self._acknowledged()) if is_visited else ())
        self.state = replace(result.state, t=t)
        yield from act_events(result.answers)
        yield from result.events

    @property
    def _is_pending(self) -> bool:
        """Whether the delay of an alarm runs."""
        return any(entry.turned_t is not None for entry in self.state.alarms.kept.values())

    def _image(self, minute: int, values: Sequence[Value]) -> ProcessImage:
        t = float(minute * MINUTE_S)
        at = datetime.fromtimestamp(self._start + t, UTC)
        readings = {
            each.info.tag: Reading(
                value=value,
                unit=each.info.unit,
                quality=Quality.BAD if value is None else Quality.GOOD,
                why=why,
                t=t,
                at=at,
            )
            for each, (value, why) in zip(self._shown, values, strict=True)
        }
        return ProcessImage(t=t, at=at, clock_trusted=True, readings=readings)

    def _measure(self, minute: int, image: ProcessImage) -> None:
        """Give the time since the last look to what was seen then."""
        if self._before is not None and minute - self._before[0] <= AWAY_MIN:
            since, before = self._before
            for name, room in self._rooms.items():
                if (values := air(self._settings, before, name)) is not None:
                    lasted = float((minute - since) * MINUTE_S)
                    start = self._start + since * MINUTE_S
                    room.add((start, lasted, *values), surface(self._settings, before, name))
        self._before = minute, image
        if minute % MEASURE_MIN == 0:
            now_s = self._start + minute * MINUTE_S
            self._told = {name: room.measures(now_s) for name, room in self._rooms.items()}

    def _found(self, image: ProcessImage, watched: Watched, down: frozenset[str]) -> Found:
        settings = self._settings
        suspicion = suspect(image, settings.site.points, self.state.suspicion)
        believed = lowered(
            lowered(image, suspicion.doubtful), expired(watched), Why.CALIBRATION_EXPIRED
        )
        view = View(
            settings=settings,
            inputs=Inputs(image=image, down=down, watched=watched),
            image=believed,
            climates={
                room.id: climate_of(believed, settings, room.id) for room in settings.site.rooms
            },
            facts={room.id: facts(room, image, hazard=False) for room in settings.rooms.values()},
            state=replace(self.state, suspicion=suspicion),
        )
        return Found(
            view=view,
            outputs={},
            cycles={},
            rooms={},
            modes=degraded(view),
            standing=standing(view.state.alarms),
        )

    def _acknowledged(self) -> Iterator[Act]:
        """Yield what a person who looks at the panel does."""
        for alarm in listed(self.state.alarms):
            if alarm.state in UNSEEN:
                self._acts += 1
                yield Act(
                    id=f"preload-acknowledged-{self._acts}",
                    verb=Verb.ALARM_ACKNOWLEDGE,
                    subject=alarm.key,
                    who=f"{PLACE} · {WHO}",
                    origin=Origin.LOCAL,
                )
