"""Certificates that no honest Fulcio would write, issued by one that is trusted."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ObjectIdentifier

from govern.attest.certificate import signer_in
from govern.attest.digest import Digest
from govern.attest.keys import verify_envelope
from govern.attest.rejection import Reason, Rejected
from govern.attest.signing import FileSigner, envelope_of
from govern.attest.statement import Subject, build
from govern.attest.trust import KeylessIdentity, SignerPolicy, Trust, TrustedKey, TrustRoot
from govern.attest.verify import require_threshold, verify
from tests.attest.sigstore_in_memory import IDENTITY, ISSUER, SigstoreInMemory, Who

if TYPE_CHECKING:
    from collections.abc import Callable

_NOW = datetime(2025, 6, 1, tzinfo=UTC)
_KEY = ec.generate_private_key(ec.SECP256R1())
_POLICY = SignerPolicy((KeylessIdentity(ISSUER, IDENTITY),))
_ISSUER_V2 = ObjectIdentifier("1.3.6.1.4.1.57264.1.8")
_USERNAME = ObjectIdentifier("1.3.6.1.4.1.57264.1.7")


def _rejected(work: Callable[[], object]) -> Reason:
    with pytest.raises(Rejected) as caught:
        work()
    return caught.value.reason


def test_claims_of_any_length_are_read() -> None:
    sigstore = SigstoreInMemory()
    for length in (1, 127, 128, 255, 256, 70_000):
        who = Who(claims={12: "x" * length})
        signer = signer_in(sigstore.issue(_KEY.public_key(), who, _NOW))
        assert signer.ci == {"source_repository_uri": "x" * length}


def test_two_issuers_are_refused() -> None:
    certificate = SigstoreInMemory().issue(_KEY.public_key(), Who(claims={8: "https://b"}), _NOW)
    assert _rejected(lambda: signer_in(certificate)) is Reason.MALFORMED


def _bare(names: list[x509.GeneralName] | None, issuer: bytes) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(x509.Name([]))
        .public_key(_KEY.public_key())
        .serial_number(1)
        .not_valid_before(_NOW)
        .not_valid_after(_NOW + timedelta(minutes=10))
        .add_extension(x509.UnrecognizedExtension(_ISSUER_V2, issuer), critical=False)
    )
    if names is not None:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=True)
    return builder.sign(_KEY, hashes.SHA256())


_MAIL = x509.RFC822Name("a@b.c")


@pytest.mark.parametrize(
    ("names", "issuer"),
    [
        (None, b"\x0c\x01i"),
        ([x509.DNSName("a.test")], b"\x0c\x01i"),
        ([_MAIL, x509.RFC822Name("d@e.f")], b"\x0c\x01i"),
        ([_MAIL, x509.DNSName("a.test")], b"\x0c\x01i"),
        ([_MAIL], b""),
        ([_MAIL], b"\x16\x01i"),
        ([_MAIL], b"\x0c\x02i"),
        ([_MAIL], b"\x0c\x01ii"),
        ([_MAIL], b"\x0c\x01\xff"),
    ],
)
def test_odd_names_and_issuers_are_refused(
    names: list[x509.GeneralName] | None, issuer: bytes
) -> None:
    certificate = _bare(names, issuer)
    assert _rejected(lambda: signer_in(certificate)) is Reason.MALFORMED


def test_a_user_name_is_an_identity() -> None:
    named: list[x509.GeneralName] = [x509.OtherName(_USERNAME, b"\x0c\x03ann")]
    assert signer_in(_bare(named, b"\x0c\x01i")).identity == "ann"


def test_a_certificate_that_no_trusted_log_knows_is_refused() -> None:
    sigstore = SigstoreInMemory()
    trust = Trust(TrustRoot("here", sigstore.trusted_root(), ""))
    sigstore.ct = ec.generate_private_key(ec.SECP256R1())
    bundle = json.dumps(sigstore.sign_blob(b"hello", _NOW)).encode()
    reason = _rejected(lambda: verify(bundle, Digest.of(b"hello"), trust, _POLICY, _NOW))
    assert reason is Reason.SCT_INVALID


def test_keyless_signatures_are_compared_by_sha256_only() -> None:
    sigstore = SigstoreInMemory()
    trust = Trust(TrustRoot("here", sigstore.trusted_root(), ""))
    bundle = sigstore.sign_blob(b"hello", _NOW)
    del bundle["messageSignature"]["messageDigest"]
    data, other = json.dumps(bundle).encode(), Digest("sha512", "0" * 128)
    assert verify(data, Digest.of(b"hello"), trust, _POLICY, _NOW).statement is None
    assert _rejected(lambda: verify(data, other, trust, _POLICY, _NOW)) is Reason.UNSUPPORTED
    different = Digest.of(b"different")
    reason = _rejected(lambda: verify(data, different, trust, _POLICY, _NOW))
    assert reason is Reason.SIGNATURE_INVALID


def test_nobody_is_never_enough() -> None:
    statement = build([Subject("x", {"sha256": "0" * 64})], "https://example.com/p", {}).data
    envelope = envelope_of(statement, FileSigner.generate())
    stranger = [TrustedKey(FileSigner.generate().public_key)]
    assert _rejected(lambda: verify_envelope(envelope, stranger)) is Reason.SIGNATURE_INVALID
    assert _rejected(lambda: verify_envelope(envelope, [])) is Reason.SIGNATURE_INVALID
    assert _rejected(lambda: require_threshold([], 1)) is Reason.THRESHOLD_NOT_MET
    with pytest.raises(ValueError, match="threshold"):
        require_threshold([], 0)
    with pytest.raises(ValueError, match="threshold"):
        verify_envelope(envelope, stranger, 0)
