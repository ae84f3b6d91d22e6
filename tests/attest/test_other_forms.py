"""Forms that others write: PyPI's attestations, and what a real cosign signs."""

from __future__ import annotations

import json
import os
import re
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from govern.attest.digest import Digest
from govern.attest.pypi import is_pypi, verify_pypi
from govern.attest.rejection import Reason, Rejected
from govern.attest.signing import FileSigner
from govern.attest.statement import Subject, build
from govern.attest.trust import KeylessIdentity, SignerPolicy, Trust, TrustedKey, TrustRoot
from govern.attest.verify import verify
from tests.attest.sigstore_in_memory import IDENTITY, ISSUER, SigstoreInMemory
from tests.surroundings import ROOT, require_tool

if TYPE_CHECKING:
    from pathlib import Path

_NOW = datetime(2025, 6, 1, tzinfo=UTC)
_DIGEST = Digest.of(b"wheel")
_PUBLISH = "https://docs.pypi.org/attestations/publish/v1"
_SIGSTORE = SigstoreInMemory()
_TRUST = Trust(TrustRoot("here", _SIGSTORE.trusted_root(), ""))
_POLICY = SignerPolicy((KeylessIdentity(ISSUER, IDENTITY),), frozenset({_PUBLISH}))


def _attestation() -> dict[str, Any]:
    statement = build([Subject("a-1-py3-none-any.whl", {"sha256": _DIGEST.hex})], _PUBLISH, {})
    bundle = _SIGSTORE.sign_statement(statement.data, _NOW)
    material = bundle["verificationMaterial"]
    return {
        "version": 1,
        "verification_material": {
            "certificate": material["certificate"]["rawBytes"],
            "transparency_entries": material["tlogEntries"],
        },
        "envelope": {
            "statement": bundle["dsseEnvelope"]["payload"],
            "signature": bundle["dsseEnvelope"]["signatures"][0]["sig"],
        },
    }


def test_a_pypi_attestation_holds() -> None:
    data = json.dumps(_attestation()).encode()
    claims = verify_pypi(data, _DIGEST, _TRUST, _POLICY, _NOW)
    assert claims.bundle_sha256 == Digest.of(data).hex
    assert is_pypi(data)
    assert not is_pypi(b'{"mediaType":"x"}')


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"version": 2}, Reason.UNSUPPORTED),
        ({"envelope": {"statement": "", "signature": ""}}, Reason.MALFORMED),
        ({"envelope": {"statement": "e30=", "signature": "AAAA"}}, Reason.SIGNATURE_INVALID),
        ({"verification_material": None}, Reason.MALFORMED),
    ],
)
def test_a_changed_one_is_refused(change: dict[str, Any], reason: Reason) -> None:
    data = json.dumps({**_attestation(), **change}).encode()
    with pytest.raises(Rejected) as caught:
        verify_pypi(data, _DIGEST, _TRUST, _POLICY, _NOW)
    assert caught.value.reason is reason


@pytest.mark.server("cosign")
def test_what_cosign_signs_with_a_key_holds(tmp_path: Path) -> None:
    cosign, signer = str(require_tool("cosign")), FileSigner.generate()
    environment = {**os.environ, "HOME": str(tmp_path), "COSIGN_PASSWORD": "x"}

    def run(*command: str) -> None:
        done = subprocess.run(
            [cosign, *command], cwd=tmp_path, env=environment, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()

    (tmp_path / "key.pem").write_bytes(signer.private_pem)
    (tmp_path / "blob").write_bytes(b"wheel")
    (tmp_path / "predicate").write_text('{"a":1}')
    offline = ("--tlog-upload=false", "--use-signing-config=false", "--new-bundle-format=true")
    run("import-key-pair", "--key", "key.pem", "--output-key-prefix", "k")
    run("sign-blob", "--key", "k.key", "--bundle", "sig.json", *offline, "--yes", "blob")
    run("attest-blob", "--key", "k.key", "--predicate", "predicate", "--type", "https://x.test/p",
        "--bundle", "att.json", *offline, "--yes", "blob")  # fmt: skip
    policy = SignerPolicy((TrustedKey(signer.public_key),), require_log=False)
    for name in ("sig.json", "att.json"):
        claims = verify((tmp_path / name).read_bytes(), _DIGEST, Trust(), policy, _NOW)
        assert claims.signer.fingerprint == signer.public_key.fingerprint
    assert claims.statement is not None
    assert claims.statement.predicate == {"a": 1}


def test_every_reason_is_explained_to_users() -> None:
    page = (ROOT / "docs/reference/verify.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| `(\w+)` \|", page.partition("## Reasons")[2], re.MULTILINE)
    assert explained == [reason.value for reason in Reason]
