"""The words of Modbus and of what is measured: address spaces, quantities, encodings."""

from enum import StrEnum
from typing import Literal

ADDRESSES = 0x1_0000  # in each space
MODBUS_MAX_REGISTERS = 125  # application protocol 1.1b3, section 6.3
MODBUS_MAX_BITS = 2000  # section 6.1


class Space(StrEnum):
    """The four Modbus address spaces; never conflated."""

    COIL = "coil"  # read 0x01, write 0x05
    DISCRETE = "discrete"  # read 0x02
    HOLDING = "holding"  # read 0x03, write 0x06 or 0x10
    INPUT = "input"  # read 0x04

    @property
    def is_bits(self) -> bool:
        """True where an address holds one bit, false where it holds a 16-bit word."""
        return self in (Space.COIL, Space.DISCRETE)


class Quantity(StrEnum):
    """What a point measures or does; the unit follows from it."""

    TEMPERATURE = "temperature"
    RELATIVE_HUMIDITY = "relative_humidity"
    DEW_POINT = "dew_point"
    ABSOLUTE_HUMIDITY = "absolute_humidity"
    MIXING_RATIO = "mixing_ratio"
    OZONE = "ozone"
    TEMPERATURE_SETPOINT = "temperature_setpoint"
    HUMIDITY_SETPOINT = "humidity_setpoint"
    CONTACT = "contact"  # a discrete input
    RELAY = "relay"  # a commanded coil
    FLAG = "flag"  # one bit of a status word
    MODE = "mode"  # an enumerated word
    RUNTIME = "runtime"


UNITS: dict[Quantity, str] = {
    Quantity.TEMPERATURE: "°C",
    Quantity.RELATIVE_HUMIDITY: "%RH",
    Quantity.DEW_POINT: "°C",
    Quantity.ABSOLUTE_HUMIDITY: "g/m³",
    Quantity.MIXING_RATIO: "g/kg",
    Quantity.OZONE: "mg/m³",
    Quantity.TEMPERATURE_SETPOINT: "°C",
    Quantity.HUMIDITY_SETPOINT: "%RH",
    Quantity.CONTACT: "",
    Quantity.RELAY: "",
    Quantity.FLAG: "",
    Quantity.MODE: "",
    Quantity.RUNTIME: "h",
}

Encoding = Literal["bit", "flag", "uint16", "int16", "uint32", "int32", "float32", "split8"]
WORDS: dict[Encoding, int] = {
    "bit": 1,
    "flag": 1,
    "uint16": 1,
    "int16": 1,
    "split8": 1,
    "uint32": 2,
    "int32": 2,
    "float32": 2,
}
