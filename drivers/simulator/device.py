"""A device generated from its profile: register spaces, relays with timers, refusals.

The registers hold the truth of the device; faults are applied to what is read from them, never
to what they hold. All methods but `commanded` want the device's lock held.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from drivers.codec import number, words_of
from drivers.profile import Identity, Point, Profile, Writable
from drivers.vocabulary import Space

from .distort import saturated_words
from .pdu import ILLEGAL_ADDRESS, ILLEGAL_VALUE, RefusalError

ON_WORD, OFF_WORD = 0xFF00, 0x0000


class SilentError(Exception):
    """The device hangs on this request: a forbidden address was touched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An output of a device moved, at `t_ns`; `cause` is command, timer, reset or hand."""

    tag: str
    value: float
    cause: str
    t_ns: int


class ProfileDevice:
    """The registers of one device; tells `changed` about every output that moves."""

    def __init__(
        self,
        profile: Profile,
        unit_id: int,
        *,
        hold: dict[str, float],
        bound: frozenset[str],
        zero_holes: bool,
        changed: Callable[[Change], None],
    ) -> None:
        self.profile = profile
        self.pinned: dict[str, tuple[int, ...]] = {}
        self.outputs = {writable.tag: writable for writable in profile.write}
        self._unit_id = unit_id
        self._hold = hold
        self._zero_holes = zero_holes
        self._changed = changed
        self._mirrored = {w.tag for w in profile.write if w.verify not in bound}
        self._by_address: dict[tuple[Space, int], Writable] = {
            (writable.space, writable.address + i): writable
            for writable in profile.write
            for i in range(len(words_of(0, writable.encoding)))
        }
        self._timers = {w.dead_man.address: w for w in profile.write if w.dead_man is not None}
        self._deadlines: dict[str, int] = {}
        self._forbidden = {
            (entry.space, address)
            for entry in profile.forbidden
            for address in range(entry.address, entry.address + entry.count)
        }
        self._cells: dict[Space, dict[int, int]] = {space: {} for space in Space}
        self._power_on()

    def read(self, space: Space, address: int, count: int) -> list[int]:
        """Return bits or words. Raises RefusalError and SilentError."""
        if count > (self.profile.max_bits if space.is_bits else self.profile.max_registers):
            raise RefusalError(ILLEGAL_VALUE)
        if self._forbidden and any((space, address + i) in self._forbidden for i in range(count)):
            raise SilentError(f"{space} {address:#06x}+{count}")
        cells = self._cells[space]
        wanted = range(address, address + count)
        try:
            return [cells[at] for at in wanted]
        except KeyError:
            if (
                self._zero_holes
                and min(cells, default=1) <= address < wanted.stop <= max(cells) + 1
            ):
                return [cells.get(at, 0) for at in wanted]
            raise RefusalError(ILLEGAL_ADDRESS) from None

    def write(self, space: Space, address: int, values: Sequence[int]) -> None:
        """Write outputs whole; nothing is written where any of them is refused."""
        done: list[tuple[Writable, tuple[int, ...]]] = []
        at = 0
        while at < len(values):
            writable = self._by_address.get((space, address + at))
            if writable is None or writable.address != address + at:
                raise RefusalError(ILLEGAL_ADDRESS)
            size = len(words_of(0, writable.encoding))
            words = tuple(values[at : at + size])
            if len(words) < size or not _allowed(writable, words):
                raise RefusalError(ILLEGAL_VALUE)
            done.append((writable, words))
            at += size
        for writable, words in done:
            self._deadlines.pop(writable.tag, None)
            self._set(writable, words, "command", time.monotonic_ns())

    def command(self, address: int, word: int) -> None:
        """Obey function 5: a coil, or the timer of one: on for `word` units, then off by itself."""
        timed = self._timers.get(address)
        if timed is None:
            if word not in (ON_WORD, OFF_WORD):
                raise RefusalError(ILLEGAL_VALUE)
            self.write(Space.COIL, address, (int(word == ON_WORD),))
            return
        if not word or timed.dead_man is None:
            raise RefusalError(ILLEGAL_VALUE)
        now = time.monotonic_ns()
        self._set(timed, (1,), "command", now)
        self._deadlines[timed.tag] = now + round(word * timed.dead_man.unit_s * 1e9)

    def expire(self, now_ns: int) -> int | None:
        """Drop the relays whose timer ran out; return the time of the next one to drop."""
        for tag, deadline in list(self._deadlines.items()):
            if deadline <= now_ns:
                del self._deadlines[tag]
                self._set(self.outputs[tag], (0,), "timer", deadline)
        return min(self._deadlines.values(), default=None)

    def reset(self, now_ns: int) -> None:
        """Lose and regain power: timers end, every output is as at the start."""
        self._deadlines.clear()
        for writable in self.profile.write:
            self._set(writable, self._initial(writable), "reset", now_ns)

    def show(self, point: Point, value: float) -> None:
        """Put a value in the registers of a point, unless they are pinned."""
        if point.tag not in self.pinned:
            self._put(point, value)

    def pin(self, tag: str, words: tuple[int, ...], now_ns: int) -> None:
        """Hold raw words in a point's registers; set a coil once. Raises ValueError."""
        output = self.outputs.get(tag)
        if output is not None and output.space is Space.COIL:
            self._deadlines.pop(tag, None)
            self._set(output, words[:1], "hand", now_ns)
            return
        point = self.profile.points.get(tag)
        if point is None or len(words) != point.words:
            raise ValueError(f"no point {tag} of {len(words)} words")
        self.pinned[tag] = words
        self._store(point.space, point.address, words)

    def commanded(self, tag: str) -> float:
        """Return the engineering value that an output, or the point `tag`, holds."""
        place = self.outputs.get(tag) or self.profile.points[tag]
        size = len(words_of(0, place.encoding))
        words = [self._cells[place.space][place.address + i] for i in range(size)]
        if isinstance(place, Point) and place.bit is not None:
            return words[0] >> place.bit & 1
        order = place.word_order if isinstance(place, Point) else "big"
        return number(words, place.encoding, order) * place.scale

    def _power_on(self) -> None:
        for identity in self.profile.identity:
            self._store(identity.space, identity.address, _identity_words(identity, self._unit_id))
        for point in self.profile.point:
            self._put(point, self._hold.get(point.tag, _resting(point.low, point.high)))
        for writable in self.profile.write:
            self._store(writable.space, writable.address, self._initial(writable))
            self._mirror(writable)

    def _initial(self, writable: Writable) -> tuple[int, ...]:
        resting = min(writable.values, key=abs, default=_resting(writable.low, writable.high))
        held = self._hold.get(writable.tag, resting)
        return words_of(held / writable.scale, writable.encoding)

    def _set(self, writable: Writable, words: tuple[int, ...], cause: str, t_ns: int) -> None:
        cells = self._cells[writable.space]
        before = tuple(cells[writable.address + i] for i in range(len(words)))
        self._store(writable.space, writable.address, words)
        self._mirror(writable)
        if before != words:
            value = self.commanded(writable.tag)
            self._changed(Change(tag=writable.tag, value=value, cause=cause, t_ns=t_ns))

    def _mirror(self, writable: Writable) -> None:
        """Show the effect at the verify point, where nothing else drives it."""
        point = self.profile.points[writable.verify]
        here = (point.space, point.address) == (writable.space, writable.address)
        if not here and writable.tag in self._mirrored:
            self.show(point, self.commanded(writable.tag))

    def _put(self, point: Point, value: float) -> None:
        if point.is_bit:
            bit = int(bool(value) is not point.inverted)
            if point.bit is not None:
                word = self._cells[point.space].get(point.address, 0)
                bit = word & ~(1 << point.bit) | bit << point.bit
            self._store(point.space, point.address, (bit,))
            return
        words = saturated_words(value / point.scale, point.encoding, point.word_order)
        self._store(point.space, point.address, words)

    def _store(self, space: Space, address: int, words: Sequence[int]) -> None:
        for i, word in enumerate(words):
            self._cells[space][address + i] = word


def _allowed(writable: Writable, words: tuple[int, ...]) -> bool:
    value = number(words, writable.encoding, "big") * writable.scale
    if writable.values:
        return any(abs(value - allowed) < writable.scale / 2 for allowed in writable.values)
    low, high = writable.low, writable.high
    return low is not None and high is not None and low <= round(value, 6) <= high


def _identity_words(identity: Identity, unit_id: int) -> tuple[int, ...]:
    if identity.equals_unit_id:
        return words_of(unit_id, identity.encoding, identity.word_order)
    if identity.equals is not None:
        return words_of(identity.equals, identity.encoding, identity.word_order)
    low, high = identity.low or 0.0, identity.high or 0.0
    value = low if high < low else (low + high) / 2
    return words_of(value / identity.scale, identity.encoding, identity.word_order)


def _resting(low: float | None, high: float | None) -> float:
    """Return 0 where it is allowed, else the lower limit."""
    if low is None or high is None:
        return 0.0
    return 0.0 if low <= 0 <= high else low
