"""AdmissionReviews as an API server would write them, for trials and for comparing with CI."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from govern.admission.review import API_VERSION, KIND

if TYPE_CHECKING:
    from govern.model import JsonObject

_NOBODY = "00000000-0000-0000-0000-000000000000"


def review_of(content: JsonObject, operation: str = "CREATE", resource: str = "") -> bytes:
    """Return the review of an object that nobody has sent, as a dry run.

    Args:
        content: The object, with apiVersion and kind.
        operation: CREATE, UPDATE (of an object that was the same before), or DELETE.
        resource: The plural, where it matters.
    """
    group, _, version = str(content["apiVersion"]).rpartition("/")
    metadata = content.get("metadata")
    own = metadata if isinstance(metadata, dict) else {}
    kind = str(content["kind"])
    name, namespace = str(own.get("name") or ""), str(own.get("namespace") or "")
    return orjson.dumps(
        {
            "apiVersion": API_VERSION,
            "kind": KIND,
            "request": {
                "uid": _NOBODY,
                "operation": operation,
                "kind": {"group": group, "version": version, "kind": kind},
                "resource": {"group": group, "version": version, "resource": resource},
                "name": name,
                "namespace": name if kind == "Namespace" else namespace,
                "userInfo": {"username": "govern:trial", "groups": []},
                "object": None if operation == "DELETE" else content,
                "oldObject": content if operation in {"UPDATE", "DELETE"} else None,
                "dryRun": True,
            },
        }
    )
