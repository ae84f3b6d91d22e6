"""Positions of a BOM's content, found through the places that it was read from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govern.documents.positions import MappedPositions
from govern.model.json import keys_of, pointer_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from govern.model import Location
    from govern.model.document import Positions

# Members that CycloneDX writes otherwise.
CYCLONEDX_NAMES = {
    "ref": "bom-ref",
    "spec_version": "specVersion",
    "serial_number": "serialNumber",
    "external_references": "externalReferences",
    "depends_on": "dependsOn",
    "model_card": "modelCard",
    "crosses_trust_boundary": "x-trust-boundary",
    "omnibor": "omniborId",
    "aliases": "references",
    "urls": "url",
    "contacts": "contact",
    "first_issued": "firstIssued",
    "last_updated": "lastUpdated",
}
# Members that SPDX writes otherwise, or in another place (those that begin with a slash).
SPDX_NAMES = {
    "ref": "SPDXID",
    "spec_version": "/spdxVersion",
    "serial_number": "/documentNamespace",
    "timestamp": "/creationInfo/created",
    "authors": "/creationInfo/creators",
    "tools": "/creationInfo/creators",
    "metadata": "/creationInfo",
    "dependencies": "/relationships",
    "version": "versionInfo",
    "manufacturer": "originator",
    "copyright": "copyrightText",
    "hashes": "checksums",
    "alg": "algorithm",
    "content": "checksumValue",
    "external_references": "externalRefs",
    "type": "primaryPackagePurpose",
}
_VERBATIM = {"model_card", "data"}  # their content stands as it was written
_LICENSE_MEMBER = re.compile(r"(/licenses/\d+)/(id|name|url|acknowledgement)$")


@dataclass(frozen=True, slots=True)
class SbomPositions:
    """Maps content pointers to the file only when asked (govern.model.document.Positions).

    Attributes:
        inner: Positions in the file.
        moved: Content pointer → pointer in the file, of what does not stand under its own name.
        names: Member of the content → member of the file.
    """

    inner: Positions
    moved: Mapping[str, str] = field(repr=False)
    names: Mapping[str, str] = field(repr=False)

    def locate(self, pointers: Collection[str]) -> Mapping[str, Location]:
        """Return the Location of each pointer, or of what it was read from."""
        entries = {pointer: (self.inner, self.raw(pointer)) for pointer in pointers}
        return MappedPositions({"": (self.inner, ""), **entries}).locate(pointers)

    def raw(self, pointer: str) -> str:
        """Return the pointer in the file that a content pointer stands for."""
        prefix = pointer
        while prefix and prefix not in self.moved:
            prefix = prefix.rpartition("/")[0]
        there = self.moved.get(prefix, "")
        verbatim = False
        for key in keys_of(pointer[len(prefix) :]):
            name = key if verbatim else self.names.get(key, key)
            verbatim = verbatim or key in _VERBATIM
            there = name if name.startswith("/") else there + pointer_of([name])
        return _LICENSE_MEMBER.sub(r"\1/license/\2", there)
