"""`roomd read`: one poll of one device, shown raw and decoded."""

import asyncio
from gettext import gettext as _
from pathlib import Path

import click

from daemon.configuration.loading import Loaded, load_config
from daemon.parts import make_bus
from drivers.codec import Sample
from drivers.device import Asking, Device, Round
from drivers.errors import BusTakenError, DriverError
from drivers.jobs import Rank

from .bus_session import with_bus
from .options import CONFIG_FILE, DEFAULT_CONFIG
from .table import columns


@click.command(
    "read",
    help=_(
        "Read one configured device once and print each point raw and decoded. Nothing is "
        "written. The daemon must not be running on the same bus."
    ),
)
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
@click.argument("device")
def command(config: Path, device: str) -> None:
    """Print one poll of DEVICE."""
    loaded = load_config(config)
    if device not in loaded.config.devices:
        known = ", ".join(loaded.config.devices)
        raise click.ClickException(
            _("no device is called {device}; there are {known}").format(device=device, known=known)
        )
    try:
        found, identity = asyncio.run(_read(loaded, device))
    except BusTakenError as err:
        raise click.ClickException(
            _("{reason}: stop roomd before you read by hand").format(reason=err)
        ) from err
    click.echo(identity)
    if found.samples:
        click.echo(columns([_row(sample, loaded, device) for sample in found.samples]))
    for tag, error in found.errors.items():
        click.echo(f"{tag}: {error}", err=True)
    if found.failure is not None:
        raise click.ClickException(str(found.failure))


async def _read(loaded: Loaded, name: str) -> tuple[Round, str]:
    config = loaded.config.devices[name]
    bus = make_bus(loaded.config.buses[config.bus], loaded.config, loaded.profiles)

    async def once() -> tuple[Round, str]:
        device = Device(bus, config.unit_id, loaded.profiles[config.profile])
        identity = await _identity(device)
        now = asyncio.get_running_loop().time()
        return await device.poll(Asking(rank=Rank.POLL, due=now)), identity

    return await with_bus(bus, once)


async def _identity(device: Device) -> str:
    try:
        await device.identify(Rank.POLL)
    except DriverError as err:
        return _("identity: {reason}").format(reason=err)
    return _("identity: as the profile says")


def _row(sample: Sample, loaded: Loaded, device: str) -> tuple[str, ...]:
    point = loaded.profiles[loaded.config.devices[device].profile].points[sample.tag]
    value = str(sample.fault) if sample.fault else f"{sample.value} {point.unit}"
    raw = " ".join(f"{word:04X}" if not point.space.is_bits else str(word) for word in sample.raw)
    return (sample.tag, f"{point.space.value} 0x{point.address:04X}", raw, value)
