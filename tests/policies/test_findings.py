from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.model import JsonValue  # noqa: TC001 - hypothesis reads annotations at run time
from govern.policies.findings import Finding, findings_of


def test_texts_and_mappings() -> None:
    value: JsonValue = [
        "plain",
        {"msg": "with path", "path": ["spec", "containers", 0, "a/b~c"]},
        {"msg": "with details", "details": {"image": "x"}},
    ]
    assert list(findings_of("warn", value)) == [
        Finding("warn", "plain"),
        Finding("warn", "with path", "/spec/containers/0/a~1b~0c"),
        Finding("warn", "with details", "", {"image": "x"}),
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "it is a boolean"),
        (None, "it is null"),
        ({"msg": "x"}, "it is a mapping"),
        ("x", "it is a text"),
        ([1.5], "an element is a number"),
        ([["x"]], "an element is a list"),
        ([" "], "`msg` is an empty text"),
        ([{"message": "x"}], "unknown key 'message'"),
        ([{}], "`msg` is null"),
        ([{"msg": 3}], "`msg` is a number"),
        ([{"msg": "x", "path": "/spec"}], "`path`"),
        ([{"msg": "x", "path": ["a", True]}], "`path`"),
        ([{"msg": "x", "path": ["a", -1]}], "`path`"),
        ([{"msg": "x", "path": ["a", 1.0]}], "`path`"),
        ([{"msg": "x", "details": []}], "`details` is a list"),
    ],
)
def test_other_shapes_are_undecided(value: JsonValue, words: str) -> None:
    (finding,) = findings_of("deny", value)
    assert finding.verb == "undecided"
    assert words in finding.message
    assert finding.from_engine


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.lists(_json))
def test_no_element_is_lost(value: list[JsonValue]) -> None:
    assert len(list(findings_of("deny", value))) == len(value)
