"""The parts that CycloneDX components, services and the BOM itself have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.sbom import licenses as license_forms
from govern.documents.sbom.fields import child, objects, strings, text
from govern.documents.sbom.parts import (
    Commit,
    Contact,
    ExternalReference,
    Hash,
    License,
    Organization,
    Patch,
    Pedigree,
    Property,
    Relative,
)

if TYPE_CHECKING:
    from govern.model import JsonObject


def organization(owner: JsonObject, key: str) -> Organization | None:
    """Return the organisation under `key`; None when it says nothing at all."""
    raw = owner.get(key)
    if not isinstance(raw, dict):
        return None
    found = Organization(text(raw, "name"), strings(raw, "url"), contacts(raw, "contact"))
    return found if found != Organization() else None


def contacts(owner: JsonObject, key: str) -> tuple[Contact, ...]:
    """Return the people under `key`, without empty entries."""
    found = (
        Contact(text(raw, "name"), text(raw, "email"), text(raw, "phone"))
        for raw in objects(owner, key)
    )
    return tuple(contact for contact in found if contact != Contact())


def hashes(owner: JsonObject) -> tuple[Hash, ...]:
    """Return the digests, in lower case."""
    return tuple(
        Hash(str(raw["alg"]), str(raw["content"]).lower()) for raw in objects(owner, "hashes")
    )


def properties(owner: JsonObject) -> tuple[Property, ...]:
    """Return the properties; before 1.5 a property may lack its name."""
    return tuple(
        Property(text(raw, "name") or "", text(raw, "value"))
        for raw in objects(owner, "properties")
    )


def references(owner: JsonObject) -> tuple[ExternalReference, ...]:
    """Return the external references."""
    return tuple(
        ExternalReference(str(raw["type"]), str(raw["url"]), text(raw, "comment"), hashes(raw))
        for raw in objects(owner, "externalReferences")
    )


def licenses(owner: JsonObject) -> tuple[License, ...]:
    """Return the licence statements; an expression of `NOASSERTION` or `NONE` states nothing."""
    found = (_license(raw) for raw in objects(owner, "licenses"))
    return tuple(statement for statement in found if statement)


def _license(choice: JsonObject) -> License | None:
    if "expression" in choice:
        return license_forms.from_expression(
            str(choice["expression"]), text(choice, "acknowledgement")
        )
    raw = child(choice, "license")
    acknowledgement, url = text(raw, "acknowledgement"), text(raw, "url")
    if identifier := text(raw, "id"):
        return license_forms.from_id(identifier, acknowledgement, url)
    return license_forms.from_name(text(raw, "name") or "", acknowledgement, url)


def pedigree(owner: JsonObject) -> Pedigree | None:
    """Return the summary of a component's pedigree."""
    raw = owner.get("pedigree")
    if not isinstance(raw, dict):
        return None
    return Pedigree(
        ancestors=_relatives(raw, "ancestors"),
        descendants=_relatives(raw, "descendants"),
        variants=_relatives(raw, "variants"),
        commits=tuple(
            Commit(text(commit, "uid"), text(commit, "url")) for commit in objects(raw, "commits")
        ),
        patches=tuple(_patch(patch) for patch in objects(raw, "patches")),
        notes=text(raw, "notes"),
    )


def _relatives(raw: JsonObject, key: str) -> tuple[Relative, ...]:
    return tuple(
        Relative(str(one["name"]), text(one, "version"), text(one, "purl"), text(one, "bom-ref"))
        for one in objects(raw, key)
    )


def _patch(raw: JsonObject) -> Patch:
    issues = (text(issue, "id") for issue in objects(raw, "resolves"))
    return Patch(
        type=str(raw["type"]),
        resolves=tuple(issue for issue in issues if issue),
        url=text(child(raw, "diff"), "url"),
    )
