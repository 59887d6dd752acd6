"""The device profiles of a site: those that come with the package and those in its own folder."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from drivers.catalog import parse_profile, shipped_profiles
from drivers.profile import Profile

from .document import merged
from .problem import ConfigError, Finding, KeyPath, Problem
from .profile_rules import rule
from .source import Source, read_source, read_text, readable, toml_files
from .validation import findings_of

PROFILES = "profiles"  # beside the main file


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiles:
    """Profiles by id, the files of the site's own, and what is wrong in its folder.

    `broken` are the ids of the profiles that could not be read, `texts` those of `profile_texts`.
    """

    by_id: Mapping[str, Profile]
    files: Mapping[str, Path]
    broken: AbstractSet[str]
    texts: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def read_profile(file: Path) -> Profile:
    """Return the profile in `file`. Raises ConfigError with everything that is wrong in it."""
    return _checked(read_source(file))


def profile_texts(folder: Path) -> tuple[tuple[str, str], ...]:
    """Return name and text of each profile in `folder`, "" where it can't be read."""
    try:
        files = toml_files(folder)
    except ConfigError:
        return ()
    return tuple((f"{PROFILES}/{readable(file.name)}", _text(file)) for file in files)


def site_profiles(folder: Path) -> Profiles:
    """Return the shipped profiles and those in `folder`, which replace shipped ones of their id."""
    shipped = shipped_profiles()
    by_id, files = dict(shipped), dict[str, Path]()
    broken, problems, warnings = set[str](), list[Problem](), list[Problem]()
    try:
        found = toml_files(folder)
    except ConfigError as refused:
        found = ()
        problems += refused.problems
    for file in found:
        names = {file.stem}
        try:
            source = read_source(file)
            names.add(str(source.tree.get("id")))
            profile = _checked(source)
        except ConfigError as refused:
            problems += refused.problems
            broken |= names
            continue
        named = Finding(path=("id",), code="replaces_shipped", args={"value": profile.id})
        if profile.id in files:
            args = {**named.args, "first": str(files[profile.id])}
            problems.append(_located(source, replace(named, code="duplicate_profile", args=args)))
            continue
        if profile.id in shipped:
            warnings.append(_located(source, named))
        by_id[profile.id] = profile
        files[profile.id] = file
    return Profiles(
        by_id=by_id,
        files=files,
        broken=broken,
        texts=profile_texts(folder),
        problems=tuple(problems),
        warnings=tuple(warnings),
    )


def _text(file: Path) -> str:
    try:
        return read_text(file)
    except ConfigError:
        return ""


def _checked(source: Source) -> Profile:
    try:
        return parse_profile(source.text)
    except ValidationError as err:
        findings = [
            replace(finding, path=_written(finding.path, source.tree))
            for finding in findings_of(err, Profile)
        ]
    except ValueError as err:  # a repeat that can't be written out
        code, args = rule(str(err))
        findings = [Finding(path=(), code=code, args=args)]
    raise ConfigError([_located(source, finding) for finding in findings])


def _located(source: Source, finding: Finding) -> Problem:
    document, _ = merged([source])
    return document.problem(finding)


def _written(path: KeyPath, tree: Mapping[str, object]) -> KeyPath:
    """Return the path of an entry before `repeat` wrote it out."""
    match path:
        case (("point" | "write") as kind, int(index), *rest):
            entries = tree.get(kind)
            return (kind, _before_repeat(entries, index), *rest)
    return path


def _before_repeat(entries: object, index: int) -> int:
    ends = 0
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        repeat = entry.get("repeat") if isinstance(entry, dict) else None
        ends += repeat if isinstance(repeat, int) else 1
        if index < ends:
            return number
    return index
