"""What the manifests of a run say of the cluster around each of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from govern.model import Kind
from govern.policies.constraint_match import is_namespace, namespace_of
from govern.policies.dialects.gatekeeper_rego import INVENTORY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from govern.model import Document, JsonObject, JsonValue, Rule
    from govern.policies.policy_set import PolicySet


@dataclass(frozen=True, slots=True)
class Cluster:
    """The Namespaces of a run by their names."""

    namespaces: Mapping[str, JsonObject] = field(default_factory=dict)

    def namespace_of(self, document: Document) -> JsonObject | None:
        """Return the whole Namespace that a document is in; None when it is not known."""
        if document.kind is not Kind.KUBERNETES or is_namespace(document.content):
            return None
        return self.namespaces.get(namespace_of(document.content))


def needs_cluster(rules: Iterable[Rule]) -> bool:
    """Return whether all inputs have to be read before the first is decided on."""
    return any(rule.match.constraint is not None and not rule.idle for rule in rules)


def cluster_of(documents: Iterable[Document]) -> Cluster:
    """Return what Kubernetes documents say of their cluster."""
    return Cluster(
        {
            str(metadata.get("name")): document.content
            for document in documents
            if document.kind is Kind.KUBERNETES
            and is_namespace(document.content)
            and isinstance(metadata := document.content.get("metadata"), dict)
        }
    )


def with_inventory(policies: PolicySet, documents: Iterable[Document]) -> PolicySet:
    """Return the set with the inventory of a run as data, if any rule looks at it.

    The inventory is `namespace[namespace][apiVersion][kind][name]` and
    `cluster[apiVersion][kind][name]` (Gatekeeper: "Replicating data"). It is an input, and so no
    part of the revision.
    """
    if not any(rule.match.inventory and not rule.idle for rule in policies.rules):
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
