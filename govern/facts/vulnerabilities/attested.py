"""The predicates in which scans are attested → VulnerabilityReport.

`cosign.sigstore.dev/attestation/vuln/v1` carries the scanner's own report; the in-toto predicate
`vulns` has a list of its own. Both say when the scan was.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from govern.documents.sbom.fields import child, objects, strings, text
from govern.facts.vulnerabilities.fields import broken, listed, needed, score_of
from govern.facts.vulnerabilities.model import Finding, VulnerabilityReport, severity_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.model import JsonObject, JsonValue

COSIGN_VULN = frozenset(
    {
        "https://cosign.sigstore.dev/attestation/vuln/v1",
        "cosign.sigstore.dev/attestation/vuln/v1",  # cosign before 2.0
    }
)
IN_TOTO_VULNS = frozenset(
    {
        "https://in-toto.io/attestation/vulns/v0.1",
        "https://in-toto.io/attestation/vulns/v0.2",
        "https://in-toto.io/attestation/vulns",
    }
)
PREDICATE_TYPES = COSIGN_VULN | IN_TOTO_VULNS


def read_cosign(
    predicate: JsonObject, path: str, inner: Callable[[JsonValue, str], VulnerabilityReport]
) -> VulnerabilityReport:
    """Read cosign's predicate; `inner` reads the scanner's report inside of it.

    Raises:
        InputError: it holds no report that can be read.
    """
    scanner, metadata = child(predicate, "scanner"), child(predicate, "metadata")
    report = inner(scanner.get("result"), path)
    return replace(
        report,
        format="cosign-vuln",
        scanner=_scanner(scanner) or report.scanner,
        scanned_at=_finished(metadata) or report.scanned_at,
    )


def read_in_toto(predicate: JsonObject, path: str) -> VulnerabilityReport:
    """Read the in-toto predicate `vulns` v0.1 or v0.2 (in-toto attestation, predicates/vulns.md).

    Raises:
        InputError: the list of results is missing, or an entry has no id.
        LimitExceeded: it has too many results.
    """
    scanner, metadata = child(predicate, "scanner"), child(predicate, "metadata")
    # v0.1 says `result`, as v0.2 does; early writers put it beside the scanner.
    holder, pointer = (scanner, "/scanner") if "result" in scanner else (predicate, "")
    findings = tuple(
        _finding(one, path, f"{pointer}/result/{index}")
        for index, one in enumerate(listed(holder, "result", path, pointer))
    )
    if not _scanner(scanner):
        raise broken(path, "/scanner/uri", "nothing says who scanned")
    return VulnerabilityReport(
        format="in-toto-vulns",
        scanner=_scanner(scanner),
        findings=findings,
        scanned_at=_finished(metadata),
    )


def _finding(raw: JsonObject, path: str, pointer: str) -> Finding:
    """Read an entry; severities are pairs of method and score, a word or a number."""
    score, words = None, []
    for one in objects(raw, "severity"):
        given = one.get("score")
        value = score_of(given)
        if value is not None:
            score = max(value, score or 0.0)
        elif isinstance(given, str):
            words.append(given)
    named = next((word for word in words if severity_of(word) != "unknown"), None)
    annotations = objects(raw, "annotations")
    purls = [purl for one in annotations if (purl := text(one, "purl"))]
    purls += [purl for one in annotations for purl in strings(one, "purls")]
    return Finding(
        id=needed(raw, "id", path, pointer),
        severity=severity_of(named, score),
        score=score,
        purl=purls[0] if len(purls) == 1 else None,
    )


def _scanner(scanner: JsonObject) -> str:
    return " ".join(filter(None, (text(scanner, "uri"), text(scanner, "version"))))


def _finished(metadata: JsonObject) -> str | None:
    return text(metadata, "scanFinishedOn") or text(metadata, "scanStartedOn")
