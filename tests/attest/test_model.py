from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from govern.attest.model import verify_model
from govern.attest.rejection import Reason, Rejected
from govern.attest.signing import FileSigner
from govern.attest.trust import SignerPolicy, Trust, TrustedKey
from tests.attest.signed_models import signed_model

if TYPE_CHECKING:
    from pathlib import Path

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_FILES = {"config.json": b"{}", "weights/a.safetensors": b"\x00\x01"}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    for name, data in _FILES.items():
        path = tmp_path / "model" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "model"


_SIGNER = FileSigner.generate()
_POLICY = SignerPolicy((TrustedKey(_SIGNER.public_key),), require_log=False)


def _reason(bundle: bytes, model: Path) -> Reason:
    with pytest.raises(Rejected) as caught:
        verify_model(bundle, model, Trust(), _POLICY, _NOW)
    return caught.value.reason


def test_the_folder_that_was_signed_holds(model: Path) -> None:
    signature = model / "model.sig"
    signature.write_bytes(signed_model(_FILES, _SIGNER))
    left_out = frozenset({signature.resolve()})
    claims = verify_model(signature.read_bytes(), model, Trust(), _POLICY, _NOW, left_out)
    assert claims.statement is not None
    assert _reason(signature.read_bytes(), model) is Reason.FILES_DIFFER


def test_changed_missing_added_and_linked_files_are_refused(model: Path) -> None:
    bundle = signed_model(_FILES, _SIGNER)
    (model / "config.json").write_bytes(b"[]")
    assert _reason(bundle, model) is Reason.FILES_DIFFER
    (model / "config.json").unlink()
    assert _reason(bundle, model) is Reason.FILES_DIFFER
    (model / "config.json").symlink_to("/etc/hostname")
    assert _reason(bundle, model) is Reason.FILES_DIFFER
    (model / "config.json").unlink()
    (model / "config.json").write_bytes(b"{}")
    (model / "modelling.py").write_bytes(b"import os")
    assert _reason(bundle, model) is Reason.FILES_DIFFER


@pytest.mark.parametrize("name", ["../config.json", "/etc/passwd", "a\\b", "weights/../../x"])
def test_names_outside_the_model_are_refused(model: Path, name: str) -> None:
    assert _reason(signed_model({name: b"{}"}, _SIGNER), model) is Reason.MALFORMED


def test_a_list_that_is_not_what_the_subject_is_of_is_refused(model: Path) -> None:
    resources = [{"name": "config.json", "digest": "00" * 32, "algorithm": "sha256"}]
    bundle = signed_model(_FILES, _SIGNER, resources=resources)
    assert _reason(bundle, model) is Reason.SUBJECT_MISMATCH


def test_other_signers_and_other_forms_are_refused(model: Path) -> None:
    assert _reason(signed_model(_FILES, FileSigner.generate()), model) is Reason.SIGNATURE_INVALID
    shards = signed_model(_FILES, _SIGNER, serialization={"method": "shards"})
    assert _reason(shards, model) is Reason.UNSUPPORTED
    assert _reason(signed_model(_FILES, _SIGNER, resources=[]), model) is Reason.MALFORMED
