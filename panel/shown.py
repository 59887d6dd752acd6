"""The shape of what the panel sends: the JSON of the events and of `/api/v1/snapshot`.

Texts are ready to show in the asked language; raw values stand beside them for programs.
"""

from typing import TypedDict

from .bars import BarView
from .setpoints import SetpointView
from .words import State


class WordView(TypedDict):
    """A state in words; `state` is good, waiting, attention or lost."""

    state: str
    text: str


def word(state: State, text: str) -> WordView:
    """Return `state` with its word."""
    return WordView(state=state.name.lower(), text=text)


class ReadingView(TypedDict):
    """One reading. `quality` is good, uncertain or bad, `why` a `daemon.model.Why`, `age_s` in s.

    `note` is the age, with a short reason in front unless the quality is good; `reason` says what
    is the matter and what to do.
    """

    value: float | bool | None
    unit: str
    quality: str
    why: str
    age_s: float | None
    text: str
    note: str
    reason: str


class EntryView(TypedDict):
    """May a person go in: free, leave, forbidden, or unknown; the countdown of the stage."""

    word: WordView
    left: str
    why: str


class ControlView(TypedDict):
    """What control does in a room. `notes` and `trips` have one sentence a line.

    `doing` is on, off, unknown or stopped; `stopped` is yes or no, as are the `offers` of what can
    be done now, by verb. `today_min` are the minutes left of the day, "" where that is not known.
    """

    doing: WordView
    goal: str
    ventilation: str
    notes: str
    trips: str
    entry: EntryView
    stopped: str
    offers: dict[str, str]
    setpoints: dict[str, SetpointView]
    today_min: str


class MeasureView(TypedDict):
    """One measure of a room's climate.

    `rule` and `paper` judge it: good, attention or lost, none where nothing is asked of it, unknown
    where too little was measured.
    """

    text: str
    coverage: str
    rule: WordView
    paper: WordView


class PreservationView(TypedDict):
    """What the climate means for the records. `rule` and `paper` are the worst of `measures`.

    `window` says whether a window may be opened, where no rule of the room says it; `best` when.
    """

    rule: WordView
    paper: WordView
    measures: dict[str, MeasureView]
    window: str
    best: str


class RoomView(TypedDict):
    """One room: its word, what is behind it, its climate and what to do about that.

    `climate` is {} in a room without climate sensors, `control` None in one without outputs; what
    has no limits has no bar.
    `degraded` has one line a degraded mode.
    """

    word: WordView
    summary: str
    advice: str
    climate: dict[str, ReadingView]
    bars: dict[str, BarView]
    degraded: str
    control: ControlView | None
    preservation: PreservationView


class OutputView(TypedDict):
    """One output. `word` is on, off, pending or unknown, `mode` auto, hand or off.

    `why` is one sentence, `full` all of the reasoning in lines, `left` a countdown, `trouble` what
    the device does not do. The raw values stand below them; None before the first decision.
    """

    word: WordView
    mode: WordView
    verdict: WordView
    why: str
    left: str
    full: str
    trouble: str
    want: bool | None
    allowed: bool | None
    command: bool | None
    feedback: bool | None
    running: bool | None
    since_s: float | None
    degraded: bool


class CycleView(TypedDict):
    """One sterilisation programme; the state of `word` is a `daemon.model.Stage`.

    `checks` are the conditions that a start still misses, or what ended the run, one a line;
    `offers` are yes or no by verb.
    """

    word: WordView
    left: str
    left_s: float | None
    why: str
    checks_title: str
    checks: str
    caution: str
    figures: str
    offers: dict[str, str]


class DeviceView(TypedDict):
    """One device: how polling goes, what to do about it, and what the driver says."""

    word: WordView
    text: str
    advice: str
    detail: str


class BusView(TypedDict):
    """One bus: whether it works, what the driver says, and what was counted since the start."""

    word: WordView
    detail: str
    counters: dict[str, str]


class ClockView(TypedDict):
    """The time of the site as the server knows it: ISO 8601 with offset, and to show."""

    at: str
    text: str
    word: WordView


class AlarmsHead(TypedDict):
    """The alarms in the header: how many are shown, and the gravest of them in one sentence.

    The state of `word` is high, medium or low, or none. `call` is the number of the newest call
    among the shown, `unseen` yes while one above low waits for somebody to acknowledge it.
    """

    word: WordView
    shown: int
    call: int
    unseen: str
    gravest: str


class AlarmView(TypedDict):
    """One alarm. `group` is shown or aside; the state of `state` is a `daemon.model.AlarmState`.

    `aside` says until when, by whom and why it is not shown; `doubt` that it can't be told now,
    `chattering` that it came so often that it stands until its condition was gone for long.
    `offers` are yes or no by what a person at the room's panel can do. The raw values stand below.
    """

    key: str
    group: str
    priority: WordView
    state: WordView
    title: str
    about: str
    sentence: str
    doubt: str
    since: str
    first_out: str
    chattering: str
    cause: str
    action: str
    aside: str
    runbook: str
    leads: str
    offers: dict[str, str]
    code: str
    subject: str
    room: str
    active: bool
    known: bool
    since_s: float
    left_s: float | None
    raises: int
    number: int


class HeadView(TypedDict):
    """What stands at the top of every page. `seq` is None before the first scan.

    `index` says as of when the records are known, "" where there are none.
    """

    seq: int | None
    title: str
    word: WordView
    summary: str
    clock: ClockView
    index: str
    alarms: AlarmsHead


class AlarmsView(HeadView):
    """All alarms, the gravest first. `rest` says how many more there are than stand here."""

    shown_title: str
    aside_title: str
    rest: str
    list: list[AlarmView]


class ZoneView(TypedDict):
    """One zone on the plan; `quality` is that of the worse reading. `hot` and `damp`: yes or no."""

    quality: str
    temperature: str
    humidity: str
    note: str
    hot: str
    damp: str


class RoomPlanView(TypedDict):
    """One room on the plan; `corners` says in words where it is hottest and dampest."""

    word: WordView
    corners: str
    zones: dict[str, ZoneView]


class PlanView(HeadView):
    """The rooms that are drawn, by id."""

    plan: dict[str, RoomPlanView]


class SnapshotView(HeadView):
    """Everything that changes on the page.

    `degraded` has one line for each degraded mode of the whole site.
    """

    services: WordView
    degraded: str
    rooms: dict[str, RoomView]
    points: dict[str, ReadingView]
    devices: dict[str, DeviceView]
    buses: dict[str, BusView]
    outputs: dict[str, OutputView]
    cycles: dict[str, CycleView]
