"""Devices for benches: every address answers with a word that is known beforehand."""

from collections.abc import Sequence

from drivers.vocabulary import Space

from .pdu import ILLEGAL_FUNCTION, RefusalError


def fixed_word(unit_id: int, address: int) -> int:
    """Return the word that a fixed device holds at `address` of every register space."""
    return (unit_id * 1000 + address) & 0x7FFF


class FixedDevice:
    """Word = function of unit id and address; bit = its lowest bit."""

    def __init__(self, unit_id: int) -> None:
        self._unit_id = unit_id

    def read(self, space: Space, address: int, count: int) -> Sequence[int]:
        """Return bits or words."""
        words = [fixed_word(self._unit_id, address + i) for i in range(count)]
        return [word & 1 for word in words] if space.is_bits else words

    def write(self, space: Space, address: int, values: Sequence[int]) -> None:  # noqa: ARG002
        """Refuse."""
        raise RefusalError(ILLEGAL_FUNCTION)

    def command(self, address: int, word: int) -> None:  # noqa: ARG002
        """Refuse."""
        raise RefusalError(ILLEGAL_FUNCTION)


class CounterDevice(FixedDevice):
    """The registers of each read, together, are the number of reads so far (big-endian)."""

    def __init__(self, unit_id: int) -> None:
        super().__init__(unit_id)
        self._reads = 0

    def read(self, space: Space, address: int, count: int) -> Sequence[int]:  # noqa: ARG002
        """Return the counter in `count` bits or words."""
        self._reads += 1
        size = 1 if space.is_bits else 16
        return [self._reads >> size * (count - 1 - i) & (1 << size) - 1 for i in range(count)]
