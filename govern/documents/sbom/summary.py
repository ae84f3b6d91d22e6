"""What a BOM holds and lacks, in one JSON object: for `govern sbom check`, and as a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.sbom.vex import current, statements_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from govern.documents.sbom.model import Completeness, Sbom
    from govern.model import JsonObject, JsonValue

NTIA = ("author", "timestamp", "supplier", "name", "version", "identifier", "relationship")
COUNTED = ("supplier", "version", "identifier", "license", "hash", "relationship")
REQUIREMENTS = ("ntia", *dict.fromkeys((*NTIA, *COUNTED)), "references")


def summary_of(sbom: Sbom) -> JsonObject:
    """Return format, counts, completeness and the statuses that VEX gives (`govern.sbom.check/v1`).

    `vex` holds the latest word on each pair of vulnerability and product.
    """
    main = sbom.metadata.component
    return {
        "format": sbom.format,
        "spec_version": sbom.spec_version,
        "encoding": sbom.encoding,
        "serial_number": sbom.serial_number,
        "describes": main.label if main else sbom.name,
        "components": len(sbom.components),
        "services": len(sbom.services),
        "vulnerabilities": len(sbom.vulnerabilities),
        "vex": [
            {
                "vulnerability": vulnerability,
                "product": product,
                "status": statement.status.value,
                "justification": statement.justification,
            }
            for vulnerability, product, statement in current(statements_of(sbom))
        ],
        "completeness": _completeness(sbom.completeness),
        "unread": dict(sbom.unread),
    }


def missing_from(sbom: Sbom, required: Iterable[str]) -> list[str]:
    """Return which of the required things (words of `REQUIREMENTS`) the BOM lacks somewhere.

    `ntia` asks for every minimum element that NTIA published in July 2021; `references` asks that
    each identifier is given once, and that each one referred to exists. A BOM without components
    lacks every element of a component: nothing is not complete.
    """
    found = sbom.completeness
    wanted = dict.fromkeys(required)
    lacking = set(found.ntia_missing)
    lacking |= {element for element in COUNTED if found.without[element] or not found.components}
    if not found.components:
        lacking.add("name")
    if found.duplicate_refs or found.unresolved_refs:
        lacking.add("references")
    elements = [element for one in wanted for element in (NTIA if one == "ntia" else (one,))]
    return [element for element in dict.fromkeys(elements) if element in lacking]


def _completeness(found: Completeness) -> JsonObject:
    ntia: list[JsonValue] = [*found.ntia_missing]
    return {
        "components": found.components,
        "without": dict(found.without),
        "ntia_missing": ntia,
        "duplicate_refs": [*found.duplicate_refs],
        "unresolved_refs": [*found.unresolved_refs],
    }
