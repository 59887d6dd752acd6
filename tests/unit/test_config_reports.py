"""The table `[reports]`: what is taken, what is refused and in which words."""

from pathlib import Path

import pytest

from daemon.configuration.loading import load_config
from daemon.configuration.messages import render
from tests.site_folder import GOOD, problems_of, write_site


def reports(lines: str) -> str:
    return f"{GOOD}\n[reports]\n{lines}\n"


def test_without_the_table_registers_write_themselves(tmp_path: Path) -> None:
    found = load_config(write_site(tmp_path)).config.reports
    assert (found.readings, found.monthly) == (("08:30", "15:30"), True)
    assert (found.formats, found.language) == (("xlsx", "html"), "zh")


def test_the_times_of_the_readings_can_be_chosen(tmp_path: Path) -> None:
    text = reports('readings = ["09:00", "16:15"]\nmonthly = false\nformats = ["csv"]')
    found = load_config(write_site(tmp_path, text)).config.reports
    assert (found.readings, found.monthly, found.formats) == (("09:00", "16:15"), False, ("csv",))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('readings = ["8:30", "15:30"]', "clock_time"),
        ('readings = ["08:30", "24:00"]', "clock_time"),
        ('readings = ["08:30"]', "short_list"),
        ('readings = ["08:30", "12:00", "15:30"]', "long_list"),
        ('formats = ["pdf"]', "one_of"),
        ("formats = []", "short_list"),
        ('formats = ["csv", "csv"]', "repeated"),
        ('language = "de"', "one_of"),
    ],
)
def test_what_is_wrong_is_refused_in_both_languages(tmp_path: Path, line: str, code: str) -> None:
    (problem,) = problems_of(write_site(tmp_path, reports(line)))
    assert problem.code == code
    assert render(problem, "zh") != render(problem, "en")


def test_the_loaded_configuration_knows_its_file(tmp_path: Path) -> None:
    path = write_site(tmp_path)
    assert load_config(path).file == path
