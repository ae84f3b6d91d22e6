"""Reviews that new policies must answer before any real one is given to them.

What they decide does not matter: that there is an answer does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.admission.asking import review_of

if TYPE_CHECKING:
    from govern.model import JsonObject

_METADATA: JsonObject = {"name": "trial", "namespace": "trial"}
_POD: JsonObject = {"containers": [{"name": "c", "image": "registry.invalid/trial:1"}]}
_DEPLOYMENT: JsonObject = {
    "replicas": 1,
    "template": {"metadata": {"labels": {"app": "trial"}}, "spec": _POD},
}


def _object(version: str, kind: str, **content: JsonObject) -> JsonObject:
    return {"apiVersion": version, "kind": kind, "metadata": _METADATA, **content}


TRIALS = (
    review_of(_object("v1", "Pod", spec=_POD), "CREATE", "pods"),
    review_of(_object("apps/v1", "Deployment", spec=_DEPLOYMENT), "UPDATE", "deployments"),
    review_of(_object("v1", "ConfigMap", data={"key": "value"}), "CREATE", "configmaps"),
    review_of(_object("v1", "Namespace"), "DELETE", "namespaces"),
)
