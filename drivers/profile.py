"""A device model as data: its registers, limits, identity and manners, read from one TOML file.

Addresses are zero-based PDU addresses. Units are those of `UNITS`. A profile says where its
facts come from (`source`) and stays `verified = false` until somebody ran it on hardware.
"""

from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .vocabulary import (
    ADDRESSES,
    MODBUS_MAX_BITS,
    MODBUS_MAX_REGISTERS,
    UNITS,
    WORDS,
    Encoding,
    Quantity,
    Space,
)

Tag = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
ProfileId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")]
Address = Annotated[int, Field(ge=0, le=0xFFFF)]


class Strict(BaseModel):
    """Refuses unknown keys and infinite numbers, and cannot be changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Text(Strict):
    """A name in both languages of the product."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Serial(Strict):
    """Line settings that the device leaves the factory with."""

    baudrate: Literal[1200, 2400, 4800, 9600, 14400, 19200, 38400, 57600, 115200] = 9600
    parity: Literal["N", "E", "O"] = "N"
    stopbits: Literal[1, 2] = 1
    unit_id: int = Field(default=1, ge=1, le=255)


class Identity(Strict):
    """One read that tells this model from another; all of a profile's must hold.

    `equals_unit_id` asks the register for the device's own unit id; `equals` for a fixed unscaled
    number; `low` and `high` bound the scaled value. No bound at all asks only for an answer.
    """

    space: Space
    address: Address
    encoding: Encoding = "uint16"
    word_order: Literal["big", "little"] = "big"
    scale: float = 1.0
    equals: int | None = None
    equals_unit_id: bool = False
    low: float | None = None
    high: float | None = None

    @property
    def words(self) -> int:
        """Addresses that the read asks for."""
        return WORDS[self.encoding]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.address + self.words > ADDRESSES:
            raise ValueError("the identity read ends past address 0xFFFF")
        if self.equals is not None and self.equals_unit_id:
            raise ValueError("equals and equals_unit_id exclude each other")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError(f"low {self.low} is not below high {self.high}")
        return self


class Point(Strict):
    """One readable quantity of the device.

    `encoding`: `bit` for coils and discrete inputs, `flag` for one bit (`bit`) of a word, `split8`
    for low byte = integer part and high byte = tenths. `word_order` is the order of the two words
    of a 32-bit value. Raw words in `sentinels` mean "no value". Values outside `low`..`high` are
    rejected, never clamped. `max_rate_per_min` bounds a believable change, in the point's unit.
    `inverted` turns a bit over. `measures = "device"` keeps a value of the machine itself, such
    as a pipe temperature, out of the room's climate.
    """

    tag: Tag
    quantity: Quantity
    title: Text
    space: Space
    address: Address
    encoding: Encoding
    word_order: Literal["big", "little"] = "big"
    bit: int | None = Field(default=None, ge=0, le=15)
    inverted: bool = False
    scale: float = Field(default=1.0, gt=0)
    sentinels: frozenset[int] = frozenset()
    low: float | None = None
    high: float | None = None
    max_rate_per_min: float | None = Field(default=None, gt=0)
    poll: Literal["normal", "slow"] = "normal"
    measures: Literal["room", "device"] = "room"

    @property
    def words(self) -> int:
        """Addresses that the point occupies in its space."""
        return WORDS[self.encoding]

    @property
    def resolution(self) -> float:
        """The smallest step that the words can show, in the point's unit; 0 where unknown."""
        if self.is_bit or self.encoding == "float32":
            return 0.0
        return self.scale / 10 if self.encoding == "split8" else self.scale

    @property
    def unit(self) -> str:
        """The engineering unit, empty for bits and modes."""
        return UNITS[self.quantity]

    @property
    def is_bit(self) -> bool:
        """True where the value is a fact, false where it is a number."""
        return self.encoding in ("bit", "flag")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.space.is_bits != (self.encoding == "bit"):
            raise ValueError(f"encoding {self.encoding} does not fit space {self.space}")
        if (self.encoding == "flag") != (self.bit is not None):
            raise ValueError("bit belongs to encoding flag, and flag needs it")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError(f"low {self.low} is not below high {self.high}")
        if not self.is_bit and (self.low is None or self.high is None):
            raise ValueError("a number needs its physical range: low and high")
        if self.address + self.words > ADDRESSES:
            raise ValueError("the value ends past address 0xFFFF")
        if any(not 0 <= word < 1 << (16 * self.words) for word in self.sentinels):
            raise ValueError("sentinels are raw words: write 0x8000, not -32768")
        return self


class DeadMan(Strict):
    """A device-side timer that drops the output by itself unless it is renewed.

    Write `period_s` in units of `unit_s` to coil address `address`; renew each `renew_s`.
    """

    address: Address
    unit_s: float = Field(gt=0)
    period_s: float = Field(gt=0)
    renew_s: float = Field(gt=0)

    @model_validator(mode="after")
    def _renewed_in_time(self) -> Self:
        if self.renew_s * 2 > self.period_s:
            raise ValueError("renew_s must be at most half of period_s")
        if not 1 <= round(self.period_s / self.unit_s) <= 0xFFFF:  # noqa: PLR2004 - one word
            raise ValueError("period_s must be 1..65535 times unit_s")
        return self


class Writable(Strict):
    """One point that may be written; everything that is not listed here can't be.

    `values` lists the allowed values, or `low` and `high` bound them. `verify` is the tag that
    shows the effect after `settle_s`. `daily_budget` bounds the writes of one day (EEPROM wear).
    """

    tag: Tag
    space: Literal[Space.COIL, Space.HOLDING]
    address: Address
    encoding: Encoding
    scale: float = Field(default=1.0, gt=0)
    values: tuple[float, ...] = ()
    low: float | None = None
    high: float | None = None
    verify: Tag
    settle_s: float = Field(default=1.0, ge=0)
    daily_budget: int = Field(default=1000, ge=1)
    volatile: bool = True
    dead_man: DeadMan | None = None

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if not self.values and (self.low is None or self.high is None):
            raise ValueError("a writable point needs values, or low and high")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError(f"low {self.low} is not below high {self.high}")
        if (self.space is Space.COIL) != (self.encoding == "bit") or self.encoding == "flag":
            raise ValueError(f"encoding {self.encoding} does not fit space {self.space}")
        if self.address + WORDS[self.encoding] > ADDRESSES:
            raise ValueError("the value ends past address 0xFFFF")
        if self.dead_man is not None and self.space is not Space.COIL:
            raise ValueError("dead_man is a timer of coils")
        if self.dead_man is not None and set(self.values) != {0, 1}:
            raise ValueError("dead_man needs values = [0, 1]: only 1 starts its timer")
        return self


class Forbidden(Strict):
    """Addresses that must not be read over: reading them has an effect or hangs the device."""

    space: Space
    address: Address
    count: int = Field(ge=1)


class Profile(Strict):
    """One device model."""

    id: ProfileId
    title: Text
    source: str = Field(min_length=10)
    verified: bool = False
    notes: str = ""
    occupancy: Literal["allowed", "forbidden"] | None = None  # None: nobody said
    comm_loss_action: Literal["none", "hold", "off", "configurable"] = "none"
    serial: Serial = Serial()
    max_registers: int = Field(default=MODBUS_MAX_REGISTERS, ge=1, le=MODBUS_MAX_REGISTERS)
    max_bits: int = Field(default=MODBUS_MAX_BITS, ge=1, le=MODBUS_MAX_BITS)
    min_gap_s: float = Field(default=0.0, ge=0, le=1)
    worst_latency_s: float = Field(default=0.3, gt=0, le=3)
    identity: tuple[Identity, ...] = Field(min_length=1)
    point: tuple[Point, ...] = Field(min_length=1)
    write: tuple[Writable, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()

    @cached_property
    def points(self) -> dict[str, Point]:
        """The points by tag."""
        return {point.tag: point for point in self.point}

    @cached_property
    def writables(self) -> dict[str, Writable]:
        """The points that may be written, by tag."""
        return {writable.tag: writable for writable in self.write}

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if len(self.points) != len(self.point):
            raise ValueError("two points have the same tag")
        if len({writable.tag for writable in self.write}) != len(self.write):
            raise ValueError("two writes have the same tag")
        for writable in self.write:
            if writable.verify not in self.points:
                raise ValueError(f"write {writable.tag}: verify names no point: {writable.verify}")
            if self.occupancy == "forbidden" and writable.dead_man is None:
                raise ValueError(f"write {writable.tag}: occupancy = forbidden needs dead_man")
        for forbidden in self.forbidden:
            for point in self.point:
                if point.space is forbidden.space and (
                    point.address < forbidden.address + forbidden.count
                    and forbidden.address < point.address + point.words
                ):
                    raise ValueError(f"point {point.tag} lies in a forbidden range")
        return self
