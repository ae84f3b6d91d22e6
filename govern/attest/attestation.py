"""Statements whose subject is not known beforehand: verified first, and then asked what about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.attest.bundle import SignedBundle
from govern.attest.digest import Digest
from govern.attest.dsse import Envelope
from govern.attest.rejection import Reason, Rejected
from govern.attest.statement import Statement
from govern.attest.verify import rejecting, verify

if TYPE_CHECKING:
    from datetime import datetime

    from govern.attest.claims import Claims
    from govern.attest.trust import SignerPolicy, Trust


def verify_attestation(
    bundle: bytes, trust: Trust, policy: SignerPolicy, now: datetime
) -> tuple[Claims, frozenset[str]]:
    """Return what a signed statement proves, and the digests (`sha256:<hex>`) it is about.

    Whether it is about what the caller has at hand is for the caller to ask.

    Args:
        bundle: As of `verify.verify`.
        trust: As of `verify.verify`; a statement with one revoked subject is refused whole.
        policy: As of `verify.verify`.
        now: As of `verify.verify`.

    Raises:
        Rejected: it is no statement, has no sha256 subject, or does not hold.
    """
    return rejecting(lambda: _verify(bundle, trust, policy, now))


def _verify(
    bundle: bytes, trust: Trust, policy: SignerPolicy, now: datetime
) -> tuple[Claims, frozenset[str]]:
    content = SignedBundle.parse(bundle).content
    if not isinstance(content, Envelope):
        raise Rejected(Reason.WRONG_PREDICATE_TYPE, "a plain signature, and no statement")
    named = Statement.parse(content.payload, content.payload_type).subjects
    subjects = [
        Digest("sha256", one.digests["sha256"].lower()) for one in named if "sha256" in one.digests
    ]
    if not subjects:
        raise Rejected(Reason.SUBJECT_MISMATCH, "no subject of the statement has a sha256 digest")
    revoked = next((one for one in subjects if str(one) in trust.revoked.digests), None)
    if revoked is not None:
        raise Rejected(Reason.REVOKED, f"{revoked} is revoked")
    claims = verify(bundle, subjects[0], trust, policy, now)
    return claims, frozenset(map(str, subjects))
