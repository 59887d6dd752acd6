"""The profiles that a site adds: used, replaced with a warning, refused with file and line."""

from pathlib import Path

from daemon.configuration.loading import load_config
from daemon.configuration.messages import render
from tests.site_folder import RELAYS, THERMOMETER, edited, line_of, problems_of, write_site


def test_a_profile_of_the_site_replaces_a_shipped_one_and_says_so(tmp_path: Path) -> None:
    own = THERMOMETER.replace("test-th", "xy-md02")
    loaded = load_config(write_site(tmp_path, others={"profiles/own.toml": own}))
    (problem,) = loaded.problems
    assert problem.code == "replaces_shipped"
    assert (problem.file, problem.line) == (tmp_path / "profiles/own.toml", 1)
    assert loaded.profiles["xy-md02"].source == "written for the tests"


def test_a_broken_profile_is_named_with_its_file_and_line(tmp_path: Path) -> None:
    broken = RELAYS + edited(
        ("low = -40.0", "low = 90.0"), ('encoding = "uint16"', 'encoding = "uint61"'),
        text=THERMOMETER[THERMOMETER.index("[[point]]") :],
    )  # fmt: skip
    broken = broken.replace("test-relay", "test-relay-2")
    main = write_site(tmp_path, others={"profiles/broken.toml": broken})
    found = [(p.file.name, p.line, p.path, p.code) for p in problems_of(main)]
    assert found == [
        (
            "broken.toml",
            line_of(broken, 'tag = "temperature"') - 1,
            "point[temperature]",
            "low_high",
        ),
        ("broken.toml", line_of(broken, '"uint61"'), "point[humidity].encoding", "one_of"),
    ]


def test_a_reference_to_a_broken_profile_is_not_a_second_problem(tmp_path: Path) -> None:
    main = write_site(tmp_path, others={"profiles/test-th.toml": THERMOMETER + "x = 1\n"})
    (problem,) = problems_of(main)
    assert problem.file.name == "test-th.toml"


def test_two_profiles_with_one_id_are_refused(tmp_path: Path) -> None:
    (problem,) = problems_of(write_site(tmp_path, others={"profiles/zz.toml": THERMOMETER}))
    assert (problem.file.name, problem.code) == ("zz.toml", "duplicate_profile")
    assert "test-th.toml" in render(problem, "zh")
