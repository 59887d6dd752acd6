"""The vocabulary of control: claim -> demand -> permit -> command -> feedback."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from .reasons import Reason
from .setpoints import Setpoint


class Kind(StrEnum):
    """What an output drives."""

    DEHUMIDIFIER = "dehumidifier"
    HUMIDIFIER = "humidifier"
    COOLER = "cooler"
    HEATER = "heater"
    EXHAUST_FAN = "exhaust_fan"
    CIRCULATION_FAN = "circulation_fan"
    PURIFIER = "purifier"  # enclosed, may run while people are inside
    UV_LAMP = "uv_lamp"
    OZONE_GENERATOR = "ozone_generator"
    PLASMA = "plasma"
    SOUNDER = "sounder"
    CONTACTOR = "contactor"  # in series with the hazards of its room, upstream of their relays


class Mode(StrEnum):
    """Hand-off-auto of one output: rules decide, forced on, forced off."""

    AUTO = "auto"
    HAND = "hand"
    OFF = "off"


class Rank(IntEnum):
    """Who outranks whom. Between equals OFF wins."""

    DEFAULT = 0
    RULE = 1
    HAND = 2
    GUARD = 3
    LOCAL_STOP = 4
    INTERLOCK = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One owner wants one output on or off. `until` is monotonic, None without an end.

    `source` says who chose the setpoint that the reason follows, None where no person did.
    """

    output: str
    on: bool
    rank: Rank
    owner: str
    reason: Reason
    until: float | None = None
    source: Reason | None = None


class Verdict(StrEnum):
    """What the device says about our command."""

    UNKNOWN = "unknown"  # nothing was commanded yet, or the feedback can't be read
    PENDING = "pending"  # written or being written, the settle time is not over
    CONFIRMED = "confirmed"
    REFUSED = "refused"  # the device does not take the command
    OVERRIDDEN = "overridden"  # was confirmed; somebody else changed it since
    NOT_RUNNING = "not_running"  # the relay is on, the machine is not
    WELDED = "welded"  # commanded off, and the machine still runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one scan decided for one output.

    `want` is the demand of rules and people, `allowed` what interlocks, stops and guards leave of
    it; `claims` are all claims, the strongest first. `command` is what the device was last told,
    None before that; `feedback` and `running` are what it shows, None where that is unknown.
    `since` is the monotonic time since when the output is as `allowed` says, as far as it was seen,
    else of the last change of `allowed`; `run_s` and `switchings` are for the machine's life with
    us. `trouble` says what the device does not do. `degraded`: decided without the input that the
    rule wants.
    """

    output: str
    mode: Mode
    want: bool
    allowed: bool
    claims: tuple[Claim, ...]
    command: bool | None
    feedback: bool | None
    running: bool | None
    verdict: Verdict
    since: float
    run_s: float = 0.0
    switchings: int = 0
    trouble: Reason | None = None
    degraded: bool = False

    @property
    def winner(self) -> Claim:
        """The claim that decides."""
        return self.claims[0]

    @property
    def wish(self) -> Claim:
        """The strongest claim of people, rules and the default."""
        return next(claim for claim in self.claims if claim.rank <= Rank.HAND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One command for the wire. `safety`: an OFF that goes before everything else."""

    output: str
    on: bool
    safety: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How an order ended: `error` is "" when the device's echo was right, else its trouble."""

    output: str
    on: bool
    t: float
    error: str = ""
    refused: bool = False


class Origin(StrEnum):
    """Where a person acts: in front of the room's own panel, or anywhere else.

    SAFETY is anywhere else too, by who has signed in and is responsible for safety.
    """

    LOCAL = "local"
    REMOTE = "remote"
    SAFETY = "safety"


class Verb(StrEnum):
    """What a person can ask of control; `daemon.control.acts` says what each one needs."""

    AUTO = "auto"  # subject: output or room
    HAND = "hand"  # subject: output; forced on for `for_s`
    OFF = "off"  # subject: output or room; forced off for `for_s`
    STOP = "stop"  # subject: room; everything off until released
    RELEASE = "release"  # subject: room
    RESET = "reset"  # subject: room; trips whose input is well again
    REQUEST = "request"  # subject: programme; first step
    CONFIRM = "confirm"  # subject: programme; second step
    ABORT = "abort"  # subject: programme
    ACKNOWLEDGE = "acknowledge"  # subject: programme in lock-out
    SIGN_OFF = "sign_off"  # subject: programme; a person found the air clean
    LAMP_CHANGED = "lamp_changed"  # subject: output
    SET_TEMPERATURE = "setpoint_temperature"  # subject: room, as in the next three; `value` in °C
    SET_HUMIDITY = "setpoint_humidity"  # `value` in %RH, for `for_s` or until changed again
    UNDO_SETPOINT = "setpoint_undo"  # the change that `undoes` names, "" the newest
    CLEAR_SETPOINT = "setpoint_clear"  # both back to the configuration
    ALARM_ACKNOWLEDGE = "alarm_acknowledge"  # subject: key of an alarm, as in all that follow
    ALARM_RESET = "alarm_reset"  # one that latches
    ALARM_SHELVE = "alarm_shelve"  # for `for_s`, and why
    ALARM_UNSHELVE = "alarm_unshelve"
    ALARM_OUT_OF_SERVICE = "alarm_out_of_service"  # and why
    ALARM_IN_SERVICE = "alarm_in_service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One request of a person. `id` makes it act at most once; `for_s` is the asked duration."""

    id: str
    verb: Verb
    subject: str
    who: str
    why: str = ""
    origin: Origin = Origin.REMOTE
    for_s: float | None = None
    value: float | None = None
    undoes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of an act."""

    act: Act
    accepted: bool
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """An interlock that blocks now. `healthy`: its input is well, but it waits for a reset."""

    room: str
    interlock: str
    since: float
    latched: bool
    healthy: bool
    reason: Reason
    outputs: tuple[str, ...] = field(default=())


class Stage(StrEnum):
    """The states of a sterilisation cycle."""

    IDLE = "idle"
    REQUESTED = "requested"
    PRECHECK = "precheck"
    WARNING = "warning"
    RUN = "run"
    STOPPING = "stopping"
    DECAY = "decay"
    READY = "ready"
    LOCKED_OUT = "locked_out"


class Entry(StrEnum):
    """May a person go in, as far as sterilisation is concerned."""

    FREE = "free"
    LEAVE = "leave"  # a cycle is about to start
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleStatus:
    """One programme now. `left_s` until the stage can end, None where that is not known.

    `checks` are the conditions that a start still misses. `dose_mg_h_m3` is this year's ozone of
    the room, computed as the worst case where nothing measures it (`dose_computed`); `lamp_h` the
    hours of the lamp since it was changed.
    """

    programme: str
    room: str
    output: str
    stage: Stage
    since: float
    left_s: float | None
    entry: Entry
    reason: Reason
    checks: tuple[Reason, ...] = ()
    who: str = ""
    caution: Reason | None = None
    dose_mg_h_m3: float = 0.0
    dose_computed: bool = False
    lamp_h: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """An allowed climate: °C and %RH, both ends included."""

    low_c: float
    high_c: float
    low_pct: float
    high_pct: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomControl:
    """What control thinks of one room. Setpoints are those of this moment, glide included."""

    room: str
    band: Band
    setpoint_c: float | None
    setpoint_pct: float | None
    stopped: bool
    trips: tuple[Trip, ...]
    entry: Entry
    ventilation: Reason | None = None
    notes: tuple[Reason, ...] = ()
    setpoints: tuple[Setpoint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Degraded:
    """A named degraded mode that holds now. `room` is "" for the whole site."""

    mode: str
    room: str
    reason: Reason
    action: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One row for the ledger: what changed, with everything that explains it (plain JSON)."""

    kind: str
    subject: str
    body: dict[str, object]
