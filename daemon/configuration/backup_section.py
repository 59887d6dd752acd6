"""The table `[backup]`: where `roomd backup run` puts its copies, and how many it keeps."""

from typing import Annotated

from .fields import AbsolutePath, Between
from .section import Section

KEEP = 14


class Backup(Section):
    """The backups. `directory` is on another disk than the storage: a mounted stick or share."""

    directory: AbsolutePath
    keep: Annotated[int, Between(1, 1000)] = KEEP
