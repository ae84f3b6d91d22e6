"""What Checkov gets to see of a document: one file of JSON, without secrets, a member a line."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from govern.documents.terraform_plan.redacted import redacted
from govern.documents.terraform_plan.sensitivity import at, objects
from govern.documents.text import decode
from govern.errors import InputError
from govern.model import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govern.model import JsonValue, Resource

# Checkov reads JSON as YAML, which knows no pairs of surrogates.
_PAIR = re.compile(r"\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}")
_SUFFIXES = {Kind.TERRAFORM_PLAN: ".json", Kind.KUBERNETES: ".yaml"}


@dataclass(frozen=True, slots=True)
class HandedOver:
    """One document as a file for Checkov.

    Attributes:
        document: As govern read it.
        name: The file's name, from which Checkov tells how to read it.
        data: The file's bytes.
        resources: The resources of a plan by the address that Checkov will give them.
        hiding: The addresses of those of which some value is hidden from Checkov.
    """

    document: Document
    name: str
    data: bytes
    resources: Mapping[str, Resource]
    hiding: frozenset[str]

    def resource(self, told: str) -> Resource | None:
        """Return the resource that Checkov calls `told`; None when it is not in the plan."""
        if self.document.kind is Kind.TERRAFORM_PLAN:
            return self.resources.get(told)
        return self.document.resource  # a file holds one object, whatever Checkov calls it


def can_be_scanned(document: Document) -> bool:
    """Return whether Checkov has checks for documents of this kind."""
    return document.kind in _SUFFIXES


def handed_over(document: Document, number: int) -> HandedOver:
    """Return a plan or manifest as a file; `number` makes its name unique.

    Raises:
        InputError: a plan that does not mark its secrets; without values there is nothing to scan.
    """
    name = f"{number}{_SUFFIXES[document.kind]}"
    if document.kind is Kind.TERRAFORM_PLAN:
        return _plan(document, name)
    content = _scrubbed(document.content, document)
    hiding = {document.resource.address} if content != document.content else set()
    return HandedOver(document, name, _bytes(content), {}, frozenset(hiding))


def _plan(document: Document, name: str) -> HandedOver:
    if document.redactor.withholds_values:
        raise InputError(
            "the plan does not mark its sensitive values, so Checkov was not given any",
            path=document.source.path,
            hint="make the plan with Terraform 1.0 or later, or OpenTofu",
        )
    # The document's own content leaves out `planned_values`, which Checkov reads.
    plan = orjson.loads(decode(document.source.data, document.source.path))
    copy = redacted(plan)
    changes = objects(copy.get("resource_changes"))
    resources: dict[str, Resource] = {}
    hiding: set[str] = set()
    for whole, shown, resource in zip(
        objects(plan.get("resource_changes")), changes, document.resources[1:], strict=True
    ):
        resources[str(shown.get("address"))] = resource
        if at(whole, "change", "after") != at(shown, "change", "after"):
            hiding.add(resource.address)
    return HandedOver(document, name, _bytes(copy), resources, frozenset(hiding))


def _scrubbed(value: JsonValue, document: Document) -> JsonValue:
    if isinstance(value, str):
        return document.redactor.scrub(value)
    if isinstance(value, dict):
        return {key: _scrubbed(item, document) for key, item in value.items()}
    if isinstance(value, list):
        return [_scrubbed(item, document) for item in value]
    return value


def _bytes(value: JsonValue) -> bytes:
    return _PAIR.sub(r"\\ufffd", json.dumps(value, indent=1)).encode("ascii")
