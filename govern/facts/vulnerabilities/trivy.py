"""Trivy's JSON (`trivy … --format json`, SchemaVersion 2) → VulnerabilityReport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.sbom.fields import child, strings, text
from govern.facts.vulnerabilities.fields import (
    broken,
    digests_in,
    needed,
    optional,
    score_of,
)
from govern.facts.vulnerabilities.model import Finding, VulnerabilityReport, severity_of

if TYPE_CHECKING:
    from govern.model import JsonObject

_PACKAGES = {"os-pkgs", "lang-pkgs"}
_FIXES = {
    "fixed": "fixed",
    "affected": "not_fixed",
    "fix_deferred": "not_fixed",
    "will_not_fix": "wont_fix",
    "end_of_life": "wont_fix",
}
_VERSION = 2


def is_trivy(value: JsonObject) -> bool:
    """Return whether a JSON object is laid out as Trivy's."""
    return "SchemaVersion" in value and ("ArtifactName" in value or "Results" in value)


def read(value: JsonObject, path: str) -> VulnerabilityReport:
    """Read a report; findings that Trivy left out (`ExperimentalModifiedFindings`) count as well.

    Raises:
        InputError: it is not what Trivy writes, or no packages were scanned: a scan for secrets
            alone says nothing about vulnerabilities.
        LimitExceeded: it has too many findings.
    """
    if value.get("SchemaVersion") != _VERSION:
        raise broken(path, "/SchemaVersion", f"only version {_VERSION} is read")
    results = optional(value, "Results", path)
    if not any(one.get("Class") in _PACKAGES for one in results):
        raise broken(
            path, "/Results", "no packages were scanned, so nothing is known of vulnerabilities"
        )
    findings, ignored = [], []
    for index, result in enumerate(results):
        pointer = f"/Results/{index}"
        for at, one in enumerate(optional(result, "Vulnerabilities", path, pointer)):
            findings.append(_finding(one, path, f"{pointer}/Vulnerabilities/{at}"))
        modified = optional(result, "ExperimentalModifiedFindings", path, pointer)
        for at, one in enumerate(modified):
            if text(one, "Type") == "vulnerability":
                place = f"{pointer}/ExperimentalModifiedFindings/{at}/Finding"
                ignored.append(_finding(child(one, "Finding"), path, place))
    metadata = child(value, "Metadata")
    return VulnerabilityReport(
        format="trivy",
        scanner=" ".join(filter(None, ("trivy", text(child(value, "Trivy"), "Version")))),
        findings=(*findings, *ignored),
        scanned_at=text(value, "CreatedAt"),
        target=text(value, "ArtifactName"),
        digests=digests_in(strings(metadata, "RepoDigests")),
        ignored=len(ignored),
    )


def _finding(raw: JsonObject, path: str, pointer: str) -> Finding:
    scores = [
        score
        for source in child(raw, "CVSS").values()
        if isinstance(source, dict)
        for key in ("V40Score", "V3Score")
        if (score := score_of(source.get(key))) is not None
    ]
    score = max(scores, default=None)
    fixed = text(raw, "FixedVersion")
    status = text(raw, "Status") or ("fixed" if fixed else "")
    return Finding(
        id=needed(raw, "VulnerabilityID", path, pointer),
        aliases=strings(raw, "VendorIDs"),
        severity=severity_of(text(raw, "Severity"), score),
        score=score,
        package=needed(raw, "PkgName", path, pointer),
        version=text(raw, "InstalledVersion"),
        purl=text(child(raw, "PkgIdentifier"), "PURL"),
        fix=_FIXES.get(status, "unknown"),
        fixed_in=tuple(one.strip() for one in fixed.split(",")) if fixed else (),
    )
