"""What SPDX relationships say about packages: what is described, nested, and needed (clause 11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.documents.sbom.fields import objects, strings
from govern.documents.sbom.model import Dependency

if TYPE_CHECKING:
    from govern.model import JsonObject

# A RELATION B: A needs B.
_NEEDS = {"DEPENDS_ON", "HAS_PREREQUISITE", "STATIC_LINK", "DYNAMIC_LINK"}
# A RELATION B: A is needed by B.
_NEEDED_BY = {
    "DEPENDENCY_OF",
    "BUILD_DEPENDENCY_OF",
    "DEV_DEPENDENCY_OF",
    "OPTIONAL_DEPENDENCY_OF",
    "PROVIDED_DEPENDENCY_OF",
    "RUNTIME_DEPENDENCY_OF",
    "TEST_DEPENDENCY_OF",
    "PREREQUISITE_FOR",
}


@dataclass(frozen=True, slots=True)
class Relationships:
    """The relationships that a BOM model has room for.

    Attributes:
        described: SPDXIDs of what the document describes.
        parents: SPDXID → the first element that contains it.
        needs: SPDXID → what it needs, in the order of the file.
    """

    described: frozenset[str]
    parents: dict[str, str]
    needs: dict[str, dict[str, None]]

    @classmethod
    def of(cls, document: JsonObject) -> Relationships:
        """Read the relationships of an SPDX document."""
        described = set(strings(document, "documentDescribes"))
        parents: dict[str, str] = {}
        needs: dict[str, dict[str, None]] = {}
        for relationship in objects(document, "relationships"):
            one, other = str(relationship["spdxElementId"]), str(relationship["relatedSpdxElement"])
            relation = relationship["relationshipType"]
            if relation == "DESCRIBES" and one == document["SPDXID"]:
                described.add(other)
            elif relation == "DESCRIBED_BY" and other == document["SPDXID"]:
                described.add(one)
            elif relation == "CONTAINS":
                parents.setdefault(other, one)
            elif relation == "CONTAINED_BY":
                parents.setdefault(one, other)
            elif relation in _NEEDS:
                needs.setdefault(one, {})[other] = None
            elif relation in _NEEDED_BY:
                needs.setdefault(other, {})[one] = None
        return cls(frozenset(described), parents, needs)

    def dependencies(self) -> tuple[Dependency, ...]:
        """Return what each element needs; `NONE` and `NOASSERTION` stand for nothing."""
        nothing = {"NONE", "NOASSERTION"}
        return tuple(
            Dependency(ref, tuple(other for other in others if other not in nothing))
            for ref, others in self.needs.items()
            if ref not in nothing
        )
