"""Signatures beside model cards, through the rules that read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from govern.attest.digest import Digest
from govern.attest.signing import FileSigner, bundle_of
from govern.attest.statement import Subject, build
from govern.attest.trust import Revoked, SignerPolicy, Trust, TrustedKey
from govern.attest.trust_store import ModelRule, TrustStore
from govern.documents.intake import Intake
from govern.facts.artifacts import ArtifactFacts
from govern.facts.interface import GatherContext, Gathered
from govern.model import Document
from tests.attest.signed_models import signed_model
from tests.builders import AT
from tests.facts.facts_contract import faults_of

if TYPE_CHECKING:
    from pathlib import Path

_OURS, _SECOND = FileSigner.generate(), FileSigner.generate()
_HEADER = b'{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
_WEIGHTS = len(_HEADER).to_bytes(8, "little") + _HEADER + b"\0\0\0\0"
_FILES = {
    "README.md": b"---\nlicense: mit\nlibrary_name: transformers\n---\n# Fraud\nA model.\n",
    "model.safetensors": _WEIGHTS,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "models/fraud"
    folder.mkdir(parents=True)
    for name, data in _FILES.items():
        (folder / name).write_bytes(data)
    return folder


def _rule(pattern: str = "models/**", threshold: int = 1) -> ModelRule:
    signers = (TrustedKey(_OURS.public_key, "ours"), TrustedKey(_SECOND.public_key, "second"))
    return ModelRule(pattern, SignerPolicy(signers, require_log=False), threshold, Trust())


def _gather(folder: Path, *rules: ModelRule) -> Gathered:
    (document,) = [one for one in Intake((str(folder / "README.md"),)) if isinstance(one, Document)]
    store = TrustStore({}, {}, (), Revoked(), rules or (_rule(),))
    source = ArtifactFacts(store, folder.parent.parent)
    gathered = source.gather(document, GatherContext(at=AT))
    assert faults_of(gathered.facts) == []
    return gathered


def _fact(gathered: Gathered, name: str = "model.safetensors") -> Any:
    artifacts: Any = gathered.facts["artifacts"]
    return artifacts[name]


def _reasons(gathered: Gathered) -> list[str]:
    return [one.reason for one in gathered.errors]


def _file_bundle(data: bytes, signer: FileSigner) -> bytes:
    statement = build([Subject("w", {"sha256": Digest.of(data).hex})], "https://acme.test/v1", {})
    return bundle_of(statement.data, signer)


def test_a_signed_folder_counts_for_each_of_its_files(folder: Path) -> None:
    (folder / "model.sig").write_bytes(signed_model(_FILES, _OURS))
    gathered = _gather(folder)
    fact = _fact(gathered)
    assert fact["sha256"] == Digest.of(_WEIGHTS).hex
    assert [one["name"] for one in fact["signatures"]] == ["ours"]
    assert (fact["unmet"], gathered.errors) == ([], ())


def test_a_bundle_beside_a_file_counts_for_that_file(folder: Path) -> None:
    (folder / "model.safetensors.sigstore.json").write_bytes(_file_bundle(_WEIGHTS, _SECOND))
    assert [one["name"] for one in _fact(_gather(folder))["signatures"]] == ["second"]


def test_different_signers_add_up_and_the_same_does_not(folder: Path) -> None:
    (folder / "model.sig").write_bytes(signed_model(_FILES, _OURS))
    bundle = folder / "model.safetensors.sigstore.json"
    bundle.write_bytes(_file_bundle(_WEIGHTS, _OURS))
    two = _rule(threshold=2)
    assert _fact(_gather(folder, two))["unmet"] == ["1 of at least 2 trusted signers signed it"]
    bundle.write_bytes(_file_bundle(_WEIGHTS, _SECOND))
    assert _fact(_gather(folder, two))["unmet"] == []


def test_nothing_beside_it_is_no_signature(folder: Path) -> None:
    gathered = _gather(folder)
    assert _fact(gathered)["signatures"] == []
    assert "sha256" not in _fact(gathered)
    assert gathered.errors == ()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("model.sig", signed_model(_FILES, FileSigner.generate()), "signature_invalid"),
        ("model.sig", signed_model({**_FILES, "README.md": b"x"}, _OURS), "files_differ"),
        ("model.sig", b"{}", "malformed"),
        ("model.sig", b"", "malformed"),
        ("model.safetensors.sigstore", _file_bundle(b"other", _OURS), "subject_mismatch"),
    ],
)
def test_what_does_not_hold_is_absent_with_its_reason(
    folder: Path, name: str, data: bytes, reason: str
) -> None:
    (folder / name).write_bytes(data)
    gathered = _gather(folder)
    assert _fact(gathered)["signatures"] == []
    assert _reasons(gathered) == [reason]


def test_a_file_that_was_added_after_signing_is_refused(folder: Path) -> None:
    (folder / "model.sig").write_bytes(signed_model(_FILES, _OURS))
    (folder / "modelling.py").write_bytes(b"import os")
    assert _reasons(_gather(folder)) == ["files_differ"]


def test_the_most_specific_folder_decides(folder: Path) -> None:
    (folder / "model.sig").write_bytes(signed_model(_FILES, _OURS))
    gathered = _gather(folder, _rule("**"), _rule("models/fraud", threshold=2))
    assert _fact(gathered)["trust_pattern"] == "models/fraud"
    assert _fact(gathered)["unmet"] != []


def test_a_folder_that_no_rule_covers_is_trusted_to_nobody(folder: Path) -> None:
    (folder / "model.sig").write_bytes(signed_model(_FILES, _OURS))
    gathered = _gather(folder, _rule("elsewhere/*"))
    assert _fact(gathered)["signatures"] == []
    assert _reasons(gathered) == ["not_covered"]
