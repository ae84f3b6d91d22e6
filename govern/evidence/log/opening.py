"""Which store a log's name means: a file, or a PostgreSQL database."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import TYPE_CHECKING

from govern.errors import UsageError
from govern.evidence.log.sqlite_store import SqliteStore

if TYPE_CHECKING:
    from govern.evidence.log.interface import Store

_POSTGRES = re.compile(r"postgres(?:ql)?://")


def open_store(where: str, origin: str | None = None) -> Store:
    """Open a log: a path, `file:PATH`, or `postgresql://…`.

    Args:
        where: As said.
        origin: The name of the log; needed for a new one, checked against an old one.

    Raises:
        UsageError: there is no such log, or it cannot be used.
        VerificationError: it is no log, or a damaged one.
    """
    if not _POSTGRES.match(where):
        return SqliteStore(where.removeprefix("file:"), origin)
    if find_spec("psycopg") is None:
        raise UsageError(
            "a log in PostgreSQL needs a library that is not installed",
            cause="no psycopg",
            hint="pip install 'govern-engine[postgres]'",
        )
    from govern.evidence.log.postgres_store import PostgresStore  # noqa: PLC0415 - an extra

    return PostgresStore(where, origin)
