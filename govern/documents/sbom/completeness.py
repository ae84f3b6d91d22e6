"""Counts what a BOM leaves out: the NTIA minimum elements, and references that lead nowhere.

"The Minimum Elements For a Software Bill of Materials", NTIA, July 2021, section IV.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from govern.documents.sbom.model import Completeness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from govern.documents.sbom.model import (
        Component,
        Composition,
        Dependency,
        Metadata,
        Service,
    )
    from govern.documents.sbom.vulnerability import Vulnerability

BOM_LINK = "urn:cdx:"  # begins a reference into another BOM


def measure(
    metadata: Metadata,
    components: Sequence[Component],
    services: Sequence[Service],
    dependencies: Sequence[Dependency],
    compositions: Sequence[Composition] = (),
    vulnerabilities: Sequence[Vulnerability] = (),
) -> Completeness:
    """Return what is missing from a BOM with these parts."""
    related = {dependency.ref for dependency in dependencies}
    related.update(ref for dependency in dependencies for ref in dependency.depends_on)
    lacks: dict[str, Callable[[Component], bool]] = {
        "supplier": _lacks_supplier,
        "version": lambda one: not one.version,
        "identifier": _lacks_identifier,
        "license": lambda one: not one.licenses,
        "hash": lambda one: not one.hashes,
        "relationship": lambda one: one.parent is None and one.ref not in related,
    }
    refs = Counter(_refs(metadata, components, services, vulnerabilities))
    named = set(_named(dependencies, compositions, vulnerabilities))
    without = {element: sum(map(test, components)) for element, test in lacks.items()}
    return Completeness(
        components=len(components),
        without=without,
        ntia_missing=tuple(_ntia_missing(metadata, components, without)),
        duplicate_refs=tuple(sorted(ref for ref, count in refs.items() if count > 1)),
        unresolved_refs=tuple(
            sorted(ref for ref in named - refs.keys() if not ref.startswith(BOM_LINK))
        ),
    )


def _lacks_supplier(one: Component) -> bool:
    named = (party.name for party in (one.supplier, one.manufacturer) if party)
    return not any(named)


def _lacks_identifier(one: Component) -> bool:
    return not (one.purl or one.cpe or one.swid or one.omnibor or one.swhid)


def _refs(
    metadata: Metadata,
    components: Sequence[Component],
    services: Sequence[Service],
    vulnerabilities: Sequence[Vulnerability],
) -> Iterator[str]:
    main = (metadata.component,) if metadata.component else ()
    for one in (*main, *components, *services, *vulnerabilities):
        if one.ref:
            yield one.ref


def _named(
    dependencies: Sequence[Dependency],
    compositions: Sequence[Composition],
    vulnerabilities: Sequence[Vulnerability],
) -> Iterator[str]:
    for dependency in dependencies:
        yield dependency.ref
        yield from dependency.depends_on
    for part in compositions:
        yield from (*part.assemblies, *part.dependencies, *part.vulnerabilities)
    for vulnerability in vulnerabilities:
        yield from (target.ref for target in vulnerability.affects)


def _ntia_missing(
    metadata: Metadata, components: Sequence[Component], without: dict[str, int]
) -> Iterator[str]:
    if not (metadata.authors or metadata.manufacturer or metadata.supplier):
        yield "author"
    if not metadata.timestamp:
        yield "timestamp"
    if not all(one.name.strip() for one in components):
        yield "name"
    for element in ("supplier", "version", "identifier", "relationship"):
        if without[element]:
            yield element
