"""Every kind of record goes the whole way: log, bundle, verification."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from govern.attest.signing import FileSigner, bundle_of
from govern.attest.statement import STATEMENT_V1
from govern.errors import VerificationError
from govern.evidence.bundle import Period, export
from govern.evidence.canonical import canonical, sha256_hex
from govern.evidence.log.key import CheckpointKey
from govern.evidence.log.log import Addition
from govern.evidence.verify.bundle import verify_bundle
from govern.evidence.verify.entry import SIGNED, Entry, EntryKind
from govern.evidence.verify.git_objects import object_name
from govern.evidence.verify.kinds import KINDS
from govern.evidence.verify.merkle import EMPTY_ROOT
from govern.evidence.verify.trust import Trust
from govern.model.predicates import SSH_NAMESPACE
from tests.evidence.logs import KEY, a_log

if TYPE_CHECKING:
    from pathlib import Path

_SIGNER = FileSigner.generate()
_PERSON = _SIGNER.public_key.key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
_TRUST = Trust.parse(
    f"{_SIGNER.public_key.pem.decode()}{KEY.public.text()}\n"
    f'ann namespaces="{SSH_NAMESPACE}" {_PERSON}\n'
)


_AT = "2026-11-21T12:00:00Z"


def _addition(kind: EntryKind, predicate_type: str, signed_at: str | None = _AT) -> Addition:
    predicate: dict[str, object] = {"decision": "allowed", "inputs": [], "signed_at": signed_at}
    subject = "0" * 64
    if kind is EntryKind.ANCHOR:
        subject, predicate = _committed()
    statement = {
        "_type": STATEMENT_V1,
        "subject": [{"name": "decision", "digest": {"sha256": subject}}],
        "predicateType": predicate_type,
        "predicate": predicate,
    }
    record = bundle_of(canonical(statement), _SIGNER)
    digest = sha256_hex(record)
    entry = Entry(kind=kind, time=_AT, sha256=digest, media_type=SIGNED)
    return Addition(entry, {digest: record})


def records(signer: FileSigner, time: str) -> Addition:
    """Return the record of a decision of this time, with no inputs."""
    statement = {
        "_type": STATEMENT_V1,
        "subject": [{"name": "decision", "digest": {"sha256": "0" * 64}}],
        "predicateType": KINDS[EntryKind.DECISION].predicate,
        "predicate": {"decision": "allowed", "inputs": [], "evaluated_at": time},
    }
    record = bundle_of(canonical(statement), signer)
    digest = sha256_hex(record)
    entry = Entry(kind=EntryKind.DECISION, time=time, sha256=digest, media_type=SIGNED)
    return Addition(entry, {digest: record})


def _committed() -> tuple[str, dict[str, object]]:
    """Return the digest of an empty log's checkpoint, and that a commit holds it."""
    note = KEY.sign(0, EMPTY_ROOT).text().encode()
    tree = b"100644 c\x00" + bytes.fromhex(object_name("blob", note, "sha1"))
    commit = f"tree {object_name('tree', tree, 'sha1')}\n\nmessage\n".encode()
    said = {
        "kind": "git",
        "size": 0,
        "note": base64.b64encode(note).decode(),
        "commit": object_name("commit", commit, "sha1"),
        "path": "c",
        "objects": [base64.b64encode(one).decode() for one in (commit, tree)],
    }
    return sha256_hex(note), said


def _exported(folder: Path, *additions: Addition) -> Path:
    log = a_log(folder / "log")
    log.append(additions)
    place = folder / "bundle"
    export(log.store, str(place), period=Period(), signer=_SIGNER, log_key=KEY.public)
    return place


def test_every_kind_but_a_gap_is_known() -> None:
    assert set(KINDS) == set(EntryKind) - {EntryKind.GAP}


def test_the_schema_names_every_kind(root: Path) -> None:
    schema = json.loads((root / "evidence/schemas/govern.log-entry.v1.schema.json").read_text())
    assert schema["oneOf"][0]["properties"]["kind"]["enum"] == [kind.value for kind in KINDS]


def test_every_kind_is_exported_counted_and_verified(tmp_path: Path) -> None:
    place = _exported(tmp_path, *(_addition(kind, of.predicate) for kind, of in KINDS.items()))
    found = verify_bundle(str(place), _TRUST)
    for number, (kind, of) in enumerate(KINDS.items()):
        assert (place / f"{of.folder}/{number:08}{of.suffix}.sigstore.json").is_file(), kind
        assert found.counts.get(of.folder) == (1 if of.proved else None)


@pytest.mark.parametrize("kind", [EntryKind.APPROVAL, EntryKind.REVOCATION, EntryKind.WAIVER])
def test_a_record_of_another_type_does_not_belong(tmp_path: Path, kind: EntryKind) -> None:
    place = _exported(tmp_path, _addition(kind, KINDS[EntryKind.DECISION].predicate))
    with pytest.raises(VerificationError, match="does not belong here") as caught:
        verify_bundle(str(place), _TRUST)
    assert (caught.value.path or "").startswith(KINDS[kind].folder)


# ---------------------------------------------------------------- clocks


@pytest.mark.parametrize(
    ("now", "holds"),
    [
        ("2026-11-21T11:55:00Z", True),
        ("2026-11-21T11:54:59Z", False),
        ("2027-01-01T00:00:00Z", True),
    ],
)
def test_an_entry_of_the_future_is_refused(tmp_path: Path, now: str, holds: bool) -> None:
    place = _exported(tmp_path, _addition(EntryKind.DECISION, KINDS[EntryKind.DECISION].predicate))
    clock = datetime.fromisoformat(now)
    if holds:
        verify_bundle(str(place), _TRUST, now=clock)
        return
    with pytest.raises(VerificationError, match="an entry of the future") as caught:
        verify_bundle(str(place), _TRUST, now=clock)
    assert (caught.value.path, caught.value.line) == ("log/entries.jsonl", 1)


@pytest.mark.parametrize(
    ("signed_at", "words"),
    [
        ("2026-11-21T12:04:00Z", None),
        ("2026-11-21T12:06:00Z", "signed at 2026-11-21T12:06:00"),
        ("2026-11-21T12:00:00", "does not say when"),
        ("yesterday", "does not say when"),
        (None, "does not say when"),
    ],
)
@pytest.mark.parametrize("kind", [EntryKind.APPROVAL, EntryKind.OBSERVATION, EntryKind.WAIVER])
def test_what_was_signed_after_it_was_logged_is_refused(
    tmp_path: Path, kind: EntryKind, signed_at: str | None, words: str | None
) -> None:
    place = _exported(tmp_path, _addition(kind, KINDS[kind].predicate, signed_at))
    if words is None:
        verify_bundle(str(place), _TRUST)
        return
    with pytest.raises(VerificationError, match=words) as caught:
        verify_bundle(str(place), _TRUST)
    assert caught.value.path == f"{KINDS[kind].folder}/00000000.sigstore.json"


def test_a_witness_of_the_future_is_no_witness() -> None:
    head = KEY.sign(3, b"r" * 32)
    witness = CheckpointKey(Ed25519PrivateKey.from_private_bytes(b"w" * 32), "auditor.example")
    trust = Trust(_TRUST.signers, _TRUST.logs, witnesses=(witness.witness_key,))
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    early = witness.cosign(head, int(now.timestamp()))
    late = witness.cosign(head, int(now.timestamp()) + 301)
    trust.require_checkpoint(early, "log/checkpoint", now)
    with pytest.raises(VerificationError, match="cosigned in the future"):
        trust.require_checkpoint(late, "log/checkpoint", now)
    trust.require_checkpoint(late, "log/checkpoint")
