"""Container images in a plan: what its resources will run, wherever their type keeps it.

The policy library looks into the same places (policies/rego/lib/plan_images.rego). Places are keys
below `change.after`, with a `*` for every element; what follows `json` lies in a text that is JSON,
and `**` stands for any depth. What the plan marks as sensitive is left out: a reference is sent to
a registry, and stands in facts.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from govern.documents.terraform_plan.sensitivity import at, objects

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from govern.model import JsonObject, JsonValue

_PODS = {
    "cron_job": "spec/*/job_template/*/spec/*/template/*/spec/*",
    "daemon_set": "spec/*/template/*/spec/*",
    "daemonset": "spec/*/template/*/spec/*",
    "deployment": "spec/*/template/*/spec/*",
    "job": "spec/*/template/*/spec/*",
    "pod": "spec/*",
    "replication_controller": "spec/*/template/*/spec/*",
    "stateful_set": "spec/*/template/*/spec/*",
}
_CONTAINERS = ("container", "init_container")
_MANIFEST = tuple(
    f"manifest/**/{name}/*/image"
    for name in ("containers", "ephemeralContainers", "initContainers")
)
PLACES: dict[str, tuple[str, ...]] = {
    "aws_apprunner_service": ("source_configuration/*/image_repository/*/image_identifier",),
    "aws_batch_job_definition": ("container_properties/json/image",),
    "aws_ecs_task_definition": ("container_definitions/json/*/image",),
    "aws_lambda_function": ("image_uri",),
    "aws_sagemaker_model": ("primary_container/*/image", "container/*/image"),
    "azurerm_container_app": tuple(f"template/*/{name}/*/image" for name in _CONTAINERS),
    "azurerm_container_app_job": tuple(f"template/*/{name}/*/image" for name in _CONTAINERS),
    "azurerm_container_group": tuple(f"{name}/*/image" for name in _CONTAINERS),
    "google_cloud_run_service": ("template/*/spec/*/containers/*/image",),
    "google_cloud_run_v2_job": ("template/*/template/*/containers/*/image",),
    "google_cloud_run_v2_service": ("template/*/containers/*/image",),
    "kubernetes_manifest": _MANIFEST,
    **{
        f"kubernetes_{kind}{version}": tuple(f"{pod}/{name}/*/image" for name in _CONTAINERS)
        for kind, pod in _PODS.items()
        for version in ("", "_v1")
    },
}


def images(content: JsonObject) -> list[str]:
    """Return the image references in a plan's resources after it is applied, each once."""
    found: dict[str, None] = {}
    for item in objects(content.get("resource_changes")):
        change = item.get("change")
        if item.get("mode") == "managed" and isinstance(change, dict):
            marks = change.get("after_sensitive")
            for place in PLACES.get(str(item.get("type")), ()):
                texts = _texts(change.get("after"), marks, place.split("/"))
                found.update(dict.fromkeys(texts))
    return list(found)


def _texts(value: JsonValue, marks: JsonValue, keys: Sequence[str]) -> Iterator[str]:
    """Yield the texts that some keys lead to, unless a mark lies on the way."""
    if marks is True:
        return
    if not keys:
        if isinstance(value, str) and value:
            yield value
        return
    key, *rest = keys
    if key == "json":
        yield from _texts(_parsed(value), False, rest)
    elif key == "**":
        yield from _texts(value, marks, rest)
        for below, mark in _children(value, marks):
            yield from _texts(below, mark, keys)
    elif key == "*":
        for below, mark in _children(value, marks):
            yield from _texts(below, mark, rest)
    elif isinstance(value, dict) and key in value:
        yield from _texts(value[key], at(marks, key), rest)


def _children(value: JsonValue, marks: JsonValue) -> Iterator[tuple[JsonValue, JsonValue]]:
    if isinstance(value, dict):
        yield from ((below, at(marks, key)) for key, below in value.items())
    elif isinstance(value, list):
        marked = marks if isinstance(marks, list) else []
        yield from (
            (below, marked[n] if n < len(marked) else None) for n, below in enumerate(value)
        )


def _parsed(value: JsonValue) -> JsonValue:
    """Return the JSON in a text; None for anything else, which the rules tell."""
    try:
        parsed: JsonValue = json.loads(value) if isinstance(value, str) else None
    except (ValueError, RecursionError):
        return None
    return parsed
