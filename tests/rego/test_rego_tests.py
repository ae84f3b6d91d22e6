"""The Rego test beside each rule says what the rule says of its samples today."""

from __future__ import annotations

import pytest

from tests.rego.harness import LIBRARY, library
from tests.rego.rego_tests import path_of, render

RULES = {rule.id: rule for rule in library().rules}


@pytest.mark.parametrize("rule_id", RULES)
def test_the_rego_test_is_current(rule_id: str, request: pytest.FixtureRequest) -> None:
    path, text = path_of(RULES[rule_id]), render(RULES[rule_id])
    if request.config.getoption("--update-golden"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, "run pytest tests/rego --update-golden"


def test_no_rego_test_is_left_over() -> None:
    known = {path_of(rule) for rule in RULES.values()} | {LIBRARY / "lib" / "testing_test.rego"}
    assert set(LIBRARY.rglob("*_test.rego")) <= known
