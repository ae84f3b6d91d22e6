"""Bundles that others published: each holds, or is refused, as its name says."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from govern.attest.bundle import SignedBundle
from govern.attest.certificate import signer_in
from govern.attest.digest import Digest
from govern.attest.keyless import verify_keyless
from govern.attest.rejection import Reason, Rejected
from govern.attest.trust import KeylessIdentity, SignerPolicy, Trust, TrustRoot
from govern.attest.verify import verify

pytestmark = pytest.mark.corpus

_NOW = datetime(2027, 1, 1, tzinfo=UTC)
_FOLDER = Path("sigstore/sigstore-python")
_GOOD = {
    "bundle.txt.sigstore": ("bundle.txt", "sigstage"),
    "bundle_v3.txt.sigstore": ("bundle_v3.txt", "sigstage"),
    "bundle_v3_alt.txt.sigstore": ("bundle_v3_alt.txt", "sigstage"),
    "staging-rekor-v2.txt.sigstore.json": ("staging-rekor-v2.txt", "sigstage"),
    "a.dsse.staging-rekor-v2.txt.sigstore.json": (
        # Its statement names the file a.txt, but with the digest of something else.
        "sha256:a0cfc71271d6e278e57cd332ff957c3f7043fdda354c4cbb190a30d56efa01bf",
        "sigstage",
    ),
}
_BAD = {
    "bundle_cve_2022_36056.txt.sigstore": ("bundle_cve_2022_36056.txt", Reason.LOG_INCONSISTENT),
    "bundle_invalid_version.txt.sigstore": ("bundle_invalid_version.txt", Reason.UNSUPPORTED),
    "bundle_no_cert_v1.txt.sigstore": ("bundle_no_cert_v1.txt", Reason.MALFORMED),
    "bundle_no_checkpoint.txt.sigstore": ("bundle_no_checkpoint.txt", Reason.MALFORMED),
    "bundle_no_log_entry.txt.sigstore": ("bundle_no_log_entry.txt", Reason.MALFORMED),
    "bundle_v3_no_signed_time.txt.sigstore.json": (
        "bundle_v3_no_signed_time.txt",
        Reason.MALFORMED,
    ),
}


@cache
def _root(corpus: Path, which: str) -> bytes:
    (found,) = (corpus / "sigstore/roots").glob(f"*{which}.dev_trusted_root.json")
    return found.read_bytes()


def _identity_in(bundle: bytes, subject: Digest, root: bytes) -> KeylessIdentity:
    """Return whom the bundle names: what is tested here is that it holds for them alone."""
    proven = verify_keyless(SignedBundle.parse(bundle), subject, root, signer_in)
    return KeylessIdentity(proven.signer.issuer, proven.signer.identity)


def _try(corpus: Path, name: str, artefact: str, which: str) -> None:
    bundle = (corpus / _FOLDER / name).read_bytes()
    is_digest = artefact.startswith("sha256:")
    subject = (
        Digest.parse(artefact)
        if is_digest
        else Digest.of((corpus / _FOLDER / artefact).read_bytes())
    )
    root = _root(corpus, which)
    identity = _identity_in(bundle, subject, root)
    trust = Trust(TrustRoot(which, root, ""))
    claims = verify(bundle, subject, trust, SignerPolicy((identity,)), _NOW)
    assert claims.signer.identity == identity.identity
    assert claims.time is not None
    with pytest.raises(Rejected) as other_subject:
        verify(bundle, Digest.of(b"other"), trust, SignerPolicy((identity,)), _NOW)
    assert other_subject.value.reason is Reason.SUBJECT_MISMATCH
    stranger = SignerPolicy((KeylessIdentity(identity.issuer, "mallory@example.com"),))
    with pytest.raises(Rejected) as other_signer:
        verify(bundle, subject, trust, stranger, _NOW)
    assert other_signer.value.reason is Reason.IDENTITY_MISMATCH


@pytest.mark.parametrize("name", _GOOD)
def test_good_bundles_hold(corpus: Path, name: str) -> None:
    artefact, which = _GOOD[name]
    _try(corpus, name, artefact, which)


@pytest.mark.parametrize("name", _BAD)
def test_bad_bundles_are_refused_with_their_reason(corpus: Path, name: str) -> None:
    artefact, reason = _BAD[name]
    bundle = (corpus / _FOLDER / name).read_bytes()
    subject = Digest.of((corpus / _FOLDER / artefact).read_bytes())
    policy = SignerPolicy((KeylessIdentity("https://x", "y"),))
    for which in ("sigstage", "sigstore"):
        trust = Trust(TrustRoot(which, _root(corpus, which), ""))
        with pytest.raises(Rejected):
            verify(bundle, subject, trust, policy, _NOW)
    with pytest.raises(Rejected) as caught:
        _identity_in(bundle, subject, _root(corpus, "sigstage"))
    assert caught.value.reason is reason


def test_every_published_bundle_has_a_verdict_here(corpus: Path) -> None:
    found = {path.name for path in (corpus / _FOLDER).glob("*.sigstore*")}
    assert found == set(_GOOD) | set(_BAD)


@pytest.mark.parametrize("name", ["trustedroot.badtype.json", "certificate_authority.json"])
def test_bad_roots_are_refused(corpus: Path, name: str) -> None:
    bundle = (corpus / _FOLDER / "bundle.txt.sigstore").read_bytes()
    subject = Digest.of((corpus / _FOLDER / "bundle.txt").read_bytes())
    root = (corpus / _FOLDER / "trusted_root" / name).read_bytes()
    with pytest.raises(Rejected) as caught:
        _identity_in(bundle, subject, root)
    assert caught.value.reason is Reason.TRUST_ROOT_INVALID
