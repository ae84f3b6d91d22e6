"""Keyless signing from end to end, with the real servers: Fulcio, Rekor v2 and an authority."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from govern.attest.claims import TimeSource
from govern.attest.digest import Digest
from govern.attest.keyless import sign_keyless
from govern.attest.rejection import Reason, Rejected
from govern.attest.signer import SigningError
from govern.attest.statement import Subject, build
from govern.attest.trust import KeylessIdentity, SignerPolicy, Trust, TrustRoot
from govern.attest.verify import verify
from tests.attest.private_sigstore import running
from tests.surroundings import require_tool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.attest.private_sigstore import PrivateSigstore

pytestmark = pytest.mark.server("fulcio", "rekor-server", "timestamp-server")

_WHO = "jane@acme.example"
_DIGEST = Digest.of(b"hello")
_STATEMENT = build(
    [Subject("app", {"sha256": _DIGEST.hex})], "https://example.com/p", {"a": 1}
).data


@pytest.fixture(scope="module")
def sigstore(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateSigstore]:
    with running(tmp_path_factory.mktemp("sigstore"), require_tool) as servers:
        yield servers


@pytest.fixture(scope="module")
def bundle(sigstore: PrivateSigstore) -> bytes:
    return sign_keyless(_STATEMENT, sigstore.provider.token(_WHO), sigstore.services())


def _trust(sigstore: PrivateSigstore) -> Trust:
    return Trust(TrustRoot("private", sigstore.trusted_root(), ""))


def test_what_is_signed_is_verified(sigstore: PrivateSigstore, bundle: bytes) -> None:
    policy = SignerPolicy((KeylessIdentity(sigstore.provider.issuer, _WHO, name="jane"),))
    claims = verify(bundle, _DIGEST, _trust(sigstore), policy, datetime.now(UTC))
    assert claims.statement is not None
    assert claims.statement.data == _STATEMENT
    assert (claims.signer.name, claims.signer.identity) == ("jane", _WHO)
    assert claims.time_source is TimeSource.TIMESTAMP_AUTHORITY
    assert claims.log_kind == "hashedrekord/0.0.2"


@pytest.mark.parametrize(
    ("identity", "digest", "hours", "reason"),
    [
        ("mallory@acme.example", _DIGEST, 0, Reason.IDENTITY_MISMATCH),
        (_WHO, Digest.of(b"other"), 0, Reason.SUBJECT_MISMATCH),
        (_WHO, _DIGEST, -1, Reason.TIME_IN_FUTURE),
    ],
)
def test_anything_else_is_refused(
    sigstore: PrivateSigstore,
    bundle: bytes,
    identity: str,
    digest: Digest,
    hours: int,
    reason: Reason,
) -> None:
    policy = SignerPolicy((KeylessIdentity(sigstore.provider.issuer, identity),))
    now = datetime.now(UTC) + timedelta(hours=hours)
    with pytest.raises(Rejected) as caught:
        verify(bundle, digest, _trust(sigstore), policy, now)
    assert caught.value.reason is reason


def test_a_token_of_another_provider_gets_no_certificate(sigstore: PrivateSigstore) -> None:
    forged = sigstore.provider.token(_WHO)[:-8] + "AAAAAAAA"
    with pytest.raises(SigningError) as caught:
        sign_keyless(_STATEMENT, forged, sigstore.services())
    assert forged not in caught.value.diagnostics()
