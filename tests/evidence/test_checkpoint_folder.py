"""Checkpoints as files that are written once."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from govern.attest.signing import FileSigner
from govern.errors import UsageError, VerificationError
from govern.evidence.anchoring import anchor_in_folder
from govern.evidence.checkpoint_folder import CheckpointFolder
from govern.evidence.locked_checkpoints import stored_checkpoints
from govern.evidence.log.audit import audit
from tests.evidence.logs import KEY, ORIGIN, OTHER_KEY, a_log, an_addition

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_SIGNER = FileSigner.generate()
_NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def volume(tmp_path: Path) -> Path:
    (tmp_path / "volume").mkdir()
    return tmp_path / "volume"


def test_the_head_is_written_once_and_the_log_held_against_it(
    tmp_path: Path, volume: Path, root: Path
) -> None:
    log, folder = a_log(tmp_path / "log", 3), CheckpointFolder(str(volume))
    kept = anchor_in_folder(log, _SIGNER, folder, _NOW)
    name = f"{ORIGIN}/00000000000000000003.checkpoint"
    assert (
        kept.anchored.text() == f"the first 3 entries are in the file {name!r}, NOT checked further"
    )
    assert (volume / name).stat().st_mode & 0o777 == 0o444
    statement = json.loads(base64.b64decode(json.loads(kept.record)["dsseEnvelope"]["payload"]))
    schema = json.loads((root / "evidence/schemas/govern.anchor.v0.1.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(statement)
    assert (volume / name).read_bytes() == base64.b64decode(statement["predicate"]["note"])
    anchor_in_folder(log, _SIGNER, folder, _NOW)
    heads = [head for _, head in stored_checkpoints(folder, ORIGIN, KEY.public)]
    assert [head.size for head in heads] == [3, 4]
    with log.store.reading() as reader:
        assert audit(reader, ORIGIN, KEY.public, heads).size == 5


def test_another_history_of_the_same_length_is_not_written_over_the_first(
    tmp_path: Path, volume: Path
) -> None:
    folder = CheckpointFolder(str(volume))
    anchor_in_folder(a_log(tmp_path / "one", 3), _SIGNER, folder, _NOW)
    (first,) = volume.rglob("*.checkpoint")
    before = first.read_bytes()
    other = a_log(tmp_path / "two")
    for number in (0, 1, 7):
        other.append([an_addition(number)])
    with pytest.raises(VerificationError, match="another checkpoint") as caught:
        anchor_in_folder(other, _SIGNER, folder, _NOW)
    assert caught.value.path == str(first)
    assert first.read_bytes() == before
    anchor_in_folder(a_log(tmp_path / "three", 3), _SIGNER, folder, _NOW)  # the same, once more


def test_what_is_no_checkpoint_of_this_log_is_named(tmp_path: Path, volume: Path) -> None:
    folder = CheckpointFolder(str(volume))
    with pytest.raises(UsageError, match="no checkpoint of"):
        stored_checkpoints(folder, ORIGIN, None)
    anchor_in_folder(a_log(tmp_path / "log", 1, OTHER_KEY), _SIGNER, folder, _NOW)
    with pytest.raises(VerificationError, match="not signed by the trusted key"):
        stored_checkpoints(folder, ORIGIN, KEY.public)
    (written,) = volume.rglob("*.checkpoint")
    written.unlink()
    written.write_text("x")
    with pytest.raises(VerificationError, match="not a checkpoint") as caught:
        stored_checkpoints(folder, ORIGIN, None)
    assert caught.value.path == str(written)


def test_nothing_is_written_elsewhere(tmp_path: Path, volume: Path) -> None:
    with pytest.raises(UsageError, match="not a folder"):
        CheckpointFolder(str(tmp_path / "not-mounted"))
    folder = CheckpointFolder(str(volume))
    for key in ("../out", "a/../../out", "/out"):
        with pytest.raises(UsageError, match="no name of a file below"):
            folder.keep(key, b"x")
    (volume / "link").symlink_to(tmp_path / "target")
    with pytest.raises(UsageError, match="cannot be written"):
        folder.keep("link", b"x")
    (volume / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        folder.keep("file/below", b"x")
    assert not (tmp_path / "target").exists()
    assert not (tmp_path / "out").exists()


def test_the_command(project: Path, govern: Callable[..., Any]) -> None:
    (project / "volume").mkdir()
    assert govern("check", "pod.yaml", "-q").code == 1
    ran = govern("log", "anchor", "--folder", "volume")
    assert ran.code == 0, ran.err
    assert "entry 2: the first 2 entries are in the file" in ran.out
    ran = govern("log", "verify", "--folder", "volume")
    assert ran.code == 0, ran.err
    assert "1 checkpoints are in volume, and fit" in ran.out
    (project / "evidence.db").unlink()
    for end in ("-wal", "-shm"):
        (project / f"evidence.db{end}").unlink(missing_ok=True)
    assert govern("check", "pod.yaml", "-q", "--at", "2026-11-20T00:00:00Z").code == 1
    ran = govern("log", "verify", "--folder", "volume")
    assert ran.code == 5
    assert f"{ORIGIN}: the log does not fit the checkpoint over 2 entries" in ran.err
