"""The YAML reader against a real kubectl: the same value, or a refusal; never another value."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from govern.documents.interface import Limits
from govern.documents.yaml_reader import read_yaml, split_stream
from govern.errors import InputError
from tests.documents.kubectl_oracle import HEAD, decode, same

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from govern.model import JsonValue

pytestmark = pytest.mark.server("kubectl")

SCALARS = Path(__file__).with_name("scalars.txt").read_text(encoding="utf-8").splitlines()

DIGITS = st.text("0123456789abcdefxXoObBeE_+-.", min_size=1, max_size=22)
NUMBERS = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "+", "-"]),
        st.sampled_from(["", "0", "0x", "0X", "0b", "0B", "0o", "0O", ".", "0b-", "0b+", "1_"]),
        st.text("0123456789", max_size=25),
        st.sampled_from(["", ".", "e", "E+", "e-", "_", ":", "f"]),
        st.text("0123456789_", max_size=4),
    ),
)
CASED = st.builds(
    lambda word, upper: "".join(c.upper() if u else c for c, u in zip(word, upper, strict=False)),
    st.sampled_from(
        ["yes", "no", "on", "off", "y", "true", "false", "null", ".nan", "-.inf", "inf"]
    ),
    st.lists(st.booleans(), min_size=5, max_size=5),
)
PLAIN = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff"),
    min_size=1,
    max_size=6,
)
TAGGED = st.builds(
    "!!{} {}".format,
    st.sampled_from(["int", "float", "bool", "str", "null", "binary", "timestamp"]),
    st.one_of(NUMBERS, CASED, st.builds("'{}'".format, NUMBERS), st.builds('"{}"'.format, CASED)),
)
ANY_SCALAR = st.one_of(NUMBERS, NUMBERS, CASED, DIGITS, TAGGED, PLAIN, st.sampled_from(SCALARS))

# Pieces that scanners disagree on. OBJECT stands for a whole object that could be smuggled in.
OBJECT = "apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: n%d}\n"
ONE_LINE = "{apiVersion: example.com/v1, kind: Foo, metadata: {name: n%d}}\n"
PIECES = [
    *("a", "b", "c: d\n", "- ", "  ", "\n", "\n\n", "\n  ", "\n- ", ": ", "? ", "[", "]", "{", "}"),
    *(", ", "'", '"', "|\n", "|-\n  x\n", "|+2\n", ">\n  a\n  b\n", "> \n\n  a\n\n    b\n  c\n"),
    *(
        "&a ",
        "*a",
        "<<: *a\n",
        "<<: ",
        "#",
        " #x",
        "---\n",
        "\n---",
        "--- ",
        "---#",
        "----",
        "...\n",
    ),
    *("!!str ", "!x ", "yes", "1", "~", "\t", "\r\n", "\r", "\u2028", "\x85", "\xa0", "\ufeff"),
    *("a: &x\n  b: 1\nc:\n  <<: *x\n", "*x", "key: value\n", "k2:\n  k3: v\n  k4:\n  - i\n"),
    *("%YAML 1.1\n", "%TAG ! tag:x,2000:\n", "é", "\U0001f600", "it''s", '\\"', "\\n", "x: |2\n"),
    *(
        OBJECT,
        "---\n#\u2028" + ONE_LINE,
        "---\n" + OBJECT,
        "\n---#: \n  " + OBJECT.replace("\n", "\n  "),
        "--- #\u2028",
    ),
]
STRUCTURE = st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map("".join)

FEW_PROCESSES = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(scope="module")
def kubectl(require_tool: Callable[[str], Path]) -> Path:
    return require_tool("kubectl")


def read_all(text: str) -> list[JsonValue]:
    return [
        value
        for chunk in split_stream(text)
        if (value := read_yaml(chunk.text, "f", Limits(), first_line=chunk.first_line)) is not None
    ]


def disagreements(kubectl: Path, texts: Sequence[str]) -> list[object]:
    """Return the texts of which kubectl has an object that we read otherwise or do not see."""
    found: list[object] = []
    for text, theirs in zip(texts, decode(kubectl, texts), strict=True):
        try:
            ours = read_all(text)
        except InputError:
            continue  # refused: then it is not applied either
        unseen = list(theirs)
        for one in ours:
            match = next((i for i, value in enumerate(unseen) if same(one, value)), None)
            if match is not None:
                del unseen[match]
        if unseen:
            found.append((text, ours, unseen))
    return found


def as_values(scalars: Sequence[str]) -> list[str]:
    return [f"{HEAD % number}spec:\n  v: {text}\n" for number, text in enumerate(scalars)]


def as_keys(scalars: Sequence[str]) -> list[str]:
    return [f"{HEAD % number}spec:\n  {text}: v\n" for number, text in enumerate(scalars)]


def test_known_scalars_are_typed_as_kubectl_types_them(kubectl: Path) -> None:
    assert disagreements(kubectl, as_values(SCALARS)) == []


def test_known_keys_are_named_as_kubectl_names_them(kubectl: Path) -> None:
    assert disagreements(kubectl, as_keys(SCALARS)) == []


def test_what_kubectl_reads_and_we_refuse_is_known(kubectl: Path) -> None:
    refused = []
    for scalar, text, theirs in zip(
        SCALARS, as_values(SCALARS), decode(kubectl, as_values(SCALARS)), strict=True
    ):
        try:
            read_all(text)
        except InputError:
            if theirs:
                refused.append(scalar)
    assert refused == [
        "!!binary /w==",  # no UTF-8: kubectl puts replacement characters in its place
        "! 5",
        "! '5'",
        "!x 5",
        "{a: 1, a: 2}",
        "{1: a, '1': b}",
        "{a: 1, <<: {a: 2}}",
    ]


@given(st.lists(ANY_SCALAR, min_size=150, max_size=250))
@FEW_PROCESSES
def test_scalars_are_typed_as_kubectl_types_them(kubectl: Path, scalars: list[str]) -> None:
    assert disagreements(kubectl, as_values(scalars)) == []


@given(st.lists(ANY_SCALAR, min_size=150, max_size=250))
@FEW_PROCESSES
def test_keys_are_named_as_kubectl_names_them(kubectl: Path, scalars: list[str]) -> None:
    assert disagreements(kubectl, as_keys(scalars)) == []


@given(st.lists(STRUCTURE, min_size=150, max_size=250))
@example(["\n---#:\n  " + OBJECT.replace("\n", "\n  ")])
@example(["--- #\u2028x: |\n" + OBJECT, "#\u2028" + OBJECT, "a: b\n--- \xa0\n" + OBJECT])
@example(["a: |\r\r\n  b\r\r\n", "x: > \n\n  a\n\n    b\n  c", "\n\ufeffx: 1\n"])
@example(["---\n#\u2028" + ONE_LINE, "---\n#\x85" + ONE_LINE, "---\n#\n\ufeffx: 1\n" + OBJECT])
@FEW_PROCESSES
def test_no_object_passes_unseen_or_changed(kubectl: Path, pieces: list[str]) -> None:
    texts = [(HEAD + text).replace("n%d", f"n{number}") for number, text in enumerate(pieces)]
    assert disagreements(kubectl, texts) == []
