from __future__ import annotations

import base64
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from govern.errors import Error, UsageError, VerificationError
from govern.evidence.canonical import canonical
from govern.evidence.log.audit import audit
from govern.evidence.log.key import CheckpointKey
from govern.evidence.log.sqlite_store import SqliteStore
from govern.evidence.log.tree import consistency, inclusion, root_of
from govern.evidence.verify.entry import Entry, EntryKind
from govern.evidence.verify.merkle import extends, includes, leaf_hash
from govern.evidence.verify.notes import Checkpoint, LogKey, Proof
from tests.evidence.logs import KEY, ORIGIN, OTHER_KEY, a_log, an_addition

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from govern.evidence.log.audit import Audited
    from govern.evidence.log.log import Log


def _audit(log: Log, earlier: Sequence[Checkpoint] = ()) -> Audited:
    with log.store.reading() as reader:
        return audit(reader, ORIGIN, KEY.public, earlier)


def test_every_proof_of_every_size_holds(tmp_path: Path) -> None:
    log = a_log(tmp_path / "log", key=None)
    log.append([an_addition(number) for number in range(70)])
    with log.store.reading() as reader:
        leaves = [leaf_hash(line) for _, line in reader.entries(0, 70)]
        for size in range(1, 71):
            root = root_of(reader, 0, size)
            for index in range(size):
                proof = inclusion(reader, index, size)
                assert includes(leaves[index], index, size, proof, root)
                assert not includes(leaves[index - 1], index, size, proof, root) or size == 1
            for old in range(size + 1):
                growth = consistency(reader, old, size)
                assert extends(old, root_of(reader, 0, old), size, root, growth)


def test_a_log_that_was_left_alone_holds(tmp_path: Path) -> None:
    log = a_log(tmp_path / "log", 11)
    heads = [log.checkpoint()]
    log.append([an_addition(number) for number in range(11, 20)])
    found = _audit(log, heads)
    assert (found.size, found.signed, found.gaps) == (20, 20, 0)
    assert log.checkpoint().root == found.root


def test_a_proof_file_is_checked_without_the_log(tmp_path: Path) -> None:
    log = a_log(tmp_path / "log", 9)
    proof = Proof.parse(log.proof(4).text())
    proof.checkpoint.require(LogKey.parse(KEY.public.text()))
    entry = canonical(an_addition(4).entry.value())
    assert proof.shows(leaf_hash(entry))
    assert not proof.shows(leaf_hash(canonical(an_addition(5).entry.value())))
    with pytest.raises(VerificationError, match="not signed by the trusted key"):
        proof.checkpoint.require(OTHER_KEY.public)


@pytest.mark.parametrize("old", [0, 1, 4, 7, 9])
def test_growth_is_proved_to_whoever_kept_a_checkpoint(tmp_path: Path, old: int) -> None:
    log = a_log(tmp_path / "log", 9)
    proof, _, note = log.growth(old).partition("\n\n")
    said, *hashes = proof.split("\n")
    assert said == f"old {old}"
    head = Checkpoint.parse(note)
    head.require(KEY.public)
    with log.store.reading() as reader:
        root = root_of(reader, 0, old)
    siblings = [base64.b64decode(one) for one in hashes]
    assert extends(old, root, head.size, head.root, siblings)
    assert not extends(old, leaf_hash(b"another"), head.size, head.root, siblings)
    with pytest.raises(UsageError, match="the log has 9 entries, not 10"):
        log.growth(10)


def test_a_gap_is_an_entry(tmp_path: Path) -> None:
    log = a_log(tmp_path / "log", 2)
    gap = Entry(kind=EntryKind.GAP, time="2026-11-21T12:00:00Z", reason="the disk was full", lost=3)
    log.append([type(an_addition(0))(gap)])
    assert _audit(log).gaps == 1


# ---------------------------------------------------------------- tampering, as an administrator


def _open(path: Path) -> sqlite3.Connection:
    """Open the file behind govern's back, with its triggers gone."""
    db = sqlite3.connect(path)
    for (name,) in db.execute("select name from sqlite_master where type = 'trigger'").fetchall():
        db.execute(f"drop trigger {name}")
    return db


def _edit(db: sqlite3.Connection) -> None:
    line = canonical(an_addition(99).entry.value())
    db.execute("update entry set data = ? where idx = 3", (line,))


def _drop(db: sqlite3.Connection) -> None:
    db.execute("delete from entry where idx = 3")


def _cut_off(db: sqlite3.Connection) -> None:
    db.execute("delete from entry where idx >= 6")


def _swap(db: sqlite3.Connection) -> None:
    rows = dict(db.execute("select idx, data from entry where idx in (2, 3)").fetchall())
    db.execute("update entry set data = ? where idx = 2", (rows[3],))
    db.execute("update entry set data = ? where idx = 3", (rows[2],))


def _append(db: sqlite3.Connection) -> None:
    line = canonical(an_addition(99).entry.value())
    db.execute("insert into entry values (8, ?)", (line,))


def _node(db: sqlite3.Connection) -> None:
    db.execute("update node set hash = zeroblob(32) where level = 1 and idx = 1")


def _record(db: sqlite3.Connection) -> None:
    db.execute("update payload set data = x'00' where sha256 = ?", (an_addition(3).entry.sha256,))


def _no_record(db: sqlite3.Connection) -> None:
    db.execute("delete from payload where sha256 = ?", (an_addition(3).entry.sha256,))


def _checkpoint(db: sqlite3.Connection) -> None:
    db.execute("update checkpoint set note = replace(note, '— ', '— x') where size = 4")


def _resigned(db: sqlite3.Connection) -> None:
    note = db.execute("select note from checkpoint where size = 8").fetchone()[0]
    head = Checkpoint.parse(note)
    forged = OTHER_KEY.sign(8, head.root).text()
    db.execute("update checkpoint set note = ? where size = 8", (forged,))


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (_edit, "entry 3 of the log was changed"),
        (_drop, "entry 3 of the log is missing"),
        (_cut_off, "the log has 6 entries|where the entries end"),
        (_swap, "entry 2 of the log was changed"),
        (_append, "entry 8 of the log was changed"),
        (_node, "tree node 1/1 of the log was changed"),
        (_record, "the record of entry 3 was changed"),
        (_no_record, "the record of entry 3 is missing"),
        (_checkpoint, "not signed by the trusted key"),
        (_resigned, "not signed by the trusted key"),
    ],
)
def test_tampering_is_found(
    tmp_path: Path, tamper: Callable[[sqlite3.Connection], None], words: str
) -> None:
    path = tmp_path / "log"
    a_log(path, 8).store.close()
    with _open(path) as db:
        tamper(db)
    db.close()
    with pytest.raises(VerificationError, match=words):
        _audit(a_log(path))


def test_a_rewritten_log_does_not_fit_a_checkpoint_kept_elsewhere(tmp_path: Path) -> None:
    kept = a_log(tmp_path / "log", 5).checkpoint()
    rewritten = a_log(tmp_path / "other")  # the same key, another history
    rewritten.append([an_addition(number) for number in (0, 1, 2, 4, 3)])
    assert _audit(rewritten).size == 5  # alone, it looks whole
    with pytest.raises(VerificationError, match="does not fit the checkpoint over 5"):
        _audit(rewritten, [kept])


def test_a_rolled_back_log_does_not_fit_a_checkpoint_kept_elsewhere(tmp_path: Path) -> None:
    kept = a_log(tmp_path / "log", 5).checkpoint()
    with pytest.raises(VerificationError, match="a checkpoint was made over 5"):
        _audit(a_log(tmp_path / "older", 4), [kept])


def test_a_damaged_log_does_not_grow(tmp_path: Path) -> None:
    path = tmp_path / "log"
    a_log(path, 8).store.close()
    with _open(path) as db:
        db.execute("delete from entry where idx = 7")
        db.execute("delete from node where level = 0 and idx = 7")
    db.close()
    with pytest.raises(VerificationError, match="do not fit its checkpoint over 8"):
        a_log(path).append([an_addition(8)])


def test_the_file_refuses_updates(tmp_path: Path) -> None:
    log = a_log(tmp_path / "log", 1)
    db = sqlite3.connect(tmp_path / "log")
    for table in ("entry", "node", "checkpoint", "meta"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(f"delete from {table}")  # noqa: S608 - names from the line above
    db.close()
    assert _audit(log).size == 1


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    a_log(tmp_path / "log")
    assert (tmp_path / "log").stat().st_mode & 0o077 == 0


# ---------------------------------------------------------------- crashes and concurrency

_WRITER = """
import sys
from pathlib import Path
from tests.evidence.logs import a_log, an_addition
log = a_log(Path(sys.argv[1]))
for number in range(100_000):
    done = log.append([an_addition(2 * number), an_addition(2 * number + 1)])
    print(done.stop, flush=True)
"""


@pytest.mark.parametrize("acknowledged", [1, 7, 40])
def test_a_killed_writer_loses_nothing_that_it_acknowledged(
    tmp_path: Path, root: Path, acknowledged: int
) -> None:
    path = tmp_path / "log"
    with subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as writer:
        assert writer.stdout is not None
        seen = [int(writer.stdout.readline()) for _ in range(acknowledged)]
        writer.send_signal(signal.SIGKILL)
        seen += [int(line) for line in writer.stdout if line.endswith(b"\n")]
    log = a_log(path)
    found = _audit(log)
    assert found.size >= max(seen)
    assert found.size % 2 == 0  # a batch is there as a whole or not at all
    log.append([an_addition(0)])
    assert _audit(log).size == found.size + 1


def test_several_writers_take_turns(tmp_path: Path) -> None:
    a_log(tmp_path / "log")

    def write(first: int) -> None:
        log = a_log(tmp_path / "log")
        for number in range(first, first + 20):
            log.append([an_addition(number)])

    threads = [threading.Thread(target=write, args=(first,)) for first in (0, 100, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log = a_log(tmp_path / "log")
    assert _audit(log).size == 60
    with log.store.reading() as reader:
        names = {Entry.parse(line).sha256 for _, line in reader.entries(0, 60)}
    assert len(names) == 60


# ---------------------------------------------------------------- what people get wrong


def test_a_missing_log_is_not_made_by_reading_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no evidence log"):
        SqliteStore(str(tmp_path / "log"))
    assert not (tmp_path / "log").exists()


def test_a_file_that_is_no_log_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("hello, this is no database at all; " * 100)
    with pytest.raises(VerificationError, match="damaged, or the file is none"):
        SqliteStore(str(tmp_path / "log"))


def test_a_log_keeps_its_name(tmp_path: Path) -> None:
    a_log(tmp_path / "log")
    with pytest.raises(UsageError, match="the log is named"):
        SqliteStore(str(tmp_path / "log"), "example.com/other")


def test_without_a_key_there_is_no_checkpoint(tmp_path: Path) -> None:
    log = a_log(tmp_path / "log", 3, key=None)
    with pytest.raises(UsageError, match="no signed checkpoint"):
        log.checkpoint()


@pytest.mark.parametrize("name", ["", "two words", "a+b"])
def test_names_that_a_checkpoint_cannot_carry(name: str) -> None:
    with pytest.raises(UsageError, match="cannot be the name"):
        CheckpointKey(KEY._private, name)


@pytest.mark.parametrize("index", [-1, 3])
def test_there_is_no_proof_of_an_entry_that_is_not_there(tmp_path: Path, index: int) -> None:
    with pytest.raises(Error, match="there is no entry"):
        a_log(tmp_path / "log", 3).proof(index)
