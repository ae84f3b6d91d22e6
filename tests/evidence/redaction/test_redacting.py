"""What is blacked out of sealed files, beyond the fields that are named."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from govern.errors import UsageError, VerificationError
from govern.evidence.log.sqlite_store import SqliteStore
from govern.evidence.redaction.redacting import Redaction, touched
from govern.evidence.redaction.sealing import seal
from govern.evidence.redaction.wanted import Wanted, WantedField
from govern.evidence.verify.redacted import MARK
from tests.evidence.logs import ORIGIN

if TYPE_CHECKING:
    from pathlib import Path

    from govern.evidence.verify.sealed import Sealed

_CARD = b"owner: zoe@example.org\nname: a\n"


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    return SqliteStore(str(tmp_path / "log"), ORIGIN)


def _keep(store: SqliteStore, part: str, data: bytes) -> Sealed:
    sealed, rows = seal(part, data, os.urandom(32))
    with store.writing() as writer:
        writer.add_payload(hashlib.sha256(data).hexdigest(), data)
        for name, row in rows.items():
            writer.add_salt(name, row)
    return sealed


def _predicate(*sealed: Sealed) -> dict[str, Any]:
    digest = {"salted_sha256": sealed[0].salted_sha256}
    one = {"path": "card.yaml", "kind": "model_card", "digest": digest, "kept": True}
    return {"inputs": [one], "materials": [one.value() for one in sealed]}


def _views(store: SqliteStore, wanted: Wanted, *sealed: Sealed) -> list[str]:
    redaction = Redaction(wanted)
    with store.reading() as reader:
        redaction.look(reader, _predicate(*sealed), "entry 0")
        redaction.settle(reader)
        shown = [redaction.files(reader, one) for one in sealed]
    return [
        files.get(one.view_path, files.get(one.whole_path, b"")).decode()
        for one, files in zip(sealed, shown, strict=True)
    ]


def _wanted(*fields: str, here_only: bool = False) -> Wanted:
    return Wanted(tuple(map(WantedField.parse, fields)), here_only=here_only)


def test_what_a_field_says_and_the_digest_of_its_file_go_elsewhere_as_well(
    store: SqliteStore,
) -> None:
    digest = hashlib.sha256(_CARD).hexdigest()
    run = json.dumps({"asked": digest, "other": "00" * 32, "facts": ["by zoe@example.org!"]})
    sealed = _keep(store, "input", _CARD), _keep(store, "run", run.encode())
    card, kept = _views(store, _wanted("/owner"), *sealed)
    assert card == f"owner: {MARK}\nname: a\n"
    assert kept == f'{{"asked": {MARK}, "other": "{"00" * 32}", "facts": [{MARK}]}}'
    card, kept = _views(store, _wanted("/owner", here_only=True), *sealed)
    assert card == f"owner: {MARK}\nname: a\n"
    assert "zoe@example.org" in kept


def test_whole_files_and_fields_can_be_named_together(store: SqliteStore) -> None:
    sealed = _keep(store, "input", _CARD)
    assert _views(store, _wanted("", "/owner"), sealed) == [MARK]
    with pytest.raises(UsageError, match="no input has the field '/none'"):
        _views(store, _wanted("", "/none"), sealed)
    with pytest.raises(UsageError, match="no input has the field 'sbom:'"):
        _views(store, _wanted("sbom:"), sealed)


def test_a_log_that_lacks_an_input_is_told(store: SqliteStore) -> None:
    sealed, _ = seal("input", _CARD, os.urandom(32))
    with pytest.raises(VerificationError, match="does not keep an input"):
        _views(store, _wanted("/owner"), sealed)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [([(0, 1)], {0}), ([(2, 3)], {1}), ([(1, 3)], {0, 1}), ([(0, 6)], {0, 1, 2}), ([(6, 6)], {2})],
)
def test_a_piece_is_touched_by_any_byte_of_it(
    spans: list[tuple[int, int]], expected: set[int]
) -> None:
    assert touched([b"ab", b"cd", b"ef"], spans) == expected


def test_an_empty_value_touches_what_stands_there() -> None:
    assert touched([b"ab", b"cd"], [(2, 2)]) == {1}
    assert touched([b""], [(0, 0)]) == {0}
