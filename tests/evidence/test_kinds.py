"""Every kind of record goes the whole way: log, bundle, verification."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from govern.attest.signing import FileSigner, bundle_of
from govern.attest.statement import STATEMENT_V1
from govern.errors import VerificationError
from govern.evidence.bundle import Period, export
from govern.evidence.canonical import canonical, sha256_hex
from govern.evidence.log.log import Addition
from govern.evidence.verify.bundle import verify_bundle
from govern.evidence.verify.entry import SIGNED, Entry, EntryKind
from govern.evidence.verify.kinds import KINDS
from govern.evidence.verify.trust import Trust
from tests.evidence.logs import KEY, a_log

if TYPE_CHECKING:
    from pathlib import Path

_SIGNER = FileSigner.generate()
_TRUST = Trust.parse(_SIGNER.public_key.pem.decode() + KEY.public.text())


def _addition(kind: EntryKind, predicate_type: str) -> Addition:
    statement = {
        "_type": STATEMENT_V1,
        "subject": [{"name": "decision", "digest": {"sha256": "0" * 64}}],
        "predicateType": predicate_type,
        "predicate": {"decision": "allowed", "inputs": []},
    }
    record = bundle_of(canonical(statement), _SIGNER)
    digest = sha256_hex(record)
    entry = Entry(kind=kind, time="2026-11-21T12:00:00Z", sha256=digest, media_type=SIGNED)
    return Addition(entry, {digest: record})


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
