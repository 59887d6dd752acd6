"""One scan of a thousand points and 64 outputs in eight rooms: believe, fuse, decide, command."""

import statistics
import time
from dataclasses import replace

from daemon.control.scan import scan
from daemon.control.settings import OutputSettings, Settings
from daemon.control.state import ControlState
from daemon.control.view import Inputs
from daemon.image import ImageWriter, Source
from daemon.model import Kind, PointInfo, SiteInfo, Written
from drivers.codec import Sample
from tests.bench.pace import p99
from tests.bench.table import Row
from tests.devices import sensor
from tests.fakes import StillClock
from tests.scenario.points import FAST
from tests.scenario.site import Pace
from tests.scenario.site import settings as settings_of

ROOMS = tuple(f"r{n}" for n in range(8))
POINTS = 1000
OUTPUTS = 64
BITS = ("contact", "relay")
VALUES = {"temperature": 21.0, "relative_humidity": 52.0, "ozone": 0.01}


def site() -> SiteInfo:
    """Return the site of the bench."""
    return settings().site


def settings() -> Settings:
    """Return eight rooms with everything, filled up to a thousand points and 64 outputs."""
    full = settings_of(ROOMS, Pace())
    outputs = dict(full.outputs)
    spare = [name for name, o in outputs.items() if o.kind is Kind.HEATER]
    for name in spare[: len(outputs) - OUTPUTS]:
        del outputs[name]
    rooms = {
        name: replace(
            room,
            temperature=None
            if room.temperature is None
            else replace(room.temperature, raise_=_kept(room.temperature.raise_, outputs)),
        )
        for name, room in full.rooms.items()
    }
    more = tuple(_meter(n) for n in range(POINTS - len(full.site.points)))
    return replace(
        full,
        site=replace(full.site, points=(*full.site.points, *more)),
        outputs=outputs,
        rooms=rooms,
        pairs=tuple(pair for pair in full.pairs if set(pair) <= set(outputs)),
    )


def rows(scans: int = 300) -> list[Row]:
    """Return the figure of one scan: freeze, believe, fuse, decide."""
    told, clock = settings(), StillClock()
    point = sensor().points["temperature"]
    image = ImageWriter(
        (Source(info=p, point=point, poll_s=1.0, offset=0.0) for p in told.site.points), clock
    )
    state, took = ControlState(), []
    written: tuple[Written, ...] = ()
    coils = dict.fromkeys((o.feedback for o in told.outputs.values()), False)
    for number in range(scans):
        clock.t += 1
        for p in told.site.points:
            value = coils.get(p.tag, _value(p, number))
            image.accept(p.device, [_sample(p, value, clock.t)])
        start = time.perf_counter()
        inputs = Inputs(image=image.freeze(), written=written)
        result, state = scan(inputs, told, state)
        took.append((time.perf_counter() - start) * 1e3)
        for order in result.orders:
            coils[told.outputs[order.output].feedback] = order.on
        written = tuple(Written(output=o.output, on=o.on, t=clock.t) for o in result.orders)
    return [
        Row(
            f"one scan of {len(told.site.points)} points and {len(told.outputs)} outputs "
            f"in {len(ROOMS)} rooms",
            f"median {statistics.median(took):.2f} ms, "
            f"p99 {p99(took):.2f} ms, longest {max(took):.2f} ms",
            "< 5 ms",
        )
    ]


def _kept(name: str | None, outputs: dict[str, OutputSettings]) -> str | None:
    return name if name in outputs else None


def _meter(number: int) -> PointInfo:
    return PointInfo(
        tag=f"d{number // 16}.p{number % 16}",
        device=f"d{number // 16}",
        room=ROOMS[number // 16 % len(ROOMS)],
        zone="",
        quantity="runtime",
        unit="",
        title_zh="点",
        title_en="Point",
        resolution=0.1,
        is_bit=False,
    )


def _value(point: PointInfo, number: int) -> float | bool:
    if point.quantity in BITS:
        return point.tag.rpartition(".")[2] in FAST[:6]
    return VALUES.get(point.quantity, 20.0) + 0.1 * (number % 2)


def _sample(point: PointInfo, value: float | bool, t: float) -> Sample:
    tag = point.tag.partition(".")[2]
    return Sample(tag=tag, value=value, fault=None, raw=(), t=t)
