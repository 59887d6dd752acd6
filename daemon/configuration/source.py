"""One TOML file from disk to a tree with line numbers, or the problem that prevents it."""

import errno
import hashlib
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .bounds import MOST_ENTRIES, MOST_PARTS, MOST_VALUES, excess, long_key
from .key_lines import key_lines
from .problem import Arg, ConfigError, KeyPath, Problem

LARGEST_BYTES = 1 << 20

OS_ERRORS = {
    errno.ENOENT: "file_missing",
    errno.ENOTDIR: "file_missing",
    errno.EACCES: "file_forbidden",
    errno.EPERM: "file_forbidden",
}

SYNTAX = (  # how tomllib begins its sentence -> ours
    (r"Cannot|Duplicate", "toml_twice"),
    (r"Unterminated string|Illegal character '\\n'|Expected \"'", "toml_open_text"),
    (r"Unclosed|Expected '\]", "toml_open_bracket"),
    (r"Expected '=' after a key", "toml_equals"),
    (r"Invalid value|Invalid date", "toml_value"),
    (r"Found invalid character|Illegal character", "toml_character"),
    (r"Unescaped|Invalid hex value|Escaped character", "toml_escape"),
)

FULL_WIDTH = str.maketrans("＝“”‘’，：［］｛｝．＃【】", "=\"\"'',:[]{}.#[]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A parsed file: `lines` says where each key path of `tree` is written."""

    file: Path
    text: str
    tree: Mapping[str, object]
    lines: Mapping[KeyPath, int]


def read_source(file: Path) -> Source:
    """Return the content of a TOML file of at most 1 MiB. Raises ConfigError with one problem."""
    return parsed(file, read_text(file))


def read_text(file: Path) -> str:
    """Return the text of a file of at most 1 MiB, TOML or not. Raises ConfigError."""
    return _text(file, _bytes(file))


def proposed_source(file: Path, text: str) -> Source:
    """Return `text` as `read_source` would once it is in `file`. Raises ConfigError."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError as err:  # half a character
        line = text.count("\n", 0, err.start) + 1
        raise _refused(file, "file_encoding", line=line) from err
    if size > LARGEST_BYTES:
        raise _too_large(file)
    return parsed(file, text)


def version_of(*texts: tuple[str, str]) -> str:
    """Return a short name for exactly these files: name and text of each, in their order."""
    whole = hashlib.sha256()
    for name, text in texts:
        for part in (name.encode(), text.encode()):
            whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()[:32]


def readable(name: str) -> str:
    """Return the name of a file as any answer can hold it, also one that is not UTF-8.

    No two names become the same one, but for those that somebody makes so on purpose.
    """
    return name.encode(errors="surrogateescape").decode(errors="backslashreplace")


def toml_files(folder: Path) -> tuple[Path, ...]:
    """Return the TOML files of `folder` in the order of their names; none without a folder.

    Raises ConfigError where the folder can't be listed.
    """
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except FileNotFoundError:
        return ()
    except NotADirectoryError as err:
        if folder.exists():
            raise _refused(folder, "not_a_folder") from err
        return ()
    except OSError as err:
        raise _refused(folder, _os_code(err), reason=_os_name(err)) from err
    return tuple(folder / name for name in names if re.fullmatch(r"[^.].*\.toml", name))


def parsed(file: Path, text: str) -> Source:
    """Return `text`, said to be the content of `file`, as a source. Raises ConfigError."""
    long = long_key(text)
    if long is not None:
        raise _refused(file, "toml_parts", line=long, most=MOST_PARTS)
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as err:
        raise ConfigError([_syntax(file, text, str(err))]) from err
    except RecursionError as err:
        raise _refused(file, "toml_nested") from err
    except ValueError as err:  # a number of more digits than Python converts
        raise _refused(file, "toml_number") from err
    too_much = excess(tree)
    if too_much is not None:
        raise _refused(file, too_much, most=MOST_ENTRIES, values=MOST_VALUES)
    return Source(file=file, text=text, tree=tree, lines=key_lines(text))


def _bytes(file: Path) -> bytes:
    try:
        mode = file.stat().st_mode
        if stat.S_ISDIR(mode):
            raise _refused(file, "file_directory")
        if not stat.S_ISREG(mode):
            raise _refused(file, "file_special")
        with file.open("rb") as stream:
            content = stream.read(LARGEST_BYTES + 1)
    except OSError as err:
        raise _refused(file, _os_code(err), reason=_os_name(err)) from err
    except ValueError as err:  # a NUL in the name
        raise _refused(file, "file_missing") from err
    if len(content) > LARGEST_BYTES:
        raise _too_large(file)
    return content


def _text(file: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        raise _refused(file, "file_encoding", line=content.count(b"\n", 0, err.start) + 1) from err


def _syntax(file: Path, text: str, message: str) -> Problem:
    lines = text.replace("\r\n", "\n").split("\n")
    place = re.search(r"\(at line (\d+), column (\d+)\)$", message)
    line, column = (int(place[1]), int(place[2])) if place else (len(lines), len(lines[-1]) + 1)
    character = lines[line - 1][column - 1 : column]
    ascii_form = character.translate(FULL_WIDTH)
    if ascii_form != character:
        args: dict[str, Arg] = {"column": column, "character": character, "ascii": ascii_form}
        return Problem(file=file, line=line, path="", code="toml_full_width", args=args)
    code = next((code for start, code in SYNTAX if re.match(start, message)), "toml_syntax")
    return Problem(file=file, line=line, path="", code=code, args={"column": column})


def _os_code(err: OSError) -> str:
    return OS_ERRORS.get(err.errno or 0, "file_unreadable")


def _os_name(err: OSError) -> str:
    return errno.errorcode.get(err.errno or 0, type(err).__name__)


def _too_large(file: Path) -> ConfigError:
    return _refused(file, "file_large", kib=LARGEST_BYTES // 1024)


def _refused(file: Path, code: str, line: int | None = None, **args: Arg) -> ConfigError:
    return ConfigError([Problem(file=file, line=line, path="", code=code, args=args)])
