"""CycloneDX vulnerabilities and their analysis (VEX), 1.4 to 1.7."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.sbom.cyclonedx_parts import properties
from govern.documents.sbom.fields import child, items, number, objects, strings, text
from govern.documents.sbom.vulnerability import (
    AffectedVersion,
    Affects,
    Alias,
    Analysis,
    Rating,
    Reference,
    Vulnerability,
)

if TYPE_CHECKING:
    from govern.model import JsonObject

_WORST_FIRST = ("critical", "high", "medium", "low", "info", "none", "unknown")
# Lowest score of each severity: CVSS v3.1 section 5 (the same in v3.0 and v4.0); v2.0 as NVD rates.
_BANDS = {
    "CVSSv2": ((7.0, "high"), (4.0, "medium"), (0.0, "low")),
    "CVSSv3": ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low"), (0.0, "none")),
}
_BANDS["CVSSv31"] = _BANDS["CVSSv4"] = _BANDS["CVSSv3"]


def vulnerability(raw: JsonObject) -> Vulnerability:
    """Return one entry of `vulnerabilities`."""
    ratings = tuple(_rating(rating) for rating in objects(raw, "ratings"))
    severities = {rating.severity for rating in ratings}
    return Vulnerability(
        id=text(raw, "id"),
        ref=text(raw, "bom-ref"),
        source=_reference(raw, "source"),
        aliases=tuple(
            Alias(str(alias["id"]), _reference(alias, "source"))
            for alias in objects(raw, "references")
        ),
        ratings=ratings,
        severity=next((word for word in _WORST_FIRST if word in severities), None),
        cwes=tuple(cwe for cwe in items(raw, "cwes") if isinstance(cwe, int)),
        description=text(raw, "description"),
        detail=text(raw, "detail"),
        recommendation=text(raw, "recommendation"),
        workaround=text(raw, "workaround"),
        advisories=tuple(
            Reference(text(advisory, "title"), text(advisory, "url"))
            for advisory in objects(raw, "advisories")
        ),
        created=text(raw, "created"),
        published=text(raw, "published"),
        updated=text(raw, "updated"),
        rejected=text(raw, "rejected"),
        analysis=_analysis(raw),
        affects=tuple(_affects(target) for target in objects(raw, "affects")),
        properties=properties(raw),
    )


def _reference(owner: JsonObject, key: str) -> Reference | None:
    raw = child(owner, key)
    found = Reference(text(raw, "name"), text(raw, "url"))
    return found if found != Reference() else None


def _rating(raw: JsonObject) -> Rating:
    score, method = number(raw, "score"), text(raw, "method")
    return Rating(
        source=_reference(raw, "source"),
        score=score,
        severity=text(raw, "severity") or _severity_of(score, method),
        method=method,
        vector=text(raw, "vector"),
    )


def _severity_of(score: float | None, method: str | None) -> str | None:
    """Return the severity that a CVSS score stands for; other methods have no common scale."""
    bands = _BANDS.get(method or "")
    if score is None or bands is None:
        return None
    return next((word for least, word in bands if score >= least), None)


def _analysis(owner: JsonObject) -> Analysis | None:
    raw = owner.get("analysis")
    if not isinstance(raw, dict):
        return None
    return Analysis(
        state=text(raw, "state"),
        justification=text(raw, "justification"),
        response=strings(raw, "response"),
        detail=text(raw, "detail"),
        first_issued=text(raw, "firstIssued"),
        last_updated=text(raw, "lastUpdated"),
    )


def _affects(raw: JsonObject) -> Affects:
    versions = (
        AffectedVersion(
            text(entry, "version"), text(entry, "range"), text(entry, "status") or "affected"
        )
        for entry in objects(raw, "versions")
    )
    return Affects(str(raw["ref"]), tuple(versions))
