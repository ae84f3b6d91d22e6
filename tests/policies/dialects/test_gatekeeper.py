from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from govern.errors import PolicyError
from govern.model import Enforcement, Outcome
from govern.policies.cluster import needs_cluster
from govern.policies.loader import load
from govern.policies.source import PolicySource
from tests.policies.dialects.checking import checked, findings, said, write
from tests.policies.dialects.peers import by_conftest, by_gator
from tests.surroundings import require_tool

if TYPE_CHECKING:
    from govern.model import Report

TEMPLATES = sorted(Path(__file__).parent.glob("templates/*/template.yaml"))

TEMPLATE = """apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata:
  name: always
spec:
  crd:
    spec:
      names: {kind: Always}
      validation:
        openAPIV3Schema:
          type: object
          properties:
            words: {type: array, items: {type: string}}
            size: {type: integer, default: 7}
            note: {type: string, nullable: true}
  targets:
    - target: admission.k8s.gatekeeper.sh
      rego: |
        package always

        violation[{"msg": msg}] {
          msg := sprintf("%v", [input.parameters])
        }
"""
CONSTRAINT = """apiVersion: constraints.gatekeeper.sh/v1beta1
kind: Always
metadata: {name: one}
"""
POD = """apiVersion: v1
kind: Pod
metadata: {name: p, namespace: shop}
"""


def told(report: Report) -> list[tuple[str, str, str]]:
    """Return rule, object and message of every finding, as `by_gator` does."""
    return sorted((one.rule_id, one.resource.address, one.message) for one in findings(report))


@pytest.mark.server("gator")
@pytest.mark.parametrize("engine", ["embedded", "opa"])
@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.parent.name)
def test_the_same_findings_as_gator(
    path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine == "opa":
        monkeypatch.setenv("PATH", f"{require_tool('opa').parent}{os.pathsep}{os.environ['PATH']}")
    wanted = by_gator(path.parent)
    assert wanted
    source = PolicySource(str(path.parent), inventory=True)
    assert told(checked(source, path.parent / "samples", engine=engine)) == wanted


OBJECTS = """apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {env: live, tier: gold}}
---
apiVersion: v1
kind: Namespace
metadata: {name: kube-system, labels: {env: test}}
---
apiVersion: v1
kind: Namespace
metadata: {name: plain}
---
apiVersion: v1
kind: Pod
metadata: {name: api-1, namespace: shop, labels: {app: api, env: live}}
---
apiVersion: v1
kind: Pod
metadata: {generateName: api-, namespace: kube-system, labels: {app: web}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: plain}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, labels: {app: api}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: admin, labels: {env: test}}
"""
MATCHES = {
    "all": {},
    "kinds": {"kinds": [{"apiGroups": [""], "kinds": ["Pod", "Namespace"]}]},
    "kinds-any-group": {"kinds": [{"apiGroups": ["*"], "kinds": ["Deployment"]}]},
    "kinds-group": {"kinds": [{"apiGroups": ["apps"], "kinds": ["*"]}]},
    "kinds-wrong-group": {"kinds": [{"apiGroups": ["batch"], "kinds": ["Deployment", "Pod"]}]},
    "kinds-two": {
        "kinds": [
            {"apiGroups": ["rbac.authorization.k8s.io"], "kinds": ["ClusterRole"]},
            {"apiGroups": ["apps"], "kinds": ["Deployment"]},
        ]
    },
    "kinds-no-group": {"kinds": [{"kinds": ["Pod"]}]},
    "kinds-no-kind": {"kinds": [{"apiGroups": [""]}]},
    "scope-any": {"scope": "*"},
    "scope-cluster": {"scope": "Cluster"},
    "scope-namespaced": {"scope": "Namespaced"},
    "namespaces": {"namespaces": ["shop"]},
    "namespaces-prefix": {"namespaces": ["kube-*", "nowhere"]},
    "namespaces-suffix": {"namespaces": ["*-system"]},
    "namespaces-part": {"namespaces": ["*lai*"]},
    "excluded": {"excludedNamespaces": ["shop", "kube-*"]},
    "both": {"namespaces": ["*"], "excludedNamespaces": ["plain"]},
    "labels": {"labelSelector": {"matchLabels": {"app": "api"}}},
    "labels-two": {"labelSelector": {"matchLabels": {"app": "api", "env": "live"}}},
    "labels-in": {
        "labelSelector": {
            "matchExpressions": [{"key": "app", "operator": "In", "values": ["api", "web"]}]
        }
    },
    "labels-not-in": {
        "labelSelector": {
            "matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["api"]}]
        }
    },
    "labels-exists": {
        "labelSelector": {"matchExpressions": [{"key": "app", "operator": "Exists"}]}
    },
    "labels-gone": {
        "labelSelector": {"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}
    },
    "labels-empty": {"labelSelector": {}},
    "namespace-labels": {"namespaceSelector": {"matchLabels": {"env": "live"}}},
    "namespace-labels-not": {
        "namespaceSelector": {
            "matchExpressions": [{"key": "env", "operator": "NotIn", "values": ["live"]}]
        }
    },
    "name": {"name": "web"},
    "name-prefix": {"name": "api-*"},
    "name-suffix": {"name": "*i"},
    "name-part": {"name": "*pi*"},
    "source-all": {"source": "All"},
    "source-original": {"source": "Original"},
    "source-generated": {"source": "Generated"},
    "everything": {
        "kinds": [{"apiGroups": [""], "kinds": ["Pod"]}],
        "scope": "Namespaced",
        "namespaces": ["s*"],
        "labelSelector": {"matchLabels": {"app": "api"}},
        "namespaceSelector": {"matchLabels": {"tier": "gold"}},
        "name": "api*",
    },
}


def matching(tmp_path: Path) -> tuple[Path, Path]:
    """Write a constraint for each of `MATCHES`, and the objects."""
    constraints = [
        {
            "apiVersion": "constraints.gatekeeper.sh/v1beta1",
            "kind": "Always",
            "metadata": {"name": name},
            "spec": {"match": match},
        }
        for name, match in MATCHES.items()
    ]
    policies = write(
        tmp_path / "policy",
        {"template.yaml": TEMPLATE, "constraints.yaml": yaml.safe_dump_all(constraints)},
    )
    return policies, write(tmp_path / "in", {"objects.yaml": OBJECTS})


@pytest.mark.server("gator")
def test_the_same_objects_as_gator(tmp_path: Path) -> None:
    policies, inputs = matching(tmp_path)
    wanted = by_gator(policies, inputs)
    # gator takes what it is given for objects as well, constraints included. And it shows what is
    # in no namespace an empty Namespace, so that no such object is of the cluster to it alone.
    others = ("Always", "ConstraintTemplate", "Deployment/api", "ClusterRole")
    assert len({rule for rule, _, _ in wanted}) == len(MATCHES) - 2  # two match nothing
    assert without(others, told(checked(policies, inputs))) == without(others, wanted)


def without(kinds: tuple[str, ...], said: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return [one for one in said if not any(f"/{kind}" in one[1] for kind in kinds)]


def test_objects_of_the_cluster_match_as_in_the_webhook(tmp_path: Path) -> None:
    policies, inputs = matching(tmp_path)
    report = checked(policies, inputs)
    found = {
        one.rule_id.rpartition("/")[2]
        for one in findings(report)
        if one.resource.kind == "ClusterRole"
    }
    # pkg/mutation/match: what is of the cluster is kept out by no namespace, and by its scope.
    assert found == {
        "all", "kinds-two", "scope-any", "scope-cluster", "namespaces", "namespaces-prefix",
        "namespaces-suffix", "namespaces-part", "excluded", "both", "labels-not-in",
        "labels-gone", "labels-empty", "namespace-labels", "namespace-labels-not",
        "source-all", "source-original",
    }  # fmt: skip


@pytest.mark.server("gator")
def test_parameters_have_their_defaults_as_in_gator(tmp_path: Path) -> None:
    spec = ["{}", "{parameters: {}}", "{parameters: {size: 3, words: [a], note: null}}"]
    constraints = "---\n".join(
        CONSTRAINT.replace("one", f"c{index}") + f"spec: {one}\n" for index, one in enumerate(spec)
    )
    policies = write(tmp_path / "policy", {"t.yaml": TEMPLATE, "c.yaml": constraints})
    inputs = write(tmp_path / "in", {"pod.yaml": POD})
    wanted = [one for one in by_gator(policies, inputs) if "/Pod/" in one[1]]
    assert len(wanted) == 3
    assert told(checked(policies, inputs)) == wanted


@pytest.mark.parametrize(
    ("action", "outcome", "code"), [("deny", "fail", 1), ("warn", "warn", 0), ("dryrun", "warn", 0)]
)
def test_actions(tmp_path: Path, action: str, outcome: str, code: int) -> None:
    constraint = CONSTRAINT + f"spec: {{enforcementAction: {action}}}\n"
    policies = write(tmp_path / "policy", {"t.yaml": TEMPLATE, "c.yaml": constraint})
    report = checked(policies, write(tmp_path / "in", {"pod.yaml": POD}))
    assert [one for one, _ in said(report)] == [outcome]
    assert report.decision.exit_code == code


_SCOPED = """spec:
  enforcementAction: scoped
  scopedEnforcementActions:
    - {action: dryrun, enforcementPoints: [{name: "*"}]}
    - {action: warn, enforcementPoints: [{name: gator.gatekeeper.sh}]}
    - {action: deny, enforcementPoints: [{name: validation.gatekeeper.sh}]}
"""


@pytest.mark.parametrize(
    ("point", "action"),
    [
        ("gator.gatekeeper.sh", Enforcement.WARN),
        ("validation.gatekeeper.sh", Enforcement.DENY),
        ("audit.gatekeeper.sh", Enforcement.DRYRUN),
    ],
)
def test_actions_of_one_place(tmp_path: Path, point: str, action: Enforcement) -> None:
    policies = write(tmp_path / "policy", {"t.yaml": TEMPLATE, "c.yaml": CONSTRAINT + _SCOPED})
    (rule,) = load([PolicySource(str(policies), enforcement_point=point)]).rules
    assert (rule.enforcement, rule.idle) == (action, "")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"t.yaml": TEMPLATE}, "no constraint uses this template"),
        (
            {
                "t.yaml": TEMPLATE,
                "c.yaml": CONSTRAINT + _SCOPED.replace('"*"', "vap.k8s.io").replace("gator.", "x."),
            },
            "not at gator.gatekeeper.sh",
        ),
        (
            {"t.yaml": TEMPLATE, "c.yaml": CONSTRAINT + "spec: {match: {source: Generated}}"},
            "generated objects alone",
        ),
        (
            {
                "t.yaml": TEMPLATE.replace("input.parameters]", "data.inventory.cluster]"),
                "c.yaml": CONSTRAINT,
            },
            "--inventory",
        ),
    ],
)
def test_what_is_not_evaluated_is_said(tmp_path: Path, files: dict[str, str], words: str) -> None:
    policies = write(tmp_path / "policy", files)
    report = checked(policies, write(tmp_path / "in", {"pod.yaml": POD}))
    assert report.decision.exit_code == 3
    (result,) = report.decision.results
    assert result.outcome is Outcome.NOT_APPLICABLE
    assert words in result.message


def test_a_namespace_that_is_not_known_is_undecided(tmp_path: Path) -> None:
    constraint = CONSTRAINT + "spec: {match: {namespaceSelector: {matchLabels: {a: b}}}}\n"
    policies = write(tmp_path / "policy", {"t.yaml": TEMPLATE, "c.yaml": constraint})
    inputs = write(tmp_path / "in", {"pod.yaml": POD})
    report = checked(policies, inputs)
    assert report.decision.exit_code == 4
    assert "the Namespace shop, which is not known; give its manifest" in said(report)[0][1]
    namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {a: b}}\n"
    write(inputs, {"namespace.yaml": namespace})
    assert {one.resource.kind for one in findings(checked(policies, inputs))} == {
        "Pod",
        "Namespace",
    }
    write(inputs, {"namespace.yaml": namespace.replace("a: b", "a: c")})
    assert findings(checked(policies, inputs)) == []


def code(engine: str, source: str) -> str:
    """Return a template with its code in the newer form."""
    before, _, _ = TEMPLATE.partition("      rego: |")
    return f"{before}      code:\n        - engine: {engine}\n          source: {source}\n"


def rego(text: str, libs: str = "") -> str:
    """Return a template with other Rego."""
    before, _, _ = TEMPLATE.partition("      rego: |")
    body = "".join(f"        {line}\n" for line in text.splitlines())
    return f"{before}      rego: |\n{body}{libs}"


_FINE = 'package a\nviolation[{"msg": "x"}] { true }'


@pytest.mark.parametrize(
    ("template", "words", "line"),
    [
        (code("K8sNativeValidation", "{validations: []}"), "K8sNativeValidation alone", 18),
        (code("Rego", "{rego: x, version: v2}"), "'v2' is neither v0 nor v1", 20),
        (
            rego('package a\nviolation[{"msg": r}] {\n  r := external_data({"provider": "p"})\n}'),
            "asks an external data provider",
            21,
        ),
        (rego('package a\nviolation[{"msg": "x"}] { data.other.x }'), "refers to data.other", 20),
        (rego("package a\ndeny[1] { true }"), "no `violation`", 18),
        (rego("violation[1] { true }"), "declares no package", 18),
        (rego(_FINE, "      libs: ['package other']\n"), "not one below `lib`", 21),
        (rego(_FINE).replace("name: always", "name: other"), "must be always", 4),
        (rego(_FINE).replace("admission.k8s", "else.k8s"), "must be admission.k8s", 17),
        (rego(_FINE).replace("{kind: Always}", "{kind: 7}"), "must be text", 8),
        (TEMPLATE + "---\n" + TEMPLATE, "there twice", 28),
    ],
)
def test_templates_that_are_refused(tmp_path: Path, template: str, words: str, line: int) -> None:
    policies = write(tmp_path / "policy", {"t.yaml": template})
    with pytest.raises(PolicyError) as caught:
        load([str(policies)])
    assert words in caught.value.diagnostics()
    assert caught.value.line == line
    assert (caught.value.path or "").endswith("t.yaml")


_EXPRESSIONS = "spec:\n  match:\n    labelSelector:\n      matchExpressions:\n"


@pytest.mark.parametrize(
    ("constraint", "words", "line"),
    [
        ("kind: Other\n", "no ConstraintTemplate of the kind Other", 3),
        ("metadata: {name: A_b}\n", "in lower case", 3),
        ("spec: {enforcementAction: block}\n", "'block' is none of deny", 3),
        ("spec:\n  parameters: {size: x}\n", "not as its template wants", 4),
        ("spec:\n  parameters:\n    words: [1]\n", "not as its template wants", 5),
        ("spec:\n  match:\n    kind: Pod\n", "`kind` is no key of `match`", 5),
        ("spec:\n  match:\n    scope: cluster\n", "`scope` is one of", 5),
        ("spec:\n  match:\n    namespaces: [a*b]\n", "elsewhere than at its start", 5),
        ("spec:\n  match:\n    labelSelector: {app: x}\n", "no key of a label selector", 5),
        (
            f"{_EXPRESSIONS}        - {{key: a, operator: Is}}\n",
            "`operator` is one of",
            7,
        ),
        (
            f"{_EXPRESSIONS}        - {{key: a, operator: In}}\n",
            "`In` with no values",
            7,
        ),
    ],
)
def test_constraints_that_are_refused(
    tmp_path: Path, constraint: str, words: str, line: int
) -> None:
    given = yaml.safe_load(constraint)
    head = "".join(
        f"{key}: {value}\n"
        for key, value in {
            "apiVersion": "constraints.gatekeeper.sh/v1beta1",
            "kind": "Always",
            "metadata": "{name: one}",
        }.items()
        if key not in given
    )
    policies = write(tmp_path / "policy", {"t.yaml": TEMPLATE, "c.yaml": head + constraint})
    with pytest.raises(PolicyError) as caught:
        load([str(policies)])
    assert words in caught.value.diagnostics()
    assert abs((caught.value.line or 0) - line) <= 1
    assert (caught.value.path or "").endswith("c.yaml")


def test_faults_in_a_template_have_the_line_of_its_file(tmp_path: Path) -> None:
    broken = rego('package a\nviolation[{"msg": msg}] {\n  msg := nothing(1)\n}')
    policies = write(tmp_path / "policy", {"t.yaml": broken, "c.yaml": CONSTRAINT})
    with pytest.raises(PolicyError) as caught:
        checked(policies, write(tmp_path / "in", {"pod.yaml": POD}))
    assert (caught.value.path or "").endswith("t.yaml")
    assert caught.value.line == 21


def test_two_templates_may_call_their_packages_the_same(tmp_path: Path) -> None:
    other = TEMPLATE.replace("always", "second").replace("Always", "Second")
    other = other.replace("package second", "package always").replace('"%v"', '"second %v"')
    constraint = CONSTRAINT.replace("Always", "Second")
    files = {"1.yaml": TEMPLATE, "2.yaml": other, "3.yaml": CONSTRAINT + "---\n" + constraint}
    policies = write(tmp_path / "policy", files)
    report = checked(policies, write(tmp_path / "in", {"pod.yaml": POD}))
    assert said(report) == [("fail", "second {}"), ("fail", "{}")]


@pytest.mark.server("gator", "conftest")
def test_one_policy_in_both_forms_says_the_same(tmp_path: Path) -> None:
    shared = """
%s[{"msg": msg}] {
  container := object.spec.containers[_]
  not container.securityContext.runAsNonRoot
  msg := sprintf("container %%v of %%v may run as root", [container.name, object.metadata.name])
}

%s[{"msg": msg}] {
  volume := object.spec.volumes[_]
  volume.hostPath.path == "/"
  msg := sprintf("volume %%v is the root of the node", [volume.name])
}
"""
    conftest = "package main\n\nobject = input" + shared % ("violation", "violation")
    gatekeeper = rego(
        "package a\nobject = input.review.object" + shared % ("violation", "violation")
    )
    pods = """apiVersion: v1
kind: Pod
metadata: {name: a, namespace: shop}
spec:
  volumes:
    - {name: data, emptyDir: {}}
    - {name: node, hostPath: {path: /}}
  containers:
    - {name: good, image: a, securityContext: {runAsNonRoot: true}}
    - {name: bad, image: a, securityContext: {runAsNonRoot: false}}
    - {name: none, image: a}
"""
    inputs = write(tmp_path / "in", {"pods.yaml": pods})
    one = write(tmp_path / "conftest", {"a.rego": conftest})
    other = write(tmp_path / "gatekeeper", {"t.yaml": gatekeeper, "c.yaml": CONSTRAINT})
    by_one = findings(checked(PolicySource(str(one), rego_version=0), inputs))
    by_other = findings(checked(other, inputs))
    assert len(by_one) == 3
    for left, right in zip(by_one, by_other, strict=True):
        assert left.message == right.message
        assert left.outcome is right.outcome
        assert left.severity is right.severity
        assert left.resource == right.resource
        assert left.location == right.location
    messages = sorted(("fail", result.message) for result in by_one)
    assert by_conftest(one, inputs, "--rego-version", "v0") == messages
    assert sorted(("fail", message) for _, _, message in by_gator(other, inputs)
                  if "root" in message) == messages  # fmt: skip


def test_templates_and_constraints_in_different_sources(tmp_path: Path) -> None:
    one = str(write(tmp_path / "templates", {"t.yaml": TEMPLATE}))
    other = str(write(tmp_path / "constraints", {"c.yaml": CONSTRAINT}))
    for sources in ([one, other], [other, one]):
        assert [rule.id for rule in load(sources).rules] == ["gatekeeper:Always/one"]
    with pytest.raises(PolicyError, match="no ConstraintTemplate of the kind Always"):
        load([other])


def test_the_same_constraint_twice(tmp_path: Path) -> None:
    policies = write(
        tmp_path / "p", {"t.yaml": TEMPLATE, "c.yaml": CONSTRAINT, "d.yaml": CONSTRAINT}
    )
    with pytest.raises(PolicyError, match="two rules have the id gatekeeper:Always/one"):
        load([str(policies)])


@pytest.mark.parametrize(
    ("name", "message", "line", "pointer"),
    [
        ("labels", 'Deployment api has no labels {"tier"}', 6, "/metadata/labels"),
        ("labels", "label <owner: Nobody>", 7, "/metadata/labels/owner"),
        ("limits", "container <none> has no memory limit", 6, "/spec/containers/0/name"),
        ("limits", "container <large> may take 3", 13, "/spec/containers/2/resources/limits/cpu"),
        ("limits", "container <odd>", 19, "/spec/containers/4/resources/limits/memory"),
        ("new-rego", "worse holds the word password", 7, "/data/worse"),
        ("users", "container root runs as user 0", 8, "/spec/containers/1/securityContext"),
        ("replicas", "2 replicas", 12, "/spec/replicas"),
        ("replicas", "1 replicas", 17, "/spec"),
        ("ports", "host port 80 is outside", 10, "/spec/containers/0/ports/0/hostPort"),
        ("registries", "containers side has the image", 12, "/spec/containers/1/image"),
        ("unique-hosts", "the host <www.example> is taken by blog", 5, "/spec/rules/1/host"),
    ],
)
def test_lines_of_templates_that_name_none(
    name: str, message: str, line: int, pointer: str
) -> None:
    folder = Path(__file__).parent / "templates" / name
    report = checked(PolicySource(str(folder), inventory=True), folder / "samples")
    (place,) = [one.location for one in findings(report) if one.message.startswith(message)]
    assert (place.line, place.pointer) == (line, pointer)


def test_parameters_of_any_depth_and_text(tmp_path: Path) -> None:
    deep = "[" * 30 + '"]} \\"end\\" {{%s"' + "]" * 30
    template = TEMPLATE.replace("size: {type: integer, default: 7}", "deep: {type: array}")
    constraint = CONSTRAINT + f"spec: {{parameters: {{deep: {deep}}}}}\n"
    policies = write(tmp_path / "policy", {"t.yaml": template, "c.yaml": constraint})
    inputs = write(tmp_path / "in", {"pod.yaml": POD})
    ((outcome, message),) = said(checked(policies, inputs))
    assert outcome == "fail"
    assert "end" in message
    assert message.count("[") == 30


SHOWN = """apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {a: b}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec: {replicas: 2}
---
apiVersion: v1
kind: Pod
metadata: {generateName: job-, namespace: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: "", namespace: else}
"""


@pytest.mark.server("gator")
def test_templates_see_what_gator_shows(tmp_path: Path) -> None:
    review = rego('package a\nviolation[{"msg": m}] {\n  m := sprintf("%v", [input.review])\n}')
    policies = write(tmp_path / "policy", {"t.yaml": review, "c.yaml": CONSTRAINT})
    inputs = write(tmp_path / "in", {"all.yaml": SHOWN.partition("---\n")[2]})
    wanted = {
        message for _, address, message in by_gator(policies, inputs) if "gatekeeper" not in address
    }
    assert len(wanted) == 3
    assert {message for _, message in said(checked(policies, inputs))} == wanted


def test_templates_see_the_namespace_as_in_the_webhook(tmp_path: Path) -> None:
    text = """package a
violation[{"msg": msg}] {
  msg := sprintf("%v", [input.review.namespaceObject.metadata.labels.a])
}"""
    policies = write(tmp_path / "policy", {"t.yaml": rego(text), "c.yaml": CONSTRAINT})
    report = checked(policies, write(tmp_path / "in", {"all.yaml": SHOWN}))
    assert [(one.resource.kind, one.message) for one in findings(report)] == [
        ("Deployment", "b"),
        ("Pod", "b"),
    ]


def test_the_inventory_is_what_gatekeeper_keeps(tmp_path: Path) -> None:
    text = """package a
violation[{"msg": msg}] {
  input.review.kind.kind == "Namespace"
  msg := sprintf("%v", [names])
}
names[name] {
  data.inventory.namespace["shop"]["apps/v1"]["Deployment"][name].spec.replicas == 2
}
names[name] {
  data.inventory.cluster.v1.Namespace[name].metadata.labels.a == "b"
}"""
    policies = write(tmp_path / "policy", {"t.yaml": rego(text), "c.yaml": CONSTRAINT})
    source = PolicySource(str(policies), inventory=True)
    without_inputs = load([source]).revision
    report = checked(source, write(tmp_path / "in", {"all.yaml": SHOWN}))
    assert said(report) == [("fail", '{"api", "shop"}')]
    assert report.policy.revision == without_inputs


def test_the_older_place_of_rego_wins_over_the_newer(tmp_path: Path) -> None:
    newer = code("Rego", "{version: v1, rego: 'package b'}")
    both = newer + rego('package a\nviolation[{"msg": "older"}] { true }').partition(
        "k8s.gatekeeper.sh\n      "
    )[2].join(["      ", ""])
    policies = write(tmp_path / "policy", {"t.yaml": both, "c.yaml": CONSTRAINT})
    report = checked(policies, write(tmp_path / "in", {"pod.yaml": POD}))
    assert said(report) == [("fail", "older")]


@pytest.mark.parametrize(
    ("element", "outcome", "details"),
    [
        ('{"msg": "x"}', "fail", {"details": {}}),
        ('{"msg": "x", "details": {"a": [1]}}', "fail", {"details": {"a": [1]}}),
        ('{"message": "x"}', "undecided", {}),
        ('{"msg": 1}', "undecided", {}),
    ],
)
def test_what_violations_say(
    tmp_path: Path, element: str, outcome: str, details: dict[str, object]
) -> None:
    text = f"package a\nviolation[said] {{ said := {element} }}"
    policies = write(tmp_path / "policy", {"t.yaml": rego(text), "c.yaml": CONSTRAINT})
    (one,) = findings(checked(policies, write(tmp_path / "in", {"pod.yaml": POD})))
    assert (one.outcome.value, one.details) == (outcome, details)


def test_templates_cannot_ask_the_network(tmp_path: Path) -> None:
    text = 'package a\nviolation[{"msg": "x"}] {\n  http.send({"url": "https://a.example"})\n}'
    policies = write(tmp_path / "policy", {"t.yaml": rego(text), "c.yaml": CONSTRAINT})
    with pytest.raises(PolicyError, match=r"http\.send") as caught:
        checked(policies, write(tmp_path / "in", {"pod.yaml": POD}))
    assert caught.value.line == 21


@pytest.mark.parametrize("engine", ["embedded", "opa"])
@pytest.mark.parametrize(
    "more",
    [
        "",
        "note { input }",  # so that it has to be shown what it reads
        'object := "hides the builtin"',
    ],
)
@pytest.mark.server("opa")
def test_each_constraint_has_its_own_parameters(
    tmp_path: Path, more: str, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{require_tool('opa').parent}{os.pathsep}{os.environ['PATH']}")
    template = TEMPLATE.replace(
        'msg := sprintf("%v", [input.parameters])',
        'msg := concat(" ", [input.parameters.words[_], input.review.object.kind])',
    ).rstrip()
    folder = write(
        tmp_path / "policies",
        {
            "template.yaml": f"{template}\n\n        {more}\n",
            "one.yaml": f"{CONSTRAINT}spec: {{parameters: {{words: [a, b]}}}}\n",
            "two.yaml": CONSTRAINT.replace("one", "two") + "spec: {parameters: {words: [c]}}\n",
        },
    )
    inputs = write(tmp_path / "inputs", {"pod.yaml": POD})
    report = checked(PolicySource(str(folder)), inputs, engine=engine)
    assert [message for _, _, message in told(report)] == ["a Pod", "b Pod", "c Pod"]
    assert not needs_cluster(load([PolicySource(str(folder))])) or more
