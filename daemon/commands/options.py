"""Options that several commands share."""

from pathlib import Path

import click

DEFAULT_CONFIG = Path("/etc/roomd/roomd.toml")
CONFIG_FILE = click.Path(path_type=Path)  # whether it can be read is the loader's question
