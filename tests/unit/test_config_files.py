"""From files to one tree: merging, encodings, sizes, broken TOML; always with file and line."""

import os
from pathlib import Path

import pytest

from daemon.configuration.loading import load_config
from daemon.configuration.messages import render
from daemon.configuration.problem import Problem
from tests.site_folder import GOOD, SECOND, edited, line_of, problems_of, write_site


def only(main: Path) -> Problem:
    (problem,) = problems_of(main)
    return problem


def test_additions_merge_tables_and_append_arrays_in_the_order_of_names(tmp_path: Path) -> None:
    text = edited(("raw_days = 14\n", ""))
    others = {
        "conf.d/20-more.toml": SECOND,
        "conf.d/10-days.toml": '[storage]\nraw_days = 9\n[panel]\nallowed_hosts = ["two.example"]\n'
        + SECOND.replace("south", "first").replace("unit_id = 4", "unit_id = 5"),
        "conf.d/notes.txt": "not TOML",
        "conf.d/.swap.toml": "not TOML",
    }
    config = load_config(write_site(tmp_path, text, others)).config
    assert config.storage.raw_days == 9
    assert config.panel.allowed_hosts == ("panel.example", "two.example")
    assert list(config.devices) == ["th-north", "relays", "th-first", "th-south"]


def test_a_value_set_twice_names_both_files(tmp_path: Path) -> None:
    addition = "[scan]\n# faster\nperiod_s = 0.2\n"
    main = write_site(tmp_path, others={"conf.d/fast.toml": addition})
    problem = only(main)
    assert (problem.file, problem.line) == (tmp_path / "conf.d/fast.toml", 3)
    assert (problem.path, problem.code) == ("scan.period_s", "set_twice")
    assert f"{main}:{line_of(GOOD, 'period_s')}" in render(problem, "zh")


def test_a_table_where_another_file_has_a_value_is_set_twice(tmp_path: Path) -> None:
    problem = only(write_site(tmp_path, others={"conf.d/x.toml": "[site.name]\nzh = 1\n"}))
    assert (problem.path, problem.code, problem.line) == ("site.name", "set_twice", 1)


def test_an_error_in_an_addition_names_the_addition(tmp_path: Path) -> None:
    addition = SECOND.replace("unit_id = 4", "unit_id = 3") + "[device.names]\nhumid = 5\n"
    main = write_site(tmp_path, others={"conf.d/more.toml": addition})
    assert [(p.file.name, p.line, p.path, p.code) for p in problems_of(main)] == [
        ("more.toml", 6, "device[th-south].unit_id", "shared_unit_id"),
        ("more.toml", 9, "device[th-south].names.humid", "unknown_point"),
        ("more.toml", 9, "device[th-south].names.humid", "wants_text"),
    ]


def test_an_empty_main_file_lacks_its_site(tmp_path: Path) -> None:
    problem = only(write_site(tmp_path, ""))
    assert (problem.path, problem.code, problem.line) == ("site", "missing", None)


def test_a_file_saved_by_notepad_is_read(tmp_path: Path) -> None:
    main = write_site(tmp_path)
    main.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load_config(main).config.site.name == "当阳市编办档案室"
    main.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("raw_days = 14", "raw = 1").encode())
    assert only(main).line == line_of(GOOD, "raw_days")


def test_a_file_in_a_chinese_encoding_is_refused_from_its_first_chinese_line(
    tmp_path: Path,
) -> None:
    main = write_site(tmp_path)
    main.write_bytes(GOOD.encode("gb18030"))
    problem = only(main)
    assert (problem.code, problem.line) == ("file_encoding", line_of(GOOD, "当阳"))


def test_what_is_no_readable_file_is_refused_by_what_it_is(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "large.toml").write_text("#" * (1 << 20) + "\n", encoding="utf-8")
    (tmp_path / "loop.toml").symlink_to(tmp_path / "loop.toml")
    codes = {
        "pipe.toml": "file_special",
        "folder.toml": "file_directory",
        "large.toml": "file_large",
        "loop.toml": "file_unreadable",
        "absent.toml": "file_missing",
        "large.toml/x.toml": "file_missing",
        "nul\0.toml": "file_missing",
        "n" * 300: "file_unreadable",
    }
    for name, code in codes.items():
        problem = only(tmp_path / name)
        assert (problem.code, problem.file, problem.line) == (code, tmp_path / name, None)


def test_a_file_of_one_mebibyte_is_read(tmp_path: Path) -> None:
    size = (1 << 20) - len(GOOD.encode())
    load_config(write_site(tmp_path, GOOD + "#" * (size - 1) + "\n"))


@pytest.mark.parametrize("folder", ["conf.d", "profiles"])
def test_a_file_in_the_place_of_a_folder_is_refused(tmp_path: Path, folder: str) -> None:
    site = '[site]\nid = "a"\nname = "b"\ntimezone = "UTC"\n'
    (tmp_path / folder).write_text("", encoding="utf-8")
    main = tmp_path / "roomd.toml"
    main.write_text(site, encoding="utf-8")
    problem = only(main)
    assert (problem.code, problem.file) == ("not_a_folder", tmp_path / folder)


def test_every_unreadable_file_is_named_at_once(tmp_path: Path) -> None:
    others = {"conf.d/a.toml": "x", "conf.d/b.toml": "[", "profiles/c.toml": "= 1"}
    main = write_site(tmp_path, "a = 1\na = 2\n", others)
    assert [(p.file.name, p.line) for p in problems_of(main)] == [
        ("roomd.toml", 2),
        ("a.toml", 1),
        ("b.toml", 1),
        ("c.toml", 1),
    ]


SYNTAX = [
    ("[site]\nid ＝ 1\n", "toml_full_width", 2, 4),
    ("[site]\nid = “a”\n", "toml_full_width", 2, 6),
    ("[site]\nid = 1\nid = 2\n", "toml_twice", 3, 7),
    ("[a]\n[b]\n[a]\n", "toml_twice", 3, 3),
    ("x = {a = 1, a = 2}", "toml_twice", 1, 18),
    ('x = "abc\n', "toml_open_text", 1, 9),
    ("x = '''abc", "toml_open_text", 1, 11),
    ("x = [1, 2\ny = 3\n", "toml_open_bracket", 2, 1),
    ("[site\n", "toml_open_bracket", 1, 6),
    ("名称 = 1\n", "toml_syntax", 1, 1),
    ("a\n", "toml_equals", 1, 2),
    ("x = abc\n", "toml_value", 1, 5),
    ("x = 1979-02-30\n", "toml_value", 1, 5),
    ("x = '\x07'\n", "toml_character", 1, 6),
    ('x = "C:\\path"\n', "toml_escape", 1, 10),
    ("x = 1 y = 2\n", "toml_syntax", 1, 7),
    ("x = " + "[" * 5000, "toml_nested", None, None),
    ("x = " + "9" * 5000, "toml_number", None, None),
]


@pytest.mark.parametrize(("text", "code", "line", "column"), SYNTAX)
def test_broken_toml_is_explained_where_it_breaks(
    tmp_path: Path, text: str, code: str, line: int | None, column: int | None
) -> None:
    problem = only(write_site(tmp_path, text))
    assert (problem.code, problem.line, problem.args.get("column")) == (code, line, column)


def test_keys_that_could_move_the_cursor_are_shown_as_escapes(tmp_path: Path) -> None:
    problem = only(write_site(tmp_path, GOOD + '"\\u001b[2J\\u009b\\n" = 1\n'))
    assert problem.path == 'device[relays]."\\x1b[2J\\x9b\\n"'
    assert render(problem, "en").isprintable()
