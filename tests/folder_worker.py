"""`python -m tests.folder_worker write|nobody` in a folder of files: saves until it is killed, or
tries to save as a user who owns nothing there."""

import json
import os
import sys
from pathlib import Path

from daemon.commissioning.folder import Folder
from daemon.commissioning_ports import UnwritableError

NOBODY = 65534
SIZE = 200_000
TEXTS = {letter: f"# {letter}\n" * (SIZE // 4) for letter in "ab"}


def write(folder: Folder) -> None:
    """Put one text and the other in place for ever."""
    print("writing", flush=True)
    while True:
        for text in TEXTS.values():
            folder.put("roomd.toml", text)


def nobody(folder: Folder) -> None:
    """Say what a save says that may not be."""
    if os.geteuid() == 0:
        os.setuid(NOBODY)
    try:
        folder.put("roomd.toml", "new = true\n")
    except UnwritableError as error:
        print(json.dumps([folder.is_writable(), error.texts]), flush=True)


if __name__ == "__main__":
    {"write": write, "nobody": nobody}[sys.argv[1]](Folder(Path("roomd.toml")))
