"""The one entry: signed bytes, what they are about, trust, policy and the time → claims.

Pure: no network, no clock, no file. Whatever is unexpected is a rejection with a reason.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from govern.attest.bundle import SignedBundle
from govern.attest.claims import Claims, SignerClaims, TimeSource
from govern.attest.digest import Digest
from govern.attest.dsse import Envelope
from govern.attest.rejection import Reason, Rejected, rejecting
from govern.attest.statement import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from cryptography import x509

    from govern.attest.keyless import Proven
    from govern.attest.keys import KeyProof
    from govern.attest.trust import SignerPolicy, Trust

__all__ = ["rejecting", "require_threshold", "verify"]


def verify(
    bundle: bytes,
    subject: Digest,
    trust: Trust,
    policy: SignerPolicy,
    now: datetime,
    *,
    content: bytes | None = None,
) -> Claims:
    """Return what a Sigstore bundle proves about `subject`.

    Args:
        bundle: The bundle as received (Sigstore bundle v0.1 to v0.3).
        subject: The artefact's digest: what a plain signature is over, or a statement's subject.
        trust: Roots, and what is revoked.
        policy: Who may have signed, what, and when.
        now: The instant to decide at, with a time zone.
        content: The artefact itself; only plain Ed25519 signatures need it.

    Raises:
        Rejected: it does not hold; `reason` says why.
    """
    return rejecting(lambda: _verify(bundle, subject, trust, policy, now, content))


def require_threshold(claims: Iterable[Claims], threshold: int) -> tuple[Claims, ...]:
    """Return one claim for each different signer, if there are enough of them.

    Raises:
        Rejected: fewer different signers than `threshold`, however many signatures there are.
    """
    if threshold < 1:
        raise ValueError("a threshold below 1 would accept what nobody signed")
    signers = {one.signer.who: one for one in claims}
    if len(signers) < threshold:
        raise Rejected(
            Reason.THRESHOLD_NOT_MET, f"{len(signers)} different signers, and {threshold} needed"
        )
    return tuple(signers.values())


def _verify(
    data: bytes,
    subject: Digest,
    trust: Trust,
    policy: SignerPolicy,
    now: datetime,
    content: bytes | None,
) -> Claims:
    if content is not None and Digest.of(content) != subject:
        raise Rejected(Reason.SUBJECT_MISMATCH, f"the file's digest is not {subject}")
    if str(subject) in trust.revoked.digests:
        raise Rejected(Reason.REVOKED, f"{subject} is revoked")
    bundle = SignedBundle.parse(data)
    bundle.require_subject(subject)
    proof = _proof(bundle, subject, content, trust, policy)
    require_current(proof.signer, trust)
    statement = _statement(bundle, subject, policy)
    if not proof.log_kind and policy.require_log:
        raise Rejected(
            Reason.LOG_MISSING,
            "no transparency log knows this signature",
            hint="say that keys without a log are accepted, if that is what you want",
        )
    source, time = require_time(proof.times, policy, now)
    return Claims(proof.signer, subject, bundle.sha256, statement, time, source, proof.log_kind)


def _proof(
    bundle: SignedBundle,
    subject: Digest,
    content: bytes | None,
    trust: Trust,
    policy: SignerPolicy,
) -> Proven | KeyProof:
    if not bundle.keyless:
        if not policy.keys:
            raise Rejected(Reason.KEYLESS_REQUIRED, "signed with a key, and an identity is wanted")
        from govern.attest.keys import verify_keyed  # noqa: PLC0415 - loads cryptography

        if trust.root is None and policy.require_log and bundle.entries:
            raise Rejected(
                Reason.TRUST_ROOT_MISSING, "the bundle has a log entry, and no root is given"
            )
        root = trust.root.data if trust.root else None
        return verify_keyed(bundle, subject, content, policy.keys, root)
    if not policy.identities:
        raise Rejected(Reason.KEY_REQUIRED, "signed by an identity, and a key is wanted")
    if trust.root is None:
        raise Rejected(Reason.TRUST_ROOT_MISSING, "keyless signatures need a trusted root")
    from govern.attest.keyless import verify_keyless  # noqa: PLC0415 - loads sigstore, 1.5 s

    return verify_keyless(
        bundle, subject, trust.root.data, lambda certificate: named_signer(certificate, policy)
    )


def named_signer(certificate: x509.Certificate, policy: SignerPolicy) -> SignerClaims:
    """Return whom a certificate names, with the name the policy knows them by.

    Raises:
        Rejected: the policy does not accept them.
    """
    from govern.attest.certificate import name_of, signer_in  # noqa: PLC0415 - loads cryptography

    signer = signer_in(certificate)
    return replace(signer, name=name_of(signer, policy.identities))


def require_current(signer: SignerClaims, trust: Trust) -> None:
    """Check the revocation lists.

    Raises:
        Rejected: the signer is on one.
    """
    revoked = trust.revoked
    if signer.identity in revoked.identities or signer.fingerprint in revoked.fingerprints:
        raise Rejected(Reason.REVOKED, f"{signer.identity or signer.fingerprint} is revoked")


def _statement(bundle: SignedBundle, subject: Digest, policy: SignerPolicy) -> Statement | None:
    if isinstance(bundle.content, Envelope):
        statement = Statement.parse(bundle.content.payload, bundle.content.payload_type)
        statement.require(subject, policy.predicate_types)
        return statement
    if policy.predicate_types:
        raise Rejected(
            Reason.WRONG_PREDICATE_TYPE, "a plain signature, where a statement is wanted"
        )
    return None


def require_time(
    times: Sequence[tuple[TimeSource, datetime]], policy: SignerPolicy, now: datetime
) -> tuple[TimeSource, datetime | None]:
    """Return the earliest trusted time and its source, after checking all of them.

    Raises:
        Rejected: one is in the future, or too long ago; or an age is asked for and none is known.
    """
    for _, one in times:
        if one > now + policy.skew:
            raise Rejected(Reason.TIME_IN_FUTURE, f"signed in the future, {one.isoformat()}")
    if not times:
        # A key's log entry can be stripped of its signed time; then it must not count as logged.
        if policy.max_age is not None or policy.require_log:
            raise Rejected(Reason.TIME_MISSING, "nothing trusted says when it was signed")
        return TimeSource.NONE, None
    source, time = min(times, key=lambda pair: pair[1])
    if policy.max_age is not None and now - time > policy.max_age:
        raise Rejected(Reason.TOO_OLD, f"signed {time.isoformat()}, longer ago than allowed")
    return source, time
