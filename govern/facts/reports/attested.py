"""What is attested about an image → keys of `facts.images[reference]`.

sboms            [{format, components, completeness, …, origin}]
vulnerabilities  [{scanner, scanned_at, findings: [{id, severity, answer, …}], …}]
provenance       [{builder, level, source, …, signer}]

An SBOM is an input as well, about which rules are asked as about one in a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from govern.documents.sbom.content import content_of
from govern.documents.sbom.reader import sbom_of
from govern.documents.sbom.summary import summary_of
from govern.documents.sbom.vex import statements_of
from govern.errors import Error
from govern.facts import provenance, vex
from govern.facts.artefact import Artefact
from govern.facts.interface import AttestedInput, FactError, Gathered
from govern.facts.reports.answers import answers_to_own
from govern.facts.reports.wording import SBOM_TYPES, scan_fact
from govern.facts.signatures import ordered, signature_object, signer_fact
from govern.facts.vulnerabilities import attested as scans
from govern.facts.vulnerabilities.reader import attested_report
from govern.model import Kind, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from govern.attest.claims import Claims
    from govern.attest.statement import Statement
    from govern.documents.sbom.model import Sbom
    from govern.documents.sbom.vex import VexStatement
    from govern.model import JsonObject, JsonValue

_SHORT = 12  # digits of a digest that tell the SBOMs of one image apart


class Contents:
    """The AttestationReader of SBOMs, scans, VEX and provenance (`govern.facts.interface`).

    Args:
        builders: Builders whose provenance has a level.
    """

    def __init__(self, builders: tuple[provenance.Builder, ...] = ()) -> None:
        self.name = "contents"
        self.predicate_types = (
            SBOM_TYPES | scans.PREDICATE_TYPES | vex.PREDICATE_TYPES | provenance.PREDICATE_TYPES
        )
        self._builders = builders

    def read(self, image: str, digest: str, attested: Sequence[Claims], at: datetime) -> Gathered:
        """Return `sboms`, `vulnerabilities` and `provenance` of an image, where attested.

        A statement that cannot be read is left out, with an error that says why.
        """
        reading = _Reading(image, digest, at, self._builders)
        for claims in attested:
            if claims.statement is not None:
                reading.take(claims, claims.statement)
        return reading.gathered()


@dataclass(slots=True)
class _Attested:
    """One SBOM, and everybody who attests it."""

    source: Source
    sbom: Sbom | None  # None: it cannot be read
    by: list[Claims] = field(default_factory=list)


class _Reading:
    """One image's attestations, taken one by one; scans come last, when all VEX is known."""

    def __init__(
        self, image: str, digest: str, at: datetime, builders: tuple[provenance.Builder, ...]
    ) -> None:
        self._image, self._at, self._builders = image, at, builders
        self._digest = digest
        self._facts: dict[str, list[JsonValue]] = {}
        self._boms: dict[str, _Attested] = {}  # by digest
        self._vex: list[vex.SignedVex] = []
        self._scans: list[tuple[Claims, Statement]] = []
        self._errors: list[FactError] = []

    def take(self, claims: Claims, statement: Statement) -> None:
        """Read one statement."""
        kind = statement.predicate_type
        if kind in scans.PREDICATE_TYPES:
            self._scans.append((claims, statement))
        elif kind in SBOM_TYPES:
            self._try(partial(self._sbom, claims, statement))
        elif kind in vex.PREDICATE_TYPES:
            self._try(partial(self._vex_document, claims, statement))
        elif kind in provenance.PREDICATE_TYPES:
            self._try(partial(self._provenance, claims, statement))

    def gathered(self) -> Gathered:
        """Return everything that could be read."""
        artefact = self._artefact()
        for claims, statement in self._scans:
            # Rules leave the decision open for a scan that is there and cannot be read.
            self._try(partial(self._scan, claims, statement, artefact), "vulnerabilities")
        facts: JsonObject = {key: [*value] for key, value in self._facts.items()}
        inputs = (self._input(one, artefact) for one in self._boms.values())
        return Gathered(facts, (*self._errors,), tuple(inputs))

    def _try(self, read: Callable[[], None], fact: str = "images") -> None:
        try:
            read()
        except Error as error:
            words = error.message + (f": {error.cause}" if error.cause else "")
            self._errors.append(FactError(fact, "unreadable", words, self._image))

    def _sbom(self, claims: Claims, statement: Statement) -> None:
        data = statement.predicate_bytes()
        source = Source.of(self._image, data)
        path = f"oci://{self._image}#sbom={source.sha256[:_SHORT]}"
        known = self._boms.setdefault(source.sha256, _Attested(Source.of(path, data), None))
        known.by.append(claims)
        known.sbom = sbom = sbom_of(statement.predicate, self._image).sbom
        self._add("sboms", claims, summary_of(sbom))
        if statements := statements_of(sbom):
            self._add_vex(claims, statements)

    def _input(self, one: _Attested, artefact: Artefact) -> AttestedInput:
        """Return an SBOM as an input, with what else is attested about the image as its facts."""
        subject = str(one.by[0].subject)  # the image, or its manifest for one platform
        facts: JsonObject = {
            "sbom": {
                "subject": subject,
                "deployed": subject,
                "signatures": ordered(signature_object(claims) for claims in one.by),
            }
        }
        if scans_of_image := self._facts.get("vulnerabilities"):
            facts["vulnerabilities"] = [*scans_of_image]
        if one.sbom and self._vex:
            facts["answers"] = answers_to_own(content_of(one.sbom), artefact, self._vex, self._at)
        errors = tuple(error for error in self._errors if error.fact == "vulnerabilities")
        return AttestedInput(one.source, Kind.SBOM, Gathered(facts, errors).to_object())

    def _vex_document(self, claims: Claims, statement: Statement) -> None:
        self._add_vex(claims, vex.vex_of(statement.predicate, self._image))

    def _add_vex(self, claims: Claims, statements: tuple[VexStatement, ...]) -> None:
        subjects = frozenset({self._digest})  # proved by whoever verified the statement
        signer = signer_fact(claims.signer)
        self._vex.append(vex.SignedVex(statements, subjects, signer, claims.bundle_sha256))

    def _provenance(self, claims: Claims, statement: Statement) -> None:
        found = provenance.provenance_of(statement, self._image)
        level = provenance.level_of(found.builder, claims.signer.name, self._builders)
        self._add("provenance", claims, found.to_object(level))

    def _scan(self, claims: Claims, statement: Statement, artefact: Artefact) -> None:
        report = attested_report(statement, self._image)
        origin = self._origin(claims)
        fact = scan_fact(report, origin, artefact, self._vex, self._at)
        self._facts.setdefault("vulnerabilities", []).append(fact)

    def _artefact(self) -> Artefact:
        """Return the image as VEX may speak of it: by digest, and by the names in its SBOM."""
        (sbom, *others) = [one.sbom for one in self._boms.values()] or [None]
        sbom = None if others else sbom
        main = sbom.metadata.component if sbom else None
        return Artefact(
            digests=frozenset({self._digest}),
            purls=frozenset({main.purl} if main and main.purl else ()),
            serial_number=sbom.serial_number if sbom else None,
            version=sbom.version if sbom else None,
            main_ref=main.ref if main else None,
            refs={one.ref: one.purl for one in sbom.components if one.ref and one.purl}
            if sbom
            else {},
        )

    def _add(self, key: str, claims: Claims, fact: JsonObject) -> None:
        self._facts.setdefault(key, []).append({**fact, "origin": self._origin(claims)})

    def _origin(self, claims: Claims) -> JsonObject:
        return {
            "path": None,
            "sha256": claims.bundle_sha256,
            "signer": signer_fact(claims.signer),
            "signed_at": claims.time.isoformat() if claims.time else None,
        }
