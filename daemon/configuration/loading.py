"""From the path of the main file to a checked configuration, or every reason against it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from drivers.profile import Profile

from .bus_load import overloaded_buses
from .cautions import warnings
from .checks import refusals
from .control_checks import control_refusals
from .control_plan import Plan
from .document import Document, merged
from .draft import Draft
from .model import Config
from .problem import ConfigError, Finding, KeyPath, Problem
from .profiles import PROFILES, Profiles, site_profiles
from .source import Source, proposed_source, read_source, readable, toml_files, version_of
from .validation import findings_of

ADDITIONS = "conf.d"  # beside the main file
STORAGE: KeyPath = ("storage", "directory")
Proposed = Mapping[Path, str | None]
NOTHING: Proposed = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A sound configuration with its profiles by id; `problems` are only warnings.

    `file` is the main file that it was read from, `texts` names exactly the texts of all files.
    """

    file: Path
    texts: str
    config: Config
    profiles: Mapping[str, Profile]
    problems: tuple[Problem, ...]


def load_config(
    path: Path, proposed: Proposed = NOTHING, storage: Callable[[Path], bool] | None = None
) -> Loaded:
    """Return the configuration in `path`, `conf.d/*.toml` and `profiles/*.toml` beside it.

    `proposed` are texts to be read instead of those of their files; None leaves a file out.
    `storage` tells whether a site that runs may go on with this storage directory; it may be any
    where none runs.

    Raises ConfigError with every problem of all these files.
    """
    try:
        return _loaded(path, proposed, storage)
    except RecursionError as err:
        nested = Problem(file=path, line=None, path="", code="toml_nested")
        raise ConfigError([nested]) from err


def _loaded(path: Path, proposed: Proposed, storage: Callable[[Path], bool] | None) -> Loaded:
    profiles = site_profiles(path.parent / PROFILES)
    sources, unreadable = read_sources(path, proposed)
    if unreadable:
        raise ConfigError([*unreadable, *profiles.problems])
    document, collisions = merged(sources)
    problems = [*collisions, *_problems(document, profiles)]
    if problems or profiles.problems:
        raise ConfigError([*_in_order(problems, sources), *profiles.problems])
    config = Config.model_validate(document.tree)
    directory = config.storage.directory
    if storage is not None and not storage(directory):
        moved = Finding(path=STORAGE, code="storage_moved", args={"value": str(directory)})
        raise ConfigError([document.problem(moved)])
    overloads = overloaded_buses(config, profiles.by_id)
    if overloads:
        raise ConfigError([document.problem(finding) for finding in overloads])
    doubts = [document.problem(finding) for finding in warnings(config, profiles.by_id)]
    return Loaded(
        file=path,
        texts=version_of(
            *((name_of(each.file, path), each.text) for each in sources),
            *profiles.texts,
        ),
        config=config,
        profiles=profiles.by_id,
        problems=(*_in_order(doubts, sources), *profiles.warnings),
    )


def name_of(file: Path, main: Path) -> str:
    """Return how a file is called beside the main one: `conf.d/here.toml`."""
    return readable(file.relative_to(main.parent).as_posix())


def read_sources(path: Path, proposed: Proposed = NOTHING) -> tuple[list[Source], list[Problem]]:
    """Return the files that can be read, the main one first, and what is wrong with the others."""
    sources, problems = list[Source](), list[Problem]()
    folder = path.parent / ADDITIONS
    try:
        additions = toml_files(folder)
    except ConfigError as refused:
        additions = ()
        problems += refused.problems
    more = {file for file in proposed if file.parent == folder}
    for file in (path, *sorted({*additions, *more})):
        text = proposed.get(file, "")
        if text is None:
            continue
        try:
            read = file not in proposed
            sources.append(read_source(file) if read else proposed_source(file, text))
        except ConfigError as refused:
            problems += refused.problems
    return sources, problems


def _problems(document: Document, profiles: Profiles) -> list[Problem]:
    draft = Draft.of(document.tree, profiles.by_id, profiles.broken)
    findings = [*refusals(draft), *control_refusals(Plan.of(draft))]
    try:
        Config.model_validate(document.tree)
    except ValidationError as err:
        findings += findings_of(err, Config)
    return [document.problem(finding) for finding in findings]


def _in_order(problems: list[Problem], sources: list[Source]) -> list[Problem]:
    """Return the problems as a reader meets them: file by file, line by line."""
    files = [source.file for source in sources]
    return sorted(problems, key=lambda problem: (files.index(problem.file), problem.line or 0))
