from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.documents.json_positions import JsonPositions
from govern.model.json import pointer_of

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = """{
  "a": {"b": [10, "x\\ny", {"c/d": null}], "~e": -1.5},
  "é": [[], [true]],
  "last": {}
}
"""

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=3), inner, max_size=4)
    ),
    max_leaves=25,
)


def spans(text: str, *pointers: str) -> list[str | None]:
    """Return the text each pointer's span covers (all on one line)."""
    found = JsonPositions("f.json", text).locate(pointers)
    lines = text.split("\n")
    out: list[str | None] = []
    for pointer in pointers:
        place = found[pointer]
        assert place.pointer == pointer
        assert place.line is not None
        assert place.line == place.end_line
        assert place.column is not None
        assert place.end_column is not None
        out.append(lines[place.line - 1][place.column - 1 : place.end_column - 1])
    return out


def write(value: object, path: tuple[str | int, ...], places: dict[str, tuple[int, int]]) -> str:
    """Write JSON naively, one token a line apart, and note where each value begins."""
    out: list[str] = []

    def emit(item: object, where: tuple[str | int, ...], key: str | None) -> None:
        line = sum(part.count("\n") for part in out) + 1
        column = len("".join(out).rpartition("\n")[2]) + 1
        if key is not None:
            out.append(key + " : ")
        if not isinstance(item, (dict, list)):
            column = len("".join(out).rpartition("\n")[2]) + 1
        places[pointer_of(where)] = (line, column)
        if isinstance(item, dict):
            out.append("{\n ")
            for number, (name, inner) in enumerate(item.items()):
                out.append(" ,\n " if number else "")
                emit(inner, (*where, name), json.dumps(name, ensure_ascii=False))
            out.append("}")
        elif isinstance(item, list):
            out.append("[")
            for number, inner in enumerate(item):
                out.append(",\n" if number else "")
                emit(inner, (*where, number), None)
            out.append("\n]")
        else:
            out.append(json.dumps(item, ensure_ascii=False))

    emit(value, path, None)
    return "".join(out)


@given(values)
def test_every_value_is_where_a_naive_writer_put_it(value: object) -> None:
    places: dict[str, tuple[int, int]] = {}
    text = write(value, (), places)
    found = JsonPositions("f.json", text).locate(list(places))
    assert {p: (at.line, at.column) for p, at in found.items()} == places


def pointers_in(value: object, path: tuple[str | int, ...] = ()) -> Iterator[str]:
    yield pointer_of(path)
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in items:
        yield from pointers_in(inner, (*path, key))


@given(values, st.data())
def test_asking_for_few_answers_as_asking_for_all(value: object, data: st.DataObject) -> None:
    text = json.dumps(value)
    everything = list(pointers_in(value))
    whole = JsonPositions("f.json", text).locate(everything)
    some = data.draw(st.lists(st.sampled_from(everything)))
    assert JsonPositions("f.json", text).locate(some) == {p: whole[p] for p in some}


def test_scalars_are_spanned_whole_and_collections_by_key_or_bracket() -> None:
    assert spans(TEXT, "/a/b/0", "/a/b/1", "/a/~0e", "/a/b/2/c~1d") == [
        "10",
        '"x\\ny"',
        "-1.5",
        "null",
    ]
    assert spans(TEXT, "", "/a", "/a/b", "/a/b/2", "/é", "/é/1", "/last") == [
        "{", '"a"', '"b"', "{", '"é"', "[", '"last"',
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pointer", "deepest"),
    [
        ("/none", "{"),
        ("/none/of/this", "{"),
        ("/a/b/7", '"b"'),
        ("/a/b/-1", '"b"'),
        ("/a/b/00", '"b"'),
        ("/a/b/0/x", "10"),
        ("/last/x/y", '"last"'),
        ("/a/b/" + "9" * 5000, '"b"'),
        ("/x" * 20_000, "{"),
    ],
)
def test_a_missing_key_has_the_place_of_its_deepest_parent(pointer: str, deepest: str) -> None:
    assert spans(TEXT, pointer) == [deepest]


def test_lines_and_columns_count_from_one_and_in_characters() -> None:
    found = JsonPositions("f.json", TEXT, first_line=11).locate(["/é/1/0", ""])
    assert (found["/é/1/0"].line, found["/é/1/0"].column) == (13, 14)
    assert (found[""].line, found[""].column) == (11, 1)


def test_a_scalar_document_has_a_place() -> None:
    assert spans('  "x"', "", "/a") == ['"x"', '"x"']


def test_line_breaks_are_counted_by_line_feed() -> None:
    found = JsonPositions("f.json", '{\r\n  "a": 1\r\n}').locate(["/a"])
    assert (found["/a"].line, found["/a"].column) == (2, 8)


def test_nothing_asked_is_nothing_answered() -> None:
    assert JsonPositions("f.json", TEXT).locate([]) == {}


def test_a_pointer_must_be_one() -> None:
    with pytest.raises(ValueError, match="not a JSON pointer"):
        JsonPositions("f.json", TEXT).locate(["a"])
