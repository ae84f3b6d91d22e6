"""The Pod Security Standards against the fixtures that Kubernetes publishes for them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from govern.documents.intake import Intake
from govern.engine.factory import open_engine
from govern.engine.interface import Question, Value
from govern.engine.settings import EngineSettings
from govern.model import Document
from govern.policies.assembly import PolicySettings, assemble
from govern.policies.inputs import RunContext, input_of
from tests.rego.harness import AT
from tests.surroundings import corpus_root

if TYPE_CHECKING:
    from govern.engine.interface import Answer
    from govern.model import JsonValue

# In the order of the checks in kubernetes/pod-security-admission's own documentation.
CHECKS = {
    "windowshostprocess": "K001",
    "hostnamespaces": "K002",
    "privileged": "K003",
    "capabilities_baseline": "K004",
    "hostpathvolumes": "K005",
    "hostports": "K006",
    "hostprobesandhostlifecycle": "K007",
    "apparmorprofile": "K008",
    "selinuxoptions": "K009",
    "procmount": "K010",
    "seccompprofile_baseline": "K011",
    "sysctls": "K012",
    "restrictedvolumes": "K013",
    "allowprivilegeescalation": "K014",
    "runasnonroot": "K015",
    "runasuser": "K016",
    "seccompprofile_restricted": "K017",
    "capabilities_restricted": "K018",
    "procmount_restricted": "K019",
}
LEVELS = ("baseline", "restricted")


def _versions() -> list[str]:
    root = corpus_root()
    folder = root / "kubernetes" / "pss" / "baseline" if root else Path()
    return sorted(path.name for path in folder.glob("v1.*")) if root else ["absent"]


def said(answer: Answer) -> JsonValue:
    """Return what a rule says; that it can be asked at all is part of every test here."""
    assert isinstance(answer, Value)
    return answer.value


@cache
def _findings(level: str, version: str, folder: Path) -> dict[str, set[str]]:
    """Return, for each Pod in a folder, the ids of the rules that deny or cannot decide."""
    settings = PolicySettings(profile=level, params={"pss": {"version": version.removeprefix("v")}})
    policies = assemble(settings)
    asked = [(rule.id, path) for rule in policies.rules for path in rule.entrypoints.values()]
    documents = [one for one in Intake((str(folder),)) if isinstance(one, Document)]
    questions = [
        Question(input_of(one, RunContext(at=AT)), tuple(path for _, path in asked))
        for one in documents
    ]
    found: dict[str, set[str]] = {}
    with open_engine(policies, EngineSettings(workers=1)) as engine:
        for document, answers in zip(documents, engine.evaluate(questions), strict=True):
            found[Path(document.source.path).stem] = {
                rule_id for (rule_id, _), answer in zip(asked, answers, strict=True) if said(answer)
            }
    return found


@pytest.mark.corpus
@pytest.mark.parametrize("version", _versions())
@pytest.mark.parametrize("level", LEVELS)
def test_every_passing_pod_passes(corpus: Path, level: str, version: str) -> None:
    found = _findings(level, version, corpus / "kubernetes" / "pss" / level / version / "pass")
    assert len(found) >= 11
    assert {name: rules for name, rules in found.items() if rules} == {}


@pytest.mark.corpus
@pytest.mark.parametrize("version", _versions())
@pytest.mark.parametrize("level", LEVELS)
def test_every_failing_pod_fails_the_check_it_is_named_for(
    corpus: Path, level: str, version: str
) -> None:
    found = _findings(level, version, corpus / "kubernetes" / "pss" / level / version / "fail")
    assert len(found) >= 29
    missed = {
        name: rules
        for name, rules in found.items()
        if CHECKS[name.rstrip("0123456789")] not in rules
    }
    assert missed == {}


def test_the_checks_are_the_two_profiles() -> None:
    baseline = [rule.id for rule in assemble(PolicySettings(profile="baseline")).rules]
    restricted = [rule.id for rule in assemble(PolicySettings(profile="restricted")).rules]
    assert baseline == list(CHECKS.values())[:12]
    assert restricted == list(CHECKS.values())


@pytest.mark.parametrize(("version", "decides"), [("1.34", True), ("latest", True), ("new", False)])
def test_an_unreadable_version_decides_nothing(version: str, decides: bool) -> None:
    policies = assemble(PolicySettings(profile="baseline", params={"pss": {"version": version}}))
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": []}}
    question = Question(
        json.dumps({"document": pod, "facts": {}, "context": {}}).encode(),
        tuple(rule.entrypoints["undecided"] for rule in policies.rules),
    )
    with open_engine(policies, EngineSettings(workers=1)) as engine:
        (answers,) = engine.evaluate([question])
    assert [not said(answer) for answer in answers] == [decides] * 12
