from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from govern.errors import PolicyError
from govern.model import Enforcement, Severity
from govern.policies.loader import load
from govern.policies.policy_set import Override

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from govern.policies.policy_set import PolicySet


@pytest.fixture
def policies(
    tree: Callable[[str, Mapping[str, str]], str], rule_text: Callable[..., str]
) -> PolicySet:
    names = ("K020", "K021", "MC001")
    return load([tree("own", {f"{n}.rego": rule_text(n, package=f"p.{n}") for n in names})])


def test_overrides_change_rules_and_the_revision(policies: PolicySet) -> None:
    changed = policies.with_overrides(
        {
            "K020": Override(severity=Severity.LOW),
            "K021": Override(enforcement=Enforcement.DRYRUN),
            "MC001": Override(enabled=False),
        }
    )
    assert [(r.id, r.severity, r.enforcement) for r in changed.rules] == [
        ("K020", Severity.LOW, Enforcement.DENY),
        ("K021", Severity.HIGH, Enforcement.DRYRUN),
    ]
    assert changed.modules == policies.modules
    assert changed.revision != policies.revision


def test_overrides_that_change_nothing_leave_the_revision(policies: PolicySet) -> None:
    assert policies.with_overrides({"K020": Override(severity=Severity.HIGH)}) == policies
    assert policies.with_overrides({}) == policies


def test_an_unknown_id_names_its_neighbours(policies: PolicySet) -> None:
    with pytest.raises(PolicyError) as caught:
        policies.with_overrides({"K02": Override()})
    assert "K020" in caught.value.diagnostics()
    assert policies.rule("K021").id == "K021"
    with pytest.raises(PolicyError, match="no rule has the id"):
        policies.rule("X")


def test_only(policies: PolicySet) -> None:
    assert [rule.id for rule in policies.only(["K*"]).rules] == ["K020", "K021"]
    assert policies.only(["*"]) == policies
    with pytest.raises(PolicyError, match="T\\*"):
        policies.only(["K020", "T*"])
