"""What a start with proposed texts would say: the code that starts looks at them. Blocks."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from daemon.commissioning_ports import Finding
from daemon.configuration.loading import NOTHING, Loaded, Proposed, load_config
from daemon.configuration.problem import ConfigError, Problem
from daemon.model import reason

from .told import told, told_problem

MOST = 100  # findings; nobody reads more at once


def examined(
    main: Path, proposed: Proposed = NOTHING, storage: Callable[[Path], bool] | None = None
) -> tuple[tuple[Finding, ...], Loaded | None]:
    """Return what is wrong or doubtful, and the configuration where nothing is wrong.

    `storage` is as for `load_config`.
    """
    try:
        loaded = load_config(main, proposed, storage)
    except ConfigError as refused:
        return _findings(refused.problems, main, False), None
    return _findings(loaded.problems, main, True), loaded


def _findings(problems: Sequence[Problem], main: Path, is_warning: bool) -> tuple[Finding, ...]:
    """Return the first findings; the last one says how many more there are."""
    found = tuple(_finding(each, main.parent, is_warning) for each in problems[:MOST])
    if len(problems) <= MOST:
        return found
    more = told(reason("configuration_more", count=len(problems) - MOST))
    rest = Finding(file=main.name, line=None, path="", texts=more, is_warning=is_warning)
    return (*found, rest)


def _finding(problem: Problem, folder: Path, is_warning: bool) -> Finding:
    near = problem.file.is_relative_to(folder)
    file = problem.file.relative_to(folder) if near else problem.file
    return Finding(
        file=file.as_posix(),
        line=problem.line,
        path=problem.path,
        texts=told_problem(replace(problem, file=file)),
        is_warning=is_warning,
    )
