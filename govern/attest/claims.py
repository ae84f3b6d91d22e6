"""What verification established: the only things rules may rely on."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from govern.attest.digest import Digest
    from govern.attest.statement import Statement
    from govern.model import JsonObject


class SignerKind(StrEnum):
    """How a signer is known."""

    KEYLESS = "keyless"  # an identity in a short-lived certificate
    KEY = "key"  # a public key that was configured
    SSH = "ssh"  # a principal of an allowed-signers file


class TimeSource(StrEnum):
    """Who says when it was signed."""

    LOG = "log"  # a transparency log's signed entry timestamp
    TIMESTAMP_AUTHORITY = "timestamp_authority"  # RFC 3161
    NONE = "none"  # nobody that we trust


@dataclass(frozen=True, slots=True)
class SignerClaims:
    """Who signed.

    Attributes:
        kind: How the signer is known.
        name: The name this signer has in our own configuration; empty when it has none.
        identity: Keyless: the certificate's subject alternative name. SSH: the principal.
        issuer: Keyless: who vouched for the identity (the OIDC issuer).
        fingerprint: Hex sha256 of the public key (DER SubjectPublicKeyInfo; for SSH the key blob).
        ci: Claims about the build that the certificate carries, such as `source_repository_uri`.
    """

    kind: SignerKind
    fingerprint: str
    name: str = ""
    identity: str = ""
    issuer: str = ""
    ci: Mapping[str, str] = field(default_factory=dict)

    @property
    def who(self) -> tuple[str, ...]:
        """What makes two signers the same one, for thresholds."""
        if self.kind is SignerKind.KEYLESS:
            return (self.kind, self.issuer, self.identity)
        return (self.kind, self.fingerprint)


@dataclass(frozen=True, slots=True)
class Claims:
    """A verified signature.

    Attributes:
        signer: Who signed.
        subject: The digest that was asked about, and that the signature covers.
        statement: The signed statement; None for a signature over the artefact itself.
        time: When it was signed, as far as somebody trusted says so.
        time_source: Who says so.
        log_kind: Kind and version of the transparency-log entry, such as `dsse/0.0.1`; or empty.
        bundle_sha256: Hex digest of the signed document as received.
    """

    signer: SignerClaims
    subject: Digest
    bundle_sha256: str
    statement: Statement | None = None
    time: datetime | None = None
    time_source: TimeSource = TimeSource.NONE
    log_kind: str = ""

    def to_object(self) -> JsonObject:
        """Return the claims as JSON, without the predicate."""
        signer = self.signer
        return {
            "subject": str(self.subject),
            "signer": {
                "kind": signer.kind.value,
                "name": signer.name or None,
                "identity": signer.identity or None,
                "issuer": signer.issuer or None,
                "fingerprint": signer.fingerprint,
                "ci": dict(signer.ci),
            },
            "predicate_type": self.statement.predicate_type if self.statement else None,
            "time": self.time.isoformat() if self.time else None,
            "time_source": self.time_source.value,
            "log_kind": self.log_kind or None,
            "bundle_sha256": self.bundle_sha256,
        }
