"""A log in one SQLite file: WAL, `synchronous=FULL`, and triggers against accidents.

Triggers stop mistakes, not an administrator; what stops an administrator is a checkpoint that
somebody else holds (`govern log verify --checkpoint`).
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from govern.errors import Error, UsageError, VerificationError
from govern.evidence.log.added_rows import AddedRows
from govern.evidence.log.interface import NoLog

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLES = ("entry", "node", "checkpoint", "meta")
_SCHEMA = """
create table if not exists entry (idx integer primary key, data blob not null);
create table if not exists node (
  level integer not null, idx integer not null, hash blob not null, primary key (level, idx)
) without rowid;
create table if not exists checkpoint (size integer primary key, note text not null);
create table if not exists meta (name text primary key, value text not null) without rowid;
create table if not exists payload (sha256 text primary key, data blob not null);
create table if not exists salt (salted text primary key, salt blob not null) without rowid;
""" + "".join(
    f"create trigger if not exists {table}_no_{verb} before {verb} on {table} "
    "begin select raise(abort, 'the log is append-only'); end;\n"
    for table in _TABLES
    for verb in ("update", "delete")
)
# What is stored under its digest, or signed, is the same when it comes again.
_INSERT = {
    "entry": "insert into entry values (?, ?)",
    "node": "insert into node values (?, ?, ?)",
    "payload": "insert or ignore into payload values (?, ?)",
    "salt": "insert into salt values (?, ?)",
    "checkpoint": "insert or ignore into checkpoint values (?, ?)",
}
_FORMAT = "govern.log/v1"
_BUSY_SECONDS = 30.0


class SqliteStore:
    """A log in a file.

    Args:
        path: The file. It is made when it does not exist and `origin` is given.
        origin: The name of the log, such as `example.com/payments`; needed for a new one, and
            checked against the file for an old one.

    Raises:
        UsageError: there is no such log (NoLog), or it has another name.
        VerificationError: the file is not a log.
    """

    def __init__(self, path: str, origin: str | None = None) -> None:
        self.path = path
        if origin is None and not Path(path).is_file():
            raise NoLog("there is no evidence log", path=path)
        try:
            _make_private(path)
            self._db = sqlite3.connect(
                path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._db.execute("pragma journal_mode=wal")
            self._db.execute("pragma synchronous=full")
            if origin is not None:
                self._create(origin)
            self.origin = self._named(origin)
        except sqlite3.Error as error:
            raise _translated(error, path) from error
        except OSError as error:
            raise UsageError(
                "the evidence log cannot be written", path=path, cause=error.strerror
            ) from error

    def _create(self, origin: str) -> None:
        self._db.executescript(_SCHEMA)
        with self.writing() as writer:
            writer.name_it(origin)

    def _named(self, origin: str | None) -> str:
        rows = dict(self._db.execute("select name, value from meta"))
        if rows.get("format") != _FORMAT:
            raise VerificationError("the file is not an evidence log of govern", path=self.path)
        name = str(rows["origin"])
        if origin not in {None, name}:
            raise UsageError(
                f"the log is named {name!r}, not {origin!r}",
                path=self.path,
                hint="a log keeps its name for ever; use that one, or another file",
            )
        return name

    @contextmanager
    def reading(self) -> Iterator[SqliteView]:
        """Open a view that writers do not change."""
        with self._transaction("begin") as view:
            view.size()  # a deferred transaction takes its snapshot at the first read
            yield view

    @contextmanager
    def writing(self) -> Iterator[SqliteView]:
        """Wait to be the only writer; commit durably at the end, or roll back."""
        with self._transaction("begin immediate") as view:
            yield view

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[SqliteView]:
        try:
            self._db.execute(begin)
            try:
                view = SqliteView(self._db, self.path)
                yield view
                view.flush()
                self._db.execute("commit")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("rollback")
                raise
        except sqlite3.Error as error:
            raise _translated(error, self.path) from error

    def close(self) -> None:
        """Close the file."""
        self._db.close()


class SqliteView(AddedRows):
    """Reads and writes inside one transaction (interface.Reader and interface.Writer).

    What is read is cast, since whoever changes the file may have changed types as well.
    """

    def __init__(self, db: sqlite3.Connection, path: str) -> None:
        super().__init__()
        self._db = db
        self._path = path

    def name_it(self, origin: str) -> None:
        """Give a new log its name; an old one keeps its own."""
        rows = [("format", _FORMAT), ("origin", origin)]
        self._db.executemany("insert or ignore into meta values (?, ?)", rows)

    def size(self) -> int:
        """Return one more than the highest index."""
        return cast("int", self._one("select coalesce(max(idx) + 1, 0) from entry", ()))

    def node(self, level: int, index: int) -> bytes:
        """Return a stored node."""
        found = self._one(
            "select cast(hash as blob) from node where level = ? and idx = ?", (level, index)
        )
        if found is None:
            raise VerificationError(
                f"the tree node {level}/{index} is missing", path=self._path, hint=_DAMAGED
            )
        return cast("bytes", found)

    def nodes(self, level: int) -> Iterator[tuple[int, bytes]]:
        """Yield one level in order."""
        yield from self._many(
            "select idx, cast(hash as blob) from node where level = ? order by idx", (level,)
        )

    def entries(self, start: int, end: int) -> Iterator[tuple[int, bytes]]:
        """Yield entries in order."""
        yield from self._many(
            "select idx, cast(data as blob) from entry where idx >= ? and idx < ? order by idx",
            (start, end),
        )

    def payload(self, sha256: str) -> bytes | None:
        """Return kept bytes."""
        found = self._one("select cast(data as blob) from payload where sha256 = ?", (sha256,))
        return cast("bytes | None", found)

    def checkpoints(self) -> Iterator[tuple[int, str]]:
        """Yield every checkpoint."""
        yield from self._many("select size, note from checkpoint order by size", ())

    def checkpoint(self, size: int | None = None) -> str | None:
        """Return one checkpoint, or the latest."""
        if size is None:
            found = self._one("select note from checkpoint order by size desc limit 1", ())
        else:
            found = self._one("select note from checkpoint where size = ?", (size,))
        return cast("str | None", found)

    def salt(self, salted: str) -> bytes | None:
        """Return a private salt."""
        return cast(
            "bytes | None",
            self._one("select cast(salt as blob) from salt where salted = ?", (salted,)),
        )

    def flush(self) -> None:
        """Hand what was added to the database, as one statement for each table."""
        for table, rows in self._rows.items():
            self._db.executemany(_INSERT[table], rows)
        self._rows.clear()

    def _many(self, query: str, values: tuple[object, ...]) -> Iterator[Any]:
        self.flush()
        yield from self._db.execute(query, values)

    def _one(self, query: str, values: tuple[object, ...]) -> object:
        self.flush()
        row = self._db.execute(query, values).fetchone()
        return row[0] if row else None


_DAMAGED = "the log was damaged or changed; compare it with a copy"


def _make_private(path: str) -> None:
    """Make the file readable by its owner alone: it holds salts. SQLite's helper files follow."""
    if not Path(path).exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def _translated(error: sqlite3.Error, path: str) -> Error:
    if isinstance(error, sqlite3.OperationalError) and "no such table" not in str(error):
        return UsageError("the evidence log cannot be used", path=path, cause=str(error))
    return VerificationError(
        "the evidence log is damaged, or the file is none", path=path, cause=str(error)
    )
