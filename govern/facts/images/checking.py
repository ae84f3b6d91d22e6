"""Attachments → verified Claims, or why they do not count. What was proven once is remembered.

Remembered is that a signature holds, under a key of everything it depended on; never a verdict.
Times and revocations are looked at again each time.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern import __version__
from govern.attest.digest import Digest
from govern.attest.legacy import LegacySignature, verify_legacy
from govern.attest.legacy_attestation import verify_legacy_attestation
from govern.attest.rejection import Reason, Rejected
from govern.attest.trust import TrustedKey
from govern.attest.verify import require_current, require_time, verify
from govern.facts.images.attachments import Attachment, Form
from govern.facts.timed_cache import TimedCache

if TYPE_CHECKING:
    from datetime import datetime

    from govern.attest.claims import Claims
    from govern.attest.trust import SignerPolicy, Trust, TrustedSigner
    from govern.attest.trust_store import ImageRule
    from govern.facts.images.attachments import Fetched

_KEPT_SECONDS = 3600.0
_MOST_KEPT = 128 * 1024 * 1024  # bytes
_IN_MEMORY = 4  # times the bytes of a statement, parsed


@dataclass(frozen=True, slots=True)
class _Proven:
    claims: Claims
    at: datetime  # as of when; earlier instants prove it again

    @property
    def size(self) -> int:
        statement = self.claims.statement
        return 2000 + (len(statement.data) * _IN_MEMORY if statement else 0)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An attachment that does not count, and why."""

    attachment: Attachment
    error: Rejected


class Checker:
    """Verifies what is attached to images. Thread-safe; keep one as long as the process lives."""

    def __init__(self, seconds: float = _KEPT_SECONDS, most: int = _MOST_KEPT) -> None:
        self._proven: TimedCache[_Proven] = TimedCache(seconds, most, lambda one: one.size)

    def check(
        self, fetched: Fetched, rule: ImageRule, at: datetime
    ) -> tuple[list[Claims], list[Refusal]]:
        """Return what holds under a rule, and what does not."""
        held: dict[tuple[str, str], Claims] = {}
        refused: list[Refusal] = []
        for attachment in fetched.attachments:
            try:
                claims = self._claims(attachment, fetched, rule, at)
            except Rejected as error:
                refused.append(Refusal(attachment, error))
            else:
                held[(claims.bundle_sha256, str(claims.subject))] = claims
        return list(held.values()), refused

    def _claims(
        self, attachment: Attachment, fetched: Fetched, rule: ImageRule, at: datetime
    ) -> Claims:
        root = rule.trust.root
        key = (
            __version__,
            attachment.form,
            attachment.digest,
            _sha256_of(attachment),
            root.sha256 if root else "",
            policy_key(rule.policy),
        )
        content = fetched.manifests.get(attachment.digest)
        proven = self._proven.get(
            key, lambda: _Proven(_verified(attachment, content, rule.trust, rule.policy, at), at)
        )
        if at < proven.at:
            return _verified(attachment, content, rule.trust, rule.policy, at)
        _require_still(proven.claims, rule.trust, rule.policy, at)
        return proven.claims


def policy_key(policy: SignerPolicy) -> str:
    """Return a digest over what a policy demands of a signature, apart from its age."""
    demands = [
        sorted(_signer_key(signer) for signer in policy.signers),
        sorted(policy.predicate_types),
        policy.require_log,
    ]
    return hashlib.sha256(json.dumps(demands).encode()).hexdigest()


def _signer_key(signer: TrustedSigner) -> str:
    if isinstance(signer, TrustedKey):
        return json.dumps(["key", signer.key.fingerprint, signer.name])
    parts = [signer.issuer, signer.identity, signer.pattern, signer.name, sorted(signer.ci.items())]
    return json.dumps(parts)


def _sha256_of(attachment: Attachment) -> str:
    whole = hashlib.sha256(json.dumps(sorted(attachment.annotations.items())).encode())
    whole.update(b"\0" + attachment.data)
    return whole.hexdigest()


def _verified(
    attachment: Attachment,
    content: bytes | None,
    trust: Trust,
    policy: SignerPolicy,
    at: datetime,
) -> Claims:
    subject, data, annotations = (
        Digest.parse(attachment.digest),
        attachment.data,
        attachment.annotations,
    )
    if attachment.form is Form.BUNDLE:
        return verify(data, subject, trust, policy, at, content=content)
    if attachment.form is Form.LEGACY_SIGNATURE:
        return verify_legacy(LegacySignature(data, annotations), subject, trust, policy, at)
    return verify_legacy_attestation(data, annotations, subject, trust, policy, at)


def _require_still(claims: Claims, trust: Trust, policy: SignerPolicy, at: datetime) -> None:
    require_current(claims.signer, trust)
    if str(claims.subject) in trust.revoked.digests:
        raise Rejected(Reason.REVOKED, f"{claims.subject} is revoked")
    require_time([(claims.time_source, claims.time)] if claims.time else [], policy, at)
