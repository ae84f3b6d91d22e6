"""A cluster → Documents, kind by kind; what cannot be read is said, never passed over."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import orjson

from govern.admission.audit.discovery import discover, not_served, subjects
from govern.admission.cluster.client import ClusterError
from govern.admission.cluster.listing import NAMESPACES, Listing
from govern.admission.subject import Fields
from govern.documents.intake import Unreadable
from govern.documents.kubernetes.objects import resource_of
from govern.documents.kubernetes.redaction import KubernetesRedactor
from govern.errors import InputError
from govern.model import Document, InputRecord, Kind, Source
from govern.policies.cluster import Cluster, cluster_from

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from govern.admission.audit.discovery import ServedKind
    from govern.admission.cluster.client import ClusterClient
    from govern.model import JsonObject, Rule

_GONE, _FORBIDDEN, _UNAUTHORIZED = 404, 403, 401


@dataclass(slots=True)
class LiveObjects:
    """Iterate once for the objects that rules are about; afterwards the attributes tell of them.

    Attributes:
        namespaces: To look into; empty for the whole cluster, with what is in no namespace.
        without: Namespaces to leave out.
        without_kinds: Kinds to leave out, as `kubectl api-resources` names them or as in manifests.
        inputs: Each kind that was listed: how many objects, and a digest over theirs in order.
        missing: Kinds that rules name and the cluster does not serve.
        notes: What happened on the way.
        incomplete: Whether something was not read.
    """

    client: ClusterClient
    rules: tuple[Rule, ...]
    namespaces: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()
    without_kinds: frozenset[str] = frozenset()
    inputs: list[InputRecord] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)
    incomplete: bool = False

    def __iter__(self) -> Iterator[Document | Unreadable]:
        """Yield the objects, and an Unreadable for each kind that is refused.

        Raises:
            ClusterError: the API server cannot be reached, or does not say what it serves.
        """
        served = discover(self.client)
        self.missing = not_served(self.rules, served.kinds)
        for group, error in served.unknown:
            yield self._unread(group, error)
        for kind in subjects(self.rules, served.kinds):
            if self.without_kinds & {kind.kind, kind.name}:
                self.notes.append(f"{kind.name} are left out")
            elif kind.namespaced or not self.namespaces:
                yield from self._of(kind)

    def cluster(self) -> Cluster:
        """Return the Namespaces that objects may be in; those that are refused stay unknown.

        Raises:
            ClusterError: the API server cannot be reached.
        """
        try:
            return cluster_from(self._namespaces())
        except ClusterError as error:
            if error.status not in {_FORBIDDEN, _UNAUTHORIZED, _GONE}:
                raise
            self.notes.append(f"Namespaces are not known to rules: {error.cause}")
            return Cluster()

    def _namespaces(self) -> Iterator[JsonObject]:
        if not self.namespaces:
            yield from Listing(self.client, NAMESPACES)
        for name in self.namespaces:
            yield orjson.loads(self.client.read(f"{NAMESPACES}/{name}"))

    def _of(self, kind: ServedKind) -> Iterator[Document | Unreadable]:
        digest, count = hashlib.sha256(), 0
        listed = f"{kind.api_version}/{kind.kind}"
        for path in self._paths(kind):
            listing = Listing(self.client, path)
            try:
                for item in listing:
                    document = self._document(item, listed)
                    if isinstance(document, Unreadable):
                        yield document
                    elif not self._is_left_out(document):
                        count += 1
                        digest.update(f"{document.resource.address} ".encode())
                        digest.update(f"{document.source.sha256}\n".encode())
                        yield document
            except ClusterError as error:
                if error.status == _GONE and not count:
                    self.notes.append(f"{kind.name} are not served any more")
                    continue
                yield self._unread(kind.name, error)
            if listing.restarts:
                times = f"({listing.restarts} x)"
                self.notes.append(
                    f"the list of {kind.name} expired on the way and began anew {times}"
                )
        if count:
            self.inputs.append(InputRecord(listed, "kubernetes", digest.hexdigest(), count, "api"))

    def _paths(self, kind: ServedKind) -> Sequence[str]:
        if not self.namespaces:
            return (kind.path(),)
        return tuple(kind.path(one) for one in self.namespaces)

    def _is_left_out(self, document: Document) -> bool:
        resource = document.resource
        name = resource.name if resource.kind == "Namespace" else resource.namespace
        return name in self.without

    def _document(self, content: JsonObject, listed: str) -> Document | Unreadable:
        metadata = content.get("metadata")
        if isinstance(metadata, dict):
            # Which manager owns which field: large, and kubectl leaves it out of dumps as well.
            metadata.pop("managedFields", None)
        data = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
        try:
            resource = resource_of(content, Fields(listed))
        except InputError as error:
            return Unreadable(listed, error)
        return Document(
            # The bytes are not kept: a finding in a live object is shown by its field alone.
            source=Source(resource.address, b"", hashlib.sha256(data).hexdigest()),
            kind=Kind.KUBERNETES,
            name="/".join(p for p in (resource.kind, resource.namespace, resource.name) if p),
            content=content,
            resources=(resource,),
            positions=Fields(resource.address),
            redactor=KubernetesRedactor(content),
            format="json",
        )

    def _unread(self, name: str, error: ClusterError) -> Unreadable:
        self.incomplete = True
        hint = None
        if error.status in {_FORBIDDEN, _UNAUTHORIZED}:
            hint = f"grant list on {name} to whoever runs the audit"
        reason = error.cause or error.message
        told = InputError(f"{name} could not be listed", path=name, cause=reason, hint=hint)
        return Unreadable(name, told)
