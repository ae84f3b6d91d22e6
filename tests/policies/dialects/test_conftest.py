from __future__ import annotations

import os
from pathlib import Path

import pytest

from govern.errors import PolicyError
from govern.model import Enforcement, Outcome, Severity
from govern.policies.loader import load
from govern.policies.source import PolicySource
from tests.policies.dialects.checking import checked, findings, said, write
from tests.policies.dialects.peers import by_conftest
from tests.surroundings import require_tool

MANIFESTS = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  labels: {team: a}
spec:
  template:
    spec:
      containers:
        - name: main
          image: registry.example/api:latest
        - name: side
          image: registry.example/side@sha256:0
---
apiVersion: v1
kind: Service
metadata: {name: api}
spec:
  type: LoadBalancer
"""

POLICIES = {
    "deployment.rego": """package main

import data.lib.names

# METADATA
# title: Images are pinned
# description: A tag can move.
deny_latest contains msg if {
	some container in input.spec.template.spec.containers
	endswith(container.image, ":latest")
	msg := sprintf("image %s of %s is not pinned", [container.image, names.of(input)])
}

violation contains {"msg": msg, "details": {"labels": missing}} if {
	missing := {"team", "owner"} - {label | input.metadata.labels[label]}
	count(missing) > 0
	msg := sprintf("labels are missing: %v", [sort(missing)])
}

warn_balancer contains {"msg": "balancers cost money", "cost": 1} if {
	input.spec.type == "LoadBalancer"
}

deny_teams := [{"msg": sprintf("team %s is unknown", [input.metadata.labels.team])} |
	not input.metadata.labels.team in data.teams
]

deny_file contains sprintf("read from %s", [data.conftest.file.name]) if input.kind == "Service"
""",
    "exceptions.rego": """package main

deny_public contains "a service is public" if input.kind == "Service"

deny_public contains "a deployment is public" if input.kind == "Deployment"

exception contains ["public", "other"] if input.kind == "Service"

deny contains "every object is wrong" if input.kind == "Service"
""",
    "lib.rego": """package lib.names

of(object) := sprintf("%s/%s", [object.kind, object.metadata.name])
""",
    "other.rego": """package k8s.security

deny_root contains "runs as root" if not input.spec.securityContext

warn contains "has no owner" if not input.metadata.annotations.owner
""",
}
OLD = {
    "old.rego": """package main

deny[msg] {
	container := input.spec.template.spec.containers[_]
	not contains(container.image, "@")
	msg = sprintf("%s has no digest", [container.name])
}

warn_type[{"msg": msg, "type": t}] {
	t := input.spec.type
	msg := sprintf("type %s", [t])
}
"""
}


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    return write(tmp_path / "in", {"deploy/app.yaml": MANIFESTS})


@pytest.mark.server("conftest")
@pytest.mark.parametrize("engine", ["embedded", "opa"])
def test_the_same_findings_as_conftest(
    tmp_path: Path, inputs: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine == "opa":
        monkeypatch.setenv("PATH", f"{require_tool('opa').parent}{os.pathsep}{os.environ['PATH']}")
    policies = write(tmp_path / "policy", POLICIES)
    data = write(tmp_path / "data", {"any.yaml": "teams: [b, c]\n"})
    wanted = by_conftest(policies, inputs, "--data", str(data))
    assert len(wanted) == 8
    assert said(checked(policies, inputs, engine=engine, data=(str(data),))) == wanted


@pytest.mark.server("conftest")
@pytest.mark.parametrize("namespace", ["k8s.security", "k8s.*", "*"])
def test_namespaces(tmp_path: Path, inputs: Path, namespace: str) -> None:
    policies = write(tmp_path / "policy", POLICIES)
    data = write(tmp_path / "data", {"any.yaml": "teams: [b, c]\n"})
    option = ["--all-namespaces"] if namespace == "*" else ["--namespace", namespace]
    wanted = by_conftest(policies, inputs, "--data", str(data), *option)
    source = PolicySource(str(policies), dialect="conftest", namespaces=(namespace,))
    assert wanted
    assert said(checked(source, inputs, data=(str(data),))) == wanted


@pytest.mark.server("conftest")
def test_rego_of_the_old_version(tmp_path: Path, inputs: Path) -> None:
    policies = write(tmp_path / "policy", OLD)
    wanted = by_conftest(policies, inputs, "--rego-version", "v0")
    assert len(wanted) == 2
    assert said(checked(PolicySource(str(policies), rego_version=0), inputs)) == wanted
    (policies / ".manifest").write_text('{"rego_version": 0}')
    assert said(checked(policies, inputs)) == wanted
    write(policies, {"new.rego": 'package main\n\ndeny_new contains "new" if input.kind'})
    (policies / ".manifest").write_text('{"file_rego_versions": {"/old.rego": 0}}')
    assert said(checked(policies, inputs)) == sorted([*wanted, ("fail", "new"), ("fail", "new")])


@pytest.mark.server("conftest")
def test_all_inputs_at_once(tmp_path: Path, inputs: Path) -> None:
    write(inputs, {"b.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: other}\n"})
    policy = """package main

deny contains msg if {
	some service in input
	service.contents.kind == "Service"
	names := {each.contents.metadata.name | some each in input; each.contents.kind == "Deployment"}
	not service.contents.metadata.name in names
	msg := sprintf("%s selects nothing", [service.contents.metadata.name])
}

warn contains msg if msg := sprintf("%d objects in %s", [count(input), data.conftest.file.name])
"""
    policies = write(tmp_path / "policy", {"all.rego": policy})
    wanted = by_conftest(policies, inputs, "--combine")
    assert len(wanted) == 2
    source = PolicySource(str(policies), combine=True)
    assert said(checked(source, inputs)) == wanted


def test_rules_as_they_are_reported(tmp_path: Path, inputs: Path) -> None:
    policies = load([str(write(tmp_path / "policy", POLICIES))])
    rules = {rule.id: rule for rule in policies.rules}
    assert set(rules) == {
        "conftest:k8s.security/deny_root",
        "conftest:k8s.security/warn",
        "conftest:main/deny",
        "conftest:main/deny_file",
        "conftest:main/deny_latest",
        "conftest:main/deny_public",
        "conftest:main/deny_teams",
        "conftest:main/violation",
        "conftest:main/warn_balancer",
    }
    latest = rules["conftest:main/deny_latest"]
    assert (latest.title, latest.description) == ("Images are pinned", "A tag can move.")
    assert (latest.severity, latest.enforcement) == (Severity.HIGH, Enforcement.DENY)
    assert rules["conftest:main/warn_balancer"].severity is Severity.MEDIUM
    assert "namespaces main" in rules["conftest:k8s.security/warn"].idle
    report = checked(tmp_path / "policy", inputs)
    left_out = {r.rule_id: r for r in report.decision.results}["conftest:k8s.security/warn"]
    assert left_out.outcome is Outcome.NOT_APPLICABLE
    assert "namespaces main" in left_out.message


def test_an_exception_is_shown_only_where_it_is_needed(tmp_path: Path, inputs: Path) -> None:
    policies = write(tmp_path / "policy", POLICIES)
    results = checked(policies, inputs).decision.results
    public = [result for result in results if result.rule_id == "conftest:main/deny_public"]
    assert {(one.resource.kind, one.outcome.value, one.message) for one in public} == {
        ("Deployment", "fail", "a deployment is public"),
        ("Service", "not_applicable", "excepted by the policy itself: a service is public"),
    }


@pytest.mark.server("conftest")
def test_warnings_are_excepted_too(tmp_path: Path, inputs: Path) -> None:
    policy = """package main

warn_cost contains "dear" if input.kind

deny_cost contains "too dear" if input.kind == "Service"

exception contains ["cost"] if input.kind == "Deployment"
"""
    policies = write(tmp_path / "policy", {"a.rego": policy})
    wanted = by_conftest(policies, inputs)
    assert wanted == [("fail", "too dear"), ("warn", "dear")]
    assert said(checked(policies, inputs)) == wanted


def test_the_file_that_policies_see(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    policy = """package main

deny contains msg if {
	msg := sprintf("%s in %s", [data.conftest.file.name, data.conftest.file.dir])
}
"""
    policies = write(tmp_path / "policy", {"a.rego": policy})
    write(tmp_path, {"in/deep/a.yaml": MANIFESTS, "b.yaml": MANIFESTS})
    assert {message for _, message in said(checked(policies, Path("in")))} == {"a.yaml in in/deep"}
    assert {message for _, message in said(checked(policies, Path("b.yaml")))} == {"b.yaml in ."}


def test_a_bare_rule_is_excepted_by_an_empty_name(tmp_path: Path, inputs: Path) -> None:
    policy = 'package main\n\ndeny contains "x" if true\n\nexception contains [""] if true\n'
    policies = write(tmp_path / "policy", {"a.rego": policy})
    assert said(checked(policies, inputs)) == []


def test_lines_of_policies_that_name_none(tmp_path: Path, inputs: Path) -> None:
    policies = write(tmp_path / "policy", POLICIES)
    report = checked(policies, inputs)
    lines = {(one.rule_id.partition("/")[2], one.message): one.location for one in findings(report)}
    found = {key: place.line for key, place in lines.items()}
    latest = ("deny_latest", "image registry.example/api:latest of Deployment/api is not pinned")
    assert found[latest] == 11
    assert lines[latest].pointer == "/spec/template/spec/containers/0/image"
    assert found["violation", 'labels are missing: ["owner"]'] == 5
    assert found["violation", 'labels are missing: ["owner", "team"]'] == 17
    assert found["warn_balancer", "balancers cost money"] == 19
    assert found["deny_public", "a deployment is public"] == 1  # it reads `kind` alone


def test_a_line_that_the_policy_names(tmp_path: Path, inputs: Path) -> None:
    policy = """package main

deny_named contains {"msg": "a", "_loc": {"file": "app.yaml", "line": 5}} if input.kind
deny_text contains {"msg": "b", "_loc": {"file": "app.yaml", "line": "5"}} if input.spec.type
deny_else contains {"msg": "c", "_loc": {"file": "else.yaml", "line": 5}} if input.spec.type
deny_list contains {"msg": "d", "path": ["spec", "type"]} if input.spec.type
deny_path contains {"msg": "e", "details": {"path": "spec.type"}} if input.spec.type
deny_gone contains {"msg": "f", "path": "no.such.key"} if input.spec.type
"""
    policies = write(tmp_path / "policy", {"a.rego": policy})
    found = {(one.message, one.location.line) for one in findings(checked(policies, inputs))}
    assert found == {("a", 5), ("b", 19), ("c", 19), ("d", 19), ("e", 19), ("f", 19)}


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("deny if input.kind", "gives no findings"),
        ("deny_helper(x) := x", "is a function"),
        ("other contains 1 if true", "no deny, violation or warn is in the namespaces main"),
    ],
)
def test_what_conftest_refuses(tmp_path: Path, rule: str, words: str) -> None:
    policies = write(tmp_path / "policy", {"a.rego": f"package main\n\n{rule}\n"})
    with pytest.raises(PolicyError) as caught:
        load([PolicySource(str(policies), dialect="conftest")])
    assert words in caught.value.diagnostics()
    assert caught.value.path


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ('deny contains {"message": "x"} if true', "neither a text nor has the text `msg`"),
        ("deny := true", "gives one boolean, not a set"),
        ("deny contains 1 if true", "neither a text"),
    ],
)
def test_what_says_nothing_is_undecided(
    tmp_path: Path, inputs: Path, rule: str, words: str
) -> None:
    policies = write(tmp_path / "policy", {"a.rego": f"package main\n\n{rule}\n"})
    report = checked(policies, inputs)
    assert report.decision.exit_code == 4
    assert all(words in one.message for one in findings(report))


def test_a_broken_rule_is_undecided_and_the_others_answer(tmp_path: Path, inputs: Path) -> None:
    policy = """package main

deny_bad contains "x" if to_number(input.kind) > 1

deny_good contains "good" if input.kind
"""
    policies = write(tmp_path / "policy", {"a.rego": policy})
    assert [outcome for outcome, _ in said(checked(policies, inputs))] == [
        "fail", "fail", "undecided", "undecided",
    ]  # fmt: skip


@pytest.mark.server("conftest")
def test_several_sources_are_one_as_for_conftest(tmp_path: Path, inputs: Path) -> None:
    rule = 'package main\n\nimport data.names\n\ndeny contains "a" if names.of(input) == "api"\n'
    more = 'package main\n\ndeny contains "b" if input.kind\n'
    other = {"names.rego": "package names\n\nof(it) := it.metadata.name\n", "more.rego": more}
    one, two = write(tmp_path / "one", {"a.rego": rule}), write(tmp_path / "two", other)
    wanted = by_conftest(one, inputs, "--policy", str(two))
    assert len(wanted) == 4
    policies = load([str(one), str(two)])
    assert [rule.id for rule in policies.rules] == ["conftest:main/deny"]
    assert said(checked((str(one), str(two)), inputs)) == wanted


PLAN = """{"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {},
"resource_changes": [
  {"address": "aws_s3_bucket.logs", "mode": "managed", "type": "aws_s3_bucket", "name": "logs",
   "change": {"actions": ["create"], "before": null,
    "after": {"bucket": "logs", "acl": "public-read"}, "after_unknown": {},
    "before_sensitive": false, "after_sensitive": {}}}
]}
"""
OF_PLANS = """package main

deny_public contains msg if {
	some change in input.resource_changes
	change.type == "aws_s3_bucket"
	change.change.after.acl == "public-read"
	msg := sprintf("bucket %s is public", [change.address])
}
"""


@pytest.mark.server("conftest")
def test_plans(tmp_path: Path) -> None:
    inputs = write(tmp_path / "in", {"plan.json": PLAN})
    policies = write(tmp_path / "policy", {"a.rego": OF_PLANS})
    wanted = by_conftest(policies, inputs)
    assert len(wanted) == 1
    report = checked(policies, inputs)
    assert said(report) == wanted
    (finding,) = findings(report)
    assert finding.resource.address == "aws_s3_bucket.logs"
    assert finding.location.line == 3


def test_parts_of_plans_that_are_not_kept(tmp_path: Path) -> None:
    policy = OF_PLANS.replace("input.resource_changes", "input.planned_values.root_module")
    policies = write(tmp_path / "policy", {"a.rego": policy})
    with pytest.raises(PolicyError, match=r"`deny_public` reads input\.planned_values") as caught:
        load([str(policies)])
    assert caught.value.line == 3
