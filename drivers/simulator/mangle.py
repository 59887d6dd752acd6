"""Devices and wires that lie: good answers and frames to faulty ones (pure, but for the dice)."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from .faults import READS, Active, Kind

SISTER = {1: 2, 2: 1, 3: 4, 4: 3, 5: 6, 6: 5, 15: 16, 16: 15}
BABBLE_BYTES = 2000
GARBAGE_BYTES = 5


class Answer(NamedTuple):
    """What a device answers, before it is framed."""

    unit_id: int
    tid: int
    pdu: bytes


class Burst(NamedTuple):
    """Bytes that go out together, `after_s` after what came before."""

    after_s: float
    frame: bytes


def mangled_answer(good: Answer, faults: Iterable[Active]) -> Answer:
    """Return the answer that the faults make of a good one."""
    for fault in faults:
        change = _ANSWERS.get(fault.spec.kind)
        if change is not None:
            good = change(good, fault)
    return good


def mangled_frame(
    frame: bytes, faults: Iterable[Active], previous: bytes | None
) -> tuple[Burst, ...]:
    """Return what goes out instead of `frame`; `previous` is the last request's good frame."""
    rest: tuple[Burst, ...] = ()
    for fault in faults:
        if fault.spec.kind is Kind.CROSSED:
            frame = previous or frame
        elif fault.spec.kind is Kind.SPLIT:
            half = len(frame) // 2
            rest = (Burst(fault.spec.seconds or 0.0, frame[half:]),)
            frame = frame[:half]
        else:
            change = _FRAMES.get(fault.spec.kind)
            frame = frame if change is None else change(frame, fault)
    return (Burst(0.0, frame), *rest)


def _wrong_unit(good: Answer, fault: Active) -> Answer:
    return good._replace(unit_id=(good.unit_id + fault.spec.whole(1)) & 0xFF)


def _wrong_tid(good: Answer, fault: Active) -> Answer:
    return good._replace(tid=(good.tid + fault.spec.whole(1)) & 0xFFFF)


def _wrong_function(good: Answer, _: Active) -> Answer:
    function, refused = good.pdu[0] & 0x7F, good.pdu[0] & 0x80
    other = SISTER.get(function, 3)
    return good._replace(pdu=bytes((other | refused,)) + good.pdu[1:])


def _wrong_count(good: Answer, fault: Active) -> Answer:
    function, more = good.pdu[0], fault.spec.whole(2)
    if function & 0x80:
        return good
    if function not in READS:
        count = int.from_bytes(good.pdu[3:5], "big") + more
        return good._replace(pdu=good.pdu[:3] + (count & 0xFFFF).to_bytes(2, "big"))
    size = more * (2 if function in (3, 4) else 1)
    body = good.pdu[2:]
    body = body + fault.rng.randbytes(size) if size > 0 else body[: max(0, len(body) + size)]
    return good._replace(pdu=bytes((function, len(body) & 0xFF)) + body)


def _wrong_echo(good: Answer, fault: Active) -> Answer:
    if good.pdu[0] & 0x80:
        return good
    at = 3 if fault.spec.part == "value" else 1
    word = int.from_bytes(good.pdu[at : at + 2], "big") + fault.spec.whole(1)
    return good._replace(
        pdu=good.pdu[:at] + (word & 0xFFFF).to_bytes(2, "big") + good.pdu[at + 2 :]
    )


def _bad_crc(frame: bytes, _: Active) -> bytes:
    return frame[:-1] + bytes((frame[-1] ^ 0x01,))


def _truncate(frame: bytes, fault: Active) -> bytes:
    return frame[: fault.spec.whole(len(frame) // 2)]


def _garbage(frame: bytes, fault: Active) -> bytes:
    part = fault.spec.part or "both"
    before, after = (fault.rng.randbytes(fault.spec.whole(GARBAGE_BYTES)) for _ in range(2))
    return before * (part != "after") + frame + after * (part != "before")


def _garbled(frame: bytes, fault: Active) -> bytes:
    return bytes(byte ^ fault.rng.randrange(1, 256) for byte in frame)


def _babble(_: bytes, fault: Active) -> bytes:
    return fault.rng.randbytes(fault.spec.whole(BABBLE_BYTES))


_ANSWERS: dict[Kind, Callable[[Answer, Active], Answer]] = {
    Kind.WRONG_UNIT: _wrong_unit,
    Kind.WRONG_TID: _wrong_tid,
    Kind.WRONG_FUNCTION: _wrong_function,
    Kind.WRONG_COUNT: _wrong_count,
    Kind.WRONG_ECHO: _wrong_echo,
}
_FRAMES: dict[Kind, Callable[[bytes, Active], bytes]] = {
    Kind.BAD_CRC: _bad_crc,
    Kind.TRUNCATE: _truncate,
    Kind.GARBAGE: _garbage,
    Kind.GARBLED: _garbled,
    Kind.BABBLE: _babble,
}
