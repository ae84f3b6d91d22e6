"""Kinds of log entries, and entries that are about something else."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from govern.attest.digest import Digest
from govern.attest.public_key import PublicKey
from govern.attest.rejection import Reason, Rejected
from govern.attest.statement import Subject, build
from govern.attest.trust import KeylessIdentity, SignerPolicy, Trust, TrustedKey, TrustRoot
from govern.attest.verify import verify
from tests.attest.sigstore_in_memory import IDENTITY, IN_TOTO, ISSUER, SigstoreInMemory, b64

_NOW = datetime(2025, 6, 1, tzinfo=UTC)
_DIGEST = Digest.of(b"hello")
_STATEMENT = build([Subject("x", {"sha256": _DIGEST.hex})], "https://example.com/p", {}).data
_SIGSTORE = SigstoreInMemory()
_TRUST = Trust(TrustRoot("here", _SIGSTORE.trusted_root(), ""))
_POLICY = SignerPolicy((KeylessIdentity(ISSUER, IDENTITY),))
_KEY, _OTHER_KEY = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
_KEYED = SignerPolicy((TrustedKey(PublicKey.of(_KEY.public_key())),))


def _reason(bundle: dict[str, Any], policy: SignerPolicy) -> Reason:
    with pytest.raises(Rejected) as caught:
        verify(json.dumps(bundle).encode(), _DIGEST, _TRUST, policy, _NOW)
    return caught.value.reason


def test_an_entry_as_npm_wrote_it_holds() -> None:
    bundle = json.dumps(_SIGSTORE.sign_as_npm_did(_STATEMENT, _NOW)).encode()
    claims = verify(bundle, _DIGEST, _TRUST, _POLICY, _NOW)
    assert (claims.log_kind, claims.time) == ("intoto/0.0.2", _NOW)


_LOGGED = {"publicKey": b64(b"x"), "sig": b64(b64(b"x").encode())}


@pytest.mark.parametrize(
    "change",
    [
        {"payloadHash": {"algorithm": "sha256", "value": "00" * 32}},
        {"payloadHash": {"algorithm": "md5", "value": "00" * 16}},
        {"envelope": {"payloadType": IN_TOTO, "signatures": []}},
        {"envelope": {"payloadType": IN_TOTO, "signatures": [_LOGGED]}},
        {"envelope": {"payloadType": "text/plain", "signatures": [_LOGGED]}},
    ],
)
def test_such_an_entry_about_something_else_is_refused(change: dict[str, Any]) -> None:
    bundle = _SIGSTORE.sign_as_npm_did(_STATEMENT, _NOW, change)
    assert _reason(bundle, _POLICY) is Reason.LOG_INCONSISTENT


def test_a_blob_signed_with_a_key_is_logged_by_rekor_1() -> None:
    bundle = _SIGSTORE.sign_blob_with_key(b"hello", _KEY, _NOW, "0.0.1")
    claims = verify(json.dumps(bundle).encode(), _DIGEST, _TRUST, _KEYED, _NOW)
    assert (claims.log_kind, claims.time) == ("hashedrekord/0.0.1", _NOW)


def test_a_blob_signed_with_a_key_is_logged_by_rekor_2() -> None:
    bundle = _SIGSTORE.sign_blob_with_key(b"hello", _KEY, _NOW, "0.0.2")
    claims = verify(json.dumps(bundle).encode(), _DIGEST, _TRUST, _KEYED, _NOW)
    assert claims.log_kind == "hashedrekord/0.0.2"


@pytest.mark.parametrize("version", ["0.0.1", "0.0.2"])
@pytest.mark.parametrize("other", ["key", "blob", "signature"])
def test_a_keyed_entry_about_something_else_is_refused(version: str, other: str) -> None:
    good = _SIGSTORE.sign_blob_with_key(b"hello", _KEY, _NOW, version)
    instead = _SIGSTORE.sign_blob_with_key(
        b"other" if other == "blob" else b"hello",
        _OTHER_KEY if other == "key" else _KEY,
        _NOW,
        version,
    )
    good["verificationMaterial"]["tlogEntries"] = instead["verificationMaterial"]["tlogEntries"]
    assert _reason(good, _KEYED) is Reason.LOG_INCONSISTENT


def test_a_keyed_entry_of_another_kind_than_it_says_is_refused() -> None:
    good = _SIGSTORE.sign_blob_with_key(b"hello", _KEY, _NOW, "0.0.1")
    good["verificationMaterial"]["tlogEntries"][0]["kindVersion"]["version"] = "0.0.2"
    assert _reason(good, _KEYED) is Reason.LOG_INCONSISTENT


def test_a_logged_signature_without_signed_time_does_not_count_as_logged() -> None:
    good = _SIGSTORE.sign_blob_with_key(b"hello", _KEY, _NOW, "0.0.2")
    del good["verificationMaterial"]["tlogEntries"][0]["inclusionPromise"]
    assert _reason(good, _KEYED) is Reason.TIME_MISSING
