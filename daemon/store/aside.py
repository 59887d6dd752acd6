"""A damaged file is moved aside, never deleted, and a new one takes its place in one step."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """Where the damaged file is now, and how many table rows the new one got from it."""

    aside: Path
    rows: int


def fresh(path: Path) -> Path:
    """Return where the new file is made while the damaged one is still in place."""
    return path.with_name(f"{path.name}.salvage")


def resume(path: Path) -> None:
    """Finish a repair: the new file takes the place that the damaged one has left."""
    new = fresh(path)
    if new.exists() and not path.exists():
        new.rename(path)


def swap(path: Path, now: datetime) -> Path:
    """Move the damaged file aside and put the new one in its place; return where it is now."""
    aside = aside_of(path, now)
    # The log goes first: left beside a new file, it would be played back into it.
    for suffix in ("-wal", "-shm", ""):
        source = path.with_name(path.name + suffix)
        if source.exists():
            source.rename(aside.with_name(aside.name + suffix))
    resume(path)
    return aside


def aside_of(path: Path, now: datetime) -> Path:
    """Return the name under which the damaged file is kept."""
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    name = f"{path.name}.corrupt-{stamp}"
    count = sum(1 for _ in path.parent.glob(f"{name}*"))
    return path.with_name(f"{name}-{count}" if count else name)
