from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.documents.model_card.coerce import Coercion
from govern.documents.model_card.metrics import metric_item
from govern.documents.model_card.shape import Choice, Leaf, Maybe
from govern.documents.model_card.values import (
    date_of,
    integer_of,
    is_placeholder,
    number_of,
    text_of,
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\n",
        "[More Information Needed]",
        "More information needed",
        "- **[More Information Needed]**",
        "Not specified",
        "TODO",
        "`TBD`",
        "N/A",
        "Not Applicable (N/A)",
        "Insert Response Here",
        "[Insert model name and version]",
        "{{ model_description | default('', true) }}",
        "<!-- Provide a quick summary of what the model is. -->",
        "<!-- unfinished",
        "TODO\n\n- TBD\n",
        (
            "Users (both direct and downstream) should be made aware of the risks, biases and "
            "limitations of the model. More information needed for further recommendations."
        ),
    ],
)
def test_placeholders_are_no_values(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    [
        "None",
        "Unknown",
        "TODO list assistants",
        "More information needed about rare classes, where recall is 0.2",
        "Not specified for children",
        "TODO\nFails on rain.",
        "mit",
        "[MIT](LICENSE)",
    ],
)
def test_statements_are_values(text: str) -> None:
    assert not is_placeholder(text)


@pytest.mark.parametrize(("written", "number"), [
    (0.9, 0.9), (3, 3), ("0.9781", 0.9781), (" 20.90 ", 20.9), ("1e-3", 0.001), ("-4", -4),
    ("20.0 \u00b1 1.2", None), ("90%", None), ("1,5", None), (".nan", None), ("inf", None),
    ("1e999", None), (math.nan, None), (True, None), ("", None), ("0x10", None), ([1], None),
    ("\u0663", None), (None, None),
])  # fmt: skip
def test_only_plain_numbers_are_numbers(written: object, number: float | None) -> None:
    assert number_of(written) == number  # type: ignore[arg-type]  # JSON values


@pytest.mark.parametrize(("written", "count"), [
    (7, 7), ("8", 8), ("1,234,567", 1234567), ("12,34", None), (7.0, None), ("70B", None),
    (True, None), ("9" * 40, None),
])  # fmt: skip
def test_counts(written: object, count: int | None) -> None:
    assert integer_of(written) == count  # type: ignore[arg-type]  # JSON values


@pytest.mark.parametrize(("written", "read"), [
    ("2026-11-21", "2026-11-21"), ("2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z"),
    ("08/28/2020", None), ("2026-13-01", None), ("2026", None), ("Nov 2026", None),
    (20261121, None),
])  # fmt: skip
def test_dates_are_iso_or_nothing(written: object, read: str | None) -> None:
    assert date_of(written) == read  # type: ignore[arg-type]  # JSON values


def test_texts() -> None:
    assert [text_of(v) for v in (" a ", "", 1, 1.5, True, None)] == [
        "a", None, "1", "1.5", "true", None,
    ]  # fmt: skip
    assert text_of([]) is text_of({}) is None


def metric(**fields: object) -> tuple[object, object, object]:
    item = metric_item({"value": None, **fields})  # type: ignore[dict-item]  # JSON values
    return item["value"], item["raw"], item["unit"]


def test_percent_and_fraction_are_never_guessed() -> None:
    assert metric(value=0.9) == (0.9, "0.9", None)
    assert metric(value=90) == (90, "90", None)
    assert metric(value="90%") == (90, "90%", "percent")
    assert metric(value="90 %", unit="percent") == (90, "90 %", "percent")
    assert metric(value="20.0 \u00b1 1.2") == (None, "20.0 \u00b1 1.2", None)
    assert metric(value="n%") == (None, "n%", None)
    assert metric(value="20.90", unit="fraction") == (20.9, "20.90", "fraction")


def coerced(shape: object, value: object) -> tuple[object, list[str]]:
    coercion = Coercion()
    taken = coercion.value(shape, value, "/x")  # type: ignore[arg-type]  # test values
    return taken, [complaint.code for complaint in coercion.complaints]


def test_what_does_not_fit_is_empty_and_complained_of() -> None:
    tier = Choice(("low", "high", "unset"), "unset")
    assert coerced(tier, "High") == ("high", [])
    assert coerced(tier, "huge") == ("unset", ["unreadable-value"])
    assert coerced(tier, "TODO") == ("unset", ["placeholder"])
    assert coerced(Leaf.NUMBER, "much") == (None, ["unreadable-value"])
    assert coerced(Leaf.TEXT, {"a": 1}) == (None, ["unreadable-value"])
    assert coerced([Leaf.TEXT], ["a", "a", "TBD", None, ""]) == (["a"], ["placeholder"])
    assert coerced(Leaf.MAP, {"a": 1, "b": None}) == ({"a": "1"}, [])
    assert coerced(Maybe({"a": Leaf.TEXT}), {"a": None}) == (None, [])
    assert coerced({"a": Leaf.TEXT}, {"b": 1}) == ({"a": None}, ["unknown-key"])


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=4), below),
    max_leaves=8,
)


@given(_JSON)
def test_anything_can_be_coerced_into_any_leaf(value: object) -> None:
    for leaf in Leaf:
        taken, _ = coerced(leaf, value)
        json.dumps(taken, allow_nan=False)
        assert taken != ""
