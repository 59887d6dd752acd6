"""Plain values as YAML: what a person would write, and no text that breaks out of its place."""

from daemon.monitoring.yaml import document


def test_a_document_reads_as_a_person_would_write_it() -> None:
    assert document(
        {"groups": [{"name": "a-b", "rules": [], "for": "15m", "most": 2.5, "on": True}], "x": {}},
        "first\nsecond",
    ) == (
        "# first\n# second\n"
        "groups:\n"
        "  - name: a-b\n"
        "    rules: []\n"
        "    for: 15m\n"
        "    most: 2.5\n"
        '    "on": true\n'
        "x: {}\n"
    )


def test_words_that_mean_something_to_yaml_are_quoted() -> None:
    for word in (
        "yes",
        "No",
        "null",
        "on",
        "~",
        "1.5",
        "- a",
        "a: b",
        "#x",
        "",
        " a",
        "2026-10-01",
    ):
        assert document({"k": word}) == f'k: "{word}"\n'


def test_expressions_keep_their_quotes_and_lines() -> None:
    assert document({"expr": 'up{job="a"} == 1'}) == "expr: 'up{job=\"a\"} == 1'\n"
    assert document({"expr": 'a\nor\nb{x="1"}'}) == 'expr: |-\n  a\n  or\n  b{x="1"}\n'


def test_no_text_breaks_out_of_its_place() -> None:
    assert document({"k": "a\n\nb: c"}) == 'k: "a\\n\\nb: c"\n'
    assert document({"k": " a\nb"}) == 'k: " a\\nb"\n'
    assert document({"k": "x\u2028y\x85z\x7f\"'"}) == 'k: "x\\u2028y\\u0085z\\u007f\\"\'"\n'
    assert document({"k": "一号库房 😀"}) == 'k: "一号库房 😀"\n'


def test_lists_in_lists_stay_in_their_place() -> None:
    assert document([["a", "b"], {"c": ["d"]}]) == "- - a\n  - b\n- c:\n    - d\n"
