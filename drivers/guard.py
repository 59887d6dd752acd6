"""A reply counts only if it answers the request: unit, function, length, echo (pure)."""

from .errors import BadReplyError, RefusedError
from .frames import EXCEPTION_BIT, DamagedFrameError, Frame, request_pdu, values
from .line import data_bytes
from .request import Read, Request

ECHO_BYTES = 5  # function, address, value or count


def checked(request: Request, frame: Frame) -> tuple[int, ...]:
    """Return the registers or bits that `frame` brings for `request`; the echo of a write is empty.

    Raises RefusedError for a Modbus exception, BadReplyError for anything that answers another
    request.
    """
    asked = request_pdu(request)
    if frame.unit_id != request.unit_id:
        raise BadReplyError(f"reply from unit {frame.unit_id}, asked unit {request.unit_id}")
    if len(frame.pdu) < 2:  # noqa: PLR2004 - no reply is shorter
        raise BadReplyError("reply without content")
    if frame.pdu[0] == asked[0] | EXCEPTION_BIT:
        raise RefusedError(frame.pdu[1])
    if frame.pdu[0] != asked[0]:
        raise BadReplyError(f"reply with function {frame.pdu[0]}, asked function {asked[0]}")
    if isinstance(request, Read):
        return _read(request, frame.pdu)
    if frame.pdu != asked[:ECHO_BYTES]:
        raise BadReplyError(f"echo {frame.pdu.hex(' ')}, written {asked[:ECHO_BYTES].hex(' ')}")
    return ()


def _read(request: Read, pdu: bytes) -> tuple[int, ...]:
    expected = data_bytes(request.space, request.count)
    if pdu[1] != expected or len(pdu) != expected + 2:
        raise BadReplyError(f"reply with {pdu[1]} bytes, asked for {expected}")
    try:
        return values(pdu, request.count)
    except DamagedFrameError as err:
        raise BadReplyError(str(err)) from err
