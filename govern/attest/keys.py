"""Bundles signed with a configured key: cosign's and model-signing's, and our own.

The bundle's hint of a key is opaque and selects nothing: every configured key is tried.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.attest.claims import SignerClaims, SignerKind, TimeSource
from govern.attest.digest import Digest
from govern.attest.dsse import Envelope
from govern.attest.public_key import PublicKey
from govern.attest.rejection import Reason, Rejected
from govern.attest.strict_json import parse_object

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from govern.attest.bundle import SignedBundle
    from govern.attest.keyless import LoggedEntry
    from govern.attest.strict_json import Fields
    from govern.attest.trust import TrustedKey


@dataclass(frozen=True, slots=True)
class KeyProof:
    """Which key signed, and what log and clocks add to that."""

    signer: SignerClaims
    times: tuple[tuple[TimeSource, datetime], ...]
    log_kind: str


def verify_keyed(
    bundle: SignedBundle,
    subject: Digest,
    content: bytes | None,
    keys: Iterable[TrustedKey],
    root: bytes | None,
) -> KeyProof:
    """Verify a bundle without certificate, and its log entry if it has one.

    Args:
        bundle: The bundle, parsed.
        subject: Digest of the artefact.
        content: The artefact itself, which Ed25519 needs; its digest must be `subject`.
        keys: Who may have signed.
        root: The trusted root's JSON; without one, log and timestamps are not looked at, and the
            result names neither.

    Raises:
        Rejected: anything that does not hold. With a root, no log entry is ever ignored.
    """
    trusted = _signed_by(bundle, subject, content, keys)
    signer = SignerClaims(SignerKind.KEY, trusted.key.fingerprint, name=trusted.name)
    if root is None or not (bundle.entries or bundle.timestamps):
        return KeyProof(signer, (), "")  # whoever wants a log refuses this
    from govern.attest import keyless  # noqa: PLC0415 - 1.5 s, and only logs need it

    times = [
        (TimeSource.TIMESTAMP_AUTHORITY, one)
        for one in keyless.verify_timestamps(root, bundle.timestamps, bundle.signature)
    ]
    kind = ""
    for raw in bundle.entries:
        entry = keyless.verify_entry(root, raw)
        _require_same(entry, bundle, subject, trusted.key)
        kind = f"{entry.kind}/{entry.version}"
        if entry.time is not None:
            times.append((TimeSource.LOG, entry.time))
    return KeyProof(signer, tuple(times), kind)


def verify_envelope(
    envelope: Envelope, keys: Iterable[TrustedKey], threshold: int = 1
) -> tuple[TrustedKey, ...]:
    """Return the configured keys that signed an envelope, each once.

    Raises:
        Rejected: fewer different keys than `threshold` signed it.
    """
    if threshold < 1:
        raise ValueError("a threshold below 1 would accept what nobody signed")
    distinct = {one.key.fingerprint: one for one in keys}
    found = [
        one
        for one in distinct.values()
        if any(one.key.verifies(each.value, envelope.pae) for each in envelope.signatures)
    ]
    if not found:
        raise Rejected(Reason.SIGNATURE_INVALID, "none of the trusted keys signed this")
    if len(found) < threshold:
        raise Rejected(
            Reason.THRESHOLD_NOT_MET, f"{len(found)} of the trusted keys signed, not {threshold}"
        )
    return tuple(found)


def _signed_by(
    bundle: SignedBundle, subject: Digest, content: bytes | None, keys: Iterable[TrustedKey]
) -> TrustedKey:
    needs_content: Rejected | None = None
    for one in keys:
        try:
            if _verifies(one.key, bundle, subject, content):
                return one
        except Rejected as error:  # this key may be Ed25519, and another one the signer
            needs_content = error
    if needs_content is not None:
        raise needs_content
    raise Rejected(Reason.SIGNATURE_INVALID, "none of the trusted keys signed this")


def _verifies(key: PublicKey, bundle: SignedBundle, subject: Digest, content: bytes | None) -> bool:
    if isinstance(bundle.content, Envelope):
        return key.verifies(bundle.signature, bundle.content.pae)
    if content is not None:
        return key.verifies(bundle.signature, content)
    return key.verifies_digest(bundle.signature, subject)


def _require_same(
    entry: LoggedEntry, bundle: SignedBundle, subject: Digest, key: PublicKey
) -> None:
    """Check that a log entry is about this signature, or CVE-2022-36056 is back.

    Raises:
        Rejected: it is not, or it is of a kind that we cannot compare.
    """
    body = parse_object(entry.body, "log entry")
    if (body.text("kind"), body.text("apiVersion")) != (entry.kind, entry.version):
        raise Rejected(Reason.LOG_INCONSISTENT, "the log entry is of another kind than it says")
    spec = body.object("spec")
    envelope = bundle.content if isinstance(bundle.content, Envelope) else None
    signature = bundle.signature
    match entry.kind, entry.version:
        case "hashedrekord", "0.0.1" if envelope is None:
            same = _same_record(spec, subject, signature, key)
        case "hashedrekord", "0.0.2":
            signed = envelope.pae if envelope else None
            same = _same_record_v2(spec, subject, signed, signature, key)
        case "dsse", "0.0.1" if envelope is not None:
            same = _same_envelope(spec, envelope, key)
        case _:
            raise Rejected(
                Reason.UNSUPPORTED, f"a log entry {entry.kind}/{entry.version} is not compared"
            )
    if not same:
        raise Rejected(Reason.LOG_INCONSISTENT, "the log entry is not about this signature")


def _same_record(spec: Fields, subject: Digest, signature: bytes, key: PublicKey) -> bool:
    logged = spec.object("signature")
    return (
        spec.object("data").object("hash").content
        == {"algorithm": subject.algorithm, "value": subject.hex}
        and logged.data("content") == signature
        and PublicKey.parse(logged.object("publicKey").data("content")) == key
    )


def _same_record_v2(
    spec: Fields, subject: Digest, signed: bytes | None, signature: bytes, key: PublicKey
) -> bool:
    record = spec.object("hashedRekordV002")
    digest = subject if signed is None else Digest.of(signed)
    logged = record.object("signature")
    verifier = logged.object("verifier").object("publicKey")
    return (
        record.object("data").text("algorithm") == "SHA2_256"
        and record.object("data").data("digest") == digest.raw
        and logged.data("content") == signature
        and PublicKey.parse(verifier.data("rawBytes")) == key
    )


def _same_envelope(spec: Fields, envelope: Envelope, key: PublicKey) -> bool:
    signatures = spec.objects("signatures")
    return (
        spec.object("payloadHash").content
        == {"algorithm": "sha256", "value": Digest.of(envelope.payload).hex}
        and len(signatures) == 1
        and signatures[0].data("signature") == envelope.signatures[0].value
        and PublicKey.parse(signatures[0].data("verifier")) == key
    )
