from __future__ import annotations

import time
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.documents.interface import Limits
from govern.documents.yaml_reader import Schema, read_yaml
from govern.errors import Error, InputError, LimitExceeded

if TYPE_CHECKING:
    from govern.model import JsonValue

SMALL = Limits(max_bytes=10_000, max_depth=20, max_nodes=1_000)


def read(text: str, schema: Schema = Schema.KUBECTL, limits: Limits = SMALL) -> JsonValue:
    return read_yaml(text, "f.yaml", limits, schema=schema)


def refusal(text: str, schema: Schema = Schema.KUBECTL, limits: Limits = SMALL) -> InputError:
    with pytest.raises(InputError) as caught:
        read_yaml(text, "f.yaml", limits, first_line=10, schema=schema)
    assert caught.value.path == "f.yaml"
    return caught.value


# The differential test in test_yaml_kubectl.py has hundreds more; these are for reading.
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("# only\n", None),
        ("a: yes", {"a": True}),
        ("a: 'yes'", {"a": "yes"}),
        ("a: Off", {"a": False}),
        ("on: 1", {"true": 1}),
        ("a: 0644", {"a": 420}),
        ("a: 1e3", {"a": 1000}),
        ("a: 12:30:45", {"a": "12:30:45"}),
        ("a: 2024-01-01", {"a": "2024-01-01"}),
        ("a: =", {"a": "="}),
        ("a: 18446744073709551615", {"a": 18446744073709551615.0}),
        ("a: &x {b: 1}\nc: *x", {"a": {"b": 1}, "c": {"b": 1}}),
        ("a: &x {b: 1, c: 1}\nd: {<<: *x, c: 2}", {"a": {"b": 1, "c": 1}, "d": {"b": 1, "c": 2}}),
        ("a: {<<: [{b: 1}, {b: 2, c: 3}]}", {"a": {"b": 1, "c": 3}}),
        ("a: {<<: {b: 1}, b: 2}", {"a": {"b": 2}}),
        ("&a x: *a", {"x": "x"}),
        ("a: &a 1\nb: &a 2\nc: *a", {"a": 1, "b": 2, "c": 2}),
        ("a: !!binary aGk=", {"a": "hi"}),
        ("!!str 1: !!int '3'", {"1": 3}),
        ("a: |\n  x\n  y", {"a": "x\ny\n"}),
        ("a: |\r\n  x\r\n", {"a": "x\n"}),
        ("--- # c\na: [1, [], {}]\n...\n", {"a": [1, [], {}]}),
    ],
)
def test_kubectl_schema(text: str, value: JsonValue) -> None:
    assert read(text) == value


def test_one_and_true_are_told_apart() -> None:
    value: Any = read("a: 1\nb: true\nc: 1.0\nd: 1.5")
    assert [type(one) for one in value.values()] == [int, bool, int, float]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("true", True),
        ("~", None),
        ("1.10", 1.1),
        ("1.0", 1.0),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("2024-01-01", "2024-01-01"),
        (".nan", ".nan"),
        ("-.inf", "-.inf"),
        ("1e999", "1e999"),
        ("123456789012345678901234567890", 1.2345678901234568e29),
        ("9" * 5000, "9" * 5000),
        ("!!int '7'", 7),
        ("!!float 7", 7.0),
        ("!!timestamp 2024-01-01", "2024-01-01"),
    ],
)
def test_core_schema(text: str, value: JsonValue) -> None:
    found: Any = read(f"v: {text}", Schema.CORE)
    assert found == {"v": value}
    assert type(found["v"]) is type(value)


def test_core_keys_stay_as_written() -> None:
    assert read("1.10: a\ntrue: b\n~: c", Schema.CORE) == {"1.10": "a", "true": "b", "~": "c"}


def test_failsafe_keeps_every_scalar_as_written() -> None:
    text = "a: 1.10\nb: [true, ~, '', 0x1F]\nc: !!int 5\n1: {}"
    assert read(text, Schema.FAILSAFE) == {
        "a": "1.10",
        "b": ["true", "~", "", "0x1F"],
        "c": "5",
        "1": {},
    }


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("a: 1\nb:\n  c: 1\n  c: 2", 13, 3, "'c' appears twice"),
        ("1: a\n'1': b", 11, 1, "'1' appears twice"),
        ("a: {<<: {b: 1}, <<: {c: 1}}", 10, 17, "'<<' appears twice"),
        ("a: {b: 1, <<: {b: 2}}", 10, 11, "`<<` sets the key 'b' again"),
        ("a: {<<: 1}", 10, 5, "`<<` needs a mapping"),
        ("a: {<<: {b: 1}, 2: x}", 10, 21, "numbers or booleans"),
        ("a: &x {1: y}\nb: {<<: *x}", 11, 5, "numbers or booleans"),
        ("a: !Ref x", 10, 4, "custom tag !Ref"),
        ("a: !Sub [x]", 10, 4, "custom tag !Sub"),
        ("a: !!set {x}", 10, 4, "custom tag tag:yaml.org,2002:set"),
        ("? [a]\n: b", 10, 3, "a key that is a mapping or a list"),
        ("&a x: y\n*a : z", 11, 1, "an alias in the place of a key"),
        ("!!int 1: x", 10, 1, "a key with a tag"),
        ("a: *b", 10, 4, "*b has no anchor"),
        ("a: &b [*b]", 10, 8, "&b contains itself"),
        ("~: x", 10, 1, "a key that Kubernetes would refuse"),
        ("18446744073709551615: x", 10, 1, "a key that Kubernetes would refuse"),
        ("a: .inf", 10, 4, "a value that Kubernetes would refuse"),
        ("a: !!int x", 10, 4, "a value that Kubernetes would refuse"),
        ("a: !!binary '*'", 10, 4, "a value that Kubernetes would refuse"),
        ("a: 1\n---\nb: 2", 11, 1, "a second document"),
        ("a: 1\n---#:\n  b: 2", 11, 1, "begins with `---` but is no document marker"),
        ("--- \xa0\na: 1", 10, 1, "begins with `---` but is no document marker"),
        ("--- #\u2028x: 1", 10, 1, "begins with `---` but is no document marker"),
        ("a: 1\n\ufeffb: 2", 11, 1, "a byte order mark"),
        ("a: 1\rb: 2", 10, 5, "a carriage return without a line feed"),
        ("a: [1, 2\n\n", 10, 9, "not valid YAML"),
        ("a: b: c", 10, 5, "not valid YAML"),
        ("x\n\tb: [", 11, 3, "not valid YAML"),
        ("a: '\U0001f600' b", 10, 8, "not valid YAML"),
        ("a: \x01", 10, 4, "not valid YAML"),
        ("é: \x7f", 10, 4, "not valid YAML"),
        ("a: \ud800", 10, 4, "not valid YAML"),
    ],
)
def test_refusals_name_the_place_and_the_cause(
    text: str, line: int, column: int, says: str
) -> None:
    error = refusal(text)
    assert says in error.message
    assert (error.line, error.column) == (line, column)


def test_an_error_does_not_show_the_text() -> None:
    error = refusal("password: hunter2\n  : [hunter2")
    assert "hunter2" not in error.diagnostics()
    assert error.__cause__ is None


# What tools disagree on is refused for manifests, and has one meaning in front matter.
@pytest.mark.parametrize("text", ["~: x", "a: .inf"])
def test_core_takes_what_only_kubernetes_refuses(text: str) -> None:
    assert isinstance(read(text, Schema.CORE), dict)


def test_the_depth_is_bounded() -> None:
    assert read("[" * 20 + "]" * 20) is not None
    error = refusal("[" * 21 + "]" * 21)
    assert isinstance(error, LimitExceeded)
    assert (error.line, error.column) == (10, 21)


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, "{a: " * 100_000])
def test_a_hundred_thousand_levels_are_refused_at_once(text: str) -> None:
    started = time.monotonic()
    assert isinstance(refusal(text, limits=Limits()), LimitExceeded)
    assert time.monotonic() - started < 5


def test_aliases_cannot_deepen_past_the_limit() -> None:
    text = "a: &a [[[[[[[[[[]]]]]]]]]]\nb: &b [[[[[[[[*a]]]]]]]]\nc: [[[[*b]]]]"
    error = refusal(text)
    assert isinstance(error, LimitExceeded)
    assert error.line == 12


def bomb(rungs: int, width: int, leaf: str) -> str:
    lines = [f"x0: &x0 {leaf}"]
    lines += [f"x{i}: &x{i} [{', '.join([f'*x{i - 1}'] * width)}]" for i in range(1, rungs)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        bomb(9, 10, "[x, x, x, x, x, x, x, x, x, x]"),
        bomb(50, 2, "{a: 1}"),
        bomb(5, 10, "y" * 5_000),
        "\n".join(
            ["x0: &x0 {a: 1}"]
            + [
                f"x{i}: &x{i} {{a: *x{i - 1}, <<: {{b: *x{i - 1}, c: *x{i - 1}}}}}"
                for i in range(1, 19)
            ]
        ),
    ],
    ids=["laughs", "doubling", "long texts", "merges"],
)
def test_alias_bombs_are_refused_without_being_unrolled(text: str) -> None:
    tracemalloc.start()
    error = refusal(text, limits=Limits(max_bytes=1_000_000, max_nodes=100_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(error, LimitExceeded)
    assert peak < 2_000_000


def test_ordinary_aliases_are_no_bomb() -> None:
    text = "x: &x {a: [1, 2]}\n" + "\n".join(f"k{i}: *x" for i in range(100))
    value: Any = read(text)
    assert value["k99"] == {"a": [1, 2]}


def test_the_number_of_values_is_bounded() -> None:
    assert isinstance(refusal("[" + "1, " * 1_100 + "]"), LimitExceeded)


def test_the_size_is_bounded() -> None:
    assert isinstance(refusal("# " + "x" * 10_000), LimitExceeded)


def test_a_number_with_a_million_digits_is_a_text_or_an_infinity_at_once() -> None:
    digits = "9" * 1_000_000
    limits = Limits(max_bytes=5_000_000)
    for schema in Schema:
        assert read(f"a: {digits}", schema, limits) == {"a": digits}
        assert read(f"a: 0x{digits}", schema, limits) == {"a": "0x" + digits}


@given(st.text(max_size=60), st.sampled_from(list(Schema)))
def test_any_text_is_read_or_refused(text: str, schema: Schema) -> None:
    try:
        value = read_yaml(text, "f.yaml", SMALL, schema=schema)
    except Error as refused:
        line = refused.line
        assert line is not None
    else:
        assert_json(value)


def assert_json(value: JsonValue) -> None:
    if isinstance(value, dict):
        assert all(type(key) is str for key in value)
        for item in value.values():
            assert_json(item)
    elif isinstance(value, list):
        for item in value:
            assert_json(item)
    else:
        assert value is None or type(value) in {bool, int, float, str}
        assert value == value  # noqa: PLR0124 - not NaN
