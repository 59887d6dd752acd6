"""Who may import whom (`docs/architecture.md`), and what no file may be."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("daemon", "drivers", "panel", "records_sync")
VOCABULARY = (  # of the records: values only
    "records_sync.model",
    "records_sync.words",
    "records_sync.index.browse",
    "records_sync.index.query",
    "records_sync.index.statistics",
    "records_sync.holdings.acts",
    "records_sync.holdings.checking",
    "records_sync.holdings.climate",
    "records_sync.holdings.exposure",
    "records_sync.holdings.folding",
    "records_sync.holdings.missing",
    "records_sync.holdings.model",
    "records_sync.holdings.situation",
    "records_sync.holdings.stays",
    "records_sync.holdings.transitions",
    "records_sync.holdings.words",
    "records_sync.sync.report",
    "records_sync.sync.sentences",
)
STDLIB = sys.stdlib_module_names
LONGEST = 300

# The longest matching prefix of a module rules; values are prefixes of what it may import.
ALLOWED: dict[str, tuple[str, ...]] = {
    "daemon.model": ("daemon.model",),
    "daemon.ports": ("daemon.model",),
    "daemon.record_ports": ("daemon.model", *VOCABULARY),
    "daemon.commissioning_ports": ("daemon.model", "daemon.fieldbus_ports"),
    "daemon.fieldbus_ports": ("daemon.model",),
    "daemon.commissioning": ("daemon", "drivers", "pydantic", "tomlkit"),
    "daemon.control": ("daemon.model", "daemon.control", "cronsim", "psychrolib"),
    "daemon": (
        *("daemon", "drivers", "aiomqtt", "aiosqlite", "click", "prometheus_client", "pydantic"),
        "pydantic_core",
    ),
    "daemon.app": ("daemon", "drivers", "panel", "records_sync"),
    "daemon.archive": ("daemon", "records_sync"),
    "daemon.commands": ("daemon", "drivers", "panel", "records_sync", "click"),
    "daemon.preload.catalogue": ("daemon", "records_sync", "xlsxwriter"),
    "daemon.reports": ("daemon", "jinja2", "xlsxwriter"),
    "daemon.notifying": ("daemon", "aiohttp", "aiosqlite", "pydantic"),
    "drivers": ("drivers", "pydantic"),
    "drivers.frames": ("drivers", "pymodbus"),
    "drivers.link": ("drivers", "serial"),
    "drivers.simulator": (
        *(
            "drivers.simulator",
            "drivers.profile",
            "drivers.codec",
            "drivers.line",
            "drivers.vocabulary",
            "drivers.catalog",
            "pydantic",
        ),
    ),
    "panel": ("panel", "daemon.model", "daemon.ports", "aiohttp", "aiohttp_sse", "jinja2"),
    "panel.charts": ("panel", "daemon.model", "daemon.ports", "aiohttp", "psychrolib"),
    "panel.context": (
        *("panel", "daemon.commissioning_ports", "daemon.model", "daemon.ports"),
        *("daemon.record_ports", "aiohttp"),
    ),
    "panel.commissioning": (
        *("panel", "daemon.commissioning_ports", "daemon.fieldbus_ports"),
        *("daemon.model", "daemon.ports", "aiohttp"),
    ),
    "panel.records": (
        *("panel", "daemon.model", "daemon.ports", "daemon.record_ports", "aiohttp"),
        *VOCABULARY,
    ),
    "records_sync": (
        *("records_sync", "aiohttp", "aiosqlite", "dbfread", "defusedxml", "python_calamine"),
        *("segno", "xlsxwriter"),
    ),
}
PURE = ("daemon.control", "daemon.model")
IMPURE = {"asyncio", "time", "logging", "os", "socket", "sqlite3", "random", "threading"}
VAGUE = {"utils", "helpers", "manager", "misc", "common", "handler", "handlers"}


def modules() -> Iterator[tuple[str, Path]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imports(name: str, path: Path) -> Iterator[str]:
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if not node.level:
                yield node.module or ""
                continue
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            yield ".".join([*above, node.module] if node.module else above)


MODULES = tuple(modules())


def within(module: str, prefix: str) -> bool:
    return module == prefix or module.startswith(prefix + ".")


def rule_of(name: str) -> tuple[str, ...]:
    return ALLOWED[max((p for p in ALLOWED if within(name, p)), key=len)]


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_a_module_imports_only_what_it_may(name: str, path: Path) -> None:
    wrong = [
        module
        for module in imports(name, path)
        if module.partition(".")[0] not in STDLIB
        and not any(within(module, prefix) for prefix in rule_of(name))
    ]
    assert not wrong, f"{name} may not import {wrong}"


@pytest.mark.parametrize(
    ("name", "path"),
    [(n, p) for n, p in MODULES if any(within(n, pure) for pure in PURE)],
)
def test_decisions_are_pure(name: str, path: Path) -> None:
    assert not {m.partition(".")[0] for m in imports(name, path)} & IMPURE, name


def test_there_are_no_import_cycles() -> None:
    known = dict(MODULES)
    graph = {
        name: {m for m in imports(name, path) if m in known and m != name}
        for name, path in known.items()
    }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join([*trail, name])
        if name not in done:
            for other in graph[name]:
                visit(other, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_a_file_is_short_and_named_for_its_idea(name: str, path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST
    assert not set(name.split(".")) & VAGUE


def test_only_the_systemd_folder_is_no_package() -> None:
    assert not (ROOT / "systemd" / "__init__.py").exists()
    for package in PACKAGES:
        assert (ROOT / package / "__init__.py").exists()


def test_only_one_file_knows_each_wire_library() -> None:
    owners = {"pymodbus": "drivers.frames", "serial": "drivers.link", "aiomqtt": "daemon.mqtt"}
    for library, owner in owners.items():
        users = [n for n, p in MODULES if any(within(m, library) for m in imports(n, p))]
        assert users == [owner], library
