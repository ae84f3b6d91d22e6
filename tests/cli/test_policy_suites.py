"""Suites of `gator verify` give here what they give there."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests import surroundings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.govern_command import Ran

    Govern = Callable[..., Ran]

TEMPLATE = """apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata: {name: owners}
spec:
  crd:
    spec:
      names: {kind: Owners}
      validation:
        openAPIV3Schema:
          type: object
          properties: {labels: {type: array, items: {type: string}}}
  targets:
    - target: admission.k8s.gatekeeper.sh
      rego: |
        package owners

        violation[{"msg": msg}] {
          label := input.parameters.labels[_]
          not input.review.object.metadata.labels[label]
          msg := sprintf("no %v", [label])
        }

        violation[{"msg": "twin"}] {
          other := data.inventory.namespace[_][_]["ConfigMap"][_]
          other.metadata.labels.twin == input.review.object.metadata.labels.twin
          other.metadata.name != input.review.object.metadata.name
        }
"""
CONSTRAINT = """apiVersion: constraints.gatekeeper.sh/v1beta1
kind: Owners
metadata: {name: two-labels}
spec: {parameters: {labels: [owner, team]}}
"""
SUITE = """kind: Suite
apiVersion: test.gatekeeper.sh/v1alpha1
metadata: {name: owners}
tests:
- name: labels
  template: template.yaml
  constraint: constraint.yaml
  cases:
  - {name: good, object: good.yaml, assertions: [{violations: no}]}
  - {name: bad, object: bad.yaml, assertions: [{violations: yes}, {violations: 2}]}
  - {name: bad-messages, object: bad.yaml,
     assertions:
     [{violations: 1, message: owner}, {violations: no, message: other}, {message: "^no team$"}]}
  - {name: twin, object: good.yaml, inventory: [twin.yaml],
     assertions: [{violations: 1, message: twin}]}
  - {name: later, skip: true, object: bad.yaml, assertions: [{violations: no}]}
  - {name: wrong, object: bad.yaml, assertions: [{violations: no}]}
  - {name: wrong-count, object: bad.yaml, assertions: [{violations: 3}]}
  - {name: wrong-message, object: bad.yaml, assertions: [{violations: yes, message: nobody}]}
"""
OBJECT = """apiVersion: v1
kind: ConfigMap
metadata: {name: %s, namespace: shop, labels: {%s}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "template.yaml": TEMPLATE,
        "constraint.yaml": CONSTRAINT,
        "suite.yaml": SUITE,
        "good.yaml": OBJECT % ("good", "owner: a, team: b, twin: x"),
        "twin.yaml": OBJECT % ("twin", "twin: x"),
        "bad.yaml": OBJECT % ("bad", ""),
    }.items():
        (tmp_path / "owners").mkdir(exist_ok=True)
        (tmp_path / "owners" / name).write_text(text)
    return tmp_path


def test_cases_pass_and_fail(govern: Govern, folder: Path) -> None:
    ran = govern("policy", "test", "owners", "--output", "json")
    report = json.loads(ran.out)
    assert ran.code == 1
    assert [report[key] for key in ("passed", "failed", "errored", "skipped")] == [4, 3, 0, 1]
    failed = [one["test"] for one in report["failures"]]
    assert failed == [
        f"owners/suite.yaml.labels/{name}" for name in ("wrong", "wrong-count", "wrong-message")
    ]
    assert report["failures"][0]["message"] == "expected 0 violations; got no owner; no team"


@pytest.mark.server("gator")
def test_the_same_as_gator_verify(govern: Govern, folder: Path) -> None:
    done = subprocess.run(
        [surroundings.require_tool("gator"), "verify", "owners/suite.yaml", "-v"],
        cwd=folder, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    theirs = {name: one for one, name in re.findall(r"--- ([A-Z]+): ([\w-]+)", done.stdout)}
    assert theirs.pop("labels") == "FAIL"
    ran = govern("policy", "test", "owners", "-v")
    lines = re.findall(r"^(\w+) +owners/suite\.yaml\.labels/([\w-]+)", ran.out, re.MULTILINE)
    ours = {name: verdict for verdict, name in lines}
    assert ours.pop("later") == "SKIP"  # gator does not name it
    assert ours == theirs


def test_one_case_and_what_cannot_be_run(govern: Govern, folder: Path) -> None:
    assert govern("policy", "test", "owners", "--run", "labels/good").code == 0
    assert govern("policy", "test", "owners", "--run", "nobody").code == 3
    (folder / "owners/good.yaml").write_text("kind: [\n")
    ran = govern("policy", "test", "owners", "--run", "labels/good")
    assert (ran.code, "1 errored" in ran.out) == (4, True)
    (folder / "owners/good.yaml").write_text(
        "apiVersion: admission.k8s.io/v1\nkind: AdmissionReview\nrequest: {uid: a}\n"
    )
    ran = govern("policy", "test", "owners", "--run", "labels/good")
    assert (ran.code, "AdmissionReview" in ran.out) == (4, True)
    (folder / "owners/template.yaml").write_text(TEMPLATE.replace("sprintf", "nosuch"))
    assert govern("policy", "test", "owners", "--run", "labels/bad").code == 4
    (folder / "owners/suite.yaml").write_text(SUITE.replace("violations: 3", "violations: some"))
    ran = govern("policy", "test", "owners")
    assert (ran.code, "suite.yaml" in ran.err) == (2, True)


def test_rego_tests_and_suites_run_together(govern: Govern, folder: Path) -> None:
    (folder / "owners/a_test.rego").write_text("package a_test\n\ntest_x if true\n")
    ran = govern("policy", "test", "owners")
    assert ran.out.splitlines()[-1].startswith("5 passed, 3 failed, 0 errored, 1 skipped")
