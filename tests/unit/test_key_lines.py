"""Every key path of a TOML text is found, on the line where it is written."""

import tomllib
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.configuration.key_lines import key_lines
from daemon.configuration.problem import KeyPath

TRICKY = '''\
# [not.a.table]
title = "a # b = [c]"  # comment
"quoted key" = 'its = no'
a.b . "c.d" = 1
empty = []
long = """
[also.not] = 1
x = \\"""quoted\\"""
five quotes: """""
raw = \'\'\'
y = 2 # "
\'\'\'
when = 1979-05-27 07:32:00Z
list = [ 1, # one
  [2, "]"],
  { k = 3, l.m = 4 },
]
inline = { x = { y = [5, 6] }, "z" = "}" }

[table]
k = 1.5e3
[table.sub . deep]
k = -inf

[[fruit]]
name = "apple"
  [fruit.physical]
  colour = "red"
  [[fruit.kind]]
  name = "x"
  [[fruit.kind]]
  name = "y"
[[fruit]]
[[fruit.kind]]
name = "z"
'''


def paths(node: object, at: KeyPath = ()) -> Iterator[KeyPath]:
    items: Iterator[tuple[str | int, object]] = iter(())
    if isinstance(node, dict):
        items = iter(node.items())
    elif isinstance(node, list):
        items = iter(enumerate(node))
    for key, value in items:
        yield (*at, key)
        yield from paths(value, (*at, key))


def test_every_path_of_a_tricky_text_is_found_and_no_other() -> None:
    assert set(key_lines(TRICKY)) == set(paths(tomllib.loads(TRICKY)))


def test_lines_of_a_tricky_text() -> None:
    lines = key_lines(TRICKY)
    assert lines["title",] == 2
    assert lines["quoted key",] == 3
    assert lines["a", "b", "c.d"] == 4
    assert lines["raw",] == 10
    assert lines["when",] == 13
    assert lines["list", 1, 1] == 15
    assert lines["list", 2, "l", "m"] == 16
    assert lines["inline", "x", "y", 1] == 18
    assert lines["table", "sub", "deep", "k"] == 23
    assert lines["fruit",] == lines["fruit", 0] == 25
    assert lines["fruit", 0, "physical", "colour"] == 28
    assert lines["fruit", 0, "kind", 1, "name"] == 32
    assert lines["fruit", 1] == 33
    assert lines["fruit", 1, "kind", 0, "name"] == 35


def test_windows_line_ends_count_once() -> None:
    assert key_lines('a = 1\r\nb = """\r\n"""\r\nc = 3\r\n')["c",] == 4


KEYS = st.text(alphabet="ab-_9. é\"'#=]", min_size=1, max_size=4)
SCALARS = st.one_of(
    st.integers(-9, 9).map(str),
    st.booleans().map(lambda fact: str(fact).lower()),
    st.text(alphabet="ab\"'#=[]{},\n", max_size=6).map(
        lambda text: '"' + text.replace('"', '\\"').replace("\n", "\\n") + '"'
    ),
    st.sampled_from(["1979-05-27 07:32:00", "0x1F", "1e5", "'#'", '"""\n]\n"""', "'''='''"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[\n  " + " ,# ]\n  ".join(items) + "\n]"),
        st.dictionaries(KEYS, inner, max_size=3).map(
            lambda table: "{ " + ", ".join(f"{quoted(k)} = {v}" for k, v in table.items()) + " }"
        ),
    ),
    max_leaves=6,
)


def quoted(key: str) -> str:
    return '"' + key.replace('"', '\\"') + '"'


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=3), min_size=1, max_size=4))
def test_every_path_of_any_text_is_found_on_the_line_of_its_statement(
    tables: list[dict[str, str]],
) -> None:
    text, expected = "", dict[KeyPath, int]()
    for number, table in enumerate(tables):
        text += "# [x]\n[[t]]\n"
        expected["t", number] = text.count("\n")
        for key, value in table.items():
            expected["t", number, key] = text.count("\n") + 1
            text += f"{quoted(key)} = {value} # comment\n"
    lines = key_lines(text)
    assert set(lines) == set(paths(tomllib.loads(text)))
    assert {path: lines[path] for path in expected} == expected
