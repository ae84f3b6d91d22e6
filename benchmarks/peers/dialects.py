"""The rules as each tool takes them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from benchmarks.peers.rule_table import Rule

_NATIVE = """\
# METADATA
# title: {title}
# custom:
#   id: {id}
#   severity: high
#   match: {{kind: kubernetes, resources: [Deployment]}}
package peers.{package}

{rule}"""

_CONFTEST = """\
package main

{rule}"""

# As OPA's documentation has it: https://www.openpolicyagent.org/docs/kubernetes
_SYSTEM = """\
package system

main := {
\t"apiVersion": "admission.k8s.io/v1",
\t"kind": "AdmissionReview",
\t"response": response,
}

default response := {"uid": "", "allowed": true}

response := {"uid": input.request.uid, "allowed": false, "status": {"message": reason}} if {
\treason := concat(", ", data.main.deny)
\treason != ""
} else := {"uid": input.request.uid, "allowed": true}
"""

_RULE = """\
{head} contains {element} if {{
\t{body}
\tmsg := sprintf("{id}: %s: {title}", [{root}.metadata.name])
}}
"""


def write_native(folder: Path, rules: Iterable[Rule]) -> None:
    """Write govern's own form: a file for each rule, with its metadata."""
    for rule in rules:
        text = _NATIVE.format(
            title=json.dumps(rule.said.title),
            id=rule.id,
            package=rule.id.lower(),
            rule=_rego(rule, "deny", "msg", "input.document"),
        )
        _write(folder / f"{rule.id.lower()}.rego", text)


def write_conftest(folder: Path, rules: Iterable[Rule]) -> None:
    """Write Conftest's form, which `opa exec` takes as well: all rules in the package `main`."""
    for rule in rules:
        text = _CONFTEST.format(rule=_rego(rule, "deny", "msg", "input"))
        _write(folder / f"{rule.id.lower()}.rego", text)


def write_gatekeeper(folder: Path, rules: Iterable[Rule]) -> None:
    """Write a ConstraintTemplate and a constraint for each rule."""
    for rule in rules:
        kind = rule.id.capitalize()
        rego = f"package {rule.id.lower()}\n\n"
        rego += _rego(rule, "violation", '{"msg": msg}', "input.review.object")
        target = {
            "target": "admission.k8s.gatekeeper.sh",
            "code": [{"engine": "Rego", "source": {"version": "v1", "rego": rego}}],
        }
        template = {
            "apiVersion": "templates.gatekeeper.sh/v1",
            "kind": "ConstraintTemplate",
            "metadata": {"name": kind.lower()},
            "spec": {"crd": {"spec": {"names": {"kind": kind}}}, "targets": [target]},
        }
        constraint = {
            "apiVersion": "constraints.gatekeeper.sh/v1beta1",
            "kind": kind,
            "metadata": {"name": rule.id.lower()},
            "spec": {"match": {"kinds": [{"apiGroups": ["apps"], "kinds": ["Deployment"]}]}},
        }
        _write(folder / f"{rule.id.lower()}.yaml", yaml.dump_all([template, constraint]))


def write_kyverno(folder: Path, rules: Iterable[Rule]) -> None:
    """Write a ClusterPolicy with one pattern for each rule."""
    for rule in rules:
        policy: dict[str, Any] = {
            "apiVersion": "kyverno.io/v1",
            "kind": "ClusterPolicy",
            "metadata": {
                "name": rule.id.lower(),
                "annotations": {"pod-policies.kyverno.io/autogen-controllers": "none"},
            },
            "spec": {
                "validationFailureAction": "Enforce",
                "rules": [
                    {
                        "name": rule.id.lower(),
                        "match": {"any": [{"resources": {"kinds": ["apps/v1/Deployment"]}}]},
                        "validate": {"message": rule.said.title, "pattern": rule.said.pattern},
                    }
                ],
            },
        }
        _write(folder / f"{rule.id.lower()}.yaml", yaml.dump(policy))


def write_admission(folder: Path, rules: Iterable[Rule]) -> None:
    """Write Conftest's form over reviews, and what answers them, for an OPA server."""
    for rule in rules:
        text = _CONFTEST.format(rule=_rego(rule, "deny", "msg", "input.request.object"))
        _write(folder / f"{rule.id.lower()}.rego", text)
    _write(folder / "system.rego", _SYSTEM)


FORMS = {
    "native": write_native,
    "conftest": write_conftest,
    "gatekeeper": write_gatekeeper,
    "kyverno": write_kyverno,
}


def write_policies(folder: Path, rules: Sequence[Rule]) -> None:
    """Write the rules in all forms, each in a folder of its name."""
    for form, write in FORMS.items():
        write(folder / form, rules)


def _rego(rule: Rule, head: str, element: str, root: str) -> str:
    body = "\n\t".join(line.replace("{root}", root) for line in rule.said.rego)
    return _RULE.format(
        head=head, element=element, body=body, id=rule.id, title=rule.said.title, root=root
    )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
