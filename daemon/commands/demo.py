"""`roomd demo`: the controller on simulated rooms over real Modbus TCP, under one folder."""

import asyncio
import fcntl
import json
import socket
import sqlite3
import sys
from gettext import gettext as _
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from daemon.clock import SystemClock
from daemon.configuration.loading import Loaded, load_config
from daemon.preload.catalogue import laying
from daemon.preload.catalogue.noting import is_noted, note
from daemon.preload.filling import is_empty, preload
from daemon.preload.story import DAY_MIN, DAYS
from drivers.simulator.launch import LaunchError, Running, launched
from drivers.simulator.scenario import read_scenario

from .process import run_until_stopped

PANEL_PORTS = range(8080, 8100)
BUS_PORTS = (15021, 15022, 15023)  # of the example; a second demonstration takes others
BUS_PORT_SHIFTS = range(0, 1000, 10)
TRUTH = "relay,machine,door,control"
CATALOGUE = "catalogue"
EXAMPLE_FOLDER = "/srv/roomd/catalogue"  # of the example's sources of records


@click.command(
    "demo",
    help=_(
        "Run the controller against simulated rooms, devices and weather, over real Modbus TCP on "
        "this machine. Everything is written below DIRECTORY, in an empty one first a month of "
        "simulated history. Ctrl-C ends it."
    ),
)
@click.option(
    "--directory",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".demo"),
    show_default=True,
)
@click.option("--empty", is_flag=True, help=_("Begin without the month of simulated history."))
def command(directory: Path, *, empty: bool) -> None:
    """Run the demonstration."""
    folder = directory.resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w", encoding="ascii")
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as err:
        raise click.ClickException(
            _("another demonstration runs in {folder}: end it first").format(folder=folder)
        ) from err
    except OSError as err:
        raise click.ClickException(_unwritable(folder, err)) from err
    with lock:
        _demonstrate(folder, empty=empty)


def _demonstrate(folder: Path, *, empty: bool) -> None:
    loaded = _laid_out(folder)
    if not empty and is_empty(loaded.config.storage.directory):
        _preload(loaded, folder)
        loaded = _laid_out(folder)  # another one may have taken the ports meanwhile
    _catalogue(loaded, folder / CATALOGUE, empty=empty)
    truth = folder / "truth.jsonl"
    try:
        with launched(folder / "simulator.toml", folder, truth=truth, truth_kinds=TRUTH) as running:
            click.echo(
                _("play with the simulated rooms: {command}").format(command=_example(running))
            )
            run_until_stopped(loaded, shows_key=True)
    except LaunchError as err:
        raise click.ClickException(
            _("the simulator does not start ({reason}): is another demonstration running?").format(
                reason=err
            )
        ) from err


def _laid_out(folder: Path) -> Loaded:
    try:
        return load_config(lay_out(folder))
    except OSError as err:
        raise click.ClickException(_unwritable(folder, err)) from err


def _preload(loaded: Loaded, folder: Path) -> None:
    scenario = read_scenario(folder / "simulator.toml")
    label = _("a month of simulated history, on the first start only")
    try:
        with click.progressbar(length=DAYS * DAY_MIN, label=label, file=sys.stderr) as bar:
            asyncio.run(preload(loaded, scenario, SystemClock().utc(), bar.update))
    except (sqlite3.Error, OSError) as err:
        raise click.ClickException(
            _(
                "the simulated history can't be written ({reason}): see to it, or use --empty"
            ).format(reason=err)
        ) from err


def _catalogue(loaded: Loaded, folder: Path, *, empty: bool) -> None:
    """Lay out the generated catalogue and what is noted of it, where it was never laid out."""
    directory, zone = loaded.config.storage.directory, ZoneInfo(loaded.config.site.timezone)
    if not folder.exists():
        made = laying.catalogue(SystemClock().utc().astimezone(zone).date())
        try:
            if not empty and not is_noted(directory):
                asyncio.run(note(directory, made, zone))
            laying.lay_out(folder, made)
        except (sqlite3.Error, OSError) as err:
            raise click.ClickException(_unwritable(folder, err)) from err
    click.echo(
        _(
            "a generated catalogue of records is in {folder}: its README.txt says what to try"
        ).format(folder=folder)
    )


def lay_out(folder: Path) -> Path:
    """Write the example configuration and scenario into `folder`; return the configuration.

    All its ports are free ones of this machine.
    """
    shift = _free_shift()
    (folder / "conf.d").mkdir(parents=True, exist_ok=True)
    (folder / "data").mkdir(exist_ok=True)
    for name in ("roomd.toml", "simulator.toml"):
        text = (resources.files("daemon") / "demo" / name).read_text(encoding="utf-8")
        for port in BUS_PORTS:
            text = text.replace(f"port = {port}\n", f"port = {port + shift}\n")
        (folder / name).write_text(text, encoding="utf-8")
    here = (
        "# Written anew at each start of the demonstration: what depends on this machine.\n"
        f"[storage]\ndirectory = {json.dumps(str(folder / 'data'), ensure_ascii=False)}\n"
        f"[panel]\nport = {_free_port()}\n"
    )
    (folder / "conf.d" / "here.toml").write_text(here, encoding="utf-8")
    records = (resources.files("daemon") / "demo" / "catalogue.toml").read_text(encoding="utf-8")
    place = json.dumps(str(folder / CATALOGUE), ensure_ascii=False)[1:-1]
    records = records.replace(EXAMPLE_FOLDER, place)
    (folder / "conf.d" / "catalogue.toml").write_text(records, encoding="utf-8")
    return folder / "roomd.toml"


def _unwritable(folder: Path, err: OSError | sqlite3.Error) -> str:
    return _("can't write below {folder} ({reason}): choose another --directory").format(
        folder=folder, reason=err.strerror if isinstance(err, OSError) else err
    )


def _example(running: Running) -> str:
    return f"{sys.executable} -m drivers.simulator.control {running.control} door stack-1 open"


def _free_shift() -> int:
    """Return by how much the ports of the buses are moved to where all of them are free."""
    for shift in BUS_PORT_SHIFTS:
        if all(_is_free(port + shift) for port in BUS_PORTS):
            return shift
    raise click.ClickException(
        _("no free ports for the simulated buses in {first}-{last}").format(
            first=BUS_PORTS[0], last=BUS_PORTS[-1] + BUS_PORT_SHIFTS[-1]
        )
    )


def _free_port() -> int:
    for port in PANEL_PORTS:
        if _is_free(port):
            return port
    raise click.ClickException(
        _("no free port for the panel in {first}-{last}").format(
            first=PANEL_PORTS[0], last=PANEL_PORTS[-1]
        )
    )


def _is_free(port: int) -> bool:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
