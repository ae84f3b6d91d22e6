from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from govern.evidence.verify.notes import Checkpoint, LogKey, Proof
from tests.evidence.logs import ORIGIN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Govern = Callable[..., Any]


@pytest.fixture
def recorded(project: Path, govern: Govern) -> Path:
    """A project with one recorded denial."""
    assert govern("check", "pod.yaml", "-q").code == 1
    return project


def test_the_whole_way_from_decision_to_auditor(recorded: Path, govern: Govern) -> None:
    (recorded / "keys.txt").write_text(govern("log", "key").out)
    assert govern("check", "pod.yaml", "-q").code == 1
    ran = govern("evidence", "export", "--since", "2020-01-01", "-o", "all.tar.gz")
    assert ran.code == 0, ran.err
    assert "2 decisions, entries 0 to 3" in ran.out
    assert "sha256 " in ran.out
    ran = govern("evidence", "verify", "all.tar.gz", "--trust", "keys.txt")
    assert ran.code == 0, ran.err
    assert "2 denied" in ran.out


def test_without_trusted_keys_a_bundle_is_undecided(recorded: Path, govern: Govern) -> None:
    assert govern("evidence", "export", "-o", "all").code == 0
    ran = govern("evidence", "verify", "all")
    assert ran.code == 4
    assert "says nothing about who made it" in ran.err


def test_a_broken_bundle_is_an_integrity_failure(recorded: Path, govern: Govern) -> None:
    (recorded / "keys.txt").write_text(govern("log", "key").out)
    govern("evidence", "export", "-o", "all")
    record = recorded / "all/decisions/00000000.sigstore.json"
    record.write_bytes(record.read_bytes().replace(b"e", b"f", 1))
    ran = govern("evidence", "verify", "all", "--trust", "keys.txt")
    assert ran.code == 5
    assert "decisions/00000000.sigstore.json: the file was changed" in ran.err


def test_the_log_is_verified_by_its_key_and_an_older_checkpoint(
    recorded: Path, govern: Govern
) -> None:
    head = govern("log", "checkpoint").out
    (recorded / "monday").write_text(head)
    assert Checkpoint.parse(head).origin == ORIGIN
    govern("check", "pod.yaml", "-q")
    ran = govern("log", "verify", "--checkpoint", "monday")
    assert ran.code == 0, ran.err
    assert f"{ORIGIN}: 4 entries hold, 0 gaps" in ran.out


def test_a_changed_log_is_an_integrity_failure(recorded: Path, govern: Govern) -> None:
    db = sqlite3.connect(recorded / "evidence.db")
    db.execute("drop trigger entry_no_update")
    db.execute("update entry set data = replace(cast(data as text), '2026', '2025') where idx = 0")
    db.commit()
    db.close()
    ran = govern("log", "verify")
    assert ran.code == 5
    assert "entry 0 of the log was changed" in ran.err


def test_the_public_key_alone_verifies(recorded: Path, govern: Govern) -> None:
    vkey = govern("log", "key").out.strip().splitlines()[-1]
    assert LogKey.parse(vkey).name == ORIGIN
    ran = govern("log", "verify", "--config", "none", "--log", "evidence.db", "--key", vkey)
    assert ran.code == 0, ran.err
    ran = govern("log", "verify", "--config", "none", "--log", "evidence.db")
    assert "signatures NOT checked" in ran.out


def test_an_entry_is_proved(recorded: Path, govern: Govern) -> None:
    proof = Proof.parse(govern("log", "proof", "1").out)
    assert (proof.index, proof.checkpoint.size) == (1, 2)
    ran = govern("log", "proof", "2")
    assert ran.code == 2
    assert "there is no entry 2; the log has 2" in ran.err


def test_growth_is_printed_for_a_witness(recorded: Path, govern: Govern) -> None:
    ran = govern("log", "growth", "1")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("old 1\n")
    assert Checkpoint.parse(ran.out.partition("\n\n")[2]).size == 2


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["log", "verify", "--config", "none"], "no log is named"),
        (["log", "verify", "--log", "missing.db"], "there is no evidence log"),
        (["log", "verify", "--checkpoint", "missing"], "cannot be read"),
        (["evidence", "export", "-o", "b", "--since", "yesterday"], "is not a time"),
        (["evidence", "export", "-o", "pod.yaml"], "exists already"),
        (["evidence", "verify", "missing"], "no such evidence bundle"),
        (["evidence", "verify", "b", "--trust", "missing"], "cannot be read"),
    ],
)
def test_what_is_wrong_is_said(
    recorded: Path, govern: Govern, command: list[str], words: str
) -> None:
    ran = govern(*command)
    assert ran.code == 2
    assert words in ran.err
    assert json.dumps(ran.out) == '""'
