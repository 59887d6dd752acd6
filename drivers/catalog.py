"""Profiles from files: the shipped ones and those that a site added."""

import re
import tomllib
from collections.abc import Iterable
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from .profile import Profile


def _expanded(table: dict[str, object]) -> dict[str, object]:
    """Write out entries with `repeat = n`: `{n}` counts from 1, addresses go up by one."""
    whole = dict(table)
    for kind in ("point", "write"):
        entries = table.get(kind)
        if isinstance(entries, list):
            whole[kind] = [single for entry in entries for single in _repeated(entry)]
    return whole


def _repeated(entry: object) -> list[object]:
    if not isinstance(entry, dict) or not isinstance(entry.get("repeat"), int):
        return [entry]
    count = entry["repeat"]
    if not 1 <= count <= 64:  # noqa: PLR2004 - the widest relay board on the market
        raise ValueError(f"repeat = {count}: must be 1..64")
    pattern = {key: value for key, value in entry.items() if key != "repeat"}
    return [_numbered(pattern, n) for n in range(1, count + 1)]


def _numbered(value: object, n: int, key: str = "") -> object:
    if isinstance(value, str):
        return re.sub(r"\{n\}", str(n), value)
    if isinstance(value, dict):
        return {name: _numbered(inner, n, name) for name, inner in value.items()}
    if key == "address" and isinstance(value, int):
        return value + n - 1
    return value


def parse_profile(text: str) -> Profile:
    """Return the profile written in `text`.

    Raises tomllib.TOMLDecodeError or pydantic.ValidationError (a ValueError both).
    """
    return Profile.model_validate(_expanded(tomllib.loads(text)))


def _by_id(files: Iterable[Traversable]) -> dict[str, Profile]:
    profiles: dict[str, Profile] = {}
    for file in sorted(files, key=lambda entry: entry.name):
        profile = parse_profile(file.read_text(encoding="utf-8"))
        if profile.id in profiles:
            raise ValueError(f"{file.name}: another file has the id {profile.id}")
        profiles[profile.id] = profile
    return profiles


def shipped_profiles() -> dict[str, Profile]:
    """Return the profiles that come with the package, by id."""
    folder = resources.files("drivers") / "profiles"
    return _by_id(entry for entry in folder.iterdir() if entry.name.endswith(".toml"))


def site_profiles(folder: Path) -> dict[str, Profile]:
    """Return the profiles that a site added in `folder`, by id; none where it does not exist.

    Raises as `parse_profile`, and ValueError where two files have the same id.
    """
    return _by_id(folder.glob("*.toml"))
