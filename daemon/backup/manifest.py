"""The manifest of a backup: what it holds and how to know that it is still that (pure).

It is written last, so a folder without one is no backup. A manifest from a stick is not trusted:
its paths lead nowhere but below its own folder.
"""

import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import PurePosixPath

from daemon.store.ledger_chain import Head, parsed_head

NAME = "manifest.json"
FORM = 1
MOST_BYTES = 16 << 20
STORAGE, CONFIGURATION = "storage", "configuration"  # the two folders of a backup
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """One file: where it is below the backup, its bytes, the schema of a database."""

    path: str
    size: int
    sha256: str
    schema: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One backup. `at` is when it was begun, `head` where its ledger ends."""

    site: str
    at: datetime
    program: str
    sqlite: str
    head: Head
    files: tuple[Copied, ...]


def text_of(manifest: Manifest) -> str:
    """Return the manifest as it is written."""
    told = {
        "form": FORM,
        "site": manifest.site,
        "at": manifest.at.isoformat(),
        "program": manifest.program,
        "sqlite": manifest.sqlite,
        "ledger": str(manifest.head),
        "files": [asdict(file) for file in manifest.files],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def parsed(text: str) -> Manifest:
    """Return what a text tells; raises ValueError where it is no manifest of ours."""
    try:
        told = json.loads(text)
        if told["form"] != FORM:
            raise ValueError(f"form {told['form']!r}, this program knows {FORM}")
        at = datetime.fromisoformat(told["at"])
        if at.tzinfo is None:
            raise ValueError("a time without its zone")
        return Manifest(
            site=str(told["site"]),
            at=at,
            program=str(told["program"]),
            sqlite=str(told["sqlite"]),
            head=parsed_head(told["ledger"]),
            files=tuple(_copied(each) for each in told["files"]),
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"no manifest: {error}") from error


def _copied(told: dict[str, object]) -> Copied:
    path, size, sha256, schema = (told[key] for key in ("path", "size", "sha256", "schema"))
    if not (isinstance(path, str) and isinstance(size, int) and isinstance(sha256, str)):
        raise TypeError("a file has a path, a size and a hash")
    parts = PurePosixPath(path).parts
    if len(parts) < 2 or parts[0] not in (STORAGE, CONFIGURATION) or ".." in parts:  # noqa: PLR2004
        raise ValueError(f"a path that leads elsewhere: {path!r}")
    if size < 0 or not _SHA256.fullmatch(sha256) or not isinstance(schema, int | None):
        raise ValueError(f"no size, hash or schema: {path!r}")
    return Copied(path=path, size=size, sha256=sha256, schema=schema)
