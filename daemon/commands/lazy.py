"""A group of commands, each imported when it is called, and none for the list of them."""

import gettext
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

import click


class Entry(NamedTuple):
    """A command of `daemon.commands`: its module, one line, and what holds it in the module."""

    module: str
    summary: str
    attribute: str = "command"


class Commands(click.Group):
    """A group that imports a command's module only when the command is called.

    `entries` gives the commands by name, in the order of the help, in the reader's language.
    """

    def __init__(self, entries: Callable[[], Mapping[str, Entry]], **given: Any) -> None:
        super().__init__(**given)
        self._entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return list(self._entries())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command called `cmd_name`, or None."""
        del ctx
        entry = self._entries().get(cmd_name)
        if entry is None:
            return None
        module = import_module(f"daemon.commands.{entry.module}")
        command: click.Command = getattr(module, entry.attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that `args` call; raise NoSuchCommand with the nearest names."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as err:
            known = self._entries()
            raise click.NoSuchCommand(args[0], possibilities=known, ctx=ctx) from err

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with their summaries, importing none of them."""
        del ctx
        with formatter.section(gettext.gettext("Commands")):
            lines = [(name, entry.summary) for name, entry in self._entries().items()]
            formatter.write_dl(lines)
