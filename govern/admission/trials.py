"""Reviews that new policies must answer before any real one is given to them.

What they decide does not matter: that there is an answer does.
"""

from __future__ import annotations

import orjson

from govern.admission.review import API_VERSION, KIND


def _review(operation: str, kind: str, resource: str, content: dict[str, object]) -> bytes:
    version = "apps/v1" if kind == "Deployment" else "v1"
    group = version.rpartition("/")[0]
    found = {"apiVersion": version, "kind": kind, **content}
    going = operation == "DELETE"
    return orjson.dumps(
        {
            "apiVersion": API_VERSION,
            "kind": KIND,
            "request": {
                "uid": "00000000-0000-0000-0000-000000000000",
                "operation": operation,
                "kind": {"group": group, "version": "v1", "kind": kind},
                "resource": {"group": group, "version": "v1", "resource": resource},
                "name": "trial",
                "namespace": "trial",
                "userInfo": {"username": "govern:trial", "groups": []},
                "object": None if going else found,
                "oldObject": found if operation in {"UPDATE", "DELETE"} else None,
                "dryRun": True,
            },
        }
    )


_METADATA = {"name": "trial", "namespace": "trial"}
_POD: dict[str, object] = {"containers": [{"name": "c", "image": "registry.invalid/trial:1"}]}
_TEMPLATE = {"metadata": {"labels": {"app": "trial"}}, "spec": _POD}

TRIALS = (
    _review("CREATE", "Pod", "pods", {"metadata": _METADATA, "spec": _POD}),
    _review("UPDATE", "Deployment", "deployments",
            {"metadata": _METADATA, "spec": {"replicas": 1, "template": _TEMPLATE}}),
    _review("CREATE", "ConfigMap", "configmaps", {"metadata": _METADATA, "data": {"k": "v"}}),
    _review("DELETE", "Namespace", "namespaces", {"metadata": {"name": "trial"}}),
)  # fmt: skip
