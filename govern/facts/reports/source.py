"""Files named on the command line → facts about SBOMs and about images pinned by digest.

    vulnerabilities  [{scanner, origin, target, findings: [{id, severity, answer, …}], about}]
    answers          {vulnerability: answer}: what allowed signers say of an SBOM's own list
    sbom             {subject, deployed, signatures}: who signed an SBOM, and for what

An unsigned scan is an observation: it counts only where `[trust.reports] unsigned` says so. VEX,
which takes findings away, counts only from an allowed signer, always.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from govern.documents.kubernetes.workloads import images
from govern.errors import Error
from govern.facts.artefact import Artefact, artefact_of_sbom, is_digest
from govern.facts.interface import FactError, Gathered
from govern.facts.reports.answers import answers_to_own
from govern.facts.reports.given import Opened, open_given
from govern.facts.reports.sbom_signature import sbom_fact
from govern.facts.reports.wording import SBOM_TYPES, scan_fact
from govern.facts.signatures import signer_fact
from govern.facts.vex import PREDICATE_TYPES as VEX_TYPES
from govern.facts.vex import SignedVex, vex_of
from govern.facts.vulnerabilities.attested import PREDICATE_TYPES as SCAN_TYPES
from govern.facts.vulnerabilities.reader import attested_report, report_of
from govern.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from govern.attest.trust_store import ReportRule
    from govern.documents.interface import Limits
    from govern.facts.interface import GatherContext
    from govern.facts.reports.given import GivenFile
    from govern.facts.vulnerabilities.model import VulnerabilityReport
    from govern.model import Document, JsonObject, JsonValue


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """What the command line names.

    Attributes:
        vulnerabilities: Scans: of Grype, Trivy or as SARIF, plain or attested.
        vex: OpenVEX or CycloneDX, signed.
        attestations: Sigstore bundles; what each is for is told by its predicate type.
        deployed: The digest of what is deployed, `sha256:<hex>`.
    """

    vulnerabilities: tuple[GivenFile, ...] = ()
    vex: tuple[GivenFile, ...] = ()
    attestations: tuple[GivenFile, ...] = ()
    deployed: str | None = None


@dataclass(slots=True)
class _Known:
    """What the files say, once they are opened and verified."""

    scans: list[tuple[VulnerabilityReport, Opened]] = field(default_factory=list)
    vex: list[SignedVex] = field(default_factory=list)
    sboms: list[Opened] = field(default_factory=list)
    signatures: list[GivenFile] = field(default_factory=list)
    errors: list[FactError] = field(default_factory=list)


@contextmanager
def _errors(known: _Known, fact: str, file: GivenFile) -> Iterator[None]:
    """Keep what is wrong with one file as the reason why its fact is absent."""
    try:
        yield
    except Error as error:
        path = file.source.path
        words = f"{path}: {error.message}" + (f": {error.cause}" if error.cause else "")
        reason = str(getattr(error, "reason", "unreadable"))
        known.errors.append(FactError(fact, reason, words, path))


class ReportFacts:
    """The FactSource of report files (`govern.facts.interface`)."""

    name = "reports"

    def __init__(self, files: ReportFiles, rule: ReportRule | None, limits: Limits) -> None:
        self._files, self._rule, self._limits = files, rule, limits
        self._known: dict[datetime, _Known] = {}
        self._lock = Lock()

    def gather(self, document: Document, context: GatherContext) -> Gathered:
        """Return what the files say of an SBOM, or of the images of a Kubernetes object."""
        if document.kind not in {Kind.SBOM, Kind.KUBERNETES}:
            return Gathered()
        with self._lock:  # opened once, however many documents there are
            if context.at not in self._known:
                self._known[context.at] = self._open(context.at)
            known = self._known[context.at]
        if document.kind is Kind.SBOM:
            return self._about_sbom(document, known, context.at)
        return self._about_images(document, known, context.at)

    def _open(self, at: datetime) -> _Known:
        known = _Known()
        for file in self._files.vulnerabilities:
            with _errors(known, "vulnerabilities", file):
                self._take_scan(open_given(file, self._rule, at, self._limits), known)
        for file in self._files.vex:
            with _errors(known, "vex", file):
                _take_vex(open_given(file, self._rule, at, self._limits), known)
        for file in self._files.attestations:
            with _errors(known, "attestations", file):
                self._take_attestation(file, known, at)
        return known

    def _take_scan(self, opened: Opened, known: _Known) -> None:
        path = opened.source.path
        if opened.statement is not None:
            known.scans.append((attested_report(opened.statement, path), opened))
            return
        report = report_of(opened.value, path)
        if opened.claims is None and not (self._rule and self._rule.unsigned):
            message = (
                f"the scan {path} is not signed; sign it, or accept unsigned scans with "
                "`unsigned = true` in [trust.reports]"
            )
            known.errors.append(FactError("vulnerabilities", "unsigned", message, path))
            return
        known.scans.append((report, opened))

    def _take_attestation(self, file: GivenFile, known: _Known, at: datetime) -> None:
        if b'"messageSignature"' in file.source.data:
            known.signatures.append(file)  # over a file: which one, each document shows
            return
        opened = open_given(file, self._rule, at, self._limits)
        kind = opened.statement.predicate_type if opened.statement else ""
        if kind in SCAN_TYPES:
            self._take_scan(opened, known)
        elif kind in VEX_TYPES:
            _take_vex(opened, known)
        elif kind in SBOM_TYPES:
            known.sboms.append(opened)
        else:
            message = f"{file.source.path} is no attestation of a scan, VEX or SBOM"
            cause = f"{message}: {kind}" if kind else f"{message}, and no Sigstore bundle"
            known.errors.append(
                FactError("attestations", "wrong_predicate_type", cause, file.source.path)
            )

    def _about_sbom(self, document: Document, known: _Known, at: datetime) -> Gathered:
        artefact = artefact_of_sbom(document)
        own = artefact.digests - {f"sha256:{document.source.sha256}"}
        facts: JsonObject = {}
        errors = [*known.errors]
        fitting: list[JsonValue] = []
        for report, opened in known.scans:
            if _concerns(report, opened, artefact.digests, own):
                fitting.append({**self._scan(report, opened, artefact, known, at), "about": []})
            else:
                message = f"the scan {opened.source.path} is of something else than this SBOM"
                errors.append(
                    FactError("vulnerabilities", "other_subject", message, opened.source.path)
                )
        if fitting:
            facts["vulnerabilities"] = fitting
        if answers := answers_to_own(document.content, artefact, known.vex, at):
            facts["answers"] = answers
        if self._files.attestations:
            found = sbom_fact(
                document,
                known.sboms,
                known.signatures,
                self._files.deployed,
                self._rule,
                at,
                artefact,
            )
            facts |= found.facts
            errors += found.errors
        return Gathered(facts, tuple(errors))

    def _about_images(self, document: Document, known: _Known, at: datetime) -> Gathered:
        pinned: dict[str, list[str]] = {}
        references = {reference for _, reference in images(document.content)}
        for reference in sorted(references):
            digest = reference.rpartition("@")[2]
            if is_digest(digest):
                pinned.setdefault(digest, []).append(reference)
        facts: list[JsonValue] = [
            {
                **self._scan(report, opened, Artefact(frozenset({digest})), known, at),
                "about": [*about],
            }
            for report, opened in known.scans
            for digest, about in pinned.items()
            if digest in (opened.subjects or report.digests)
        ]
        errors = [one for one in known.errors if references and one.fact != "vex"]
        errors += [
            _not_pinned(opened.source.path, report.target)
            for report, opened in known.scans
            if report.target in references
            and not pinned.keys() & (opened.subjects or report.digests)
        ]
        return Gathered({"vulnerabilities": facts} if facts else {}, tuple(errors))

    def _scan(
        self,
        report: VulnerabilityReport,
        opened: Opened,
        artefact: Artefact,
        known: _Known,
        at: datetime,
    ) -> JsonObject:
        return scan_fact(report, opened.origin, artefact, known.vex, at)


def _not_pinned(path: str, reference: str | None) -> FactError:
    message = (
        f"the scan {path} is of {reference}, and a tag may stand for another image by now; "
        "pin the image by the digest that was scanned"
    )
    return FactError("vulnerabilities", "not_pinned", message, path)


def _concerns(
    report: VulnerabilityReport,
    opened: Opened,
    digests: frozenset[str],
    own: frozenset[str],
) -> bool:
    """Tell whether a scan is of what an SBOM describes.

    A statement has to be about it. A plain report is taken at the word of who named it, unless
    both sides give digests and none is the same.
    """
    if opened.subjects is not None:
        return bool(opened.subjects & digests)
    return not (report.digests and own) or bool(own.intersection(report.digests))


def _take_vex(opened: Opened, known: _Known) -> None:
    path = opened.source.path
    if opened.claims is None:
        message = f"the VEX {path} is not signed, so it takes no finding away"
        known.errors.append(FactError("vex", "unsigned", message, path))
        return
    if opened.statement and opened.statement.predicate_type not in VEX_TYPES | SBOM_TYPES:
        message = f"{path} is attested as {opened.statement.predicate_type}, which is no VEX"
        known.errors.append(FactError("vex", "wrong_predicate_type", message, path))
        return
    known.vex.append(
        SignedVex(
            vex_of(opened.value, path), opened.subjects, signer_fact(opened.claims.signer), path
        )
    )
