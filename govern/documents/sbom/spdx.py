"""SPDX 2.2 and 2.3 JSON → Sbom.

Packages are components. The one package that the document describes becomes
`metadata.component`; where it describes several, all stay components. Files and snippets are not
components: they are counted in `unread`. `NOASSERTION` and `NONE` say nothing and become None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.documents.sbom import completeness
from govern.documents.sbom.fields import child, objects, strings, text
from govern.documents.sbom.licenses import from_expression
from govern.documents.sbom.model import Component, Metadata, Sbom, Tool
from govern.documents.sbom.parts import Contact, ExternalReference, Hash, License, Organization
from govern.documents.sbom.spdx_relationships import Relationships

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.model import JsonObject

_AGENTS = {"Person", "Organization", "Tool"}
_TOOL_VERSION = re.compile(r"([^\n]+?)-(v?\d[^\n]*)\Z")
_SAYS_NOTHING = {"NOASSERTION", "NONE"}
_UNREAD = (
    "files",
    "snippets",
    "annotations",
    "revieweds",
    "hasExtractedLicensingInfos",
    "externalDocumentRefs",
)
# `checksums[].algorithm` (clause 7.10) → the spelling of CycloneDX
_ALGORITHMS = {"SHA1": "SHA-1", "SHA256": "SHA-256", "SHA384": "SHA-384", "SHA512": "SHA-512"}
_CPE_TYPES = {"cpe22Type", "cpe23Type"}


def read(document: JsonObject) -> tuple[Sbom, dict[str, str]]:
    """Return the BOM, and the pointer in `document` of each thing that moved.

    The pointers' keys are content pointers: `/components/7` → `/packages/8`.
    """
    relationships = Relationships.of(document)
    packages = objects(document, "packages")
    ids = [str(raw["SPDXID"]) for raw in packages]
    described = [index for index, ref in enumerate(ids) if ref in relationships.described]
    main = described[0] if len(described) == 1 else None
    listed = [index for index in range(len(packages)) if index != main]
    read_packages = {index: _package(raw) for index, raw in enumerate(packages)}
    components = tuple(
        read_packages[index].component(relationships.parents.get(ids[index])) for index in listed
    )
    metadata = _metadata(
        document, read_packages[main].component(None) if main is not None else None
    )
    pointers = dict(_pointers(read_packages, listed, main))
    dependencies = relationships.dependencies()
    sbom = Sbom(
        format="spdx",
        spec_version=str(document["spdxVersion"]).removeprefix("SPDX-"),
        encoding="json",
        serial_number=text(document, "documentNamespace"),
        name=text(document, "name"),
        metadata=metadata,
        components=components,
        services=(),
        dependencies=dependencies,
        compositions=(),
        vulnerabilities=(),
        external_references=(),
        properties=(),
        completeness=completeness.measure(metadata, components, (), dependencies),
        unread={key: len(objects(document, key)) for key in _UNREAD if document.get(key)},
    )
    return sbom, pointers


@dataclass(frozen=True, slots=True)
class _Package:
    """A package, and the members of it that single values were taken from."""

    raw: JsonObject
    purl: tuple[str, int] | None  # the value, and its index in `externalRefs`
    cpe: tuple[str, int] | None
    licenses: tuple[tuple[str, License], ...]  # the member, and what it states

    def component(self, parent: str | None) -> Component:
        raw = self.raw
        purpose = text(raw, "primaryPackagePurpose") or "library"
        return Component(
            type=purpose.lower().replace("_", "-"),
            name=str(raw["name"]),
            ref=str(raw["SPDXID"]),
            parent=parent,
            version=_said(raw, "versionInfo"),
            purl=self.purl[0] if self.purl else None,
            cpe=self.cpe[0] if self.cpe else None,
            swhid=tuple(_locators(raw, {"swh"})),
            description=_said(raw, "description") or _said(raw, "summary"),
            supplier=_organization(raw, "supplier"),
            manufacturer=_organization(raw, "originator"),
            copyright=_said(raw, "copyrightText"),
            licenses=tuple(statement for _, statement in self.licenses),
            hashes=tuple(
                Hash(_algorithm(str(one["algorithm"])), str(one["checksumValue"]).lower())
                for one in objects(raw, "checksums")
            ),
            external_references=tuple(_references(raw)),
        )


def _package(raw: JsonObject) -> _Package:
    found: dict[str, tuple[str, int]] = {}
    for index, reference in enumerate(objects(raw, "externalRefs")):
        kind, locator = str(reference["referenceType"]), str(reference["referenceLocator"])
        key = "purl" if kind == "purl" else "cpe" if kind in _CPE_TYPES else ""
        if key:
            found.setdefault(key, (locator, index))
    statements = (
        (member, from_expression(text(raw, member) or "", acknowledgement))
        for member, acknowledgement in (
            ("licenseConcluded", "concluded"),
            ("licenseDeclared", "declared"),
        )
    )
    return _Package(
        raw,
        found.get("purl"),
        found.get("cpe"),
        tuple((member, statement) for member, statement in statements if statement),
    )


def _pointers(
    packages: dict[int, _Package], listed: list[int], main: int | None
) -> Iterator[tuple[str, str]]:
    places = [(f"/components/{at}", index) for at, index in enumerate(listed)]
    if main is not None:
        places.append(("/metadata/component", main))
    for place, index in places:
        package, there = packages[index], f"/packages/{index}"
        yield place, there
        for key, value in (("purl", package.purl), ("cpe", package.cpe)):
            if value:
                yield f"{place}/{key}", f"{there}/externalRefs/{value[1]}/referenceLocator"
        for at, (member, _) in enumerate(package.licenses):
            yield f"{place}/licenses/{at}", f"{there}/{member}"


def _metadata(document: JsonObject, component: Component | None) -> Metadata:
    creation = child(document, "creationInfo")
    authors: list[Contact] = []
    tools: list[Tool] = []
    for creator in strings(creation, "creators"):
        kind, name, email = _agent(creator)
        if kind == "Tool":
            match = _TOOL_VERSION.match(name or "")
            tools.append(Tool(*match.groups()) if match else Tool(name))
        elif name:
            authors.append(Contact(name, email))
    return Metadata(
        timestamp=text(creation, "created"),
        authors=tuple(authors),
        tools=tuple(tools),
        component=component,
    )


def _agent(value: str) -> tuple[str, str | None, str | None]:
    """Return kind, name and e-mail of `Person: Jane Doe (jane@example.com)` (clause 6.8)."""
    kind, _, rest = value.partition(":")
    if kind.strip() not in _AGENTS:
        return "", value.strip() or None, None
    name, _, email = rest.strip().rpartition("(")
    if not (email.endswith(")") and ("@" in email or email == ")")):
        return kind.strip(), rest.strip() or None, None
    return kind.strip(), name.strip() or None, email[:-1].strip() or None


def _organization(raw: JsonObject, key: str) -> Organization | None:
    value = _said(raw, key)
    if value is None:
        return None
    _, name, email = _agent(value)
    return Organization(name, contacts=(Contact(email=email),) if email else ()) if name else None


def _said(raw: JsonObject, key: str) -> str | None:
    value = text(raw, key)
    return None if value in _SAYS_NOTHING else value


def _algorithm(name: str) -> str:
    return _ALGORITHMS.get(name, name)


def _locators(raw: JsonObject, kinds: set[str]) -> Iterator[str]:
    for reference in objects(raw, "externalRefs"):
        if reference["referenceType"] in kinds:
            yield str(reference["referenceLocator"])


def _references(raw: JsonObject) -> Iterator[ExternalReference]:
    for kind, member in (("distribution", "downloadLocation"), ("website", "homepage")):
        if url := _said(raw, member):
            yield ExternalReference(kind, url)
    for reference in objects(raw, "externalRefs"):
        kind = str(reference["referenceType"])
        if kind != "purl" and kind not in _CPE_TYPES:
            yield ExternalReference(
                kind, str(reference["referenceLocator"]), text(reference, "comment")
            )
