"""Reports as rules see them: a scan with the answers that VEX gives to its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.facts.vex import answer_to

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from govern.facts.artefact import Artefact
    from govern.facts.vex import SignedVex
    from govern.facts.vulnerabilities.model import VulnerabilityReport
    from govern.model import JsonObject

# What tools write for SBOMs (in-toto attestation predicates; cosign's `--type cyclonedx|spdxjson`).
SBOM_TYPES = frozenset(
    {
        "https://cyclonedx.org/bom",
        *(f"https://cyclonedx.org/bom/v1.{minor}" for minor in range(2, 8)),
        "https://spdx.dev/Document",
        "https://spdx.dev/Document/v2.2",
        "https://spdx.dev/Document/v2.3",
    }
)


def scan_fact(
    report: VulnerabilityReport,
    origin: JsonObject,
    artefact: Artefact,
    vex: Sequence[SignedVex],
    at: datetime,
) -> JsonObject:
    """Return one entry of `vulnerabilities`: the scan, and each finding with its answer or null."""
    return {
        "format": report.format,
        "scanner": report.scanner,
        "scanned_at": report.scanned_at,
        "target": {"name": report.target, "digests": [*report.digests]},
        "origin": origin,
        "ignored": report.ignored,
        "findings": [
            {**one.to_object(), "answer": answer_to(one, artefact, vex, at)}
            for one in report.findings
        ],
    }
