"""Kubernetes manifests, YAML or JSON → one Document per object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.kubernetes.objects import flatten, resource_of
from govern.documents.kubernetes.recognise import holds_objects
from govern.documents.kubernetes.redaction import KubernetesRedactor
from govern.documents.kubernetes.stream import read_stream
from govern.documents.text import decode
from govern.errors import InputError
from govern.model import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.interface import ParseContext
    from govern.documents.kubernetes.excerpt import Excerpt, Item
    from govern.documents.probe import Probe
    from govern.model import JsonObject, Source


class KubernetesParser:
    """Reads manifests as kubectl does, one object at a time (govern.documents.interface.Parser)."""

    kind = Kind.KUBERNETES

    def recognises(self, probe: Probe) -> bool:
        """Return whether the source holds Kubernetes objects that a cluster would store.

        Raises:
            InputError: the source cannot be read far enough to tell.
        """
        return holds_objects(probe)

    def parse(self, source: Source, context: ParseContext) -> Iterator[Document]:
        """Yield one Document per object, in order; the items of a List count as objects.

        Raises:
            InputError: the source is not a manifest; objects before the fault have been yielded.
            LimitExceeded: the source exceeds the context's limits.
        """
        text = decode(source.data, source.path)
        index = 0
        for number, (value, excerpt) in enumerate(read_stream(text, source.path, context.limits)):
            if not isinstance(value, dict):
                raise InputError(
                    f"document {number + 1} is not a Kubernetes object: it is no mapping",
                    path=source.path,
                    line=excerpt.line,
                )
            for item, where in flatten(value, excerpt):
                yield _document(source, item, where, index, excerpt.format)
                index += 1


def _document(
    source: Source, content: JsonObject, where: Excerpt | Item, index: int, form: str
) -> Document:
    resource = resource_of(content, where)
    return Document(
        source=source,
        kind=Kind.KUBERNETES,
        name="/".join(p for p in (resource.kind, resource.namespace, resource.name) if p),
        content=content,
        resources=(resource,),
        positions=where,
        redactor=KubernetesRedactor(content),
        index=index,
        format=form,
    )
