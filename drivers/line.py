"""What a transport costs: character times, silences and the wire time of one request (pure).

Sources: Modbus over serial line 1.02, section 2.5.1.1 (3.5 characters, fixed 1.750 ms above
19 200 baud); Modbus messaging on TCP/IP 1.0b, section 3.1.3 (MBAP header).
"""

from dataclasses import dataclass
from typing import Literal

from .vocabulary import Space

Transport = Literal["rtu", "tcp", "rtu-over-tcp"]

SILENCE_CHARS = 3.5
FAST_BAUDRATE = 19_200
FAST_SILENCE_S = 0.001_750
READ_REQUEST_PDU = 5  # function, address, count
READ_REPLY_PDU = 2  # function, byte count
RTU_FRAME = 3  # unit id, CRC
MBAP_FRAME = 7
IP_TCP_FRAME = 40  # headers of the packet that carries a Modbus TCP frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The settings of one link. Serial settings also pace an RTU line behind a TCP gateway."""

    transport: Transport
    baudrate: int = 9600
    parity: Literal["N", "E", "O"] = "N"
    stopbits: int = 1

    @property
    def char_s(self) -> float:
        """Seconds that one character takes: start bit, 8 data bits, parity, stop bits."""
        if self.transport == "tcp":
            return 0.0
        return (1 + 8 + (self.parity != "N") + self.stopbits) / self.baudrate

    @property
    def silence_s(self) -> float:
        """Seconds of silence that separate two frames; only a serial wire needs it from us."""
        if self.transport != "rtu":
            return 0.0
        if self.baudrate > FAST_BAUDRATE:
            return FAST_SILENCE_S
        return SILENCE_CHARS * self.char_s

    @property
    def overhead_bytes(self) -> int:
        """Bytes that one more read costs before it carries a single value."""
        if self.transport == "rtu":
            return 2 * RTU_FRAME + READ_REQUEST_PDU + READ_REPLY_PDU
        frame = MBAP_FRAME if self.transport == "tcp" else RTU_FRAME
        return 2 * frame + READ_REQUEST_PDU + READ_REPLY_PDU + IP_TCP_FRAME

    def read_s(self, space: Space, count: int) -> float:
        """Return the seconds on a serial wire of one read with both silences, 0 over TCP."""
        chars = 2 * RTU_FRAME + READ_REQUEST_PDU + READ_REPLY_PDU + data_bytes(space, count)
        silences = 2 * SILENCE_CHARS * self.char_s
        if self.transport == "rtu":
            silences = 2 * self.silence_s
        return chars * self.char_s + silences


def data_bytes(space: Space, count: int) -> int:
    """Return the bytes of payload that `count` addresses of `space` take in a reply."""
    return (count + 7) // 8 if space.is_bits else 2 * count
