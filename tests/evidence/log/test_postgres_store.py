"""The log in a real PostgreSQL: several writers, killed at random, and an administrator."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from itertools import count
from typing import TYPE_CHECKING

import psycopg
import pytest

from govern.errors import UsageError, VerificationError
from govern.evidence.log.audit import audit
from govern.evidence.log.log import Log
from govern.evidence.log.opening import open_store
from govern.evidence.log.postgres_store import PostgresStore
from tests.evidence.log.postgres_server import postgres_server
from tests.evidence.logs import KEY, ORIGIN, an_addition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from govern.evidence.log.audit import Audited
    from govern.evidence.log.interface import Store
    from govern.evidence.verify.notes import Checkpoint
    from tests.evidence.log.postgres_server import PostgresServer

pytestmark = pytest.mark.server("pg_ctl")
_NUMBERS = count()


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with postgres_server() as running:
        yield running


@pytest.fixture
def url(server: PostgresServer) -> str:
    return server.new_database(f"log{next(_NUMBERS)}")


@pytest.fixture
def opened() -> Iterator[Callable[[str], Log]]:
    """Open logs, and close them after the test."""
    with ExitStack() as stack:

        def open_one(where: str) -> Log:
            store = open_store(where, ORIGIN)
            stack.callback(store.close)
            return Log(store, KEY)

        yield open_one


def _audit(url: str, earlier: Sequence[Checkpoint] = ()) -> Audited:
    with closing(PostgresStore(url)) as store, store.reading() as reader:
        return audit(reader, ORIGIN, KEY.public, earlier)


def test_a_log_grows_and_holds(url: str, opened: Callable[[str], Log]) -> None:
    log = opened(url)
    log.append([an_addition(number) for number in range(5)])
    head = log.checkpoint()
    log.append([an_addition(number) for number in range(5, 70)])
    found = _audit(url, [head])
    assert (found.size, found.signed, found.gaps) == (70, 70, 0)
    proof = log.proof(3)
    from govern.evidence.verify.merkle import leaf_hash

    with log.store.reading() as reader:
        ((_, line),) = reader.entries(3, 4)
    assert proof.shows(leaf_hash(line))


def test_it_says_the_same_as_a_file(url: str, opened: Callable[[str], Log], tmp_path: Path) -> None:
    heads = []
    for where in (url, str(tmp_path / "log")):
        log = opened(where)
        for number in range(9):
            log.append([an_addition(number)])
        heads.append(log.checkpoint().text())
    assert heads[0] == heads[1]


def test_what_is_salted_stays_with_the_log(url: str, opened: Callable[[str], Log]) -> None:
    store = opened(url).store
    with store.writing() as writer:
        writer.add_salt("a" * 64, b"salt")
        writer.add_payload("b" * 64, b"bytes")
        writer.add_payload("b" * 64, b"bytes")
    with store.reading() as reader:
        assert (reader.salt("a" * 64), reader.salt("c" * 64)) == (b"salt", None)
        assert (reader.payload("b" * 64), reader.payload("c" * 64)) == (b"bytes", None)


def _write_half(store: Store) -> None:
    with store.writing() as writer:
        writer.add_entry(1, b"half")
        writer.add_entry(2, b"%d" % (1 // 0))


def _write_twice(store: Store) -> None:
    with store.writing() as writer:
        writer.add_entry(0, b"twice")


def test_what_fails_leaves_nothing_behind(url: str, opened: Callable[[str], Log]) -> None:
    log = opened(url)
    log.append([an_addition(0)])
    store = log.store
    with pytest.raises(ZeroDivisionError):
        _write_half(store)
    with pytest.raises(VerificationError, match="damaged"):
        _write_twice(store)
    assert _audit(url).size == 1


@pytest.mark.parametrize(
    "statement",
    [
        "update govern_log.entry set data = 'x'",
        "delete from govern_log.entry",
        "truncate govern_log.node",
        "delete from govern_log.checkpoint",
    ],
)
def test_the_tables_refuse_changes(url: str, opened: Callable[[str], Log], statement: str) -> None:
    opened(url).append([an_addition(0)])
    with psycopg.connect(url) as db, pytest.raises(psycopg.Error, match="append-only"):
        db.execute(statement)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("update govern_log.entry set data = data || ' '::bytea where idx = 2",
         "entry 2 of the log was changed"),
        ("delete from govern_log.entry where idx = 2", "entry 2 of the log is missing"),
        ("delete from govern_log.entry where idx >= 4", "entries were cut off"),
        ("delete from govern_log.payload", "the record of entry 0 is missing"),
        ("update govern_log.entry set idx = 7 - idx where idx in (3, 4)", "was changed"),
    ],
)  # fmt: skip
def test_an_administrator_is_found_out(
    url: str, opened: Callable[[str], Log], statement: str, words: str
) -> None:
    log = opened(url)
    for number in range(6):
        log.append([an_addition(number)])
    head = log.checkpoint()
    with psycopg.connect(url) as db:
        for table in ("entry", "node", "checkpoint"):
            db.execute(f"alter table govern_log.{table} disable trigger all")
        if "7 - idx" in statement:
            db.execute("alter table govern_log.entry drop constraint entry_pkey")
        db.execute(statement)
    with pytest.raises(VerificationError) as caught:
        _audit(url, [head])
    assert words in str(caught.value.diagnostics())


def test_what_cannot_be_opened_is_said(server: PostgresServer, url: str) -> None:
    with pytest.raises(UsageError, match="no evidence log in this database"):
        open_store(url)
    PostgresStore(url, ORIGIN).close()
    with pytest.raises(UsageError, match="is named"):
        open_store(url, "example.com/other")
    with pytest.raises(UsageError) as caught:
        open_store("postgresql://me:hunter2@127.0.0.1:1/log", ORIGIN)
    assert "hunter2" not in caught.value.diagnostics()
    with pytest.raises(UsageError, match="cannot be read"):
        open_store("postgresql://[", ORIGIN)


_WRITER = """
import sys
from govern.errors import Error
from govern.evidence.log.log import Log
from govern.evidence.log.opening import open_store
from tests.evidence.logs import KEY, ORIGIN, an_addition
name, number = int(sys.argv[2]), 0
log = Log(open_store(sys.argv[1], ORIGIN), KEY)
while True:
    additions = [an_addition(name * 10_000_000 + number + n) for n in range(3)]
    try:
        added = log.append(additions)
    except Error:
        sys.exit(3)  # the server is gone
    for index, addition in zip(added, additions):
        print(index, addition.entry.sha256, flush=True)
    number += 3
"""


class _Writers:
    """Processes that append as fast as they can and say what was acknowledged."""

    def __init__(self, url: str, root: Path, folder: Path) -> None:
        self._url, self._root, self._folder = url, root, folder
        self._running: list[subprocess.Popen[bytes]] = []
        self._started = 0

    def start(self, number: int) -> None:
        for _ in range(number):
            command = [sys.executable, "-c", _WRITER, self._url, str(self._started)]
            with (self._folder / f"{self._started}.acknowledged").open("wb") as output:
                self._running.append(subprocess.Popen(command, cwd=self._root, stdout=output))
            self._started += 1

    def kill(self, victim: int) -> None:
        process = self._running.pop(victim)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def end(self) -> None:
        while self._running:
            self.kill(0)

    def acknowledged(self) -> dict[int, str]:
        found: dict[int, str] = {}
        for path in self._folder.glob("*.acknowledged"):
            for line in path.read_text().split("\n")[:-1]:  # the last one may be cut off
                index, sha256 = line.split()
                assert int(index) not in found, "a fork: two writers were given the same place"
                found[int(index)] = sha256
        return found


def test_four_writers_killed_at_random_lose_nothing_and_make_no_fork(
    server: PostgresServer, url: str, root: Path, tmp_path: Path
) -> None:
    PostgresStore(url, ORIGIN).close()
    drawn = random.Random(6)  # noqa: S311 - which writer dies is no secret
    writers = _Writers(url, root, tmp_path)
    writers.start(4)
    heads: list[Checkpoint] = []
    watcher = Log(PostgresStore(url), KEY)
    for _ in range(5):
        time.sleep(1.2)
        heads.append(watcher.checkpoint())
        writers.kill(drawn.randrange(4))
        writers.start(1)
    watcher.store.close()
    server.crash()  # the server, too, is killed while they write
    writers.end()
    server.start()
    acknowledged = writers.acknowledged()
    found = _audit(url, heads)
    assert found.size >= max(acknowledged) + 1 > 50
    store = PostgresStore(url)
    with store.reading() as reader:
        entries = dict(reader.entries(0, found.size))
    for index, sha256 in acknowledged.items():
        assert sha256.encode() in entries[index]
    assert Log(store, KEY).append([an_addition(1)]) == range(found.size, found.size + 1)
    store.close()
