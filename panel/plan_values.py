"""What stands on the floor plan now: each zone's values, the hottest and the dampest; pure."""

from collections.abc import Mapping

from daemon.model import PointInfo, Quality, Reading, RoomPlan, SiteInfo

from .cycles import yes_or_no
from .moment import Moment
from .reader import Reader
from .shown import RoomPlanView, WordView, ZoneView
from .words import NO_VALUE, ZONES, msgid, note_words, number_text

QUANTITIES = {"temperature": "°C", "relative_humidity": "%RH"}
TELLING = {"temperature": 0.5, "relative_humidity": 2.0}  # less is within what sensors differ by
HOTTEST, DAMPEST = msgid("hottest: {zone}"), msgid("dampest: {zone}")
EVEN = msgid("the same everywhere, within what sensors differ by")

Pair = Mapping[str, Reading]


class PlanValues:
    """The values on the plan of one site in one language."""

    def __init__(self, site: SiteInfo, reader: Reader) -> None:
        self._plans = site.plans
        self._reader = reader
        self._points: dict[tuple[str, str], list[PointInfo]] = {}
        for point in site.points:
            if point.quantity in QUANTITIES and point.of_room:
                self._points.setdefault((point.room, point.zone), []).append(point)

    def view(self, now: Moment, words: Mapping[str, WordView]) -> dict[str, RoomPlanView]:
        """Return every room of the plan; `words` are those of the rooms."""
        return {plan.room: self._room(plan, now, words[plan.room]) for plan in self._plans}

    def _room(self, plan: RoomPlan, now: Moment, word: WordView) -> RoomPlanView:
        pairs = {zone.zone: self._pair(plan.room, zone.zone, now) for zone in plan.zones}
        hot, damp = (_most(pairs, quantity) for quantity in QUANTITIES)
        return RoomPlanView(
            word=word,
            corners=self._corners(pairs, hot, damp),
            zones={
                zone: self._zone(pair, now, hot=zone == hot, damp=zone == damp)
                for zone, pair in pairs.items()
            },
        )

    def _pair(self, room: str, zone: str, now: Moment) -> Pair:
        """Return the best reading of each quantity in a zone."""
        pair: dict[str, Reading] = {}
        for point in self._points.get((room, zone), ()):
            reading, known = now.readings[point.tag], pair.get(point.quantity)
            if known is None or reading.quality > known.quality:
                pair[point.quantity] = reading
        return pair

    def _zone(self, pair: Pair, now: Moment, *, hot: bool, damp: bool) -> ZoneView:
        worst = min(pair.values(), key=lambda reading: reading.quality, default=None)
        return ZoneView(
            quality="bad" if worst is None else worst.quality.name.lower(),
            temperature=_text(pair, "temperature"),
            humidity=_text(pair, "relative_humidity"),
            note="" if worst is None else note_words(worst, now.t, self._reader.tr),
            hot=yes_or_no(hot),
            damp=yes_or_no(damp),
        )

    def _corners(self, pairs: Mapping[str, Pair], hot: str, damp: str) -> str:
        tr = self._reader.tr
        parts = [
            tr(words).format(zone=tr(ZONES[zone]) if zone in ZONES else zone)
            for words, zone in ((HOTTEST, hot), (DAMPEST, damp))
            if zone
        ]
        if parts:
            return " · ".join(parts)
        compared = [len(_known(pairs, quantity)) > 1 for quantity in QUANTITIES]
        return tr(EVEN) if any(compared) else ""


def _known(pairs: Mapping[str, Pair], quantity: str) -> dict[str, float]:
    return {
        zone: float(reading.value)
        for zone, pair in pairs.items()
        if (reading := pair.get(quantity)) is not None
        and reading.quality is not Quality.BAD
        and reading.value is not None
    }


def _most(pairs: Mapping[str, Pair], quantity: str) -> str:
    """Return the zone with the highest value, "" where they hardly differ."""
    known = _known(pairs, quantity)
    if not known or max(known.values()) - min(known.values()) < TELLING[quantity]:
        return ""
    return max(known, key=lambda zone: known[zone])


def _text(pair: Pair, quantity: str) -> str:
    reading = pair.get(quantity)
    if reading is None:
        return ""
    if reading.quality is Quality.BAD or reading.value is None:
        return f"{NO_VALUE} {QUANTITIES[quantity]}"
    return f"{number_text(float(reading.value), quantity)} {QUANTITIES[quantity]}"
