from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from govern.errors import Error, UsageError, VerificationError
from govern.evidence.log.audit import audit
from govern.evidence.log.group_commit import GroupCommit
from govern.evidence.verify.entry import Entry, EntryKind
from tests.evidence.logs import KEY, ORIGIN, a_log, an_addition

if TYPE_CHECKING:
    from pathlib import Path


def test_threads_share_commits_and_each_learns_its_own_indexes(tmp_path: Path) -> None:
    log = a_log(tmp_path / "log")
    given: dict[int, range] = {}

    def write(first: int) -> None:
        for number in range(first, first + 25):
            given[number] = group.append([an_addition(number), an_addition(number)])

    with GroupCommit(log) as group:
        threads = [threading.Thread(target=write, args=(100 * one,)) for one in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with log.store.reading() as reader:
        found = audit(reader, ORIGIN, KEY.public)
        lines = dict(reader.entries(0, 400))
    assert found.size == found.signed == 400
    assert sorted(index for indexes in given.values() for index in indexes) == list(range(400))
    for number, indexes in given.items():
        for index in indexes:
            assert an_addition(number).entry.sha256.encode() in lines[index]


def test_what_waits_together_is_one_commit(tmp_path: Path) -> None:
    log = a_log(tmp_path / "log")
    group = GroupCommit(log)
    futures = [group.submit([an_addition(number)]) for number in range(1500)]
    with group:
        assert futures[-1].result() == range(1499, 1500)
    with log.store.reading() as reader:
        assert [size for size, _ in reader.checkpoints()] == [1000, 1500]


def test_leaving_waits_for_all_and_then_refuses(tmp_path: Path) -> None:
    log = a_log(tmp_path / "log")
    with GroupCommit(log) as group:
        futures = [group.submit([an_addition(number)]) for number in range(50)]
    assert all(future.done() for future in futures)
    with pytest.raises(UsageError, match="was closed"):
        group.append([an_addition(0)])


def test_whoever_waits_learns_that_it_failed(tmp_path: Path) -> None:
    path = tmp_path / "log"
    log = a_log(path, 2)
    db = sqlite3.connect(path)
    db.execute("drop trigger entry_no_delete")
    db.execute("delete from entry where idx = 1")
    db.commit()
    db.close()
    with GroupCommit(log) as group, pytest.raises(VerificationError, match="do not fit"):
        group.append([an_addition(3)])


def test_what_was_lost_is_told_by_a_gap(tmp_path: Path) -> None:
    """A trigger refuses entries, as a full disk would; then it is taken away."""
    path = tmp_path / "log"
    log = a_log(path, 1)
    db = sqlite3.connect(path)
    db.execute(
        "create trigger full before insert on entry begin select raise(abort, 'disk is full'); end"
    )
    with GroupCommit(log, clock=lambda: datetime(2026, 11, 21, tzinfo=UTC)) as group:
        for number in (1, 2):
            with pytest.raises(Error):
                group.append([an_addition(number), an_addition(number)])
        db.execute("drop trigger full")
        db.commit()
        assert group.append([an_addition(3)]) == range(2, 3)
        assert group.append([an_addition(4)]) == range(3, 4)
    db.close()
    with log.store.reading() as reader:
        assert audit(reader, ORIGIN, KEY.public).gaps == 1
        ((_, line),) = reader.entries(1, 2)
    gap = Entry.parse(line)
    assert (gap.kind, gap.lost, gap.time) == (EntryKind.GAP, 4, "2026-11-21T00:00:00Z")
    assert gap.reason


_WRITERS = """
import sys, threading
from pathlib import Path
from govern.evidence.log.group_commit import GroupCommit
from tests.evidence.logs import a_log, an_addition
def write(first):
    for number in range(first, first + 100_000):
        done = group.append([an_addition(number)])
        sys.stdout.write(f"{done.start} {number}\\n"); sys.stdout.flush()
with GroupCommit(a_log(Path(sys.argv[1]))) as group:
    threads = [threading.Thread(target=write, args=(n * 100_000,)) for n in range(4)]
    [t.start() for t in threads]
    [t.join() for t in threads]
"""


def test_killed_amid_many_writers_nothing_acknowledged_is_lost(tmp_path: Path, root: Path) -> None:
    path = tmp_path / "log"
    with subprocess.Popen(
        [sys.executable, "-c", _WRITERS, str(path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(60)]
        writer.send_signal(signal.SIGKILL)
        lines += [line for line in writer.stdout if line.endswith(b"\n")]
    log = a_log(path)
    with log.store.reading() as reader:
        audit(reader, ORIGIN, KEY.public)
        kept = dict(reader.entries(0, reader.size()))
    for line in lines:
        index, number = map(int, line.split())
        assert an_addition(number).entry.sha256.encode() in kept[index]
