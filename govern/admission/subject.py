"""Review → what rules see: the same Document that CI would see for the same object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from govern.documents.kubernetes.objects import name_of
from govern.documents.kubernetes.redaction import KubernetesRedactor
from govern.model import Document, Kind, Location, Resource, Source
from govern.policies.selection import Request

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from govern.admission.review import Review
    from govern.model import JsonObject


@dataclass(frozen=True, slots=True)
class Fields:
    """Places in an object that has no text: its fields (govern.model.document.Positions)."""

    path: str

    def locate(self, pointers: Collection[str]) -> Mapping[str, Location]:
        """Return each field as it is: there is no text to find it in."""
        return {pointer: Location(self.path, pointer=pointer) for pointer in pointers}


@dataclass(frozen=True, slots=True)
class _Redactors:
    """Keeps back what either object of a review holds (govern.model.document.Redactor)."""

    each: tuple[KubernetesRedactor, ...]
    withholds_values: bool = False

    def scrub(self, text: str) -> str:
        for redactor in self.each:
            text = redactor.scrub(text)
        return text


def _redactors(review: Review) -> tuple[KubernetesRedactor, ...]:
    objects = (review.object, review.old_object)
    return tuple(KubernetesRedactor(one) for one in objects if one is not None)


def document_of(review: Review) -> Document:
    """Return the object under review: the new one, or for DELETE the one that is to go."""
    content = review.old_object if review.operation == "DELETE" else review.object
    assert content is not None  # noqa: S101 - `read_review` refuses a review without its object
    resource = _resource(review, content)
    return Document(
        source=Source.of(resource.address, orjson.dumps(content, option=orjson.OPT_SORT_KEYS)),
        kind=Kind.KUBERNETES,
        name="/".join(p for p in (resource.kind, resource.namespace, resource.name) if p),
        content=content,
        resources=(resource,),
        positions=Fields(resource.address),
        redactor=_Redactors(_redactors(review)),
        format="json",
    )


def request_of(review: Review) -> Request:
    """Return what rules see as `input.request`."""
    return Request(
        operation=review.operation,
        user=review.user,
        old_object=review.old_object,
        dry_run=review.dry_run,
        subresource=review.subresource,
    )


def _resource(review: Review, content: JsonObject) -> Resource:
    version = "/".join(part for part in (review.group, review.version) if part)
    metadata = content.get("metadata")
    own = metadata if isinstance(metadata, dict) else {}
    name = review.name or name_of(own)
    namespace = "" if review.kind == "Namespace" else review.namespace
    address = "/".join(part for part in (version, review.kind, namespace, name) if part)
    return Resource(review.kind, name, address, namespace=namespace, api_version=version)
