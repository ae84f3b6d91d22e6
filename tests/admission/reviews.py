"""AdmissionReviews and small policies that the admission tests share."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import orjson

from govern.policies.assembly import PolicySettings, assemble

if TYPE_CHECKING:
    from pathlib import Path

    from govern.policies.policy_set import PolicySet

POD: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "api", "namespace": "payments", "labels": {"app": "api"}},
    "spec": {"containers": [{"name": "c", "image": "registry.example/api:1"}]},
}


def pod(**metadata: Any) -> dict[str, Any]:
    """A Pod with further metadata."""
    return {**POD, "metadata": {**POD["metadata"], **metadata}}


def review(
    found: dict[str, Any] | None = None, operation: str = "CREATE", **request: Any
) -> dict[str, Any]:
    """An AdmissionReview for a Pod; keyword arguments replace keys of the request."""
    content = POD if found is None else found
    group, _, version = content["apiVersion"].rpartition("/")
    metadata = content.get("metadata", {})
    going = operation == "DELETE"
    return {
        "apiVersion": "admission.k8s.io/v1",
        "kind": "AdmissionReview",
        "request": {
            "uid": "0df28fbd-5f5f-11e8-bc74-36e6bb280816",
            "operation": operation,
            "kind": {"group": group, "version": version, "kind": content["kind"]},
            "resource": {"group": group, "version": version, "resource": "pods"},
            "name": metadata.get("name", ""),
            "namespace": metadata.get("namespace", ""),
            "userInfo": {"username": "jo", "groups": ["dev"]},
            "object": None if going else content,
            "oldObject": content if operation in {"UPDATE", "DELETE"} else None,
            "dryRun": False,
            **request,
        },
    }


def body(found: dict[str, Any] | None = None, operation: str = "CREATE", **request: Any) -> bytes:
    """The bytes of such a review."""
    return orjson.dumps(review(found, operation, **request))


def rule(rule_id: str, text: str, **custom: str) -> str:
    """A native rule over every Kubernetes object."""
    extra = "".join(f"#   {key}: {value}\n" for key, value in custom.items())
    match = "" if "match" in custom else "#   match: {kind: kubernetes}\n"
    return (
        f"# METADATA\n# title: Rule {rule_id}\n# description: For a test.\n# custom:\n"
        f"#   id: {rule_id}\n#   severity: high\n{match}{extra}"
        f"package test.{rule_id.lower()}\n\n{textwrap.dedent(text).strip()}\n"
    )


DENY_NAMED_BAD = """
    deny contains {"msg": "bad name", "path": ["metadata", "name"]} if {
        input.document.metadata.name == "bad"
    }
"""
# Evaluates for far longer than any deadline here, for objects that say so.
SLOW = """
    deny contains "never" if {
        input.document.metadata.labels.slow == "yes"
        some i in numbers.range(1, 3000)
        some j in numbers.range(1, 3000)
        i * j == -1
    }
"""


def policies(folder: Path, **rules: str) -> PolicySet:
    """Write rules to a folder and load them, without the library."""
    folder.mkdir(exist_ok=True)
    for name, text in rules.items():
        (folder / f"{name}.rego").write_text(text, encoding="utf-8")
    return assemble(PolicySettings(sources=(str(folder),), builtin=False))
