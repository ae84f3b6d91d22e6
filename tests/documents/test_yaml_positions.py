from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from govern.documents.interface import Limits
from govern.documents.yaml_reader import Schema, YamlPositions, read_yaml
from govern.errors import InputError
from govern.model.json import pointer_of, resolve

if TYPE_CHECKING:
    from govern.model import JsonValue

TEXT = """\
# a comment
apiVersion: v1
spec: &spec
  containers:
  - name: a
    image: "x:y"  # here
    script: |
      one
      two

    empty:
  - {name: b, on: 1}
other:
  <<: *spec
  x: 'é😀'
  w: z
alias: *spec
"""


def found(pointer: str, text: str = TEXT, schema: Schema = Schema.KUBECTL) -> tuple[object, ...]:
    positions = YamlPositions("f.yaml", text, 10, schema)
    location = positions.locate([pointer])[pointer]
    assert location.path == "f.yaml"
    assert location.pointer == pointer
    return (location.line, location.column, location.end_line, location.end_column)


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("", (11, 1, 11, 15)),
        ("/apiVersion", (11, 13, 11, 15)),
        ("/spec", (12, 1, 12, 5)),
        ("/spec/containers", (13, 3, 13, 13)),
        ("/spec/containers/0", (14, 5, 14, 12)),
        ("/spec/containers/0/image", (15, 12, 15, 17)),
        ("/spec/containers/0/script", (16, 13, 18, 10)),
        ("/spec/containers/0/empty", (20, 5, 20, 10)),
        ("/spec/containers/1", (21, 5, 21, 21)),
        ("/spec/containers/1/true", (21, 19, 21, 20)),
        ("/spec/containers/0/absent/deeper", (14, 5, 14, 12)),
        ("/spec/containers/7", (13, 3, 13, 13)),
        ("/spec/containers/x", (13, 3, 13, 13)),
        ("/apiVersion/0", (11, 13, 11, 15)),
        ("/other/containers/1/name", (21, 12, 21, 13)),
        ("/other/x", (24, 6, 24, 10)),
        ("/other/w", (25, 6, 25, 7)),
        ("/alias", (26, 8, 26, 13)),
        ("/alias/containers/0/name", (14, 11, 14, 12)),
        ("/absent", (11, 1, 11, 15)),
    ],
)
def test_each_value_has_its_place(pointer: str, place: tuple[int, ...]) -> None:
    assert found(pointer) == place


def test_many_pointers_are_answered_at_once() -> None:
    pointers = ["/spec", "/apiVersion", "/absent", ""]
    assert list(YamlPositions("f", TEXT).locate(pointers)) == pointers
    assert YamlPositions("f", TEXT).locate([]) == {}


def test_an_empty_document_stands_on_its_first_line() -> None:
    assert found("/a", "# nothing\n") == (10, 1, None, None)


def test_escaped_keys_are_found() -> None:
    assert found("/a~1b~0c/x", "a/b~c: {x: 1}") == (10, 12, 10, 13)


def test_keys_are_those_of_the_schema() -> None:
    assert found("/10", "0xA: b") == (10, 6, 10, 7)
    assert found("/0xA", "0xA: b", Schema.CORE) == (10, 6, 10, 7)


def test_a_key_that_the_reader_refuses_does_not_stop_the_search() -> None:
    assert found("/b", "~: a\nb: 1\n") == (11, 4, 11, 5)


def test_a_key_set_after_a_merge_stands_where_it_is_set() -> None:
    text = "a: &a {k: 1, l: 1}\nb: {<<: [*a, {l: 2, m: 2}], k: 3}\n"
    assert found("/b/k", text) == (11, 32, 11, 33)
    assert found("/b/l", text) == (10, 17, 10, 18)
    assert found("/b/m", text) == (11, 24, 11, 25)


def test_the_last_anchor_of_a_name_counts() -> None:
    assert found("/c/z", "a: &a {x: 1}\nb: &a {z: 2}\nc: *a\n") == (11, 11, 11, 12)


def test_lines_are_those_of_an_editor() -> None:
    # libyaml takes U+2028 and U+0085 for line breaks, editors and SARIF do not
    assert found("/b", "a: 'x\u2028y\x85z'\nb: 2\n") == (11, 4, 11, 5)
    assert found("/b", "a: 1\r\nb: 2\r\n") == (11, 4, 11, 5)


def test_nothing_is_looked_for_before_it_is_asked_for() -> None:
    YamlPositions("f", "a: [")  # not even parsed
    with pytest.raises(InputError):
        YamlPositions("f", "a: [").locate(["/a"])


VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(-99, 99), st.text("ab: \n#é😀-", max_size=6), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text("ab/~1", max_size=3), inner, max_size=3),
    ),
    max_leaves=12,
)


def pointers_into(value: JsonValue, path: tuple[str | int, ...] = ()) -> list[str]:
    children: list[tuple[str | int, JsonValue]] = []
    if isinstance(value, dict):
        children = list(value.items())
    elif isinstance(value, list):
        children = list(enumerate(value))
    below = [pointer for key, child in children for pointer in pointers_into(child, (*path, key))]
    return [pointer_of(path), *below]


@given(VALUES, st.booleans(), st.booleans())
def test_a_scalar_reads_the_same_alone_as_in_its_place(
    value: JsonValue, flow: bool, unicode: bool
) -> None:
    text = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=unicode)
    read = read_yaml(text, "f", Limits())
    lines = text.split("\n")
    positions = YamlPositions("f", text).locate(pointers_into(read))
    assert positions.keys() == set(pointers_into(read))
    for pointer, location in positions.items():
        assert location.line is not None
        assert location.column is not None
        assert 1 <= location.line <= len(lines)
        assert 1 <= location.column <= len(lines[location.line - 1]) + 1
        child = resolve(read, pointer)
        if isinstance(child, (bool, int)) and location.end_column is not None:
            shown = lines[location.line - 1][location.column - 1 : location.end_column - 1]
            assert read_yaml(shown, "f", Limits()) == child
