"""What a start with proposed texts would say: the code that starts looks at them. Blocks."""

from dataclasses import replace
from pathlib import Path

from daemon.commissioning_ports import Finding
from daemon.configuration.loading import NOTHING, Loaded, Proposed, load_config
from daemon.configuration.problem import ConfigError, Problem

from .told import told_problem


def examined(main: Path, proposed: Proposed = NOTHING) -> tuple[tuple[Finding, ...], Loaded | None]:
    """Return what is wrong or doubtful, and the configuration where nothing is wrong."""
    try:
        loaded = load_config(main, proposed)
    except ConfigError as refused:
        return tuple(_finding(each, main.parent, False) for each in refused.problems), None
    return tuple(_finding(each, main.parent, True) for each in loaded.problems), loaded


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
