from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.documents.probe import Probe
from govern.errors import InputError
from govern.model import Source


def probe(text: str | bytes, path: str = "a/b.yaml") -> Probe:
    return Probe(Source.of(path, text.encode() if isinstance(text, str) else text))


@pytest.mark.parametrize(
    ("path", "name", "suffix"),
    [
        ("a/b.YAML", "b.YAML", ".yaml"),
        ("<stdin>", "<stdin>", ""),
        ("a.b/README", "README", ""),
        (".hidden", ".hidden", ""),
        ("x.cdx.json", "x.cdx.json", ".json"),
    ],
)
def test_names(path: str, name: str, suffix: str) -> None:
    found = probe("", path)
    assert (found.name, found.suffix) == (name, suffix)


@pytest.mark.parametrize(
    ("text", "json_", "xml"),
    [
        ("", False, False),
        ('\n {"a": 1}', True, False),
        ("[1", True, False),
        ("\t<bom/>", False, True),
        ("a: 1", False, False),
        ("\ufeff{}", True, False),
    ],
)
def test_the_first_character_tells_the_syntax(text: str, json_: bool, xml: bool) -> None:
    found = probe(text)
    assert (found.is_json, found.is_xml) == (json_, xml)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ('{"a": {"x": 1}, "b": [1], "c": "}"}', {"a", "b", "c"}),
        ('{"\\u0061": 1, "b', {"a"}),
        ('{"a": 1, "b": [[[', {"a", "b"}),
        ("{}", set()),
        ("[1]", set()),
        ("{a: 1}", set()),
        ('{"a": 1} {"b": 2}', {"a"}),
        ('{"a": ' + "[" * 100_000, {"a"}),
        ("a: 1\n'b': 2\n\"c\" : 3\n# d: 4\n  e: 5\n---\nf:\n- g: 1\n", {"a", "b", "c", "f"}),
        ("a:1\nb:", {"b"}),
        ("a: 1\r\nb: 2\r\n", {"a", "b"}),
    ],
)
def test_top_level_keys(text: str, keys: set[str]) -> None:
    assert probe(text).top_level_keys == keys


def test_bytes_that_are_no_text_are_refused_when_looked_at() -> None:
    found = probe(b"\xff\xff")
    with pytest.raises(InputError):
        _ = found.is_json


@given(st.dictionaries(st.text(max_size=5), st.recursive(st.integers(), st.lists, max_leaves=3)))
def test_keys_of_json_are_exact_and_a_cut_loses_only_later_ones(value: dict[str, object]) -> None:
    text = json.dumps(value)
    assert probe(text).top_level_keys == set(value)
    assert probe(text[: len(text) // 2]).top_level_keys <= set(value)
