"""Why a whole file is not imported: a reason in both languages, never a traceback."""

from daemon.model import Reason


class ImportRefusedError(Exception):
    """The file, or what was asked about it, can't be used; `reason` says why and what to do."""

    def __init__(self, why: Reason) -> None:
        super().__init__(why.code)
        self.reason = why
