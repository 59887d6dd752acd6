"""The kinds of values that the configuration knows, each with the code of its own refusal."""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Strict,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from daemon.control.timetable import is_cron_time

LONGEST_NAME = 60
FACTORY_UNIT_ID = 255  # some relay boards leave the factory with it; outside Modbus's 1..247

ID_PATTERN = r"^[a-z0-9][a-z0-9-]{0,40}$"
ZONE_PATTERN = r"^([a-z0-9][a-z0-9-]{0,40})?$"
CREDENTIAL_PATTERN = r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,60}$"
TOPIC_PATTERN = r"^[^+#/\s]+(/[^+#/\s]+)*$"
TAG_PATTERN = r"^[a-z0-9][a-z0-9-]{0,40}\.[a-z][a-z0-9_]{0,40}$"
MONTH_DAY_PATTERN = r"^[0-9]{2}-[0-9]{2}$"
CLOCK_PATTERN = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
QUIET_PATTERN = r"^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$"
URL_PATTERN = r"^https?://[A-Za-z0-9\[][A-Za-z0-9.:_\[\]-]*(/[!-~]*)?$"
MAIL_PATTERN = r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+$"
SOME_LEAP_YEAR = 2000

T = TypeVar("T", bound=BaseModel)

HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Between:
    """A number from `low` to `high`, both included; refuses NaN."""

    low: float
    high: float

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(schema) | {"minimum": self.low, "maximum": self.high}

    def _checked(self, value: float) -> float:
        if self.low <= value <= self.high:
            return value
        raise PydanticCustomError(
            "out_of_range", "outside {low}..{high}", {"low": self.low, "high": self.high}
        )


@dataclass(frozen=True, slots=True)
class OneOf:
    """A whole number out of a few."""

    choices: tuple[int, ...]

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(schema) | {"enum": list(self.choices)}

    def _checked(self, value: int) -> int:
        if value in self.choices:
            return value
        choices = tuple(str(choice) for choice in self.choices)
        raise PydanticCustomError("one_of", "not one of {choices}", {"choices": choices})


def _name(value: str) -> str:
    if value.strip() and len(value) <= LONGEST_NAME and value.isprintable():
        return value
    raise PydanticCustomError("name", "not a name", {"limit": LONGEST_NAME})


def _host(value: str) -> str:
    if HOST_NAME.fullmatch(value) and re.search("[A-Za-z]", value):
        return value
    try:
        ipaddress.ip_address(value)
    except ValueError as err:
        raise PydanticCustomError("host", "not a host") from err
    return value


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as err:  # unknown, outside the tree, or a folder in it
        raise PydanticCustomError("timezone", "not a time zone") from err
    return value


def _absolute(value: Path) -> Path:
    if value.is_absolute() and str(value).isprintable():
        return value
    raise PydanticCustomError("absolute_path", "not an absolute path")


def _serial_port(value: str) -> str:
    if value.startswith("/") and value.isprintable() and not value.endswith("/"):
        return value
    raise PydanticCustomError("serial_port", "not a serial port")


def _unit_id(value: int) -> int:
    if 1 <= value <= 247 or value == FACTORY_UNIT_ID:  # noqa: PLR2004 - Modbus over serial, 2.2
        return value
    raise PydanticCustomError("unit_id_range", "outside 1..247")


def _distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(values)) == len(values):
        return values
    raise PydanticCustomError("repeated", "a value is repeated")


def _cron_time(value: str) -> str:
    if is_cron_time(value):
        return value
    raise PydanticCustomError("cron_time", "not a cron time")


def _month_day(value: str) -> str:
    try:
        date.fromisoformat(f"{SOME_LEAP_YEAR}-{value}")
    except ValueError as err:
        raise PydanticCustomError("month_day", "not a day of the year") from err
    return value


def something_set(*keys: str) -> Callable[[T], T]:
    """Return a check that at least one of `keys` is given in a table."""

    def check(table: T) -> T:
        if any(getattr(table, key) is not None for key in keys):
            return table
        raise PydanticCustomError("nothing_set", "one of {keys} is needed", {"keys": keys})

    return check


Identifier = Annotated[str, Field(pattern=ID_PATTERN)]
Name = Annotated[str, AfterValidator(_name)]
Host = Annotated[str, AfterValidator(_host)]
Timezone = Annotated[str, AfterValidator(_timezone)]
AbsolutePath = Annotated[Path, Strict(strict=False), AfterValidator(_absolute)]
SerialPort = Annotated[str, AfterValidator(_serial_port)]
UnitId = Annotated[
    int,
    AfterValidator(_unit_id),
    Field(json_schema_extra={"minimum": 1, "maximum": FACTORY_UNIT_ID}),
]
TcpPort = Annotated[int, Between(1, 65_535)]
TagName = Annotated[str, Field(pattern=TAG_PATTERN)]
CronTime = Annotated[str, AfterValidator(_cron_time)]
CalendarDay = date
MonthDay = Annotated[str, Field(pattern=MONTH_DAY_PATTERN), AfterValidator(_month_day)]
DISTINCT = AfterValidator(_distinct)
