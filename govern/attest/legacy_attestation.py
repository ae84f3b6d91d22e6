"""cosign's older attestations: layers of a `sha256-<hex>.att` image, bare DSSE envelopes.

Certificate and log entry are annotations, as with its older signatures; the signature is inside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.attest.claims import Claims
from govern.attest.digest import Digest
from govern.attest.dsse import Envelope
from govern.attest.legacy import SignedLayer, key_in, prove, require_logged_time, sha256_of
from govern.attest.rejection import Reason, Rejected
from govern.attest.statement import Statement
from govern.attest.strict_json import decode_base64, parse_object
from govern.attest.verify import rejecting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from govern.attest.public_key import PublicKey
    from govern.attest.strict_json import Fields
    from govern.attest.trust import SignerPolicy, Trust


def verify_legacy_attestation(
    data: bytes,
    annotations: Mapping[str, str],
    subject: Digest,
    trust: Trust,
    policy: SignerPolicy,
    now: datetime,
) -> Claims:
    """Return what an older cosign attestation proves about the image `subject`.

    Args:
        data: The layer, as received.
        annotations: Of the layer.
        subject: The image's digest, which has to be a subject of the statement.
        trust: As of `verify.verify`.
        policy: As of `verify.verify`.
        now: As of `verify.verify`.

    Raises:
        Rejected: it does not hold; `reason` says why.
    """
    return rejecting(lambda: _verify(data, annotations, subject, trust, policy, now))


def _verify(
    data: bytes,
    annotations: Mapping[str, str],
    subject: Digest,
    trust: Trust,
    policy: SignerPolicy,
    now: datetime,
) -> Claims:
    if str(subject) in trust.revoked.digests:
        raise Rejected(Reason.REVOKED, f"{subject} is revoked")
    envelope = Envelope.parse(data)
    if len(envelope.signatures) != 1:
        raise Rejected(Reason.UNSUPPORTED, "the envelope has more than one signature")
    signed = SignedLayer(
        annotations,
        envelope.pae,
        envelope.signatures[0].value,
        lambda body, key: _require_same(body, data, envelope, key),
    )
    signer, logged = prove(signed, trust, policy)
    statement = Statement.parse(envelope.payload, envelope.payload_type)
    statement.require(subject, policy.predicate_types)
    source, when = require_logged_time(logged, policy, now)
    sha256 = sha256_of(data, annotations)
    return Claims(signer, subject, sha256, statement, when, source, logged[1] if logged else "")


def _require_same(body: bytes, data: bytes, envelope: Envelope, key: PublicKey) -> str:
    """Check that a log entry is about this envelope and key; return its kind and version.

    `intoto/0.0.1` has the digest of the envelope as it was sent, which cosign then stored.

    Raises:
        Rejected: it is not, or is of a kind that we cannot compare.
    """
    record = parse_object(body, "log entry")
    kind, spec = f"{record.text('kind')}/{record.text('apiVersion')}", record.object("spec")
    if kind == "dsse/0.0.1":
        same = _same_envelope(spec, envelope, key)
    elif kind == "intoto/0.0.1":
        hashed = {"algorithm": "sha256", "value": Digest.of(data).hex}
        same = (
            spec.object("content").object("hash").content == hashed
            and key_in(spec.data("publicKey")) == key
        )
    elif kind == "intoto/0.0.2":
        same = _same_statement(spec.object("content"), envelope, key)
    else:
        raise Rejected(Reason.UNSUPPORTED, f"a log entry {kind} is not compared")
    if not same:
        raise Rejected(Reason.LOG_INCONSISTENT, "the log entry is not about this signature")
    return kind


def _same_envelope(spec: Fields, envelope: Envelope, key: PublicKey) -> bool:
    signatures = spec.objects("signatures")
    return (
        spec.object("payloadHash").content == _hash(envelope)
        and len(signatures) == 1
        and signatures[0].data("signature") == envelope.signatures[0].value
        and key_in(signatures[0].data("verifier")) == key
    )


def _same_statement(content: Fields, envelope: Envelope, key: PublicKey) -> bool:
    logged = content.object("envelope")
    signatures = logged.objects("signatures")
    return (
        content.object("payloadHash").content == _hash(envelope)
        and logged.text("payloadType") == envelope.payload_type
        and len(signatures) == 1
        # This version of the entry encodes the signature twice.
        and decode_base64(signatures[0].data("sig").decode("ascii"), "signature")
        == envelope.signatures[0].value
        and key_in(signatures[0].data("publicKey")) == key
    )


def _hash(envelope: Envelope) -> dict[str, str]:
    return {"algorithm": "sha256", "value": Digest.of(envelope.payload).hex}
