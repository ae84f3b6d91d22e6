from __future__ import annotations

from datetime import UTC, datetime

import pytest

from govern.attest.digest import Digest
from govern.attest.keyless import sign_file_keyless, sign_keyless
from govern.attest.rejection import Rejected
from govern.attest.signer import SigningError
from govern.attest.statement import Subject, build
from govern.attest.trust import KeylessIdentity, SignerPolicy, Trust, TrustRoot
from govern.attest.verify import verify
from tests.attest.sigstore_in_memory import SigstoreInMemory
from tests.attest.sigstore_over_http import served, token_for

_WHO, _ISSUER = "ci@acme.test", "https://idp.acme.test"
_DIGEST = Digest.of(b"hello")
_STATEMENT = build([Subject("x", {"sha256": _DIGEST.hex})], "https://example.com/p", {}).data


def test_an_identity_token_signs_and_the_bundle_holds() -> None:
    sigstore, now = SigstoreInMemory(), datetime.now(UTC)
    with served(sigstore) as services:
        bundle = sign_keyless(_STATEMENT, token_for(_WHO, _ISSUER, now), services)
    trust = Trust(TrustRoot("here", sigstore.trusted_root(), ""))
    policy = SignerPolicy((KeylessIdentity(_ISSUER, _WHO),))
    claims = verify(bundle, _DIGEST, trust, policy, datetime.now(UTC))
    assert claims.statement is not None
    assert (claims.statement.data, claims.signer.identity) == (_STATEMENT, _WHO)


def test_a_file_is_signed_by_an_identity_token() -> None:
    sigstore, now = SigstoreInMemory(), datetime.now(UTC)
    with served(sigstore) as services:
        bundle = sign_file_keyless(b"hello", token_for(_WHO, _ISSUER, now), services)
    trust = Trust(TrustRoot("here", sigstore.trusted_root(), ""))
    policy = SignerPolicy((KeylessIdentity(_ISSUER, _WHO),))
    claims = verify(bundle, _DIGEST, trust, policy, datetime.now(UTC), content=b"hello")
    assert (claims.statement, claims.signer.identity) == (None, _WHO)


def test_a_token_that_does_not_do_appears_in_no_message() -> None:
    with served(SigstoreInMemory()) as services, pytest.raises(SigningError) as caught:
        sign_keyless(_STATEMENT, "very.secret.token", services)
    assert "secret" not in caught.value.diagnostics()


def test_a_log_that_is_gone_is_an_error() -> None:
    with served(SigstoreInMemory()) as services:
        pass
    with pytest.raises(SigningError):
        sign_keyless(_STATEMENT, token_for(_WHO, _ISSUER, datetime.now(UTC)), services)


def test_only_statements_are_signed() -> None:
    with pytest.raises(Rejected):
        sign_keyless(b"{}", "x.y.z", b"{}")
