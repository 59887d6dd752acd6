"""The addresses of the configuration, and how long what is sent to them may be."""

from daemon.commissioning_ports import LARGEST_BYTES

STATE = "/api/v1/settings"
FILES = f"{STATE}/files"
CHECK = f"{STATE}/check"
UNDO = f"{STATE}/undo"
RESTART = f"{STATE}/restart"
VALUES = f"{STATE}/values"
SENT = (CHECK, UNDO, RESTART)  # nothing can be read there
MOST_BYTES = 2 * LARGEST_BYTES + 64 * 1024  # of a body with a text in it, whose quotes are escaped
