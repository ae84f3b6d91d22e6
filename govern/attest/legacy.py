"""cosign's older signatures: a layer of a `sha256-<hex>.sig` image, with annotations.

The payload is a "simple signing" document that names the image's digest. Keyless ones carry their
certificate and a log entry with a signed promise, but no inclusion proof, which is why
sigstore-python cannot read them.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography import x509

from govern.attest.claims import Claims, SignerClaims, SignerKind, TimeSource
from govern.attest.digest import Digest
from govern.attest.public_key import PublicKey
from govern.attest.rejection import Reason, Rejected
from govern.attest.strict_json import decode_base64, parse_object
from govern.attest.verify import named_signer, rejecting, require_current, require_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from govern.attest.trust import SignerPolicy, Trust

SIGNATURE = "dev.cosignproject.cosign/signature"
_CERTIFICATE = "dev.sigstore.cosign/certificate"
_BUNDLE = "dev.sigstore.cosign/bundle"
_TYPE = "cosign container image signature"


@dataclass(frozen=True, slots=True)
class LegacySignature:
    """One layer of a `.sig` image: its blob, and its annotations, as the registry gave them."""

    payload: bytes
    annotations: Mapping[str, str]


def verify_legacy(
    layer: LegacySignature, subject: Digest, trust: Trust, policy: SignerPolicy, now: datetime
) -> Claims:
    """Return what an older cosign signature proves about the image `subject`.

    Raises:
        Rejected: it does not hold; `reason` says why.
    """
    return rejecting(lambda: _verify(layer, subject, trust, policy, now))


def _verify(
    layer: LegacySignature, subject: Digest, trust: Trust, policy: SignerPolicy, now: datetime
) -> Claims:
    if policy.predicate_types:
        raise Rejected(
            Reason.WRONG_PREDICATE_TYPE, "an image signature, where a statement is wanted"
        )
    if str(subject) in trust.revoked.digests:
        raise Rejected(Reason.REVOKED, f"{subject} is revoked")
    signature = decode_base64(layer.annotations.get(SIGNATURE, ""), "the signature")
    _require_image(layer.payload, subject)
    signed = SignedLayer(
        layer.annotations,
        layer.payload,
        signature,
        lambda body, key: _require_same(body, layer.payload, signature, key),
    )
    signer, logged = prove(signed, trust, policy)
    source, when = require_logged_time(logged, policy, now)
    sha256 = sha256_of(layer.payload, layer.annotations)
    return Claims(signer, subject, sha256, None, when, source, logged[1] if logged else "")


@dataclass(frozen=True, slots=True)
class SignedLayer:
    """A layer in terms of what is to be proven about it.

    Attributes:
        annotations: Certificate and log entry, where there are any.
        covered: The bytes that the signature is over.
        signature: The signature.
        require_same: Refuses the body of a log entry that is not about this signature and key, and
            returns the entry's kind and version.
    """

    annotations: Mapping[str, str]
    covered: bytes
    signature: bytes
    require_same: Callable[[bytes, PublicKey], str]


def prove(
    signed: SignedLayer, trust: Trust, policy: SignerPolicy
) -> tuple[SignerClaims, tuple[datetime, str] | None]:
    """Return who signed, and when and how a log noted it, if one did.

    Raises:
        Rejected: nobody whom the policy accepts did, or they are revoked.
    """
    keyless = _CERTIFICATE in signed.annotations
    if keyless and not policy.identities:
        raise Rejected(Reason.KEY_REQUIRED, "signed by an identity, and a key is wanted")
    if not keyless and not policy.keys:
        raise Rejected(Reason.KEYLESS_REQUIRED, "signed with a key, and an identity is wanted")
    signer, logged = (_keyless if keyless else _keyed)(signed, trust, policy)
    require_current(signer, trust)
    return signer, logged


def require_logged_time(
    logged: tuple[datetime, str] | None, policy: SignerPolicy, now: datetime
) -> tuple[TimeSource, datetime | None]:
    """Return the time of signing and its source, as `verify.require_time` does.

    Raises:
        Rejected: as there; or a log is wanted, and none knows the signature.
    """
    if logged is None and policy.require_log:
        raise Rejected(Reason.LOG_MISSING, "no transparency log knows this signature")
    return require_time([(TimeSource.LOG, logged[0])] if logged else [], policy, now)


def _require_image(payload: bytes, subject: Digest) -> None:
    critical = parse_object(payload, "simple signing payload").object("critical")
    if critical.text("type") != _TYPE:
        raise Rejected(Reason.WRONG_PAYLOAD_TYPE, "the payload is no image signature")
    if critical.object("image").text("docker-manifest-digest") != str(subject):
        raise Rejected(Reason.SUBJECT_MISMATCH, f"the signature is not about {subject}")


def _keyed(
    signed: SignedLayer, trust: Trust, policy: SignerPolicy
) -> tuple[SignerClaims, tuple[datetime, str] | None]:
    for one in policy.keys:
        if one.key.verifies(signed.signature, signed.covered):
            logged = _logged(signed, one.key, trust)
            return SignerClaims(SignerKind.KEY, one.key.fingerprint, name=one.name), logged
    raise Rejected(Reason.SIGNATURE_INVALID, "none of the trusted keys signed this")


def _keyless(
    signed: SignedLayer, trust: Trust, policy: SignerPolicy
) -> tuple[SignerClaims, tuple[datetime, str] | None]:
    try:
        certificate = x509.load_pem_x509_certificate(signed.annotations[_CERTIFICATE].encode())
    except ValueError as error:
        raise Rejected(
            Reason.MALFORMED, "the certificate cannot be read", cause=str(error)
        ) from error
    key = PublicKey.of(certificate.public_key())
    if trust.root is None:
        raise Rejected(Reason.TRUST_ROOT_MISSING, "keyless signatures need a trusted root")
    logged = _logged(signed, key, trust)
    if logged is None:
        raise Rejected(Reason.LOG_MISSING, "a keyless signature without its log entry")
    from govern.attest.keyless import verify_certificate  # noqa: PLC0415 - loads sigstore

    signer = verify_certificate(
        trust.root.data, certificate, logged[0], lambda one: named_signer(one, policy)
    )
    if not key.verifies(signed.signature, signed.covered):
        raise Rejected(Reason.SIGNATURE_INVALID, "the certificate's key did not sign this")
    return signer, logged


def _logged(signed: SignedLayer, key: PublicKey, trust: Trust) -> tuple[datetime, str] | None:
    """Return when the signature was logged, from the log's promise, and the entry's kind.

    None without entry or root.

    Raises:
        Rejected: the promise does not hold, or is about something else.
    """
    if _BUNDLE not in signed.annotations:
        return None
    if trust.root is None:
        return None  # whoever wants a log refuses this
    bundle = parse_object(signed.annotations[_BUNDLE].encode(), "log entry")
    entry = bundle.object("Payload")
    promised = {
        "body": entry.text("body"),
        "integratedTime": entry.number("integratedTime"),
        "logID": entry.text("logID"),
        "logIndex": entry.number("logIndex"),
    }
    # These four are ASCII texts and integers, so sorted compact JSON is RFC 8785's form.
    canonical = json.dumps(promised, sort_keys=True, separators=(",", ":")).encode()
    from govern.attest.keyless import verify_promise  # noqa: PLC0415 - as above

    promise = bundle.data("SignedEntryTimestamp")
    verify_promise(trust.root.data, entry.text("logID"), promise, canonical)
    kind = signed.require_same(entry.data("body"), key)
    return datetime.fromtimestamp(entry.number("integratedTime"), UTC), kind


def key_in(verifier: bytes) -> PublicKey:
    """Return the key that a log entry names, as a certificate or by itself."""
    if b"BEGIN CERTIFICATE" in verifier:
        return PublicKey.of(x509.load_pem_x509_certificate(verifier).public_key())
    return PublicKey.parse(verifier)


def _require_same(body: bytes, payload: bytes, signature: bytes, key: PublicKey) -> str:
    record = parse_object(body, "log entry")
    if (record.text("kind"), record.text("apiVersion")) != ("hashedrekord", "0.0.1"):
        raise Rejected(Reason.UNSUPPORTED, f"a log entry {record.text('kind')!r} is not compared")
    spec = record.object("spec")
    logged = spec.object("signature")
    verifier = logged.object("publicKey").data("content")
    expected = {"algorithm": "sha256", "value": Digest.of(payload).hex}
    if (
        spec.object("data").object("hash").content != expected
        or logged.data("content") != signature
        or key_in(verifier) != key
    ):
        raise Rejected(Reason.LOG_INCONSISTENT, "the log entry is not about this signature")
    return "hashedrekord/0.0.1"


def sha256_of(payload: bytes, annotations: Mapping[str, str]) -> str:
    """Return a digest over payload and annotations, which together are the signature."""
    whole = json.dumps(dict(annotations), sort_keys=True).encode()
    return hashlib.sha256(base64.b64encode(payload) + b"\n" + whole).hexdigest()
