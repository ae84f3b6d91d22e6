"""One model for every software bill of materials, whatever format it was written in.

Names follow CycloneDX in snake case; SPDX is read into the same words. What a BOM does not say is
None or an empty tuple, and so are blanks and placeholders (`NOASSERTION`): nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govern.documents.sbom.parts import (
        Contact,
        ExternalReference,
        Hash,
        License,
        Organization,
        Pedigree,
        Property,
    )
    from govern.documents.sbom.vulnerability import Vulnerability
    from govern.model import JsonObject


@dataclass(frozen=True, slots=True)
class Component:
    """One component.

    Attributes:
        ref: Its identifier within the BOM (`bom-ref`, `SPDXID`).
        parent: `ref` of the component it is nested in.
        type: `library`, `application`, `machine-learning-model`, …; an SPDX package that does not
            state its purpose counts as a `library`.
        supplier: Who handed it over; `manufacturer` is who made it.
        swid: The SWID tag id. `omnibor` and `swhid` are further identifiers.
        model_card: The CycloneDX model card as it stands in the BOM, never dropped.
        data: CycloneDX data (of a dataset), as it stands in the BOM.
    """

    type: str
    name: str
    ref: str | None = None
    parent: str | None = None
    group: str | None = None
    version: str | None = None
    purl: str | None = None
    cpe: str | None = None
    swid: str | None = None
    omnibor: tuple[str, ...] = ()
    swhid: tuple[str, ...] = ()
    description: str | None = None
    supplier: Organization | None = None
    manufacturer: Organization | None = None
    publisher: str | None = None
    authors: tuple[Contact, ...] = ()
    scope: str | None = None
    copyright: str | None = None
    licenses: tuple[License, ...] = ()
    hashes: tuple[Hash, ...] = ()
    external_references: tuple[ExternalReference, ...] = ()
    properties: tuple[Property, ...] = ()
    tags: tuple[str, ...] = ()
    pedigree: Pedigree | None = None
    model_card: JsonObject | None = None
    data: tuple[JsonObject, ...] = ()

    @property
    def label(self) -> str:
        """`group/name@version`, as far as given."""
        name = f"{self.group}/{self.name}" if self.group else self.name
        return f"{name}@{self.version}" if self.version else name


@dataclass(frozen=True, slots=True)
class Service:
    """A service that the software uses or offers; nested services are listed with their parent."""

    name: str
    ref: str | None = None
    parent: str | None = None
    group: str | None = None
    version: str | None = None
    provider: Organization | None = None
    endpoints: tuple[str, ...] = ()
    authenticated: bool | None = None
    crosses_trust_boundary: bool | None = None
    licenses: tuple[License, ...] = ()
    properties: tuple[Property, ...] = ()


@dataclass(frozen=True, slots=True)
class Tool:
    """What wrote the BOM."""

    name: str | None = None
    version: str | None = None
    vendor: str | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """About the BOM itself, and what it describes (`component`)."""

    timestamp: str | None = None
    lifecycles: tuple[str, ...] = ()
    authors: tuple[Contact, ...] = ()
    supplier: Organization | None = None
    manufacturer: Organization | None = None
    tools: tuple[Tool, ...] = ()
    component: Component | None = None
    licenses: tuple[License, ...] = ()
    properties: tuple[Property, ...] = ()


@dataclass(frozen=True, slots=True)
class Dependency:
    """`ref` needs each of `depends_on`."""

    ref: str
    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Composition:
    """How complete a part of the BOM is: `aggregate` is `complete`, `incomplete`, `unknown`, …."""

    aggregate: str
    assemblies: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    vulnerabilities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Completeness:
    """What the BOM leaves out, counted over `components`.

    Attributes:
        components: How many there are.
        without: Per element, how many components lack it: `supplier` (or manufacturer), `version`,
            `identifier` (purl, CPE, SWID, OmniBOR or SWHID), `license`, `hash`, `relationship`.
        ntia_missing: Which of the NTIA minimum elements (July 2021) are missing somewhere:
            `author`, `timestamp`, `supplier`, `name`, `version`, `identifier`, `relationship`.
        duplicate_refs: Identifiers that more than one component or service carries.
        unresolved_refs: Identifiers that are referred to but stand for nothing in this BOM.
    """

    components: int
    without: Mapping[str, int]
    ntia_missing: tuple[str, ...]
    duplicate_refs: tuple[str, ...]
    unresolved_refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sbom:
    """A software bill of materials.

    Attributes:
        format: `cyclonedx` or `spdx`; `encoding`: `json` or `xml`.
        spec_version: `1.6`, `2.3`.
        serial_number: The CycloneDX serial number, or the SPDX document namespace.
        version: The revision of this BOM; SPDX has none.
        name: The SPDX document name; CycloneDX has none.
        components: All of them, nested ones after the component they are nested in. Not among
            them: `metadata.component`, the thing that the BOM describes.
        unread: Parts of the file that this model leaves out, and how many entries each has.
    """

    format: str
    spec_version: str
    encoding: str
    metadata: Metadata
    components: tuple[Component, ...]
    services: tuple[Service, ...]
    dependencies: tuple[Dependency, ...]
    compositions: tuple[Composition, ...]
    vulnerabilities: tuple[Vulnerability, ...]
    external_references: tuple[ExternalReference, ...]
    properties: tuple[Property, ...]
    completeness: Completeness
    serial_number: str | None = None
    version: int | None = None
    name: str | None = None
    unread: Mapping[str, int] = field(default_factory=dict)
