"""All that control remembers from one scan to the next: one frozen, storable value.

Times are monotonic seconds of one boot of the machine; `restart.restored` carries them over.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from daemon.model import Claim, Reason, Stage, Verdict

from .alarms.memory import AlarmMemory
from .choice import Change
from .suspicion import Suspicion


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputMemory:
    """What is remembered of one output.

    `command` is what we told the device last, None until the real state was adopted. `flying`: an
    order is on its way since `asked_t`; `tries` failed in a row; `echoed_t` and `written_t` are
    the first and the last right echo of this command. `on`: told to be on, or not known to be off;
    `on_t` and `off_t` are when that changed last; `starts` the starts within the last hour.
    `feedback` and `running` are what it showed last, None where that is not known; `mismatch_t`:
    since when the machine does not do what its relay says. `writes` were made since
    `writes_t`. `run_s` and `switchings` are for life.
    """

    want: bool = False
    allowed: bool = False
    winner: str = ""  # owner and reason of the claim that decided
    since: float = 0.0
    command: bool | None = None
    commanded_t: float | None = None
    flying: bool = False
    asked_t: float | None = None
    echoed_t: float | None = None
    written_t: float | None = None
    tries: int = 0
    error: str = ""
    refused: bool = False
    confirmed: bool = False
    verdict: Verdict = Verdict.UNKNOWN
    feedback: bool | None = None
    running: bool | None = None
    on: bool | None = None
    on_t: float | None = None
    off_t: float | None = None
    mismatch_t: float | None = None
    starts: tuple[float, ...] = ()
    writes: int = 0
    writes_t: float = 0.0
    run_s: float = 0.0
    switchings: int = 0
    effect_from: float | None = None  # what the rule's input was at the start
    flickers: tuple[float, ...] = ()  # when its feedback came or went, the newest
    unsteady_t: float | None = None  # while that is too often: when the ledger was told last


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomMemory:
    """What is remembered of one room.

    `setpoint_c` and `setpoint_pct` have glided to where they are; `loss_t` tells by rule since
    when its input is gone; `quiet_t` since when nobody was seen; `proof_t` is when the door was
    last seen to open and close again by all its contacts, `opened` are those that were seen open
    since; `clear_t` since when the ozone is below the limit of entry;
    `ozone_mg_m3` is the concentration that the last scan counted.
    """

    setpoint_c: float | None = None
    setpoint_pct: float | None = None
    ventilating: bool = False
    loss_t: Mapping[str, float] = field(default_factory=dict)
    opened: tuple[str, ...] = ()
    proof_t: float | None = None
    quiet_t: float | None = None
    clear_t: float | None = None
    dose_mg_h_m3: float = 0.0
    dose_year: int = 0
    ozone_mg_m3: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TripMemory:
    """A trip that holds: since when, why, and whether it waits for a person.

    `well_t`: since when its input is well again, None while it is not.
    """

    since: float
    latched: bool
    reason: Reason
    well_t: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """What is remembered of one programme: its stage and the cycle's own record.

    `run_from` and `run_to` bound the run, `stop` says why it ended; `clean` tells a cycle that ran
    to its end. `lit_t` is when the hazard was last seen to burn. `unmeasured`: ozone could not be
    measured at some time since. `decayed`: the air was found clean, or the worst case is over;
    `checker` signed that off. `day` and `day_run_s` count today's run.
    """

    stage: Stage = Stage.IDLE
    since: float = 0.0
    reason: Reason = field(default_factory=lambda: Reason("cycle_idle"))
    who: str = ""
    why: str = ""
    start_in_s: float = 0.0
    run_from: float | None = None
    run_to: float | None = None
    stop: Reason | None = None
    lit_t: float | None = None
    clean: bool = False
    unmeasured: bool = False
    signed_off: bool = False
    checker: str = ""
    decayed: bool = True
    peak_ozone_mg_m3: float = 0.0
    cycle_dose_mg_h_m3: float = 0.0
    start_c: float | None = None
    start_pct: float | None = None
    day: str = ""
    day_run_s: float = 0.0
    last_end: float | None = None
    lamp_s: float = 0.0
    cycles: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlState:
    """All that control remembers. `started_t`: when this process began; `t`: the last scan.

    `hands` are the claims of people, `lost` those that a restart gave up (`until`: how long that is
    told, None before it was), `changes` the setpoints that they chose, `stops` the rooms under
    local stop, `trips` by room and interlock, `acted` the ids of acts that were answered, with
    their time.
    """

    seq: int = 0
    t: float | None = None
    started_t: float | None = None
    booted: bool = True  # the machine came up with us: every machine counts as just stopped
    suspicion: Suspicion = field(default_factory=Suspicion)
    outputs: Mapping[str, OutputMemory] = field(default_factory=dict)
    rooms: Mapping[str, RoomMemory] = field(default_factory=dict)
    cycles: Mapping[str, Cycle] = field(default_factory=dict)
    hands: Mapping[str, Claim] = field(default_factory=dict)
    lost: Mapping[str, Claim] = field(default_factory=dict)
    stops: Mapping[str, Reason] = field(default_factory=dict)
    trips: Mapping[str, TripMemory] = field(default_factory=dict)  # key: "room/interlock"
    changes: Mapping[str, Change] = field(default_factory=dict)  # key: "room/quantity"
    acted: tuple[tuple[str, float], ...] = ()
    degraded: tuple[tuple[str, str], ...] = ()  # mode and room
    alarms: AlarmMemory = field(default_factory=AlarmMemory)
