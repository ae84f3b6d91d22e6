from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.policies.rego_text import (
    blanked,
    bracket_depth,
    heads,
    metadata_blocks,
    package_of,
)


@pytest.mark.parametrize(
    ("text", "package", "line"),
    [
        ("package a", "a", 1),
        ("# package no\n\npackage a.b_c.d # yes", "a.b_c.d", 3),
        ('package a["x-y"].b', 'a["x-y"].b', 1),
        ('package a["b"]', "a.b", 1),
        ("package\n\ta", "a", 2),
    ],
)
def test_package(text: str, package: str, line: int) -> None:
    assert package_of(text) == (package, line)


@pytest.mark.parametrize("text", ["", "# package a", "x := `\npackage a\n`", "packages := 1"])
def test_no_package(text: str) -> None:
    assert package_of(text) is None


def test_heads_are_found_at_the_top_level_only() -> None:
    text = """package a
default deny := false
deny contains msg if {
	warn contains 1
	msg := "deny contains x"
	x := {
		undecided: 1}
}
# warn contains "comment"
helper(x) := x if {
	some y in deny
}
warn contains `deny
deny contains 1
` if true
"""
    found = [(head.name, head.line, head.default) for head in heads(text)]
    assert found == [
        ("deny", 2, True),
        ("deny", 3, False),
        ("helper", 10, False),
        ("warn", 13, False),
    ]


def test_metadata_blocks_say_what_they_stand_above() -> None:
    text = (
        "# METADATA\n# title: A\n\n# loose\npackage a\n#METADATA\n#  title: B\nx := 1\n# METADATA\n"
    )
    assert [(one.line, one.yaml, one.above) for one in metadata_blocks(text)] == [
        (1, " title: A", "package a"),
        (6, "  title: B", "x := 1"),
        (9, "", ""),
    ]


def test_bracket_depth_ignores_strings_and_comments() -> None:
    assert bracket_depth('x := [\n[{"[[[[": 1}]] # [[[[[[[') == (3, 2)


@given(st.text(alphabet='ab "`#\\\n{}[]()'))
def test_blanking_keeps_every_offset_and_line(text: str) -> None:
    result = blanked(text)
    assert len(result) == len(text)
    assert [i for i, c in enumerate(result) if c == "\n"] == [
        i for i, c in enumerate(text) if c == "\n"
    ]
    assert all(new in {old, " "} for new, old in zip(result, text, strict=True))
    assert '"' not in result
    assert "#" not in result
