"""One scan of a thousand points, and the loop lag of the whole daemon with as many."""

import statistics
import time

from daemon.control.scan import ControlState, scan
from daemon.image import ImageWriter, Source
from daemon.model import PointInfo, RoomInfo, SiteInfo
from drivers.codec import Sample
from tests.bench.pace import p99
from tests.bench.table import Row
from tests.devices import sensor
from tests.fakes import StillClock

ROOMS = 8
EACH = 16
POINTS = 64 * EACH
QUANTITIES = {0: "temperature", 1: "relative_humidity"}


def site() -> SiteInfo:
    """Return eight rooms with 64 devices of 16 points each, temperature and humidity among them."""
    points = [
        PointInfo(
            tag=f"d{number // EACH}.p{number % EACH}",
            device=f"d{number // EACH}",
            room=f"stack-{number // EACH % ROOMS}",
            zone="",
            quantity=QUANTITIES.get(number % EACH, "runtime"),
            unit="",
            title_zh="点",
            title_en="Point",
            resolution=0.1,
            is_bit=False,
        )
        for number in range(POINTS)
    ]
    return SiteInfo(
        id="bench",
        name="bench",
        timezone="Asia/Shanghai",
        rooms=tuple(RoomInfo(id=f"stack-{n}", name=f"{n}") for n in range(ROOMS)),
        devices=(),
        points=tuple(points),
        buses=(),
        simulated=True,
    )


def rows(scans: int = 300) -> list[Row]:
    """Return the figure of one scan: freeze, believe, fuse."""
    info, clock = site(), StillClock()
    point = sensor().points["temperature"]
    image = ImageWriter(
        (Source(info=p, point=point, poll_s=1.0, offset=0.0) for p in info.points), clock
    )
    state, took = ControlState(), []
    for number in range(scans):
        clock.t += 1
        for p in info.points:
            device, _, tag = p.tag.partition(".")
            image.accept(
                device, [Sample(tag=tag, value=20.0 + number % 2, fault=None, raw=(), t=clock.t)]
            )
        start = time.perf_counter()
        _, state = scan(image.freeze(), info, state)
        took.append((time.perf_counter() - start) * 1e3)
    return [
        Row(
            f"one scan of {POINTS} points in {ROOMS} rooms",
            f"median {statistics.median(took):.2f} ms, "
            f"p99 {p99(took):.2f} ms, longest {max(took):.2f} ms",
            "< 5 ms",
        )
    ]
