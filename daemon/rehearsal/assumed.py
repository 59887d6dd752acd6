"""Machines that only exist in thought: each does at once what it is told (pure)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from daemon.control.settings import OutputSettings, Settings
from daemon.model import Order, ProcessImage, Quality, Reading, Why, Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A tag that shows what an output does, and its values."""

    output: str
    tag: str
    unit: str
    on_value: float | bool
    off_value: float | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Machines:
    """What every output of one configuration does, and what its last orders came to."""

    proofs: tuple[Proof, ...]
    on: Mapping[str, bool]
    written: tuple[Written, ...] = field(default=())

    def readings(self, t: float, at: datetime) -> dict[str, Reading]:
        """Return what feedback and running proof of every output show at `t`."""
        return {
            proof.tag: Reading(
                value=proof.on_value if self.on[proof.output] else proof.off_value,
                unit=proof.unit,
                quality=Quality.GOOD,
                why=Why.NONE,
                t=t,
                at=at,
            )
            for proof in self.proofs
        }

    def told(self, orders: Iterable[Order], t: float) -> "Machines":
        """Return the machines after orders given at `t`; each is echoed rightly."""
        written = tuple(Written(output=order.output, on=order.on, t=t) for order in orders)
        if not written:
            return self if not self.written else Machines(proofs=self.proofs, on=self.on)
        on = {**self.on, **{end.output: end.on for end in written}}
        return Machines(proofs=self.proofs, on=on, written=written)


def machines(settings: Settings, image: ProcessImage) -> Machines:
    """Return the machines of a configuration, as the image shows them; unknown ones are off.

    A hazard is off whatever is shown: it is never rehearsed.
    """
    return Machines(
        proofs=tuple(_proofs(settings)),
        on={
            output.id: not output.hazardous and _shown(output, image)
            for output in settings.outputs.values()
        },
    )


def _shown(output: OutputSettings, image: ProcessImage) -> bool:
    reading = image.readings.get(output.feedback)
    return reading is not None and reading.value == output.on_value


def _proofs(settings: Settings) -> Iterable[Proof]:
    points = {point.tag: point for point in settings.site.points}
    for output in settings.outputs.values():
        bit = (feedback := points.get(output.feedback)) is not None and feedback.is_bit
        yield Proof(
            output=output.id,
            tag=output.feedback,
            unit="" if feedback is None else feedback.unit,
            on_value=bool(output.on_value) if bit else output.on_value,
            off_value=bool(output.off_value) if bit else output.off_value,
        )
        if output.running is not None:
            yield Proof(
                output=output.id, tag=output.running, unit="", on_value=True, off_value=False
            )
