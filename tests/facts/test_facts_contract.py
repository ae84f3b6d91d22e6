from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.facts.facts_contract import SCHEMA, faults_of
from tests.rego.harness import LIBRARY

SAMPLES = sorted(
    path for path in LIBRARY.rglob("*.given.json") if "facts" in json.loads(path.read_text())
)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.relative_to(LIBRARY).as_posix())
def test_the_facts_in_samples_are_as_the_contract_says(path: Any) -> None:
    assert faults_of(json.loads(path.read_text())["facts"]) == []


def test_every_fact_that_a_rule_reads_is_in_the_contract() -> None:
    known = set(json.loads(SCHEMA.read_text())["properties"])
    read: set[str] = set()
    for path in LIBRARY.rglob("*.rego"):
        if not path.name.endswith("_test.rego"):
            text = path.read_text()
            read |= set(re.findall(r"\binput\.facts\.([a-z_]+)", text))
            read |= set(re.findall(r"\binput\.facts, \[?\"([a-z_]+)\"", text))
    assert read
    assert read <= known
    assert known - read == set()


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"images": {"api": {"digest": "latest"}}}, "images/api/digest"),
        ({"images": {"api": {"signatures": None}}}, "images/api/signatures"),
        ({"artifacts": {"m.pkl": {"signatures": [{"identity": "x"}]}}}, "artifacts/m.pkl/sign"),
        ({"approvals": {}}, "approvals"),
        ({"decision": {"digest": "ab"}}, "decision/digest"),
        ({"errors": [{"fact": "images"}]}, "errors/0"),
        ({"people": {"ada": {"roles": "owner"}}}, "people/ada/roles"),
    ],
)
def test_facts_of_another_form_are_found(facts: Any, where: str) -> None:
    faults = faults_of(facts)
    assert faults
    assert all(fault.startswith(where) for fault in faults)
