"""Who signed an SBOM, and for what (fact `sbom`): by an attestation, or over its file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from govern.attest.digest import Digest
from govern.attest.rejection import Reason, Rejected
from govern.attest.verify import verify
from govern.facts.interface import FactError, Gathered
from govern.facts.signatures import signer_fact

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from govern.attest.claims import Claims
    from govern.attest.trust_store import ReportRule
    from govern.facts.artefact import Artefact
    from govern.facts.reports.given import GivenFile, Opened
    from govern.model import Document, JsonValue


def sbom_fact(
    document: Document,
    attested: Sequence[Opened],
    signatures: Sequence[GivenFile],
    deployed: str | None,
    rule: ReportRule | None,
    at: datetime,
    artefact: Artefact,
) -> Gathered:
    """Return `sbom: {subject, deployed, signatures}` for an SBOM, or why it is not known.

    An attestation counts when its predicate is this very SBOM; its subject is then what the SBOM
    is for. A signature over the file says no more than the file itself: the digest of the
    component that it describes.

    Args:
        document: The SBOM.
        attested: Verified statements with an SBOM as predicate.
        signatures: Sigstore bundles with a plain signature; not verified yet.
        deployed: What is deployed, `sha256:<hex>`.
        rule: Who may sign.
        at: The instant that is decided for.
        artefact: What the SBOM describes.
    """
    same = _canonical(_json(document))
    found = [
        (opened.claims, opened.subjects)
        for opened in attested
        if opened.claims and opened.subjects and _canonical(opened.value) == same
    ]
    errors: list[FactError] = []
    described = artefact.digests - {f"sha256:{document.source.sha256}"}
    for file in signatures:
        try:
            found.append((_over_file(document, file, rule, at), described))
        except Rejected as error:
            if error.reason is not Reason.SUBJECT_MISMATCH:  # it is over another file
                words = f"{file.source.path}: {error.message}"
                errors.append(FactError("sbom", error.reason.value, words, file.source.path))
    return _told(found, deployed, errors)


def _told(
    found: list[tuple[Claims, frozenset[str]]], deployed: str | None, errors: list[FactError]
) -> Gathered:
    subjects = frozenset(one for _, digests in found for one in digests)
    missing = None
    if not found:
        missing = ("unsigned", "no attestation or signature that was given is of this SBOM")
    elif not subjects:
        missing = ("subject_unknown", "the SBOM is signed, and says no digest of what it describes")
    elif deployed is None:
        missing = ("deployed_unknown", "nothing says what is deployed; name it with --deployed")
    if missing is not None:
        return Gathered({"sbom": {"error": missing[1]}}, (*errors, FactError("sbom", *missing)))
    # Only signatures that speak of what is deployed count, where there are any.
    fitting = [(claims, digests) for claims, digests in found if deployed in digests] or found
    subject = deployed if deployed in subjects else min(subjects)
    return Gathered(
        {
            "sbom": {
                "subject": subject,
                "deployed": deployed,
                "signatures": [signer_fact(claims.signer) for claims, _ in fitting],
            }
        },
        tuple(errors),
    )


def _over_file(
    document: Document, file: GivenFile, rule: ReportRule | None, at: datetime
) -> Claims:
    if rule is None or not rule.policy.signers:
        raise Rejected(
            Reason.IDENTITY_MISMATCH,
            "nobody is allowed to sign reports; name the signers in [trust.reports]",
        )
    source = document.source
    subject = Digest("sha256", source.sha256)
    return verify(file.source.data, subject, rule.trust, rule.policy, at, content=source.data)


def _json(document: Document) -> JsonValue:
    """Return an SBOM file's own JSON; XML and SPDX tag-value have none, and equal nothing."""
    try:
        value: JsonValue = json.loads(document.source.data)
    except ValueError:
        return None
    return value


def _canonical(value: JsonValue) -> str:
    """Return one text for equal JSON; unlike `==`, it tells 1, 1.0 and true apart."""
    return json.dumps(value, sort_keys=True)
