"""Which store a log's name means: a file, or a PostgreSQL database."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from govern.configured import DATABASE
from govern.evidence.libraries import require_installed
from govern.evidence.log.interface import NoLog
from govern.evidence.log.sqlite_store import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.evidence.log.interface import Store


def open_store(where: str, origin: str | None = None) -> Store:
    """Open a log: a path, `file:PATH`, or `postgresql://…`.

    Args:
        where: As said.
        origin: The name of the log; needed for a new one, checked against an old one.

    Raises:
        UsageError: there is no such log, or it cannot be used.
        VerificationError: it is no log, or a damaged one.
    """
    if not DATABASE.match(where):
        return SqliteStore(where.removeprefix("file:"), origin)
    require_installed("a log in PostgreSQL needs", "postgres", "psycopg")
    from govern.evidence.log.postgres_store import PostgresStore  # noqa: PLC0415 - an extra

    return PostgresStore(where, origin)


@contextmanager
def existing_store(where: str | None) -> Iterator[Store | None]:
    """Open a log for as long as it is needed; None where none is named, or none was made yet.

    Raises:
        UsageError: there may be one, and it cannot be used.
        VerificationError: it is no log, or a damaged one.
    """
    try:
        store = open_store(where) if where else None
    except NoLog:
        store = None
    try:
        yield store
    finally:
        if store is not None:
            store.close()
