"""`roomd probe`: which devices answer on a bus, as a configuration fragment; never writes."""

import asyncio
import sys
from collections.abc import Iterator
from gettext import gettext as _
from pathlib import Path

import click

from daemon.commissioning.device_text import device_text
from daemon.configuration.loading import Loaded, load_config
from daemon.fieldbus_ports import LAST_UNIT_ID, NewDevice
from daemon.parts import make_bus
from drivers.bus import Bus
from drivers.discovery import Found, discover
from drivers.errors import BusTakenError, LinkDownError

from .bus_session import with_bus
from .options import CONFIG_FILE, DEFAULT_CONFIG


class UnitRange(click.ParamType[range]):
    """`1-32`, or one number."""

    name = "A-B"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> range:
        """Return the unit ids that `value` names."""
        if isinstance(value, range):
            return value
        first, dash, last = str(value).partition("-")
        try:
            units = range(int(first), int(last if dash else first) + 1)
        except ValueError:
            units = range(0)
        if not units or units[0] < 1 or units[-1] > LAST_UNIT_ID:
            self.fail(
                _("{value} is not a range of unit ids in 1-247").format(value=value), param, ctx
            )
        return units


@click.command(
    "probe",
    help=_(
        "Look for devices on a configured bus by reading, and print a configuration fragment. "
        "Nothing is written to any device. The daemon must not be running on the same bus."
    ),
)
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
@click.option("--bus", "bus_id", required=True)
@click.option(
    "--units",
    type=UnitRange(),
    default=range(1, LAST_UNIT_ID + 1),
    help=_("Unit ids to ask; all of 1-247 without it."),
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False, writable=True))
def command(config: Path, bus_id: str, units: range, output: Path | None) -> None:
    """Print what answers on the bus."""
    loaded = load_config(config)
    if output is not None and not output.resolve().parent.is_dir():
        raise click.ClickException(
            _("there is no folder {folder}").format(folder=output.resolve().parent)
        )
    if bus_id not in loaded.config.buses:
        known = ", ".join(loaded.config.buses)
        raise click.ClickException(
            _("no bus is called {bus}; there are {known}").format(bus=bus_id, known=known)
        )
    try:
        found = asyncio.run(_probe(loaded, bus_id, units))
    except BusTakenError as err:
        raise click.ClickException(
            _("{reason}: stop roomd before you probe").format(reason=err)
        ) from err
    except LinkDownError as err:
        raise click.ClickException(_("bus {bus}: {reason}").format(bus=bus_id, reason=err)) from err
    text = fragment(found, bus_id, loaded)
    if output is None:
        click.echo(text, nl=False)
    else:
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as err:
            raise click.ClickException(
                _("can't write {file}: {reason}").format(file=output, reason=err.strerror)
            ) from err
    click.echo(_("{count} devices answered").format(count=len(found)), err=True)


async def _probe(loaded: Loaded, bus_id: str, units: range) -> list[Found]:
    bus = make_bus(
        loaded.config.buses[bus_id], loaded.config, loaded.profiles, expects_silence=True
    )
    return await with_bus(bus, lambda: _each(bus, loaded, units))


async def _each(bus: Bus, loaded: Loaded, units: range) -> list[Found]:
    found: list[Found] = []
    with click.progressbar(units, label=_("probing"), file=sys.stderr) as bar:
        for unit_id in bar:
            answer = await discover(bus, unit_id, loaded.profiles)
            if answer is not None:
                found.append(answer)
    return found


def fragment(found: list[Found], bus_id: str, loaded: Loaded) -> str:
    """Return `[[device]]` tables for what was found, ready to paste.

    What is configured already, and what no profile or several equally good ones describe, is
    written as a comment: a person has to decide.
    """
    names = {d.unit_id: d.id for d in loaded.config.device if d.bus == bus_id}
    rooms = [room.id for room in loaded.config.room]
    return "\n".join(
        table for each in found for table in _tables(each, bus_id, rooms, names.get(each.unit_id))
    )


def _tables(found: Found, bus_id: str, rooms: list[str], known_as: str | None) -> Iterator[str]:
    if known_as:
        yield (
            "# "
            + _("unit id {unit_id}: already configured as {name}").format(
                unit_id=found.unit_id, name=known_as
            )
            + "\n"
        )
        return
    if not found.profiles:
        yield (
            "# "
            + _(
                "unit id {unit_id}: answers, but no profile knows it: see `roomd profile list`"
            ).format(unit_id=found.unit_id)
            + "\n"
        )
        return
    sure = len(found.profiles) == 1
    if not sure:
        yield (
            "# "
            + _("unit id {unit_id}: one of these; look at the device to decide").format(
                unit_id=found.unit_id
            )
            + "\n"
        )
    for profile in found.profiles:
        new = NewDevice(
            id=f"{profile}-{found.unit_id}",
            profile=profile,
            bus=bus_id,
            unit_id=found.unit_id,
            room=rooms[0] if len(rooms) == 1 else "ROOM",
        )
        lines = device_text(new).splitlines(keepends=True)
        yield "".join(lines if sure else [f"# {line}" for line in lines])
