"""What a bus remembers: of each unit id, of its failures, and of silence on the link."""

from collections.abc import Mapping
from dataclasses import dataclass

from .latency import Latency
from .line import Line, data_bytes
from .profile import Profile
from .request import Read, Request

DEFAULT_WORST_S = 0.3  # of a unit that no profile describes
SILENT_REQUESTS = 4  # so many in a row unanswered by units that had answered: connect anew
SILENT_S = 60.0  # so long without a single answer since the connection was made: connect anew


@dataclass(slots=True, kw_only=True)
class BusCounters:
    """Counts since start. `busy_s` includes the quiet time after a failure."""

    no_replies: int = 0
    bad_replies: int = 0
    refusals: int = 0
    dropped_samples: int = 0
    opens: int = 0
    busy_s: float = 0.0


@dataclass(slots=True, kw_only=True)
class Unit:
    """What the bus remembers of one unit id. Times in monotonic seconds."""

    latency: Latency
    min_gap_s: float = 0.0
    last_t: float = 0.0
    doubtful: bool = False  # its next reply may belong to an earlier request
    answered_in: int = 0  # the opening of the link in which it answered last
    expected: bool = True  # a profile describes it: its silence says something about the link


class Units:
    """The units of one link, and the times that follow from their latencies."""

    def __init__(self, profiles: Mapping[int, Profile], line: Line, worst_latency_s: float) -> None:
        self._line = line
        self._units = {
            unit_id: Unit(
                latency=Latency(worst_s=max(p.worst_latency_s, worst_latency_s)),
                min_gap_s=p.min_gap_s,
            )
            for unit_id, p in profiles.items()
        }

    def of(self, unit_id: int) -> Unit:
        """Return what is known of `unit_id`; a unit without a profile gets default latency."""
        if unit_id not in self._units:
            stranger = Unit(latency=Latency(worst_s=DEFAULT_WORST_S), expected=False)
            self._units[unit_id] = stranger
        return self._units[unit_id]

    def trust(self) -> None:
        """Forget doubts: no reply to an earlier request can come any more."""
        for unit in self._units.values():
            unit.doubtful = False

    @property
    def quiet_s(self) -> float:
        """The longest that any device of this link may take to answer."""
        return max((unit.latency.worst_s for unit in self._units.values()), default=DEFAULT_WORST_S)

    def limit_s(self, request: Request) -> float:
        """Return the seconds from sending to giving up: both frames on the wire and the wait."""
        return self.of(request.unit_id).latency.allowed_s + self.frames_s(request)

    def frames_s(self, request: Request) -> float:
        """Return the seconds that question and answer take on the wire."""
        payload = data_bytes(request.space, request.count) if isinstance(request, Read) else 3
        return (8 + 5 + payload) * self._line.char_s


@dataclass(slots=True, kw_only=True)
class Silence:
    """Tells a half-open connection from dead devices; `matters` only where one can be half open.

    Units that never answered on this connection, or that nobody configured, prove nothing: they
    don't count.
    """

    matters: bool
    in_a_row: int = 0
    heard_t: float = 0.0  # the last answer, else the opening of the link

    def heard(self, t: float) -> None:
        """Note an answer, or a fresh connection."""
        self.in_a_row, self.heard_t = 0, t

    def missed(self) -> None:
        """Note that a unit which had answered on this connection did not."""
        self.in_a_row += 1

    def is_half_open(self, t: float) -> bool:
        """Return whether to connect anew."""
        return self.matters and (self.in_a_row >= SILENT_REQUESTS or t - self.heard_t > SILENT_S)
