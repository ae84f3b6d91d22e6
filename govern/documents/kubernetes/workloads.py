"""Pods and images in whatever kind of object brings them.

The policy library visits the same places (policies/rego/lib/workloads.rego); here they serve what
happens around the policies: selecting rules, finding images to verify, and telling the API server
which resources to send to the webhook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.kubernetes.workload_kinds import WORKLOADS, Workload
from govern.model.json import pointer_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from govern.model import JsonObject, JsonValue

__all__ = ["WORKLOADS", "Workload", "images", "is_workload", "pod_specs", "workloads_of"]

# Kinds whose names other API groups use for what brings no pods.
_COMMON_NAMES = frozenset({"Service", "Configuration", "Revision", "Server"})
_BY_KIND: dict[str, tuple[Workload, ...]] = {}
for _workload in WORKLOADS:
    _BY_KIND[_workload.kind] = (*_BY_KIND.get(_workload.kind, ()), _workload)


def workloads_of(api_version: str, kind: str) -> tuple[Workload, ...]:
    """Return the entries of the table for a type; none when it brings no pods.

    A kind is also known by its name alone when its group is not (an own build of KServe, say):
    rules are asked about it then, rather than not.
    """
    named = _BY_KIND.get(kind)
    if named is None:
        return ()
    group = api_version.rpartition("/")[0]
    exact = tuple(workload for workload in named if workload.group == group)
    return exact if exact or kind in _COMMON_NAMES else named


def is_workload(api_version: str, kind: str) -> bool:
    """Return whether objects of this type bring pods."""
    return bool(workloads_of(api_version, kind))


def pod_specs(content: JsonObject) -> list[tuple[str, JsonObject]]:
    """Return the PodSpecs in an object, or what stands for one, each with its JSON pointer."""
    found: dict[str, JsonObject] = {}
    for workload in _workloads_in(content):
        for pattern in workload.pods:
            found.update(_mappings(_matching(content, pattern)))
    return list(found.items())


def images(content: JsonObject) -> list[tuple[str, str]]:
    """Return the image references in an object, each with its JSON pointer, in a fixed order.

    Containers of every sort and image volumes count; an image that only a runtime or a base
    configuration elsewhere would add does not, since it is not here.
    """
    found: dict[str, str] = {}
    for workload in _workloads_in(content):
        patterns = [f"{container}/image" for container in workload.containers]
        patterns.append("volumes/*/image/reference")
        for pod in workload.pods:
            found.update(_texts(content, (f"{pod}/{pattern}" for pattern in patterns)))
        found.update(_texts(content, workload.images))
    return list(found.items())


def _workloads_in(content: JsonObject) -> tuple[Workload, ...]:
    return workloads_of(str(content.get("apiVersion", "")), str(content.get("kind", "")))


def _mappings(places: Iterable[tuple[str, JsonValue]]) -> Iterator[tuple[str, JsonObject]]:
    return ((pointer, value) for pointer, value in places if isinstance(value, dict))


def _texts(content: JsonObject, patterns: Iterable[str]) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        for pointer, value in _matching(content, pattern):
            if isinstance(value, str) and value:
                yield pointer, value


def _matching(value: JsonValue, pattern: str) -> list[tuple[str, JsonValue]]:
    """Return what a pattern of keys leads to, `*` standing for every element, with pointers."""
    places: list[tuple[str, JsonValue]] = [("", value)]
    for key in pattern.split("/"):
        places = [
            (pointer + pointer_of([step]), child)
            for pointer, parent in places
            for step, child in _children(parent, key)
        ]
    return places


def _children(value: JsonValue, key: str) -> list[tuple[str | int, JsonValue]]:
    if key == "*" and isinstance(value, list):
        return list(enumerate(value))
    if isinstance(value, dict):
        return list(value.items()) if key == "*" else [(key, value[key])] if key in value else []
    return []
