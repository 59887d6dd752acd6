"""Scripted faults: which there are, what each needs, and when an active one fires (pure).

A fault acts at one stage of a request: on the execution, the registers read, the answer, the
frame or the moment; or, without any request, on the contact of a relay.
"""

import random
from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from drivers.profile import Strict, Tag

READS = frozenset({1, 2, 3, 4})
WRITES = frozenset({5, 6, 15, 16})
COUNTED = READS | {15, 16}
ANY = frozenset(range(256))


class Kind(StrEnum):
    """Every fault there is."""

    SILENCE = "silence"  # not executed, no reply
    MUTE = "mute"  # executed, the reply is lost
    EXCEPTION = "exception"  # not executed, refused with `code`
    WRITE_REFUSED = "write_refused"  # writes refused with `code`
    WRITE_IGNORED = "write_ignored"  # writes echoed and not executed
    STUCK = "stuck"  # registers keep what they held when it began
    SENTINEL = "sentinel"  # registers hold `word`, else the device's word for "no value"
    DRIFT = "drift"  # values wander by `amount` an hour of the physics
    JUMP = "jump"  # values are off by `amount`
    SWAPPED_WORDS = "swapped_words"  # words (bytes of 16-bit values) change places
    SCALED = "scaled"  # raw numbers times `factor`
    CROSSED = "crossed"  # the frame that answered the previous request
    WRONG_UNIT = "wrong_unit"  # unit id + `amount`
    WRONG_FUNCTION = "wrong_function"  # the sister function's code
    WRONG_COUNT = "wrong_count"  # `amount` registers (8 bits each) more, or less
    WRONG_ECHO = "wrong_echo"  # `part` (address or value) of a write's echo + `amount`
    WRONG_TID = "wrong_tid"  # transaction id + `amount`
    BAD_CRC = "bad_crc"
    TRUNCATE = "truncate"  # the first `amount` bytes only
    SPLIT = "split"  # a pause of `seconds` in the middle
    GARBAGE = "garbage"  # `amount` random bytes, `part` = before, after or both
    GARBLED = "garbled"  # two devices talk at once
    BABBLE = "babble"  # `amount` random bytes instead of a reply
    DELAY = "delay"  # the reply, and all after it, `seconds` later
    LATE = "late"  # the reply `seconds` later, while next requests are served
    WELDED = "welded"  # contact of relay `tag` stays closed
    DEAD = "dead"  # contact of relay `tag` stays open


VALUE = frozenset(
    {Kind.STUCK, Kind.SENTINEL, Kind.DRIFT, Kind.JUMP, Kind.SWAPPED_WORDS, Kind.SCALED}
)
CONTACT = {Kind.WELDED: True, Kind.DEAD: False}
TCP_ONLY = frozenset({Kind.WRONG_TID})
RTU_ONLY = frozenset({Kind.BAD_CRC})

FUNCTIONS: dict[Kind, frozenset[int]] = {
    Kind.WRITE_REFUSED: WRITES,
    Kind.WRITE_IGNORED: WRITES,
    Kind.WRONG_ECHO: WRITES,
    Kind.WRONG_COUNT: COUNTED,
    **dict.fromkeys(VALUE, READS),
}

NEEDED: dict[Kind, tuple[str, ...]] = {
    Kind.EXCEPTION: ("code",),
    Kind.DELAY: ("seconds",),
    Kind.LATE: ("seconds",),
    Kind.SPLIT: ("seconds",),
    Kind.DRIFT: ("amount",),
    Kind.JUMP: ("amount",),
    Kind.WELDED: ("tag",),
    Kind.DEAD: ("tag",),
}


class FaultSpec(Strict):
    """One fault. It hits each matching request with `probability`, or `every` n-th one.

    It ends after `count` hits or `duration_s` real seconds. `function` limits it to one function
    code, `tag` to one point.
    """

    kind: Kind
    tag: Tag | None = None
    function: int | None = Field(default=None, ge=1, le=127)
    probability: float = Field(default=1.0, gt=0, le=1)
    every: int = Field(default=1, ge=1)
    count: int | None = Field(default=None, ge=1)
    duration_s: float | None = Field(default=None, gt=0)
    seconds: float | None = Field(default=None, ge=0, le=60)
    code: int | None = Field(default=None, ge=1, le=255)
    amount: float | None = None
    factor: float = 10.0
    word: int | None = Field(default=None, ge=0, le=0xFFFF_FFFF)
    part: Literal["address", "value", "before", "after", "both"] | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = [name for name in NEEDED.get(self.kind, ()) if getattr(self, name) is None]
        if missing:
            raise ValueError(f"fault {self.kind} needs {', '.join(missing)}")
        return self

    def whole(self, default: int) -> int:
        """Return `amount` as a whole number, or `default` where none is given."""
        return default if self.amount is None else round(self.amount)


class Active:
    """A fault at work on one device since `since_ns`, and `since_h` hours of the physics."""

    def __init__(self, spec: FaultSpec, since_ns: int, since_h: float, rng: random.Random) -> None:
        self.spec = spec
        self.since_h = since_h
        self.hits = 0
        self.kept: dict[str, tuple[int, ...]] = {}  # what a stuck point held when it began
        self.rng = rng
        self._functions = FUNCTIONS.get(spec.kind, ANY)
        self._seen = 0
        self._until_ns = (
            None if spec.duration_s is None else since_ns + round(spec.duration_s * 1e9)
        )

    def over(self, now_ns: int) -> bool:
        """Return whether its time or its hits are used up."""
        spent = self.spec.count is not None and self.hits >= self.spec.count
        return spent or (self._until_ns is not None and now_ns >= self._until_ns)

    def fires(self, function: int) -> bool:
        """Count one request; return whether the fault hits it."""
        if self.spec.kind in CONTACT or function not in self._functions:
            return False
        if self.spec.function is not None and function != self.spec.function:
            return False
        self._seen += 1
        if self._seen % self.spec.every or self.rng.random() >= self.spec.probability:
            return False
        self.hits += 1
        return True
