"""Facts reach rules through the whole pipeline, and what goes wrong is told."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from govern.engine.factory import EngineSettings
from govern.errors import RegistryError
from govern.facts.interface import FactError, GatherContext, Gathered
from govern.model import Outcome
from govern.pipeline import RunSettings, check
from govern.policies.assembly import PolicySettings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeAlias

    from govern.facts.interface import FactSource
    from govern.model import Document, Report

    Run: TypeAlias = Callable[..., Report]

_RULE = """# METADATA
# title: The colour is known
# custom:
#   id: ORG001
#   severity: high
#   match: {kind: kubernetes, resources: [ConfigMap]}
package acme.colour

deny contains {"msg": sprintf("%s is red", [input.document.metadata.name])} if {
	input.facts.colour[input.document.metadata.name] == "red"
}

undecided contains {"msg": error.message} if {
	not input.facts.colour
	some error in input.facts.errors
}

undecided contains {"msg": "nobody looked"} if not input.facts
"""
_SET_RULE = """# METADATA
# title: No two colours
# custom:
#   id: ORG002
#   severity: high
#   match: {kind: kubernetes, scope: set}
package acme.colours

deny contains {"msg": concat(",", sort(found))} if {
	found := {colour | some colour in input.facts.colour}
	count(found) > 1
}
"""


class Colours:
    """Knows each thing's colour by its name; blocks until two documents were asked about."""

    name = "colour"

    def __init__(self, *, together: int = 1) -> None:
        self._all_here = threading.Barrier(together, timeout=20)
        self.contexts: list[GatherContext] = []

    def gather(self, document: Document, context: GatherContext) -> Gathered:
        self.contexts.append(context)
        self._all_here.wait()
        name = document.resource.name
        return Gathered({"colour": {name: name}})


class Broken:
    name = "colour"

    def gather(self, document: Document, context: GatherContext) -> Gathered:
        raise RegistryError("the registry is not working", reason="unavailable", cause="503")


class Unknown:
    name = "colour"

    def gather(self, document: Document, context: GatherContext) -> Gathered:
        return Gathered(errors=(FactError("colour", "offline", "nobody may look"),))


@pytest.fixture
def run(tmp_path: Path) -> Run:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies/colour.rego").write_text(_RULE)
    (tmp_path / "policies/colours.rego").write_text(_SET_RULE)
    (tmp_path / "in").mkdir()
    for name in ("red", "green", "blue"):
        (tmp_path / f"in/{name}.yaml").write_text(
            f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\n"
        )

    def decide(*sources: FactSource, environment: str | None = None) -> Report:
        policy = PolicySettings(sources=(str(tmp_path / "policies"),), builtin=False)
        settings = RunSettings(
            policy=policy,
            engine=EngineSettings(workers=1),
            facts=sources,
            environment=environment,
        )
        return check([str(tmp_path / "in")], settings)

    return decide


def _said(report: Report, rule: str) -> list[tuple[Outcome, str]]:
    return [(one.outcome, one.message) for one in report.decision.results if one.rule_id == rule]


def test_rules_see_the_facts_of_their_document_and_sets_those_of_all(run: Run) -> None:
    source = Colours(together=3)  # deadlocks, and times out, if documents were asked in turn
    report = run(source, environment="prod")
    assert _said(report, "ORG001") == [
        (Outcome.PASS, "The colour is known"),
        (Outcome.PASS, "The colour is known"),
        (Outcome.FAIL, "red is red"),
    ]
    assert _said(report, "ORG002")[0] == (Outcome.FAIL, "blue,green,red")
    assert [one.facts for one in report.facts] == [
        {"colour": {name: name}} for name in ("blue", "green", "red")
    ]
    assert {one.environment for one in source.contexts} == {"prod"}


def test_a_missing_fact_is_undecided_with_the_reason(run: Run) -> None:
    report = run(Unknown())
    assert set(_said(report, "ORG001")) == {(Outcome.UNDECIDED, "nobody may look")}
    assert report.decision.exit_code == 4


def test_a_source_that_fails_leaves_the_others_facts(run: Run) -> None:
    report = run(Broken(), Colours())
    assert (Outcome.FAIL, "red is red") in _said(report, "ORG001")
    assert report.facts[0].facts["errors"] == [
        {
            "fact": "colour",
            "about": "",
            "reason": "unavailable",
            "message": "the registry is not working: 503",
        }
    ]


def test_without_sources_there_are_no_facts(run: Run) -> None:
    report = run()
    assert report.facts == ()
