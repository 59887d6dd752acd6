"""A register says which version wrote it: so its words and figures change with the version only.

`report_forms.txt` holds a line for each version that changed them: version and digest.
"""

import tomllib
from hashlib import sha256
from pathlib import Path

from daemon.reports import (
    alarms,
    audit,
    excursion,
    maintenance,
    monthly,
    sterilisation,
    yearly,
)
from daemon.reports.asked import OF_SITE, ReportKind
from daemon.reports.corrections import body
from daemon.reports.plain import plain_text
from daemon.reports.words import SHARED
from tests.report_kit import document_of, output, utc, write_history, write_ledger, write_site
from tests.test_architecture import ROOT

FORMS = Path(__file__).with_name("report_forms.txt")
BUILDERS = (alarms, audit, excursion, maintenance, monthly, sterilisation, yearly)
ADVICE = (
    "the words or figures of reports are not those of the version in {file}: raise the version in"
    " pyproject.toml if the one there was given to anybody, and end that file with: {line}"
)


def form(folder: Path) -> str:
    """Return a digest of all phrases of the reports, and of one report of each kind."""
    write_site(folder)
    write_history(folder, utc(2026, 9, 30, 16), utc(2026, 10, 31, 16))
    write_ledger(folder, [output(utc(2026, 10, 5, 1, 12), "dehumidifier-1", True)])
    found = sha256()
    for phrases in (SHARED, *(module.PHRASES for module in BUILDERS)):
        for key, sentence in sorted(phrases.items()):
            found.update(f"{key}\0{sentence}\0".encode())
    for kind in ReportKind:
        name = "2026" if kind is ReportKind.YEARLY else "2026-10"
        place = "dangyang" if kind in OF_SITE else "stack-1"
        found.update(plain_text(body(document_of(folder, kind, name, place))).encode())
    return found.hexdigest()[:16]


def test_reports_change_with_the_version_of_the_program(tmp_path: Path) -> None:
    recorded = [line.split() for line in FORMS.read_text(encoding="ascii").splitlines()]
    versions = [version for version, _ in recorded]
    assert len(set(versions)) == len(versions)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    line = f"{project['version']} {form(tmp_path)}"
    assert recorded[-1][1] == line.split()[1], ADVICE.format(file=FORMS.name, line=line)
