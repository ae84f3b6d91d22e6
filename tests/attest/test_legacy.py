from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from govern.attest.claims import SignerKind, TimeSource
from govern.attest.digest import Digest
from govern.attest.legacy import SIGNATURE, LegacySignature, verify_legacy
from govern.attest.rejection import Reason, Rejected
from govern.attest.trust import KeylessIdentity, SignerPolicy, Trust
from govern.attest.trust_store import public_good_root, read_key
from govern.attest.verify import require_threshold

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.corpus

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_ISSUER = "https://github.com/login/oauth"


def _layers(corpus: Path, start: str) -> tuple[Digest, list[LegacySignature]]:
    image = corpus / "sigstore/cosign-legacy/securesystemsengineering/testimage"
    (manifest,) = image.glob(f"manifests/sha256-{start}*.sig.json")
    found = []
    for layer in json.loads(manifest.read_text())["layers"]:
        blob = image / "blobs" / (layer["digest"].replace(":", "_") + ".json")
        found.append(LegacySignature(blob.read_bytes(), layer["annotations"]))
    return Digest("sha256", manifest.name[7:71]), found


def _keys(corpus: Path, *names: str) -> SignerPolicy:
    keys = (read_key(corpus / f"sigstore/cosign-legacy/{name}.key", name) for name in names)
    return SignerPolicy(tuple(keys), require_log=False)


def _reason(
    layer: LegacySignature, subject: Digest, policy: SignerPolicy, trust: Trust | None = None
) -> Reason:
    with pytest.raises(Rejected) as caught:
        verify_legacy(layer, subject, trust or Trust(public_good_root()), policy, _NOW)
    return caught.value.reason


def test_three_people_signed_one_image(corpus: Path) -> None:
    subject, layers = _layers(corpus, "bfec")
    policy = _keys(corpus, "alice", "bob", "charlie")
    claims = [verify_legacy(one, subject, Trust(), policy, _NOW) for one in layers]
    assert {one.signer.name for one in claims} == {"alice", "bob", "charlie"}
    assert len(require_threshold(claims, 3)) == 3


def test_one_person_signed_the_other(corpus: Path) -> None:
    subject, (layer,) = _layers(corpus, "071b")
    assert verify_legacy(layer, subject, Trust(), _keys(corpus, "alice"), _NOW).log_kind == ""
    assert _reason(layer, subject, _keys(corpus, "bob", "charlie")) is Reason.SIGNATURE_INVALID
    rooted = verify_legacy(layer, subject, Trust(public_good_root()), _keys(corpus, "alice"), _NOW)
    assert rooted.time is None
    logged = replace(_keys(corpus, "alice"), require_log=True)
    assert _reason(layer, subject, logged) is Reason.LOG_MISSING
    assert _reason(layer, Digest.of(b"x"), _keys(corpus, "alice")) is Reason.SUBJECT_MISMATCH
    anyone = SignerPolicy((KeylessIdentity(_ISSUER, "x@y.z"),))
    assert _reason(layer, subject, anyone) is Reason.KEYLESS_REQUIRED


def _identity(corpus: Path) -> SignerPolicy:
    pattern = r"[\w.+-]+@securesystems\.de"
    return SignerPolicy((KeylessIdentity(_ISSUER, pattern=pattern, name="someone"),))


def test_a_keyless_one_of_2024_holds_against_the_public_good_root(corpus: Path) -> None:
    subject, (layer,) = _layers(corpus, "31dc")
    claims = verify_legacy(layer, subject, Trust(public_good_root()), _identity(corpus), _NOW)
    assert claims.signer.kind is SignerKind.KEYLESS
    assert claims.time_source is TimeSource.LOG
    assert claims.time is not None
    assert claims.time.date().isoformat() == "2024-05-30"


def test_the_keyless_one_is_refused_for_each_fault(corpus: Path) -> None:
    subject, (layer,) = _layers(corpus, "31dc")
    good = _identity(corpus)

    def changed(name: str, value: str | None) -> LegacySignature:
        kept = {key: text for key, text in layer.annotations.items() if key != name}
        return replace(layer, annotations=kept if value is None else {**kept, name: value})

    bundle = "dev.sigstore.cosign/bundle"
    later = json.loads(layer.annotations[bundle])
    later["Payload"]["integratedTime"] += 1
    assert _reason(changed(bundle, None), subject, good) is Reason.LOG_MISSING
    assert _reason(changed(bundle, json.dumps(later)), subject, good) is Reason.LOG_UNTRUSTED
    assert _reason(changed(SIGNATURE, "AAAA"), subject, good) is Reason.LOG_INCONSISTENT
    certificate = "dev.sigstore.cosign/certificate"
    assert _reason(changed(certificate, "x"), subject, good) is Reason.MALFORMED
    assert _reason(layer, subject, good, Trust()) is Reason.TRUST_ROOT_MISSING
    stranger = SignerPolicy((KeylessIdentity(_ISSUER, "mallory@example.com"),))
    assert _reason(layer, subject, stranger) is Reason.IDENTITY_MISMATCH
    elsewhere = SignerPolicy((KeylessIdentity("https://accounts.google.com", "a@b.c"),))
    assert _reason(layer, subject, elsewhere) is Reason.ISSUER_MISMATCH
    assert _reason(layer, subject, _keys(corpus, "alice")) is Reason.KEY_REQUIRED
    typed = replace(good, predicate_types=frozenset({"https://x"}))
    assert _reason(layer, subject, typed) is Reason.WRONG_PREDICATE_TYPE
