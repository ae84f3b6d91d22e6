"""One vulnerability report, whichever scanner wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govern.model import JsonObject

SEVERITIES = ("critical", "high", "medium", "low", "info", "none", "unknown")
_SPELLINGS = {"negligible": "info", "informational": "info", "moderate": "medium"}
# CVSS v3 and v4 call a score critical, high, medium or low from these values on.
_SCALE = (("critical", 9.0), ("high", 7.0), ("medium", 4.0), ("low", 0.1), ("none", 0.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One vulnerability in one package.

    Attributes:
        id: As the scanner names it (`CVE-…`, `GHSA-…`); `aliases` are other names of the same.
        severity: One of `SEVERITIES`, in the words of CycloneDX; `unknown` when nobody rated it.
        score: The highest CVSS base score that the report gives.
        purl: The package's URL; None where the report has none.
        fix: `fixed`, `not_fixed`, `wont_fix` or `unknown`; `fixed_in` are the versions.
        exploited: The report says that it is known to be exploited.
    """

    id: str
    severity: str
    aliases: tuple[str, ...] = ()
    score: float | None = None
    package: str | None = None
    version: str | None = None
    purl: str | None = None
    fix: str = "unknown"
    fixed_in: tuple[str, ...] = ()
    exploited: bool = False

    @property
    def names(self) -> frozenset[str]:
        """The id and its aliases."""
        return frozenset((self.id, *self.aliases))

    def to_object(self) -> JsonObject:
        """Return the finding as rules see it."""
        return {
            "id": self.id,
            "aliases": [*self.aliases],
            "severity": self.severity,
            "score": self.score,
            "package": self.package,
            "version": self.version,
            "purl": self.purl,
            "fix": self.fix,
            "fixed_in": [*self.fixed_in],
            "exploited": self.exploited,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class VulnerabilityReport:
    """What one scan found.

    Attributes:
        format: `grype`, `trivy`, `sarif`, `cosign-vuln` or `in-toto-vulns`.
        scanner: Its name and version, as far as the report says.
        scanned_at: When, as written.
        target: What was scanned, as the scanner was told.
        digests: The target's digests (`sha256:…`), where the report knows any.
        ignored: How many findings the scanner itself left out by its own configuration or VEX;
            nobody has verified that, so they are counted here and are in `findings` too.
    """

    format: str
    scanner: str
    findings: tuple[Finding, ...]
    scanned_at: str | None = None
    target: str | None = None
    digests: tuple[str, ...] = ()
    ignored: int = 0


def severity_of(word: str | None, score: float | None = None) -> str:
    """Return a severity in the words of CycloneDX; one that nobody stated comes from the score."""
    known = (word or "").strip().lower()
    known = _SPELLINGS.get(known, known)
    if known in SEVERITIES and known != "unknown":
        return known
    if score is None:
        return "unknown"
    return next(name for name, least in _SCALE if score >= least)
