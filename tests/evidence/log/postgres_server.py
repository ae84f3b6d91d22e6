"""A PostgreSQL server of our own: Debian's programs, a fresh cluster, a socket and no port."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.surroundings import require_tool

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class PostgresServer:
    """A running server. PostgreSQL refuses root, so then it runs as the user `postgres`."""

    folder: Path
    programs: Path

    @property
    def host(self) -> str:
        return str(self.folder)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql:///{database}?host={self.folder}&user=postgres"

    def new_database(self, name: str) -> str:
        """Make a database, and return its URL."""
        self._run("createdb", "-h", self.host, "-U", "postgres", name)
        return self.url(name)

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}'"
        log = str(self.folder / "server.log")
        self._run("pg_ctl", "-D", self._data, "-w", "-l", log, "-o", options, "start")

    def crash(self) -> None:
        """Stop as if the power failed: nothing is written out, clients are cut off."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "stop")

    def initialise(self) -> None:
        self._run("initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8")

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, program: str, *args: str) -> None:
        other: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []}
        subprocess.run(
            [str(self.programs / program), *args],
            check=True, cwd=self.folder, stdout=subprocess.DEVNULL,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            **(other if os.geteuid() == 0 else {}),
        )  # fmt: skip


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Start a server; skip, or fail, where PostgreSQL is not installed."""
    programs = require_tool("pg_ctl").resolve().parent
    # A socket's path is short, and the user `postgres` must be able to reach it.
    folder = Path(tempfile.mkdtemp(prefix="govern-pg-", dir="/tmp"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        server = PostgresServer(folder, programs)
        server.initialise()
        server.start()
        try:
            yield server
        finally:
            server.crash()
    finally:
        shutil.rmtree(folder)
