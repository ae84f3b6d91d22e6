"""Every way a signature can be wrong, minted, and the reason it is refused with."""

from __future__ import annotations

import json
import os
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from govern.attest.claims import SignerKind, TimeSource
from govern.attest.digest import Digest
from govern.attest.keys import verify_envelope
from govern.attest.public_key import PublicKey
from govern.attest.rejection import Reason, Rejected
from govern.attest.signing import FileSigner, bundle_of, envelope_of
from govern.attest.statement import Subject, build
from govern.attest.trust import (
    KeylessIdentity,
    Revoked,
    SignerPolicy,
    Trust,
    TrustedKey,
    TrustRoot,
)
from govern.attest.verify import require_threshold, verify
from govern.errors import UsageError
from tests.attest.mutants import mutants
from tests.attest.sigstore_in_memory import IDENTITY, ISSUER, SigstoreInMemory, Who, b64

if TYPE_CHECKING:
    from collections.abc import Callable

_NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
# GOVERN_FUZZ sets how many in all; CI asks for more than a person waits for.
_MUTANTS = int(os.environ.get("GOVERN_FUZZ", "900")) // 3
_HOUR_AGO = _NOW - timedelta(hours=1)
_BLOB = b"hello"
_DIGEST = Digest.of(_BLOB)
_PREDICATE = "https://slsa.dev/provenance/v1"
_SIGSTORE = SigstoreInMemory()
_OTHER = SigstoreInMemory()
_ROOT = TrustRoot("acme", _SIGSTORE.trusted_root(), "")
_TRUST = Trust(_ROOT)
_ANYONE_OF_US = SignerPolicy((KeylessIdentity(ISSUER, IDENTITY, name="release"),))
_STATEMENT = build(
    [Subject("app", {"sha256": _DIGEST.hex})], _PREDICATE, {"builder": {"id": "x"}}
).data
_KEY = ec.generate_private_key(ec.SECP256R1())
_TRUSTED_KEY = TrustedKey(PublicKey.of(_KEY.public_key()), "ours")
_KEYED = SignerPolicy((_TRUSTED_KEY,))


def _json(bundle: dict[str, Any]) -> bytes:
    return json.dumps(bundle).encode()


_GOOD_BLOB = _json(_SIGSTORE.sign_blob(_BLOB, _HOUR_AGO, Who(claims={12: "https://x/acme/app"})))
_GOOD_STATEMENT = _json(_SIGSTORE.sign_statement(_STATEMENT, _HOUR_AGO))
_GOOD_KEYED = _json(_SIGSTORE.sign_with_key(_STATEMENT, _KEY, _HOUR_AGO))


def _reason(
    bundle: bytes,
    policy: SignerPolicy = _ANYONE_OF_US,
    trust: Trust = _TRUST,
    subject: Digest = _DIGEST,
    now: datetime = _NOW,
) -> Reason:
    with pytest.raises(Rejected) as caught:
        verify(bundle, subject, trust, policy, now)
    return caught.value.reason


def test_a_blob_signed_by_the_right_identity_holds() -> None:
    claims = verify(_GOOD_BLOB, _DIGEST, _TRUST, _ANYONE_OF_US, _NOW)
    assert claims.signer.kind is SignerKind.KEYLESS
    assert (claims.signer.name, claims.signer.identity) == ("release", IDENTITY)
    assert claims.signer.ci == {"source_repository_uri": "https://x/acme/app"}
    assert (claims.time, claims.time_source) == (_HOUR_AGO, TimeSource.LOG)
    assert claims.log_kind == "hashedrekord/0.0.1"
    assert claims.statement is None


def test_a_statement_signed_by_the_right_identity_holds() -> None:
    policy = replace(_ANYONE_OF_US, predicate_types=frozenset({_PREDICATE}))
    claims = verify(_GOOD_STATEMENT, _DIGEST, _TRUST, policy, _NOW)
    assert claims.statement is not None
    assert claims.statement.data == _STATEMENT
    assert claims.log_kind == "dsse/0.0.1"


def test_a_logged_statement_by_the_right_key_holds() -> None:
    claims = verify(_GOOD_KEYED, _DIGEST, _TRUST, _KEYED, _NOW)
    assert (claims.signer.kind, claims.signer.name) == (SignerKind.KEY, "ours")
    assert (claims.time, claims.time_source) == (_HOUR_AGO, TimeSource.LOG)


def test_what_we_sign_ourselves_holds_where_no_log_is_wanted() -> None:
    signer = FileSigner.generate()
    policy = SignerPolicy((TrustedKey(signer.public_key),), require_log=False)
    bundle = bundle_of(_STATEMENT, signer)
    claims = verify(bundle, _DIGEST, Trust(), policy, _NOW)
    assert (claims.time, claims.time_source) == (None, TimeSource.NONE)
    assert _reason(bundle, replace(policy, require_log=True)) is Reason.LOG_MISSING
    assert _reason(bundle, replace(policy, max_age=timedelta(1))) is Reason.TIME_MISSING


def test_a_key_without_a_root_says_nothing_about_log_and_time() -> None:
    unlogged = replace(_KEYED, require_log=False)
    claims = verify(_GOOD_KEYED, _DIGEST, Trust(), unlogged, _NOW)
    assert (claims.log_kind, claims.time, claims.time_source) == ("", None, TimeSource.NONE)
    assert _reason(_GOOD_KEYED, _KEYED, Trust()) is Reason.TRUST_ROOT_MISSING


def _plain_signature(signer: FileSigner) -> bytes:
    return _json(
        {
            "mediaType": _V03.decode(),
            "verificationMaterial": {"publicKey": {"hint": ""}},
            "messageSignature": {"signature": b64(signer.sign(_BLOB).value)},
        }
    )


def test_a_plain_signature_of_each_kind_of_key_holds() -> None:
    ed, p384 = (
        FileSigner(one)
        for one in (ed25519.Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP384R1()))
    )
    for signer in (ed, p384):
        policy = SignerPolicy((TrustedKey(signer.public_key),), require_log=False)
        bundle = _plain_signature(signer)
        assert verify(bundle, _DIGEST, Trust(), policy, _NOW, content=_BLOB)
        with pytest.raises(Rejected) as caught:
            verify(bundle, _DIGEST, Trust(), policy, _NOW, content=b"other")
        assert caught.value.reason is Reason.SUBJECT_MISMATCH
    bundle, policy = _plain_signature(ed), SignerPolicy((TrustedKey(ed.public_key),))
    assert _reason(bundle, policy) is Reason.CONTENT_NEEDED


def test_a_pattern_has_to_match_from_end_to_end() -> None:
    def policy(pattern: str) -> SignerPolicy:
        return SignerPolicy((KeylessIdentity(ISSUER, pattern=pattern),))

    assert verify(_GOOD_BLOB, _DIGEST, _TRUST, policy(r"https://github\.com/acme/.*"), _NOW)
    assert _reason(_GOOD_BLOB, policy(r"https://github\.com/acme")) is Reason.IDENTITY_MISMATCH


@pytest.mark.parametrize(
    "arguments",
    [
        {"issuer": "", "identity": "x"},
        {"issuer": ".*", "identity": "x"},
        {"issuer": ISSUER},
        {"issuer": ISSUER, "identity": "x", "pattern": "x"},
        {"issuer": ISSUER, "pattern": r"(?s).*"},
        {"issuer": ISSUER, "pattern": "("},
    ],
)
def test_identities_that_say_too_little_are_refused(arguments: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        KeylessIdentity(**arguments)  # type: ignore[arg-type] # the claims have another type


def _altered(bundle: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    value = json.loads(bundle)
    change(value)
    return _json(value)


def _with_payload(bundle: dict[str, Any]) -> None:
    bundle["dsseEnvelope"]["payload"] = b64(_STATEMENT.replace(b'"x"', b'"y"'))


def _swap_entry(bundle: dict[str, Any]) -> None:
    entry = _SIGSTORE.sign_blob(b"else", _HOUR_AGO)["verificationMaterial"]["tlogEntries"]
    bundle["verificationMaterial"]["tlogEntries"] = entry


def _break_root_hash(bundle: dict[str, Any]) -> None:
    proof = bundle["verificationMaterial"]["tlogEntries"][0]["inclusionProof"]
    proof["rootHash"] = b64(b"\0" * 32)


def _bad_certificate(bundle: dict[str, Any]) -> None:
    bundle["verificationMaterial"]["certificate"]["rawBytes"] = b64(b"0000")


def _no_entry(bundle: dict[str, Any]) -> None:
    bundle["verificationMaterial"]["tlogEntries"] = []


_EVIL = Who("https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main.evil")
_V03 = b"application/vnd.dev.sigstore.bundle.v0.3+json"
_MATRIX: dict[str, tuple[Reason, Callable[[], Reason]]] = {
    "another CA": (
        Reason.CERTIFICATE_UNTRUSTED,
        lambda: _reason(_json(_OTHER.sign_blob(_BLOB, _HOUR_AGO))),
    ),
    "another log": (
        Reason.LOG_UNTRUSTED,
        lambda: _reason(_json(_SIGSTORE.sign_blob(_BLOB, _HOUR_AGO, log=_OTHER))),
    ),
    "another issuer": (
        Reason.ISSUER_MISMATCH,
        lambda: _reason(_json(_SIGSTORE.sign_blob(_BLOB, _HOUR_AGO, Who(issuer=ISSUER + "/x")))),
    ),
    "an identity that starts alike": (
        Reason.IDENTITY_MISMATCH,
        lambda: _reason(_json(_SIGSTORE.sign_blob(_BLOB, _HOUR_AGO, _EVIL))),
    ),
    "another repository": (
        Reason.CLAIM_MISMATCH,
        lambda: _reason(
            _GOOD_BLOB,
            SignerPolicy(
                (KeylessIdentity(ISSUER, IDENTITY, ci={"source_repository_uri": "https://y"}),)
            ),
        ),
    ),
    "expired when it signed": (
        Reason.CERTIFICATE_EXPIRED,
        lambda: _reason(
            _json(_SIGSTORE.sign_blob(_BLOB, _HOUR_AGO, Who(before=timedelta(minutes=11))))
        ),
    ),
    "signed in the future": (
        Reason.TIME_IN_FUTURE,
        lambda: _reason(_json(_SIGSTORE.sign_blob(_BLOB, _NOW + timedelta(hours=1)))),
    ),
    "signed too long ago": (
        Reason.TOO_OLD,
        lambda: _reason(_GOOD_BLOB, replace(_ANYONE_OF_US, max_age=timedelta(minutes=59))),
    ),
    "another payload": (
        Reason.SIGNATURE_INVALID,
        lambda: _reason(_altered(_GOOD_STATEMENT, _with_payload)),
    ),
    "another subject": (
        Reason.SUBJECT_MISMATCH,
        lambda: _reason(_GOOD_STATEMENT, subject=Digest.of(b"other")),
    ),
    "another blob": (
        Reason.SUBJECT_MISMATCH,
        lambda: _reason(_GOOD_BLOB, subject=Digest.of(b"other")),
    ),
    "another predicate type": (
        Reason.WRONG_PREDICATE_TYPE,
        lambda: _reason(
            _GOOD_STATEMENT, replace(_ANYONE_OF_US, predicate_types=frozenset({"https://vuln"}))
        ),
    ),
    "another payload type": (
        Reason.WRONG_PAYLOAD_TYPE,
        lambda: _reason(_json(_SIGSTORE.sign_statement(_STATEMENT, _HOUR_AGO, kind="text/plain"))),
    ),
    "not a statement": (
        Reason.WRONG_STATEMENT_TYPE,
        lambda: _reason(_json(_SIGSTORE.sign_statement(b'{"_type":"x"}', _HOUR_AGO))),
    ),
    "a key where an identity is wanted": (
        Reason.KEYLESS_REQUIRED,
        lambda: _reason(_GOOD_KEYED),
    ),
    "an identity where a key is wanted": (
        Reason.KEY_REQUIRED,
        lambda: _reason(_GOOD_STATEMENT, _KEYED),
    ),
    "another key": (
        Reason.SIGNATURE_INVALID,
        lambda: _reason(
            _GOOD_KEYED, SignerPolicy((TrustedKey(FileSigner.generate().public_key),))
        ),
    ),
    "a log entry about something else": (
        Reason.LOG_INCONSISTENT,
        lambda: _reason(_altered(_GOOD_BLOB, _swap_entry)),
    ),
    "a proof that does not prove": (
        Reason.LOG_UNTRUSTED,
        lambda: _reason(_altered(_GOOD_BLOB, _break_root_hash)),
    ),
    "a keyed bundle with a wrong proof": (
        Reason.LOG_UNTRUSTED,
        lambda: _reason(_altered(_GOOD_KEYED, _break_root_hash), _KEYED),
    ),
    "a keyed bundle with no log": (
        Reason.LOG_MISSING,
        lambda: _reason(_altered(_GOOD_KEYED, _no_entry), _KEYED),
    ),
    "a keyed bundle with a log entry about something else": (
        Reason.UNSUPPORTED,
        lambda: _reason(_altered(_GOOD_KEYED, _swap_entry), _KEYED),
    ),
    "no certificate": (
        Reason.MALFORMED,
        lambda: _reason(_altered(_GOOD_BLOB, _bad_certificate)),
    ),
    "a revoked identity": (
        Reason.REVOKED,
        lambda: _reason(
            _GOOD_BLOB, trust=Trust(_ROOT, Revoked(identities=frozenset({IDENTITY})))
        ),
    ),
    "a revoked key": (
        Reason.REVOKED,
        lambda: _reason(
            _GOOD_KEYED,
            _KEYED,
            Trust(_ROOT, Revoked(fingerprints=frozenset({_TRUSTED_KEY.key.fingerprint}))),
        ),
    ),
    "a revoked subject": (
        Reason.REVOKED,
        lambda: _reason(_GOOD_BLOB, trust=Trust(_ROOT, Revoked(digests=frozenset({str(_DIGEST)})))),
    ),
    "no root": (Reason.TRUST_ROOT_MISSING, lambda: _reason(_GOOD_BLOB, trust=Trust())),
    "a root that is none": (
        Reason.TRUST_ROOT_INVALID,
        lambda: _reason(_GOOD_BLOB, trust=Trust(TrustRoot("x", b"{}", ""))),
    ),
    "another version": (
        Reason.UNSUPPORTED,
        lambda: _reason(_GOOD_BLOB.replace(_V03, b"application/x")),
    ),
    "a key twice": (
        Reason.MALFORMED,
        lambda: _reason(_GOOD_BLOB[:-1] + b', "messageSignature": {}}'),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", _MATRIX)
def test_what_is_wrong_is_refused_with_its_reason(case: str) -> None:
    expected, attack = _MATRIX[case]
    assert attack() is expected


def test_two_signatures_by_one_signer_are_one() -> None:
    policy = replace(_KEYED, require_log=False)
    again = _json(_SIGSTORE.sign_with_key(_STATEMENT, _KEY, _HOUR_AGO))
    claims = [verify(one, _DIGEST, _TRUST, policy, _NOW) for one in (_GOOD_KEYED, again)]
    assert len(require_threshold(claims, 1)) == 1
    with pytest.raises(Rejected) as caught:
        require_threshold(claims, 2)
    assert caught.value.reason is Reason.THRESHOLD_NOT_MET
    keyless = verify(_GOOD_STATEMENT, _DIGEST, _TRUST, _ANYONE_OF_US, _NOW)
    assert len(require_threshold([*claims, keyless], 2)) == 2


def test_an_envelope_counts_different_keys() -> None:
    one, two = FileSigner.generate(), FileSigner(ed25519.Ed25519PrivateKey.generate())
    keys = [TrustedKey(one.public_key, "a"), TrustedKey(two.public_key, "b")]
    assert len(verify_envelope(envelope_of(_STATEMENT, one, two), keys, 2)) == 2
    twice = envelope_of(_STATEMENT, one, one)
    with pytest.raises(Rejected) as caught:
        verify_envelope(twice, [*keys, TrustedKey(one.public_key, "again")], 2)
    assert caught.value.reason is Reason.THRESHOLD_NOT_MET


@pytest.mark.parametrize(
    ("bundle", "policy"),
    [(_GOOD_BLOB, _ANYONE_OF_US), (_GOOD_STATEMENT, _ANYONE_OF_US), (_GOOD_KEYED, _KEYED)],
    ids=["blob", "statement", "keyed"],
)
def test_no_mutant_changes_a_claim_and_none_crashes(bundle: bytes, policy: SignerPolicy) -> None:
    good = replace(verify(bundle, _DIGEST, _TRUST, policy, _NOW), bundle_sha256="")
    chance = random.Random(20240601)  # noqa: S311 - the same mutants each time
    refused = 0
    for mutant in mutants(bundle, _MUTANTS, chance):
        try:
            claims = verify(mutant, _DIGEST, _TRUST, policy, _NOW)
        except Rejected:
            refused += 1
        else:
            assert replace(claims, bundle_sha256="") == good
    assert refused > _MUTANTS * 0.8
