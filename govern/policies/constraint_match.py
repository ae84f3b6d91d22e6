"""Whether a constraint looks at an object, as Gatekeeper tells (its pkg/mutation/match)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.policies.patterns import matches

if TYPE_CHECKING:
    from govern.model import ConstraintMatch, JsonObject, JsonValue, LabelRequirement

_ANY = "*"
_OWN_NAME = "kubernetes.io/metadata.name"
_CLUSTER = "Cluster"
_NAMESPACED = "Namespaced"


def constraint_matches(
    match: ConstraintMatch, content: JsonObject, namespace: JsonObject | None
) -> bool:
    """Return whether a constraint looks at an object.

    Args:
        match: What the constraint says.
        content: The object.
        namespace: The whole Namespace of the object, if it is known. While it is not, labels that
            are asked of it count as there; the constraint's own module says that it is undecided.
    """
    return (
        match.source in {"All", "Original"}
        and _kinds(match, content)
        and _scope(match, content)
        and _namespaces(match, content)
        and _labels(match.labels, _metadata(content).get("labels"))
        and _namespace_labels(match, content, namespace)
        and _name(match, content)
    )


def kinds_named(match: ConstraintMatch) -> tuple[str, ...]:
    """Return what a constraint names as selectors (`Match.resources`); empty for every kind."""
    found: list[str] = []
    for groups, kinds in match.kinds:
        each_group = ("*",) if not groups or _ANY in groups else groups
        each_kind = ("*",) if not kinds or _ANY in kinds else kinds
        found += [_selector(group, kind) for group in each_group for kind in each_kind]
    return () if _ANY in found else tuple(dict.fromkeys(found))


def _selector(group: str, kind: str) -> str:
    if group == _ANY:
        return kind
    return f"{group}/*/{kind}" if group else f"v1/{kind}"  # the core group has one version


def group_of(content: JsonObject) -> str:
    """Return the API group of an object; empty for the core group."""
    group, slash, _ = str(content.get("apiVersion", "")).rpartition("/")
    return group if slash else ""


def is_namespace(content: JsonObject) -> bool:
    """Return whether an object is a Namespace."""
    return content.get("kind") == "Namespace" and group_of(content) == ""


def labels_of_namespace(content: JsonObject) -> JsonObject:
    """Return the labels of a Namespace, with the one that the API server gives each."""
    metadata = _metadata(content)
    labels = metadata.get("labels")
    return {_OWN_NAME: metadata.get("name"), **(labels if isinstance(labels, dict) else {})}


def namespace_of(content: JsonObject) -> str:
    """Return the namespace that an object names; empty when it names none."""
    name = _metadata(content).get("namespace")
    return name if isinstance(name, str) else ""


def _kinds(match: ConstraintMatch, content: JsonObject) -> bool:
    group, kind = group_of(content), content.get("kind")
    return not match.kinds or any(
        (not groups or _ANY in groups or group in groups)
        and (not kinds or _ANY in kinds or kind in kinds)
        for groups, kinds in match.kinds
    )


def _scope(match: ConstraintMatch, content: JsonObject) -> bool:
    namespaced = bool(namespace_of(content)) and not is_namespace(content)
    return {_CLUSTER: not namespaced, _NAMESPACED: namespaced}.get(match.scope, True)


def _namespaces(match: ConstraintMatch, content: JsonObject) -> bool:
    name = namespace_of(content)
    if is_namespace(content):
        name = str(_metadata(content).get("name", ""))
    if not name:  # of the cluster, and in no namespace that could be named
        return True
    wanted = not match.namespaces or any(matches(one, name) for one in match.namespaces)
    return wanted and not any(matches(one, name) for one in match.excluded_namespaces)


def _namespace_labels(
    match: ConstraintMatch, content: JsonObject, namespace: JsonObject | None
) -> bool:
    if is_namespace(content):
        return _labels(match.namespace_labels, labels_of_namespace(content))
    if not namespace_of(content) or namespace is None:
        return True
    return _labels(match.namespace_labels, _metadata(namespace).get("labels"))


def _labels(requirements: tuple[LabelRequirement, ...] | None, found: JsonValue) -> bool:
    labels = found if isinstance(found, dict) else {}
    return all(_fulfils(one, labels) for one in requirements or ())


def _fulfils(requirement: LabelRequirement, labels: JsonObject) -> bool:
    there = requirement.key in labels
    among = there and labels[requirement.key] in requirement.values
    return {
        "In": among,
        "NotIn": not among,
        "Exists": there,
        "DoesNotExist": not there,
    }[requirement.operator]


def _name(match: ConstraintMatch, content: JsonObject) -> bool:
    metadata = _metadata(content)
    name, prefix = metadata.get("name"), metadata.get("generateName")
    if not match.name or matches(match.name, str(name or "")):
        return True
    # A prefix says nothing of how the name will end.
    return bool(prefix) and match.name.endswith("*") and matches(match.name, str(prefix))


def _metadata(content: JsonObject) -> JsonObject:
    metadata = content.get("metadata")
    return metadata if isinstance(metadata, dict) else {}
