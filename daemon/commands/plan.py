"""`roomd plan`: the requests of every device and the share of its bus that they take."""

from collections.abc import Iterator, Mapping
from gettext import gettext as _
from pathlib import Path

import click

from daemon.configuration.bus_load import line_of
from daemon.configuration.loading import load_config
from daemon.configuration.model import Config
from drivers.plan import Block, Load, load
from drivers.profile import Profile

from .options import CONFIG_FILE, DEFAULT_CONFIG
from .table import columns


@click.command(
    "plan",
    help=_(
        "Print the Modbus requests of one round for every device, and the share of the wire time "
        "they take at the configured poll periods (the devices' own latency comes on top)."
    ),
)
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
def command(config: Path) -> None:
    """Print the plan of every bus."""
    loaded = load_config(config)
    for bus in loaded.config.bus:
        loads = list(loads_of(bus.id, loaded.config, loaded.profiles))
        requests = sum(len(each.blocks) for each in loads)
        share = sum(each.share for each in loads)
        click.echo(
            _("bus {bus} ({transport}): {requests} requests a round, {share} of the wire").format(
                bus=bus.id, transport=bus.transport, requests=requests, share=f"{share:.1%}"
            )
        )
        rows = [row for each in loads for row in _rows(each)]
        if rows:
            click.echo(columns(rows))


def loads_of(bus_id: str, config: Config, profiles: Mapping[str, Profile]) -> Iterator[Load]:
    """Return what each device of a bus costs it, in the order of the configuration."""
    line = line_of(config.buses[bus_id])
    for device in config.device:
        if device.bus == bus_id:
            yield load(device.id, profiles[device.profile], line, device.poll_s)


def _rows(cost: Load) -> Iterator[tuple[str, ...]]:
    for number, block in enumerate(cost.blocks):
        yield (
            "  " + (cost.device if number == 0 else ""),
            _share(cost) if number == 0 else "",
            f"{block.space.value} 0x{block.address:04X}",
            f"×{block.count}",
            _points(block),
        )


def _share(cost: Load) -> str:
    """Return the share of the wire; over TCP only latency counts, which is not known here."""
    return f"{cost.share:.2%}" if cost.share else "—"


def _points(block: Block) -> str:
    tags = ", ".join(point.tag for point in block.points)
    return _("{tags} (slow)").format(tags=tags) if block.slow else tags
