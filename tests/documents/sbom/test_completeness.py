from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.documents.sbom.builders import cyclonedx, library, read

if TYPE_CHECKING:
    from govern.documents.sbom.model import Completeness

FULL: dict[str, Any] = {
    **library("a"),
    "bom-ref": "a",
    "version": "1",
    "purl": "pkg:npm/a@1",
    "supplier": {"name": "s"},
    "licenses": [{"license": {"id": "MIT"}}],
    "hashes": [{"alg": "SHA-256", "content": "0" * 64}],
}
METADATA = {
    "timestamp": "2026-01-01T00:00:00Z",
    "authors": [{"name": "a"}],
    "component": {"type": "application", "name": "app", "bom-ref": "app"},
}
GRAPH = [{"ref": "app", "dependsOn": ["a"]}]


def completeness(**members: Any) -> Completeness:
    return read(cyclonedx(**members)).sbom.completeness


def test_a_full_bom_misses_nothing() -> None:
    found = completeness(metadata=METADATA, components=[FULL], dependencies=GRAPH)
    assert found.ntia_missing == ()
    assert set(found.without.values()) == {0}
    assert found.duplicate_refs == found.unresolved_refs == ()


def test_each_missing_element_is_counted() -> None:
    found = completeness(components=[library("b"), FULL], dependencies=GRAPH)
    assert found.components == 2
    assert found.without == {
        "supplier": 1,
        "version": 1,
        "identifier": 1,
        "license": 1,
        "hash": 1,
        "relationship": 1,
    }
    assert found.ntia_missing == (
        "author",
        "timestamp",
        "supplier",
        "version",
        "identifier",
        "relationship",
    )


def test_a_tool_is_no_author() -> None:
    metadata = {"timestamp": "2026-01-01T00:00:00Z", "tools": [{"name": "syft"}]}
    assert completeness(metadata=metadata).ntia_missing == ("author",)


def test_references_that_lead_nowhere_are_listed() -> None:
    found = completeness(
        components=[library("x", **{"bom-ref": "same"}), library("y", **{"bom-ref": "same"})],
        dependencies=[{"ref": "gone"}, {"ref": "same", "dependsOn": ["lost"]}],
        compositions=[{"aggregate": "complete", "assemblies": ["never"]}],
        vulnerabilities=[{"id": "CVE-1", "affects": [{"ref": "away"}, {"ref": "urn:cdx:" + LINK}]}],
    )
    assert found.duplicate_refs == ("same",)
    assert found.unresolved_refs == ("away", "gone", "lost", "never")


LINK = "2c385cf7-e1ee-46e9-a51c-13de1ecb380a/1#acme"
