"""cosign's older attestations: what holds, and each fault with its reason."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from govern.attest.claims import TimeSource
from govern.attest.digest import Digest
from govern.attest.legacy_attestation import verify_legacy_attestation
from govern.attest.public_key import PublicKey
from govern.attest.rejection import Reason, Rejected
from govern.attest.signing import FileSigner, envelope_of
from govern.attest.statement import Subject, build
from govern.attest.trust import (
    KeylessIdentity,
    Revoked,
    SignerPolicy,
    Trust,
    TrustedKey,
    TrustRoot,
)
from tests.attest.sigstore_in_memory import IDENTITY, ISSUER, SigstoreInMemory, b64

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.attest.claims import Claims

_NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
_HOUR_AGO = _NOW - timedelta(hours=1)
_DIGEST = Digest("sha256", "a" * 64)
_TYPE = "https://slsa.dev/provenance/v0.2"
_STATEMENT = build([Subject("app", {"sha256": _DIGEST.hex})], _TYPE, {"a": 1}).data
_SIGSTORE = SigstoreInMemory()
_ROOT = Trust(TrustRoot("acme", _SIGSTORE.trusted_root(), ""))
_KEYLESS = SignerPolicy((KeylessIdentity(ISSUER, IDENTITY, name="ci"),))
_KEY = ec.generate_private_key(ec.SECP256R1())
_TRUSTED = TrustedKey(PublicKey.of(_KEY.public_key()), "ours")
_KEYED = SignerPolicy((_TRUSTED,))
_UNLOGGED = SignerPolicy((_TRUSTED,), require_log=False)

Layer = tuple[bytes, dict[str, str]]


def _layer(bundle: dict[str, Any]) -> Layer:
    """Write what a bundle holds as cosign 2 stored it: envelope, and the rest as annotations."""
    material = bundle["verificationMaterial"]
    (entry,) = material["tlogEntries"]
    payload = {
        "body": entry["canonicalizedBody"],
        "integratedTime": int(entry["integratedTime"]),
        "logID": base64.b64decode(entry["logId"]["keyId"]).hex(),
        "logIndex": int(entry["logIndex"]),
    }
    promise = entry["inclusionPromise"]["signedEntryTimestamp"]
    annotations = {
        "dev.cosignproject.cosign/signature": "",
        "dev.sigstore.cosign/bundle": json.dumps(
            {"SignedEntryTimestamp": promise, "Payload": payload}
        ),
    }
    if "certificate" in material:
        der = base64.b64decode(material["certificate"]["rawBytes"])
        pem = x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM).decode()
        annotations["dev.sigstore.cosign/certificate"] = pem
    return json.dumps(bundle["dsseEnvelope"]).encode(), annotations


def _as_cosign_1_did(statement: bytes = _STATEMENT) -> Layer:
    """Log it as `intoto/0.0.1`: by the digest of the whole envelope."""
    data, annotations = _layer(_SIGSTORE.sign_with_key(statement, _KEY, _HOUR_AGO))
    body = {
        "apiVersion": "0.0.1",
        "kind": "intoto",
        "spec": {
            "content": {"hash": {"algorithm": "sha256", "value": Digest.of(data).hex}},
            "publicKey": b64(_TRUSTED.key.pem),
        },
    }
    fresh = _layer(
        {
            "verificationMaterial": {"tlogEntries": [_SIGSTORE.log(body, _HOUR_AGO)]},
            "dsseEnvelope": json.loads(data),
        }
    )
    return data, {**annotations, **fresh[1]}


def _verify(
    layer: Layer,
    policy: SignerPolicy = _KEYLESS,
    trust: Trust = _ROOT,
    subject: Digest = _DIGEST,
    now: datetime = _NOW,
) -> Claims:
    return verify_legacy_attestation(*layer, subject, trust, policy, now)


def _reason(layer: Layer, *arguments: Any, **named: Any) -> Reason:
    with pytest.raises(Rejected) as caught:
        _verify(layer, *arguments, **named)
    return caught.value.reason


def _keyless() -> Layer:
    return _layer(_SIGSTORE.sign_statement(_STATEMENT, _HOUR_AGO))


def _keyless_as_npm() -> Layer:
    return _layer(_SIGSTORE.sign_as_npm_did(_STATEMENT, _HOUR_AGO))


def _keyed() -> Layer:
    return _layer(_SIGSTORE.sign_with_key(_STATEMENT, _KEY, _HOUR_AGO))


@pytest.mark.parametrize(
    ("make", "policy", "kind"),
    [
        (_keyless, _KEYLESS, "dsse/0.0.1"),
        (_keyless_as_npm, _KEYLESS, "intoto/0.0.2"),
        (_keyed, _KEYED, "dsse/0.0.1"),
        (_as_cosign_1_did, _KEYED, "intoto/0.0.1"),
    ],
)
def test_a_logged_attestation_holds(
    make: Callable[[], Layer], policy: SignerPolicy, kind: str
) -> None:
    claims = _verify(make(), policy)
    assert claims.statement is not None
    assert claims.statement.predicate_type == _TYPE
    assert (claims.log_kind, claims.time, claims.time_source) == (
        kind,
        _HOUR_AGO,
        TimeSource.LOG,
    )
    assert claims.signer.name in {"ci", "ours"}


def test_an_attestation_without_log_holds_where_none_is_wanted() -> None:
    signer = FileSigner.generate()
    policy = SignerPolicy((TrustedKey(signer.public_key),), require_log=False)
    layer: Layer = (envelope_of(_STATEMENT, signer).to_json(), {})
    claims = _verify(layer, policy, Trust())
    assert (claims.time, claims.time_source) == (None, TimeSource.NONE)
    logged = SignerPolicy(policy.signers)
    assert _reason(layer, logged) is Reason.LOG_MISSING


def _without(name: str) -> Layer:
    data, annotations = _keyless()
    return data, {key: text for key, text in annotations.items() if not key.endswith(name)}


def _changed_payload() -> Layer:
    data, annotations = _keyless()
    other = build([Subject("app", {"sha256": _DIGEST.hex})], _TYPE, {"a": 2}).data
    return json.dumps({**json.loads(data), "payload": b64(other)}).encode(), annotations


def _other_log_entry() -> Layer:
    other = _layer(_SIGSTORE.sign_with_key(_STATEMENT, _KEY, _HOUR_AGO))[1]
    return _keyed()[0], other


def _signed_twice() -> Layer:
    first, second = FileSigner.generate(), FileSigner.generate()
    return envelope_of(_STATEMENT, first, second).to_json(), {}


def _cosign_1_with_another_envelope() -> Layer:
    data, annotations = _as_cosign_1_did()
    return data + b" ", annotations


def _log_of_another(body: dict[str, Any]) -> Layer:
    data, _ = _keyed()
    entry = _SIGSTORE.log(body, _HOUR_AGO)
    return _layer(
        {
            "verificationMaterial": {"tlogEntries": [entry]},
            "dsseEnvelope": json.loads(data),
        }
    )


_FAULTS: dict[str, tuple[Callable[[], Layer], SignerPolicy, Reason]] = {
    "no certificate": (lambda: _without("certificate"), _KEYLESS, Reason.KEYLESS_REQUIRED),
    "no log entry": (lambda: _without("bundle"), _KEYLESS, Reason.LOG_MISSING),
    "changed payload": (_changed_payload, _KEYLESS, Reason.LOG_INCONSISTENT),
    "a key is wanted": (_keyless, _KEYED, Reason.KEY_REQUIRED),
    "an identity is wanted": (_keyed, _KEYLESS, Reason.KEYLESS_REQUIRED),
    "another key": (
        _keyed,
        SignerPolicy((TrustedKey(FileSigner.generate().public_key),)),
        Reason.SIGNATURE_INVALID,
    ),
    "another identity": (
        _keyless,
        SignerPolicy((KeylessIdentity(ISSUER, IDENTITY + "x"),)),
        Reason.IDENTITY_MISMATCH,
    ),
    "another signature's entry": (_other_log_entry, _KEYED, Reason.LOG_INCONSISTENT),
    "another envelope's entry": (_cosign_1_with_another_envelope, _KEYED, Reason.LOG_INCONSISTENT),
    "two signatures": (_signed_twice, _UNLOGGED, Reason.UNSUPPORTED),
    "an unknown entry": (
        lambda: _log_of_another({"kind": "rfc3161", "apiVersion": "0.0.1", "spec": {}}),
        _KEYED,
        Reason.UNSUPPORTED,
    ),
    "rubbish": (lambda: (b"\xff", {}), _UNLOGGED, Reason.MALFORMED),
    "too old": (
        _keyless,
        SignerPolicy(_KEYLESS.signers, max_age=timedelta(minutes=30)),
        Reason.TOO_OLD,
    ),
    "another type": (
        _keyless,
        SignerPolicy(_KEYLESS.signers, frozenset({"https://other.test/v1"})),
        Reason.WRONG_PREDICATE_TYPE,
    ),
}


@pytest.mark.parametrize("case", _FAULTS)
def test_what_is_wrong_is_refused_with_its_reason(case: str) -> None:
    make, policy, reason = _FAULTS[case]
    assert _reason(make(), policy) is reason


def test_subject_revocation_and_time_are_looked_at() -> None:
    layer = _keyless()
    assert _reason(layer, subject=Digest("sha256", "b" * 64)) is Reason.SUBJECT_MISMATCH
    for revoked in (
        Revoked(digests=frozenset({str(_DIGEST)})),
        Revoked(identities=frozenset({IDENTITY})),
    ):
        assert _reason(layer, trust=Trust(_ROOT.root, revoked)) is Reason.REVOKED
    earlier = _HOUR_AGO - timedelta(hours=1)
    assert _reason(layer, now=earlier) is Reason.TIME_IN_FUTURE
    other = Trust(TrustRoot("other", SigstoreInMemory().trusted_root(), ""))
    assert _reason(layer, trust=other) is Reason.LOG_UNTRUSTED
