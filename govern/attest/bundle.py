"""A Sigstore bundle's outer form (protobuf-specs `sigstore_bundle.proto`, v0.1 to v0.3)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govern.attest.dsse import Envelope
from govern.attest.rejection import Reason, Rejected
from govern.attest.strict_json import parse_object

if TYPE_CHECKING:
    from govern.attest.digest import Digest
    from govern.attest.strict_json import Fields

BUNDLE_V03 = "application/vnd.dev.sigstore.bundle.v0.3+json"
_MEDIA_TYPES = frozenset(
    {
        "application/vnd.dev.sigstore.bundle+json;version=0.1",
        "application/vnd.dev.sigstore.bundle+json;version=0.2",
        "application/vnd.dev.sigstore.bundle+json;version=0.3",
        BUNDLE_V03,
    }
)
_MAX_ENTRIES = 1  # a second log entry is verified by nobody, so it must not be there
_MAX_TIMESTAMPS = 32


@dataclass(frozen=True, slots=True)
class MessageSignature:
    """A signature over an artefact; `sha256` is what the bundle says it is over, if anything."""

    value: bytes
    sha256: bytes | None


@dataclass(frozen=True, slots=True)
class SignedBundle:
    """A parsed bundle; nothing in it is verified yet.

    Attributes:
        data: The bytes as received.
        keyless: A certificate is inside; otherwise a hint of a key.
        content: What was signed.
        entries: Transparency-log entries, as JSON.
        timestamps: RFC 3161 responses, DER.
    """

    data: bytes = field(repr=False)
    keyless: bool
    content: MessageSignature | Envelope
    entries: tuple[bytes, ...]
    timestamps: tuple[bytes, ...]

    @property
    def sha256(self) -> str:
        """Hex digest of the bundle; everything inside may be malleable, this is not."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def signature(self) -> bytes:
        """The signature bytes."""
        if isinstance(self.content, Envelope):
            return self.content.signatures[0].value
        return self.content.value

    def require_subject(self, digest: Digest) -> None:
        """Check what a plain signature says it is over, when it says so.

        Raises:
            Rejected: it is over something else.
        """
        if (
            isinstance(self.content, MessageSignature)
            and self.content.sha256 is not None
            and (digest.algorithm, digest.raw) != ("sha256", self.content.sha256)
        ):
            raise Rejected(Reason.SUBJECT_MISMATCH, f"the signature is not over {digest}")

    @classmethod
    def parse(cls, data: bytes) -> SignedBundle:
        """Return the bundle in JSON `data`.

        Raises:
            Rejected: not a bundle of a version that we know.
        """
        fields = parse_object(data, "bundle")
        media_type = fields.text("mediaType")
        if media_type not in _MEDIA_TYPES:
            raise Rejected(
                Reason.UNSUPPORTED,
                "this is no Sigstore bundle of a known version",
                cause=f"mediaType is {media_type!r}",
            )
        material = fields.object("verificationMaterial")
        certificate = material.has("certificate") or material.has("x509CertificateChain")
        if certificate == material.has("publicKey"):
            raise Rejected(
                Reason.MALFORMED, "a bundle holds either a certificate or the hint of a key"
            )
        entries = material.objects("tlogEntries", optional=True)
        if len(entries) > _MAX_ENTRIES:
            raise Rejected(Reason.UNSUPPORTED, "the bundle has more than one log entry")
        return cls(
            data, certificate, _content(fields),
            tuple(json.dumps(entry.content).encode() for entry in entries), _timestamps(material),
        )  # fmt: skip


def _content(fields: Fields) -> MessageSignature | Envelope:
    if fields.has("messageSignature") == fields.has("dsseEnvelope"):
        raise Rejected(Reason.MALFORMED, "a bundle holds either a signature or a DSSE envelope")
    if fields.has("dsseEnvelope"):
        envelope = Envelope.of(fields.object("dsseEnvelope"))
        if len(envelope.signatures) != 1:
            raise Rejected(Reason.UNSUPPORTED, "the bundle's envelope has more than one signature")
        return envelope
    signature = fields.object("messageSignature")
    if not signature.has("messageDigest"):
        return MessageSignature(signature.data("signature"), None)
    digest = signature.object("messageDigest")
    if digest.text("algorithm") != "SHA2_256":
        raise Rejected(Reason.UNSUPPORTED, "the signature is over another digest than sha256")
    return MessageSignature(signature.data("signature"), digest.data("digest"))


def _timestamps(material: Fields) -> tuple[bytes, ...]:
    if not material.has("timestampVerificationData"):
        return ()
    holder = material.object("timestampVerificationData")
    found = holder.objects("rfc3161Timestamps", optional=True)
    if len(found) > _MAX_TIMESTAMPS:
        raise Rejected(Reason.TOO_LARGE, f"the bundle has over {_MAX_TIMESTAMPS} timestamps")
    return tuple(one.data("signedTimestamp") for one in found)
