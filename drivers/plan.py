"""The fewest requests that read a device's points, and the share of the bus they take (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from .line import Line
from .profile import Forbidden, Point, Profile
from .vocabulary import Space

SLOW_POLLS = 60  # a slow point is read once in so many polls


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One read: `count` addresses of `space` from `address`, and the points inside it."""

    space: Space
    address: int
    count: int
    slow: bool
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one device costs its bus: blocks of a round and the share of wire time, 0..1."""

    device: str
    blocks: tuple[Block, ...]
    share: float


def plan(profile: Profile, line: Line) -> tuple[Block, ...]:
    """Return the reads of one device, in the order of spaces and addresses.

    Points of one space and poll class share a read while the hole between them is cheaper than
    another frame on this line, the device's limits allow it and no forbidden address lies inside.
    """
    ordered = sorted(profile.point, key=_place)
    blocks: list[Block] = []
    for (slow, space), points in groupby(ordered, key=lambda p: (p.poll == "slow", p.space)):
        blocks += _packed(tuple(points), slow, space, profile, line)
    return tuple(blocks)


def split(block: Block) -> tuple[Block, Block]:
    """Cut a refused block of two or more points at its widest hole, else in the middle."""
    middle = len(block.points) // 2
    holes = [_hole(a, b) for a, b in pairwise(block.points)]
    cut = holes.index(max(holes)) + 1 if max(holes) > 0 else middle
    left, right = block.points[:cut], block.points[cut:]
    return _block(left, block.slow), _block(right, block.slow)


def load(device: str, profile: Profile, line: Line, poll_s: float) -> Load:
    """Return the blocks of one device and its share of a serial wire, without device latency."""
    blocks = plan(profile, line)
    share = sum(
        max(line.read_s(block.space, block.count), profile.min_gap_s)
        / (poll_s * (SLOW_POLLS if block.slow else 1))
        for block in blocks
    )
    return Load(device=device, blocks=blocks, share=share)


def _place(point: Point) -> tuple[bool, Space, int]:
    return point.poll == "slow", point.space, point.address


def _packed(
    points: Sequence[Point], slow: bool, space: Space, profile: Profile, line: Line
) -> Iterable[Block]:
    limit = profile.max_bits if space.is_bits else profile.max_registers
    widest = line.overhead_bytes * 8 if space.is_bits else (line.overhead_bytes + 1) // 2
    members = [points[0]]
    end = points[0].address + points[0].words
    for point in points[1:]:
        reach = max(end, point.address + point.words)
        joins = (
            point.address - end <= widest
            and reach - members[0].address <= limit
            and not _crosses(profile.forbidden, space, end, point.address)
        )
        if not joins:
            yield _block(members, slow)
            members = []
        members.append(point)
        end = reach if joins else point.address + point.words
    yield _block(members, slow)


def _crosses(forbidden: Iterable[Forbidden], space: Space, start: int, stop: int) -> bool:
    return any(
        f.space is space and f.address < stop and start < f.address + f.count for f in forbidden
    )


def _block(points: Sequence[Point], slow: bool) -> Block:
    start = points[0].address
    end = max(point.address + point.words for point in points)
    return Block(
        space=points[0].space, address=start, count=end - start, slow=slow, points=tuple(points)
    )


def _hole(before: Point, after: Point) -> int:
    return after.address - before.address - before.words
