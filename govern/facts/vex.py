"""Verified VEX statements → the answer to one finding, if there is one.

A statement answers a finding when it is about the same vulnerability (id or alias) and about the
package that was found, or about the artefact it was found in; OpenVEX calls the former a
subcomponent of the latter. The latest statement counts; of two at the same time the worse one. What
cannot be told to match does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from govern.documents.sbom.openvex import is_openvex, openvex_of
from govern.documents.sbom.reader import sbom_of
from govern.documents.sbom.vex import VexStatus, statements_of, time_of
from govern.facts.artefact import digest_in_purl

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packageurl import PackageURL

    from govern.documents.sbom.vex import VexProduct, VexStatement
    from govern.facts.artefact import Artefact
    from govern.facts.vulnerabilities.model import Finding
    from govern.model import JsonObject, JsonValue

PREDICATE_TYPES = frozenset(
    {
        "https://openvex.dev/ns",
        "https://openvex.dev/ns/v0.2.0",
        "https://cyclonedx.org/vex",
    }
)
# The worse a status, the later it stands: of two statements at one time the worse one counts.
WORSE = (
    VexStatus.NOT_AFFECTED,
    VexStatus.FIXED,
    VexStatus.UNDER_INVESTIGATION,
    VexStatus.AFFECTED,
)
# `affects[].versions[].status` of CycloneDX
_VERSION_STATUS = {"affected": VexStatus.AFFECTED, "unknown": VexStatus.UNDER_INVESTIGATION}


@dataclass(frozen=True, slots=True)
class SignedVex:
    """VEX statements whose signer was verified and is allowed to make them.

    Attributes:
        statements: As read; the words are the signer's.
        subjects: Digests that the signed statement is about (`sha256:<hex>`); None for a signature
            over the VEX file itself, whose products then say what it is about.
        signer: As rules see signers (`signatures.signer_fact`).
        source: Where it came from, for people.
    """

    statements: tuple[VexStatement, ...]
    subjects: frozenset[str] | None
    signer: JsonObject
    source: str

    def is_about(self, artefact: Artefact) -> bool:
        """Tell whether it may be applied to an artefact at all."""
        return self.subjects is None or bool(self.subjects & artefact.digests)


def vex_of(value: JsonValue, path: str) -> tuple[VexStatement, ...]:
    """Return the statements of an OpenVEX or CycloneDX document that is already JSON.

    Raises:
        InputError: it is neither, or breaks its specification.
    """
    if is_openvex(value):
        return openvex_of(value, path).statements
    return statements_of(sbom_of(value, path).sbom)


def answer_to(
    finding: Finding, artefact: Artefact, documents: Iterable[SignedVex], at: datetime
) -> JsonObject | None:
    """Return the answer that counts for a finding, as rules see it; None when nobody answered.

    Args:
        finding: What a scanner found.
        artefact: What it was found in.
        documents: Whose word is believed.
        at: The instant that is decided for; what was said later does not count.
    """
    found: list[tuple[datetime, int, VexStatus, VexStatement, SignedVex]] = []
    for document in documents:
        if not document.is_about(artefact):
            continue
        for statement in document.statements:
            time = time_of(statement)
            if time > at.astimezone(UTC) or not _same_vulnerability(statement, finding):
                continue
            found += [
                (time, WORSE.index(status), status, statement, document)
                for product in statement.products
                if (status := _status(statement, product, finding, artefact))
            ]
    if not found:
        return None
    _, _, status, statement, document = max(found, key=lambda one: one[:2])
    return {
        "status": status.value,
        "justification": statement.justification,
        "detail": statement.detail,
        "timestamp": statement.timestamp,
        "signer": dict(document.signer),
        "source": document.source,
    }


def _same_vulnerability(statement: VexStatement, finding: Finding) -> bool:
    return bool(finding.names & {statement.vulnerability, *statement.aliases})


def _status(
    statement: VexStatement, product: VexProduct, finding: Finding, artefact: Artefact
) -> VexStatus | None:
    """Return what a statement says of a finding through one of its products, if anything."""
    if _is_package(product, finding, artefact):
        if product.subcomponents:  # it speaks of what is inside of the package, which we cannot see
            return None
    elif not _is_artefact(product, artefact) or not _is_within(product, finding):
        return None
    if not product.versions:
        return statement.status
    stated = {
        _VERSION_STATUS.get(one.status, statement.status)
        for one in product.versions
        # Ranges are not compared: a version that is not named is one that nothing is said about.
        if one.version is not None and one.version in {finding.version, None}
    }
    return max(stated, key=WORSE.index, default=None)


def _is_package(product: VexProduct, finding: Finding, artefact: Artefact) -> bool:
    if finding.purl is None:
        return False
    if product.purl is not None and purl_matches(product.purl, finding.purl):
        return True
    link = product.link
    return (
        link is not None
        and (link.serial_number, link.version) == (artefact.serial_number, artefact.version)
        and artefact.refs.get(link.ref) == finding.purl
    )


def _is_artefact(product: VexProduct, artefact: Artefact) -> bool:
    digests = {
        f"sha256:{value.lower()}"
        for algorithm, value in product.hashes
        if algorithm.lower() in {"sha256", "sha-256"}
    }
    if product.purl and (digest := digest_in_purl(product.purl)):
        digests.add(digest)
    if digests:  # a digest names the very thing; a purl beside it cannot make it another
        return bool(digests & artefact.digests)
    if product.purl is not None:
        return any(purl_matches(product.purl, one) for one in artefact.purls)
    link = product.link
    return (
        link is not None
        and (link.serial_number, link.version) == (artefact.serial_number, artefact.version)
        and link.ref == artefact.main_ref
    )


def _is_within(product: VexProduct, finding: Finding) -> bool:
    if not product.subcomponents:
        return True
    return finding.purl is not None and any(
        one.purl is not None and purl_matches(one.purl, finding.purl)
        for one in product.subcomponents
    )


def purl_matches(pattern: str, purl: str) -> bool:
    """Tell whether a package URL is covered by one that may leave parts out (OpenVEX, "Products").

    Type, namespace and name have to be equal; version, subpath and each qualifier only where the
    pattern has them.
    """
    wanted, given = _parsed(pattern), _parsed(purl)
    if wanted is None or given is None:
        return False
    return (
        (wanted.type, wanted.namespace, wanted.name) == (given.type, given.namespace, given.name)
        and wanted.version in {None, given.version}
        and wanted.subpath in {None, given.subpath}
        and _qualifiers(wanted).items() <= _qualifiers(given).items()
    )


def _parsed(purl: str) -> PackageURL | None:
    from packageurl import PackageURL  # noqa: PLC0415 - 40 ms, only where there is VEX

    try:
        return PackageURL.from_string(purl)
    except ValueError:
        return None


def _qualifiers(purl: PackageURL) -> dict[str, str]:
    return purl.qualifiers if isinstance(purl.qualifiers, dict) else {}
