"""A log in a PostgreSQL database, for several writers on several machines.

One transaction-level advisory lock makes writers take turns, and each append is one transaction
with `synchronous_commit = on`: what `append` returned is in the server's log on disk. Triggers stop
mistakes; what stops an administrator is a checkpoint that somebody else holds.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any, LiteralString

import psycopg
from psycopg import conninfo

from govern.errors import Error, UsageError, VerificationError
from govern.evidence.log.added_rows import AddedRows
from govern.evidence.log.interface import NoLog

if TYPE_CHECKING:
    from collections.abc import Iterator

    Row = tuple[Any, ...]

# 0x676F7665726E, "govern" in ASCII: one log in one database.
_TAKE_TURNS = "select pg_advisory_xact_lock(113728425390702)"
_ONE_VIEW = "set transaction isolation level repeatable read, read only"
_FORMAT = "govern.log/v1"
_TABLES = ("entry", "node", "checkpoint", "meta")
_SCHEMA = """
create schema if not exists govern_log;
create table if not exists govern_log.entry (idx bigint primary key, data bytea not null);
create table if not exists govern_log.node (
  level int not null, idx bigint not null, hash bytea not null, primary key (level, idx));
create table if not exists govern_log.checkpoint (size bigint primary key, note text not null);
create table if not exists govern_log.meta (name text primary key, value text not null);
create table if not exists govern_log.payload (sha256 text primary key, data bytea not null);
create table if not exists govern_log.salt (salted text primary key, salt bytea not null);
create or replace function govern_log.refuse() returns trigger language plpgsql as
  $$ begin raise exception 'the log is append-only'; end $$;
""" + "".join(
    f"create or replace trigger append_only before update or delete or truncate on govern_log.{one}"
    " for each statement execute function govern_log.refuse();\n"
    for one in _TABLES
)
# All rows of a transaction at once: a round trip for each would keep the lock for long.
_INSERT: dict[str, LiteralString] = {
    "entry": "insert into govern_log.entry select * from unnest(%s::bigint[], %s::bytea[])",
    "node": "insert into govern_log.node"
    " select * from unnest(%s::int[], %s::bigint[], %s::bytea[])",
    "payload": "insert into govern_log.payload"
    " select * from unnest(%s::text[], %s::bytea[]) on conflict do nothing",
    "salt": "insert into govern_log.salt select * from unnest(%s::text[], %s::bytea[])",
    "checkpoint": "insert into govern_log.checkpoint"
    " select * from unnest(%s::bigint[], %s::text[]) on conflict do nothing",
}
_DAMAGED = "the log was damaged or changed; compare it with a copy"
_CONNECT_SECONDS = 10
_CHUNK = 1000  # rows fetched at once while a whole log is read


class PostgresStore:
    """A log in a database (interface.Store).

    Args:
        url: `postgresql://…`; a password is better left to PGPASSWORD or a password file.
        origin: The name of the log; needed for a new one, checked against an old one.

    Raises:
        UsageError: the server cannot be reached, or there is no such log (NoLog).
        VerificationError: the database holds something else.
    """

    def __init__(self, url: str, origin: str | None = None) -> None:
        self.path = shown(url)
        try:
            self._db = psycopg.connect(
                url, autocommit=True, connect_timeout=_CONNECT_SECONDS, application_name="govern"
            )
        except psycopg.Error as error:
            raise _translated(error, self.path) from error
        try:
            self._db.execute("set synchronous_commit = on")
            if origin is not None and self._rows_of_meta().get("origin") is None:
                self._create(origin)
            self.origin = self._named(origin)
        except psycopg.Error as error:
            self._db.close()
            raise _translated(error, self.path) from error
        except Error:
            self._db.close()
            raise

    def _create(self, origin: str) -> None:
        with self._transaction(_TAKE_TURNS) as writer:
            self._db.execute(_SCHEMA)
            writer.name_it(origin)

    def _rows_of_meta(self) -> dict[str, str]:
        known = self._db.execute("select to_regclass('govern_log.meta') is not null").fetchone()
        if known is None or not known[0]:
            return {}
        return dict(self._db.execute("select name, value from govern_log.meta").fetchall())

    def _named(self, origin: str | None) -> str:
        rows = self._rows_of_meta()
        if not rows:
            raise NoLog("there is no evidence log in this database", path=self.path)
        if rows.get("format") != _FORMAT:
            raise VerificationError("this is not an evidence log of govern", path=self.path)
        name = str(rows["origin"])
        if origin not in {None, name}:
            raise UsageError(
                f"the log is named {name!r}, not {origin!r}",
                path=self.path,
                hint="a log keeps its name for ever; use that one, or another database",
            )
        return name

    @contextmanager
    def reading(self) -> Iterator[PostgresView]:
        """Open a view that writers do not change."""
        with self._transaction(_ONE_VIEW) as view:
            yield view

    @contextmanager
    def writing(self) -> Iterator[PostgresView]:
        """Wait to be the only writer; commit durably at the end, or roll back.

        The lock is released by the server when the transaction ends, also when this process dies.
        Under `read committed` each statement after it sees what the writer before committed.
        """
        with self._transaction(_TAKE_TURNS) as view:
            yield view
            view.flush()

    @contextmanager
    def _transaction(self, first: LiteralString) -> Iterator[PostgresView]:
        try:
            with self._db.transaction():
                self._db.execute(first)
                yield PostgresView(self._db, self.path)
        except psycopg.Error as error:
            raise _translated(error, self.path) from error

    def close(self) -> None:
        """Close the connection."""
        self._db.close()


class PostgresView(AddedRows):
    """Reads and writes inside one transaction (interface.Reader and interface.Writer)."""

    def __init__(self, db: psycopg.Connection[Row], path: str) -> None:
        super().__init__()
        self._db = db
        self._path = path
        self._names = count()

    def name_it(self, origin: str) -> None:
        """Give a new log its name; an old one keeps its own."""
        for row in (("format", _FORMAT), ("origin", origin)):
            self._db.execute(
                "insert into govern_log.meta values (%s, %s) on conflict do nothing", row
            )

    def size(self) -> int:
        """Return one more than the highest index."""
        return int(self._one("select coalesce(max(idx) + 1, 0) from govern_log.entry"))

    def node(self, level: int, index: int) -> bytes:
        """Return a stored node."""
        found = self._one(
            "select hash from govern_log.node where level = %s and idx = %s", (level, index)
        )
        if found is None:
            raise VerificationError(
                f"the tree node {level}/{index} is missing", path=self._path, hint=_DAMAGED
            )
        return bytes(found)

    def nodes(self, level: int) -> Iterator[tuple[int, bytes]]:
        """Yield one level in order."""
        yield from self._many(
            "select idx, hash from govern_log.node where level = %s order by idx", (level,)
        )

    def entries(self, start: int, end: int) -> Iterator[tuple[int, bytes]]:
        """Yield entries in order."""
        yield from self._many(
            "select idx, data from govern_log.entry where idx >= %s and idx < %s order by idx",
            (start, end),
        )

    def payload(self, sha256: str) -> bytes | None:
        """Return kept bytes."""
        found = self._one("select data from govern_log.payload where sha256 = %s", (sha256,))
        return None if found is None else bytes(found)

    def checkpoints(self) -> Iterator[tuple[int, str]]:
        """Yield every checkpoint."""
        yield from self._many("select size, note from govern_log.checkpoint order by size", ())

    def checkpoint(self, size: int | None = None) -> str | None:
        """Return one checkpoint, or the latest."""
        if size is None:
            query = "select note from govern_log.checkpoint order by size desc limit 1"
            return self._one(query)  # type: ignore[no-any-return]  # a text column
        query = "select note from govern_log.checkpoint where size = %s"
        return self._one(query, (size,))  # type: ignore[no-any-return]  # as above

    def salt(self, salted: str) -> bytes | None:
        """Return a private salt."""
        found = self._one("select salt from govern_log.salt where salted = %s", (salted,))
        return None if found is None else bytes(found)

    def flush(self) -> None:
        """Send what was added, as one statement for each table."""
        for table, rows in self._rows.items():
            self._db.execute(_INSERT[table], [list(column) for column in zip(*rows, strict=True)])
        self._rows.clear()

    def _one(self, query: LiteralString, values: tuple[object, ...] = ()) -> Any:
        self.flush()
        row = self._db.execute(query, values).fetchone()
        return row[0] if row else None

    def _many(self, query: LiteralString, values: tuple[object, ...]) -> Iterator[Any]:
        self.flush()
        with self._db.cursor(name=f"govern_{next(self._names)}") as cursor:
            cursor.itersize = _CHUNK
            cursor.execute(query, values)
            yield from cursor


def shown(url: str) -> str:
    """Return a database's URL as messages may show it: without a password.

    Raises:
        UsageError: it is none.
    """
    try:
        parts = conninfo.conninfo_to_dict(url)
    except psycopg.Error as error:
        raise UsageError(
            "the URL of the database cannot be read", hint="postgresql://USER@HOST/DATABASE"
        ) from error
    return f"postgresql://{parts.get('host', '')}/{parts.get('dbname', '')}"


def _translated(error: psycopg.Error, path: str) -> Error:
    cause = str(error).partition("\n")[0]
    if isinstance(error, psycopg.errors.IntegrityError | psycopg.errors.UndefinedTable):
        return VerificationError("the evidence log is damaged", path=path, cause=cause)
    return UsageError("the evidence log cannot be used", path=path, cause=cause)
