"""Grype's JSON (`grype -o json`) → VulnerabilityReport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.sbom.fields import child, objects, strings, text
from govern.facts.vulnerabilities.fields import digests_in, listed, needed, optional, score_of
from govern.facts.vulnerabilities.model import Finding, VulnerabilityReport, severity_of

if TYPE_CHECKING:
    from govern.model import JsonObject

_FIXES = {"fixed": "fixed", "not-fixed": "not_fixed", "wont-fix": "wont_fix"}


def is_grype(value: JsonObject) -> bool:
    """Return whether a JSON object is laid out as Grype's."""
    return "matches" in value and ("descriptor" in value or "source" in value)


def read(value: JsonObject, path: str) -> VulnerabilityReport:
    """Read a report; `ignoredMatches` (Grype's own rules, or VEX it was given) count as findings.

    Raises:
        InputError: it is not what Grype writes.
        LimitExceeded: it has too many findings.
    """
    matches = listed(value, "matches", path)
    ignored = optional(value, "ignoredMatches", path)
    findings = [_finding(one, path, f"/matches/{index}") for index, one in enumerate(matches)]
    findings += [
        _finding(one, path, f"/ignoredMatches/{index}") for index, one in enumerate(ignored)
    ]
    descriptor, source = child(value, "descriptor"), child(value, "source")
    target = child(source, "target")  # a text, and not an object, where no image was scanned
    manifest = text(target, "manifestDigest")
    return VulnerabilityReport(
        format="grype",
        scanner=" ".join(filter(None, ("grype", text(descriptor, "version")))),
        findings=tuple(findings),
        scanned_at=text(descriptor, "timestamp"),
        target=text(source, "target") or text(target, "userInput"),
        digests=digests_in((*strings(target, "repoDigests"), *((manifest,) if manifest else ()))),
        ignored=len(ignored),
    )


def _finding(match: JsonObject, path: str, pointer: str) -> Finding:
    vulnerability, artifact = child(match, "vulnerability"), child(match, "artifact")
    scores = [
        score
        for one in objects(vulnerability, "cvss")
        if (score := score_of(child(one, "metrics").get("baseScore"))) is not None
    ]
    score = max(scores, default=None)
    fix = child(vulnerability, "fix")
    related = (text(one, "id") for one in objects(match, "relatedVulnerabilities"))
    name = needed(vulnerability, "id", path, f"{pointer}/vulnerability")
    return Finding(
        id=name,
        aliases=tuple(dict.fromkeys(one for one in related if one and one != name)),
        severity=severity_of(text(vulnerability, "severity"), score),
        score=score,
        package=needed(artifact, "name", path, f"{pointer}/artifact"),
        version=text(artifact, "version"),
        purl=text(artifact, "purl"),
        fix=_FIXES.get(text(fix, "state") or "", "unknown"),
        fixed_in=strings(fix, "versions"),
        exploited=bool(objects(vulnerability, "knownExploited")),
    )
