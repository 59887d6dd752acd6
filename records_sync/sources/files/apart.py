"""A large file is read in a program of its own: while one page is written, the next is made ready.

The pages come over a pipe. Where nobody takes them the program waits, and it ends with the one who
reads them. A signal of the terminal is for that one, who then ends the program.
"""

import pickle
import subprocess
import sys
from collections.abc import Generator
from contextlib import suppress
from typing import IO

from records_sync.model import Page, SourceError
from records_sync.sources.files.reading import Reading

ENDED = "file_program_ended"
_PIPE_BYTES = 1 << 20  # some pages


def pages(reading: Reading) -> Generator[Page]:
    """Yield the pages of a file; raises SourceError, of its own where the program dies."""
    with subprocess.Popen(  # noqa: S603  # ourselves
        [sys.executable, "-I", "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what it meets comes over the pipe
        pipesize=_PIPE_BYTES,
        process_group=0,
    ) as program:
        assert program.stdin is not None  # noqa: S101  # pipes were asked for
        assert program.stdout is not None  # noqa: S101
        try:
            with suppress(BrokenPipeError), program.stdin:
                pickle.dump(reading, program.stdin)
            while (page := _told(program.stdout)) is not None:
                yield page
        finally:
            program.kill()


def _told(pipe: IO[bytes]) -> Page | None:
    """Return the next page, None after the last; raises what the program has met."""
    try:
        told: Page | Exception | None = pickle.load(pipe)  # noqa: S301  # our own program wrote it
    except (EOFError, pickle.UnpicklingError) as error:
        raise SourceError(ENDED) from error
    if isinstance(told, Exception):
        raise told
    return told


def main() -> None:
    """Read what is asked for on the one side, and tell it on the other."""
    reading: Reading = pickle.load(sys.stdin.buffer)  # noqa: S301  # our own program wrote it
    told: Page | Exception | None
    with suppress(BrokenPipeError):  # nobody reads any more
        try:
            for told in reading.pages():
                _tell(told)
            told = None
        except BrokenPipeError:
            raise
        except Exception as error:  # noqa: BLE001  # it is raised on the other side
            told = error
        _tell(told)


def _tell(told: Page | Exception | None) -> None:
    pickle.dump(told, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
