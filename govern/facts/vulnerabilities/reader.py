"""Bytes, JSON or a verified predicate → VulnerabilityReport: tells the format by its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.json_reader import read_json
from govern.documents.text import decode
from govern.facts.vulnerabilities import attested, grype, sarif, trivy
from govern.facts.vulnerabilities.fields import broken

if TYPE_CHECKING:
    from govern.attest.statement import Statement
    from govern.documents.interface import Limits
    from govern.facts.vulnerabilities.model import VulnerabilityReport
    from govern.model import JsonValue, Source


def read_report(source: Source, limits: Limits) -> VulnerabilityReport:
    """Read the file that Grype or Trivy wrote as JSON, or a scanner wrote as SARIF 2.1.0.

    Raises:
        InputError: it is none of these, or says nothing about vulnerabilities.
        LimitExceeded: it exceeds the limits.
    """
    return report_of(read_json(decode(source.data, source.path), source.path, limits), source.path)


def report_of(value: JsonValue, path: str) -> VulnerabilityReport:
    """Read a report that is already JSON.

    Raises:
        InputError: as `read_report`.
        LimitExceeded: it has too many findings.
    """
    if isinstance(value, dict):
        for recognises, read in (
            (grype.is_grype, grype.read),
            (trivy.is_trivy, trivy.read),
            (sarif.is_sarif, sarif.read),
        ):
            if recognises(value):
                return read(value, path)
    raise broken(path, "the whole document", "it is neither Grype's, nor Trivy's, nor SARIF")


def attested_report(statement: Statement, path: str) -> VulnerabilityReport:
    """Read the report in a statement whose signature was verified.

    Args:
        statement: One whose predicate type is in `attested.PREDICATE_TYPES`.
        path: What to call it in errors.

    Raises:
        InputError: as `read_report`.
        LimitExceeded: it has too many findings.
    """
    if statement.predicate_type in attested.COSIGN_VULN:
        return attested.read_cosign(statement.predicate, path, report_of)
    if statement.predicate_type in attested.IN_TOTO_VULNS:
        return attested.read_in_toto(statement.predicate, path)
    raise broken(path, "/predicateType", f"{statement.predicate_type!r} is no vulnerability scan")
