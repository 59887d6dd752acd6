"""The command `roomd`: its commands by name, each loaded when it is called, and its error ends."""

import errno
import gettext
import os
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

import click

from .commands.language import reader_language, speak
from .commands.lazy import Commands, Entry
from .configuration.messages import render
from .configuration.problem import ConfigError

FAILED = 1
REFUSED = 2  # the configuration; also click's code for a wrong command line
INTERRUPTED = 130  # 128 + SIGINT


def commands() -> dict[str, Entry]:
    """Return all commands by name, in the order of the help, in the reader's language."""
    _ = gettext.gettext
    return {
        "run": Entry("run", _("Run the controller.")),
        "demo": Entry("demo", _("Run it on simulated rooms.")),
        "check-config": Entry("check_config", _("Check a configuration without starting.")),
        "config-schema": Entry("config_schema", _("Print the JSON Schema of the configuration.")),
        "plan": Entry("plan", _("Print the requests and the load of every bus.")),
        "probe": Entry("probe", _("Find the devices on a bus.")),
        "read": Entry("read", _("Read one device, raw and decoded.")),
        "why": Entry("why", _("Tell why an output is on or off.")),
        "cycles": Entry("cycles", _("List sterilisation cycles and print their records.")),
        "ledger": Entry("ledger", _("Check and list the ledger of reasons.")),
        "alarms": Entry("alarms", _("List the alarms, and tell how good they were.")),
        "rehearse": Entry("rehearse", _("Try a configuration on what was recorded.")),
        "report": Entry("report", _("Make registers and reports, and check them.")),
        "history": Entry("history", _("Export what was recorded, import older readings.")),
        "backup": Entry("backup", _("Back up what can't be made anew, prove it, restore it.")),
        "people": Entry("people", _("Say who may sign in at the panel.")),
        "records": Entry("records", _("Sync, search and look after the index of records.")),
        "calibration": Entry("calibration", _("Keep the register of calibration certificates.")),
        "tls": Entry("tls", _("Make and renew the certificate of the panel.")),
        "prometheus": Entry("prometheus", _("Print alert rules and samples for Prometheus.")),
        "profile": Entry("profile", _("List and check device profiles.")),
    }


def program() -> click.Group:
    """Return the whole command line in the reader's language."""
    _ = gettext.gettext
    show_version = click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_show_version,
        help=_("Show the version and exit."),
    )
    return Commands(
        commands,
        name="roomd",
        params=[show_version],
        help=_("Controller of archive storage rooms: climate, safety, history."),
    )


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 well, 1 failed, 2 refused."""
    speak(os.environ)
    if sys.stdout is not None and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")  # a Latin terminal must not end us
    try:
        code = program().main(args, prog_name="roomd", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.ClickException as err:
        err.show()
        code = err.exit_code
    except ConfigError as refused:
        _show_problems(refused)
        code = REFUSED
    except (click.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except BrokenPipeError:
        code = FAILED  # as click ends on a closed pipe
        _drop_output()
    except OSError as err:
        if err.errno != errno.ENOSPC:
            raise
        click.echo(gettext.gettext("no space is left for the output"), err=True)
        code = FAILED
        _drop_output()
    sys.exit(code)


def _drop_output() -> None:
    """Let the flush at exit succeed: what is still buffered can go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _show_problems(refused: ConfigError) -> None:
    language = reader_language(os.environ)
    for problem in refused.problems:
        click.echo(render(problem, language), err=True)
    count = len(refused.problems)
    summary = gettext.ngettext(
        "the configuration is refused: {count} problem",
        "the configuration is refused: {count} problems",
        count,
    )
    click.echo(summary.format(count=count), err=True)


def _show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    del param
    if not value or ctx.resilient_parsing:
        return
    try:
        number = version("archive-room-control")
    except PackageNotFoundError:
        number = gettext.gettext("(not installed, run from its sources)")
    click.echo(f"roomd {number}")
    ctx.exit()


if __name__ == "__main__":
    main()
