"""One scan: what a frozen image means and what is to be done about it (pure)."""

from dataclasses import dataclass, field

from daemon.model import ProcessImage, Reading, RoomClimate, ScanResult, SiteInfo

from .fusion import climate
from .suspicion import Suspicion, lowered, suspect


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlState:
    """All that control remembers from one scan to the next."""

    seq: int = 0
    suspicion: Suspicion = field(default_factory=Suspicion)


def scan(
    image: ProcessImage, site: SiteInfo, state: ControlState
) -> tuple[ScanResult, ControlState]:
    """Return what the image means for every room, and the state for the next scan."""
    suspicion = suspect(image, site.points, state.suspicion)
    after = ControlState(seq=state.seq + 1, suspicion=suspicion)
    believed = lowered(image, suspicion.doubtful)
    climates = {room.id: _climate(believed, site, room.id) for room in site.rooms}
    return ScanResult(seq=after.seq, image=believed, climates=climates), after


def _climate(image: ProcessImage, site: SiteInfo, room: str) -> RoomClimate:
    def of(quantity: str) -> list[Reading]:
        return [
            image.readings[p.tag]
            for p in site.points
            if p.room == room and p.quantity == quantity and p.of_room
        ]

    return climate(of("temperature"), of("relative_humidity"))
