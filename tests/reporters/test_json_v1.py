"""`govern.report/v1` against its own schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.model import Location, Outcome
from govern.reporters import reporter_for
from govern.reporters.json_text import json_text
from tests.builders import a_report, a_result, a_waiver
from tests.samples import everything, hostile

if TYPE_CHECKING:
    from pathlib import Path

    from govern.model import Report

DESIGNED = {  # what other programs rely on
    "rule_id",
    "title",
    "severity",
    "outcome",
    "message",
    "resource",
    "location",
    "controls",
    "remediation",
    "fingerprint",
    "waiver",
}


@pytest.fixture(scope="module")
def schema(root: Path) -> jsonschema.Draft202012Validator:
    value = json.loads((root / "evidence/schemas/govern.report.v1.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(value)
    return jsonschema.Draft202012Validator(
        value, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def value_of(report: Report) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(reporter_for("json").render(report))
    return value


@pytest.mark.parametrize("report", [everything(), hostile(), a_report(inputs=())])
def test_a_report_fits_the_schema(schema: jsonschema.Draft202012Validator, report: Report) -> None:
    schema.validate(value_of(report))


def test_the_schema_knows_every_field_and_no_other(
    schema: jsonschema.Draft202012Validator,
) -> None:
    value = value_of(everything())
    for broken in (
        value | {"surprise": 1},
        {key: item for key, item in value.items() if key != "policy"},
        value | {"decision": "maybe"},
        value | {"results": [value["results"][0] | {"outcome": "failed"}]},
        value | {"summary": {"fail": 1}},
    ):
        assert not schema.is_valid(broken)


def test_the_names_that_others_rely_on() -> None:
    value = value_of(everything())
    assert value["decision"] == "denied"
    assert value["exit_code"] == 1
    assert {"summary", "inputs", "policy", "results"} <= value.keys()
    assert {"path", "kind", "sha256"} <= value["inputs"][0].keys()
    assert {"revision", "sources", "engine", "engine_version"} <= value["policy"].keys()
    assert all(result.keys() >= DESIGNED for result in value["results"])
    assert {"kind", "name", "namespace", "address"} <= value["results"][0]["resource"].keys()
    assert {"path", "line", "column", "pointer"} <= value["results"][0]["location"].keys()


def test_passes_and_rules_without_inputs_are_results_too() -> None:
    outcomes = {result["outcome"] for result in value_of(everything())["results"]}
    assert outcomes == {outcome.value for outcome in Outcome}


def test_the_summary_counts_the_results() -> None:
    value = value_of(everything())
    found = [result["outcome"] for result in value["results"]]
    assert value["summary"] == {outcome.value: found.count(outcome.value) for outcome in Outcome}


def test_a_time_is_told_only_when_it_was_fixed() -> None:
    assert "at" not in value_of(a_report([a_result()]))
    assert value_of(everything())["at"] == "2026-11-21T12:00:00+00:00"


def test_a_waiver_is_told_with_its_end() -> None:
    (result,) = value_of(a_report([a_result()], waivers=[a_waiver()]))["results"]
    assert result["waiver"]["id"] == "W-1"
    assert result["waiver"]["expires"] == "2027-04-01T00:00:00Z"


def test_wide_integers_and_deep_details_are_kept() -> None:
    deep: Any = "bottom"
    for _ in range(60):
        deep = {"down": deep}
    result = a_result(details={"wide": 2**80, "deep": deep})
    details = value_of(a_report([result]))["results"][0]["details"]
    assert details == {"deep": deep, "wide": 2**80}


def test_details_without_end_are_cut_and_say_so() -> None:
    deep: Any = "bottom"
    for _ in range(400):
        deep = [deep]
    text = reporter_for("json").render(a_report([a_result(details={"deep": deep})]))
    assert "nested deeper than 100 levels" in text


def test_a_path_that_is_no_unicode_can_be_written() -> None:
    value = value_of(a_report([a_result(location=Location("a\udcff.yaml", 1))]))
    assert value["results"][0]["location"]["path"] == "a�.yaml"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=20,
)  # fmt: skip


@given(json_values)
def test_json_text_says_every_value_exactly(value: Any) -> None:
    text = json_text(value)
    assert json.loads(text) == value
    assert not any(0x7F <= ord(char) < 0xA0 or ord(char) in range(0x202A, 0x202F) for char in text)


@given(st.text(st.characters(codec=None)))
def test_json_text_can_always_be_encoded(text: str) -> None:
    orjson.loads(json_text({text: [text]}).encode("utf-8"))
