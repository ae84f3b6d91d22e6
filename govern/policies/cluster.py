"""What is known of the cluster around each object: Namespaces, and with them all of a run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from govern.documents.intake import Intake, Unreadable
from govern.errors import InputError
from govern.model import Kind
from govern.policies.constraint_match import is_namespace, labels_of_namespace, namespace_of
from govern.policies.dialects.gatekeeper_rego import INVENTORY
from govern.policies.readers import NAMESPACE, readers_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from govern.model import Document, JsonObject, JsonValue
    from govern.policies.policy_set import PolicySet


@dataclass(frozen=True, slots=True)
class Cluster:
    """Namespaces by their names."""

    namespaces: Mapping[str, JsonObject] = field(default_factory=dict)

    def namespace_of(self, document: Document) -> JsonObject | None:
        """Return the whole Namespace that a document is in; None when it is not known."""
        if document.kind is not Kind.KUBERNETES or is_namespace(document.content):
            return None
        return self.namespaces.get(namespace_of(document.content))


def needs_cluster(policies: PolicySet) -> bool:
    """Return whether all inputs have to be read before the first is decided on."""
    return needs_namespaces(policies) or needs_inventory(policies)


def needs_inventory(policies: PolicySet) -> bool:
    """Return whether any rule looks at the objects around the one that it judges."""
    return any(rule.match.inventory and not rule.idle for rule in policies.rules)


def needs_namespaces(policies: PolicySet) -> bool:
    """Return whether any rule may look at the Namespace of an object."""
    rules = [rule for rule in policies.rules if not rule.idle]
    matches = [rule.match for rule in rules]
    if any(one.constraint and one.constraint.namespace_labels for one in matches):
        return True
    packages = readers_in(policies.modules, NAMESPACE)
    asked = (path for rule in rules for path in rule.entrypoints.values())
    return any(path.removeprefix("data.").rpartition(".")[0] in packages for path in asked)


def cluster_of(documents: Iterable[Document]) -> Cluster:
    """Return what Kubernetes documents say of their cluster."""
    contents = (one.content for one in documents if one.kind is Kind.KUBERNETES)
    return Cluster(dict(_named(one) for one in contents if is_namespace(one)))


def cluster_from(objects: Iterable[JsonObject]) -> Cluster:
    """Return the Namespaces among objects that an API server gave."""
    return Cluster(dict(_named(one) for one in objects if is_namespace(one)))


def namespaces_in(paths: tuple[str, ...]) -> Cluster:
    """Return the Namespaces in manifests.

    Raises:
        InputError: a file cannot be read, or there is no Namespace in any.
    """
    documents = []
    for item in Intake(paths, kind=Kind.KUBERNETES):
        if isinstance(item, Unreadable):
            raise item.error
        documents.append(item)
    found = cluster_of(documents)
    if paths and not found.namespaces:
        raise InputError("there is no Namespace in the manifests", path=paths[0])
    return found


def _named(content: JsonObject) -> tuple[str, JsonObject]:
    """Return a Namespace with its name, and with the label that the API server gives it."""
    given = content.get("metadata")
    metadata = given if isinstance(given, dict) else {}
    kept = {key: value for key, value in metadata.items() if key != "managedFields"}
    labelled: JsonObject = {**kept, "labels": labels_of_namespace(content)}
    return str(metadata.get("name")), {**content, "metadata": labelled}


def with_inventory(policies: PolicySet, documents: Iterable[Document]) -> PolicySet:
    """Return the set with the inventory of a run as data, if any rule looks at it.

    The inventory is `namespace[namespace][apiVersion][kind][name]` and
    `cluster[apiVersion][kind][name]` (Gatekeeper: "Replicating data"). It is an input, and so no
    part of the revision.
    """
    if not needs_inventory(policies):
        return policies
    inventory: JsonObject = {}
    for document in documents:
        if document.kind is Kind.KUBERNETES:
            resource = document.resource
            namespace = namespace_of(document.content)
            way = ("namespace", namespace) if namespace else ("cluster",)
            _put(
                inventory,
                (*way, resource.api_version, resource.kind, resource.name),
                document.content,
            )
    return replace(policies, data={**policies.data, INVENTORY: inventory})


def _put(into: JsonObject, keys: tuple[str, ...], value: JsonValue) -> None:
    *way, last = keys
    for key in way:
        inner = into.setdefault(key, {})
        if isinstance(inner, dict):
            into = inner
    into[last] = value
