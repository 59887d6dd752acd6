"""What about control is allowed but weak: shown as warnings, refused by nobody (pure)."""

from collections.abc import Iterator, Mapping

from daemon.model import Kind
from drivers.profile import Profile

from .control_sections import Output
from .model import Config
from .output_checks import COMPRESSORS
from .problem import Finding
from .site import is_hazardous

Profiles = Mapping[str, Profile]

LEAST_REST_MIN = 3.0  # of a compressor, for the pressures to level out
TWO_DOORS = 2


def control_warnings(config: Config, profiles: Profiles) -> list[Finding]:
    """Return everything about control in a sound configuration that deserves a second look."""
    return [
        *unproven(config, profiles),
        *short_rests(config),
        *unmeasured_ozone(config),
        *lone_doors(config, profiles),
        *bare_programmes(config),
    ]


def unproven(config: Config, profiles: Profiles) -> Iterator[Finding]:
    """Doubt machines of which only the relay is known."""
    for index, output in enumerate(config.output):
        if output.running is not None:
            continue
        if output.kind in COMPRESSORS:
            yield Finding(path=("output", index), code="compressor_unproven")
        elif _is_hazard(output, config, profiles) and output.kind is not Kind.CONTACTOR:
            yield Finding(path=("output", index), code="hazard_unproven")


def short_rests(config: Config) -> Iterator[Finding]:
    """Doubt a compressor that starts again before its pressures have levelled out."""
    for index, output in enumerate(config.output):
        if output.kind in COMPRESSORS and (output.min_off_min or 0.0) < LEAST_REST_MIN:
            path = ("output", index, "min_off_min")
            args = {"value": f"{output.min_off_min:g}", "limit": f"{LEAST_REST_MIN:g}"}
            yield Finding(path=path, code="short_rest", args=args)


def unmeasured_ozone(config: Config) -> Iterator[Finding]:
    """Doubt an ozone generator in a room without an ozone sensor."""
    for index, output in enumerate(config.output):
        if output.kind is Kind.OZONE_GENERATOR and not config.rooms[output.room].safety.ozone:
            yield Finding(path=("output", index), code="ozone_unmeasured")


def lone_doors(config: Config, profiles: Profiles) -> Iterator[Finding]:
    """Doubt a single door contact beside a hazard: two prove each other."""
    hazardous = {o.room for o in config.output if _is_hazard(o, config, profiles)}
    for index, room in enumerate(config.room):
        if room.id in hazardous and len(room.safety.door_closed) < TWO_DOORS:
            yield Finding(path=("room", index, "safety", "door_closed"), code="lone_door")


def bare_programmes(config: Config) -> Iterator[Finding]:
    """Doubt a programme that warns nobody, clears no air, or can't cut a welded relay."""
    for index, programme in enumerate(config.programme):
        for key in ("sounder", "exhaust", "contactor"):
            if getattr(programme, key) is None:
                yield Finding(path=("programme", index), code=WITHOUT[key])


WITHOUT = {
    "sounder": "programme_silent",
    "exhaust": "programme_unvented",
    "contactor": "programme_uncut",
}


def _is_hazard(output: Output, config: Config, profiles: Profiles) -> bool:
    return is_hazardous(output, profiles[config.devices[output.device].profile])
