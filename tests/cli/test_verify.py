from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from govern.attest.digest import Digest
from govern.attest.signing import FileSigner, bundle_of
from govern.attest.statement import Subject, build
from tests.attest.sigstore_in_memory import IDENTITY, ISSUER, SigstoreInMemory

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.govern_command import Ran

    Govern = Callable[..., Ran]

_WHO = ("--issuer", ISSUER, "--identity", IDENTITY)
_TYPE = "https://slsa.dev/provenance/v1"


@pytest.fixture
def signed(tmp_path: Path) -> Path:
    sigstore, now, data = SigstoreInMemory(), datetime.now(UTC).replace(microsecond=0), b"hello"
    statement = build([Subject("app", {"sha256": Digest.of(data).hex})], _TYPE, {"x": 1}).data
    signer = FileSigner.generate()
    (tmp_path / "app").write_bytes(data)
    (tmp_path / "root.json").write_bytes(sigstore.trusted_root())
    (tmp_path / "app.json").write_text(json.dumps(sigstore.sign_blob(data, now)))
    (tmp_path / "prov.json").write_text(json.dumps(sigstore.sign_statement(statement, now)))
    (tmp_path / "keyed.json").write_bytes(bundle_of(statement, signer))
    (tmp_path / "key.pub").write_bytes(signer.public_key.pem)
    return tmp_path


def test_a_blob_is_verified(govern: Govern, signed: Path) -> None:
    ran = govern("verify", "blob", "app", "--bundle", "app.json", "--trusted-root", "root.json",
                 *_WHO, "--format", "json")  # fmt: skip
    assert ran.code == 0, ran.err
    signer = json.loads(ran.out)["claims"]["signer"]
    assert (signer["identity"], signer["issuer"]) == (IDENTITY, ISSUER)


def test_a_rejection_exits_with_5_and_gives_its_reason(govern: Govern, signed: Path) -> None:
    (signed / "app").write_bytes(b"changed")
    ran = govern("verify", "blob", "app", "--bundle", "app.json", "--trusted-root", "root.json",
                 *_WHO, "--format", "json")  # fmt: skip
    assert ran.code == 5
    assert json.loads(ran.out)["reason"] == "subject_mismatch"
    assert "rejected (subject_mismatch)" in ran.err


def test_the_default_root_does_not_know_a_private_sigstore(govern: Govern, signed: Path) -> None:
    ran = govern("verify", "blob", "app", "--bundle", "app.json", *_WHO)
    assert (ran.code, "certificate_untrusted" in ran.err) == (5, True)


def test_an_attestation_is_verified_by_identity_and_by_key(govern: Govern, signed: Path) -> None:
    ran = govern("verify", "attestation", "app", "--bundle", "prov.json", "--type", _TYPE,
                 "--trusted-root", "root.json", *_WHO, "--format", "json")  # fmt: skip
    assert (ran.code, json.loads(ran.out)["statement"]["predicate"]) == (0, {"x": 1})
    ran = govern("verify", "attestation", "--digest", str(Digest.of(b"hello")), "--bundle",
                 "keyed.json", "--type", _TYPE, "--key", "key.pub", "--no-log")  # fmt: skip
    assert (ran.code, "verified: sha256:" in ran.out) == (0, True)
    ran = govern("verify", "attestation", "app", "--bundle", "keyed.json", "--type", "https://x",
                 "--key", "key.pub", "--no-log")  # fmt: skip
    assert (ran.code, "wrong_predicate_type" in ran.err) == (5, True)
    ran = govern("verify", "attestation", "app", "--bundle", "keyed.json", "--type", _TYPE,
                 "--key", "key.pub")  # fmt: skip
    assert (ran.code, "log_missing" in ran.err) == (5, True)


@pytest.mark.parametrize(
    "more",
    [
        (), ("--identity", "x"), ("--key", "key.pub", *_WHO), ("--key", "absent"),
        ("--key", "app"), ("--issuer", ISSUER), ("--issuer", "*", "--identity", "x"),
        (*_WHO, "--trusted-root", "absent"), ("--key", "key.pub", "--bundle", "absent"),
    ],
)  # fmt: skip
def test_asking_for_nobody_or_nothing_is_a_usage_error(
    govern: Govern, signed: Path, more: tuple[str, ...]
) -> None:
    ran = govern("verify", "blob", "app", "--bundle", "app.json", *more)
    assert ran.code == 2, ran.err


def test_what_is_no_digest_is_a_usage_error(govern: Govern, signed: Path) -> None:
    common = ("--bundle", "keyed.json", "--type", _TYPE, "--key", "key.pub", "--no-log")
    assert govern("verify", "attestation", "--digest", "sha256:abc", *common).code == 2
    assert govern("verify", "attestation", *common).code == 2
    assert govern("verify", "attestation", "app", "--digest", "sha256:abc", *common).code == 2


def test_what_is_no_bundle_is_rejected(govern: Govern, signed: Path) -> None:
    ran = govern("verify", "blob", "app", "--bundle", "app", "--key", "key.pub", "--no-log")
    assert (ran.code, "rejected (malformed)" in ran.err) == (5, True)


def test_a_model_folder_that_is_absent_is_a_usage_error(govern: Govern, signed: Path) -> None:
    ran = govern("verify", "model", "absent", "--bundle", "app.json", "--key", "key.pub")
    assert ran.code == 2


def test_trust_show_reads_what_the_configuration_names(govern: Govern, signed: Path) -> None:
    (signed / "govern.toml").write_text(
        '[trust.keys.ours]\nfile = "key.pub"\n'
        '[[trust.images]]\npattern = "r.test/**"\nsigners = ["ours"]\nrequire_log = false\n'
    )
    ran = govern("trust", "show")
    assert ran.code == 0, ran.err
    shown = json.loads(ran.out)
    assert len(shown["signers"]["ours"]["fingerprint"]) == 64
    assert shown["images"][0]["signers"] == ["ours"]
    assert len(shown["default_root"]["sha256"]) == 64


def test_trust_update_without_a_network_changes_nothing(govern: Govern, tmp_path: Path) -> None:
    proxy = {"HTTPS_PROXY": "http://127.0.0.1:9", "HOME": str(tmp_path)}
    ran = govern("trust", "update", "new.json", env=proxy)
    assert (ran.code, (tmp_path / "new.json").exists()) == (4, False)
    assert "cannot be fetched" in ran.err
