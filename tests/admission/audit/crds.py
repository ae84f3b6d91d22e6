"""The CustomResourceDefinitions of PolicyReports, as small as an API server takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.admission.webhook import until

if TYPE_CHECKING:
    from tests.admission.cluster import Cluster

_TEXT = {"type": "string"}
_COUNTS = {
    "type": "object",
    "properties": {word: {"type": "integer"} for word in ("pass", "fail", "warn", "error", "skip")},
}
_RESULT = {
    "type": "object",
    "required": ["policy"],
    "properties": {
        "source": _TEXT,
        "policy": _TEXT,
        "rule": _TEXT,
        "category": _TEXT,
        "message": _TEXT,
        "scored": {"type": "boolean"},
        "severity": {"enum": ["critical", "high", "low", "medium", "info"], "type": "string"},
        "result": {"enum": ["pass", "fail", "warn", "error", "skip"], "type": "string"},
        "properties": {"type": "object", "additionalProperties": _TEXT},
        "resources": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": dict.fromkeys(
                    ("apiVersion", "kind", "name", "namespace", "uid"), _TEXT
                ),
            },
        },
    },
}


def install(cluster: Cluster, group: str, version: str, kinds: dict[str, str]) -> None:
    """Install the kinds (kind → scope) of one API, and wait until they are served."""
    for kind, scope in kinds.items():
        cluster.apply(_definition(group, version, kind, scope))
    for kind in kinds:
        path = f"/apis/{group}/{version}/{kind.lower()}s"
        until(lambda path=path: cluster.request("GET", path)[0] == 200, f"{kind} is served")  # type: ignore[misc]  # mypy knows no type for the default


def _definition(group: str, version: str, kind: str, scope: str) -> dict[str, Any]:
    plural = f"{kind.lower()}s"
    properties = {
        "source": _TEXT,
        "summary": _COUNTS,
        "results": {"type": "array", "items": _RESULT},
    }
    if group == "wgpolicyk8s.io":
        del properties["source"]
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {
            "name": f"{plural}.{group}",
            # Names below *.k8s.io are reserved for APIs that were reviewed.
            "annotations": {"api-approved.kubernetes.io": "unapproved, a copy for tests"},
        },
        "spec": {
            "group": group,
            "scope": scope,
            "names": {"kind": kind, "plural": plural, "singular": kind.lower()},
            "versions": [
                {
                    "name": version,
                    "served": True,
                    "storage": True,
                    "schema": {"openAPIV3Schema": {"type": "object", "properties": properties}},
                }
            ],
        },
    }
