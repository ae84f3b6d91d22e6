from __future__ import annotations

import gc
import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.documents.interface import Limits
from govern.documents.json_reader import JsonPart, read_json, read_part, skeleton_of
from govern.errors import InputError, LimitExceeded

LIMITS = Limits()

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=4), inner, max_size=5)
    ),
    max_leaves=30,
)


def read(text: str) -> object:
    return read_json(text, "a.json", LIMITS)


def refused(text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        read(text)
    return caught.value


@given(values, st.booleans(), st.sampled_from([None, 2]))
def test_reads_what_the_standard_library_reads(
    value: object, ascii_only: bool, indent: int | None
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert read(text) == value


@given(st.text(alphabet='{}[]":,\\ntrue123eE.-+ u0d8"\n', max_size=40))
def test_any_text_is_read_as_the_standard_library_does_or_refused(text: str) -> None:
    caught: InputError | None = None
    try:
        value = read(text)
    except InputError as error:
        caught = error
    if caught is None:
        assert json.loads(text) == value
    else:
        assert caught.path == "a.json"
        assert caught.line is not None
        assert caught.line >= 1


@given(values, st.data())
def test_a_truncated_text_is_refused_with_a_line(value: object, data: st.DataObject) -> None:
    text = json.dumps({"outer": [value]})
    cut = data.draw(st.integers(1, len(text) - 1))
    assert refused(text[:cut]).line == 1


def test_integers_are_exact() -> None:
    wide = 2**64 + 1
    assert read(f'{{"a": [{wide}, -{wide}, {2**63}, 1]}}') == {"a": [wide, -wide, 2**63, 1]}
    assert type(read("12345678901234567890")) is int


def test_digits_inside_a_string_do_not_count_as_an_integer() -> None:
    assert read('{"n": "12345678901234567890123"}') == {"n": "12345678901234567890123"}


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('{"a": 1,\n "a": 2}', 2, 2),
        ('{"a": {"b": 1}, "c": [{"é": 1, "b": 2, "\\u00e9": 3}]}', 1, 40),
        ('[{"a": "x\\"y", "b": "{\\\\", "a": 3}]', 1, 28),
        ('{"": 1,\n\n  "" : 2}', 3, 3),
    ],
)
def test_a_duplicate_key_is_refused_where_it_stands(
    text: str, line: int, column: int | None
) -> None:
    error = refused(text)
    assert (error.line, error.column) == (line, column)
    assert "appears twice" in error.message


def test_the_same_key_in_two_objects_is_no_duplicate() -> None:
    assert read('[{"a": 1}, {"a": {"a": 2}}]') == [{"a": 1}, {"a": {"a": 2}}]


@given(values, st.text(st.characters(codec="utf-8"), max_size=5), st.integers(0, 3))
def test_every_duplicate_key_is_found(value: object, key: str, depth: int) -> None:
    member = json.dumps(key) + ":" + json.dumps(value)
    text = "{" + member + "," + member + "}"
    for _ in range(depth):
        text = '{"k": [1, ' + text + "]}"
    assert "appears twice" in refused(text).message


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('{"a":\n NaN}', 2, 2),
        ("[Infinity]", 1, 2),
        ("[-Infinity]", 1, 3),
        ("[1,\n1e999]", 2, 1),
        ('["\\ud800"]', 1, None),
        ('["\ud800"]', 1, 3),
        ('{"a": 1} \n x', 2, 2),
        ("[1] [2]", 1, 5),
        ("[01]", 1, 2),
        ("[1,]", 1, None),
        ('{"a": "b\nc"}', 1, None),
        ("{'a': 1}", 1, 2),
        ("", 1, 1),
        ("// comment\n1", 1, 1),
    ],
)
def test_what_is_not_json_is_refused_where_it_stands(
    text: str, line: int, column: int | None
) -> None:
    error = refused(text)
    assert error.line == line
    if column is not None:
        assert error.column == column
    assert error.cause


def test_lines_count_from_where_the_text_starts() -> None:
    with pytest.raises(InputError) as caught:
        read_json('{"a": 1,\n"a": 2}', "stream.yaml", LIMITS, first_line=41)
    assert caught.value.where == "stream.yaml:42:1"
    assert caught.value.cause == "it was first written on line 41"


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
def test_deep_nesting_is_refused_before_it_is_read(opening: str) -> None:
    with pytest.raises(LimitExceeded) as caught:
        read(opening * 100_000)
    assert caught.value.line == 1
    assert caught.value.column is not None


def test_depth_is_counted_exactly_and_not_inside_strings() -> None:
    assert read("[" * 100 + "]" * 100)
    assert read(json.dumps(["[" * 500, '{"' * 500]))
    with pytest.raises(LimitExceeded) as caught:
        read('[["x"], {}, \n' + "[" * 100 + "]" * 101)
    assert (caught.value.line, caught.value.column) == (2, 100)


def test_many_siblings_are_not_deep() -> None:
    assert len(read("[" + ",".join(["[[]]"] * 5000) + "]")) == 5000  # type: ignore[arg-type] # a list


def test_a_text_over_the_limit_is_refused() -> None:
    with pytest.raises(LimitExceeded):
        read_json("[1, 2, 3]", "a.json", Limits(max_bytes=5))


def test_limits_beyond_what_python_can_nest_end_in_an_error_all_the_same() -> None:
    text = "[" * 1010 + str(2**70) + "]" * 1010
    with pytest.raises(LimitExceeded) as caught:
        read_json(text, "a.json", Limits(max_depth=2_000))
    assert caught.value.where == "a.json:1:1"


def test_an_integer_beyond_conversion_is_refused() -> None:
    assert refused("[" + "1" * 5000 + "]").line == 1


def test_strings_longer_than_a_chunk_do_not_hide_keys() -> None:
    long = "x{:" * 200_000 + '\\"' * 200_000
    text = f'{{"a": "{long}", "b": 1, "a": 2}}'
    assert "appears twice" in refused(text).message
    assert read(f'{{"a": "{long}", "b": 1}}') == orjson.loads(f'{{"a": "{long}", "b": 1}}')


def test_no_error_repeats_a_value() -> None:
    secret = "hunter2-hunter2"
    for text in (f'{{"p": "{secret}", "p": "{secret}"}}', f'{{"p": "{secret}"', f'["{secret}" 1]'):
        error = refused(text)
        assert secret not in error.diagnostics()
        assert error.__cause__ is None


def test_a_part_of_a_text_is_read_and_its_faults_are_placed_in_the_whole() -> None:
    text = '{"é": 1,\n "b": {"c": [1, 2]}, "d": {"x": 1, "x": 2}, "e": [1 2]}'

    def part(value: str) -> JsonPart:
        start = text.index(value)
        return JsonPart("f.json", text, start, start + len(value), value.encode())

    assert read_part(part('{"c": [1, 2]}'), LIMITS) == {"c": [1, 2]}
    with pytest.raises(InputError) as twice:
        read_part(part('{"x": 1, "x": 2}'), LIMITS)
    assert twice.value.where == "f.json:2:36"
    with pytest.raises(InputError) as broken:
        read_part(part("[1 2]"), LIMITS)
    assert broken.value.where == "f.json:2:53"


def test_the_collector_is_running_after_a_large_text_good_or_bad() -> None:
    large = "[" + "1," * 600_000 + "1]"
    read(large)
    assert gc.isenabled()
    refused(large[:-1])
    assert gc.isenabled()


@pytest.mark.parametrize("length", [1, 2, 3, 262_143, 262_144, 262_145])
def test_escapes_across_a_chunk_are_seen_whole(length: int) -> None:
    for filler in ("\\\\", '\\"', "x"):
        text = '{"a": "' + filler * length + '", "b": {"c": "}"}}'
        assert skeleton_of(text.encode()) == b"{: , : {: }}"
