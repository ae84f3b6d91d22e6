"""Durable appends a second to a log in PostgreSQL, by several writers that are killed at random.

    python -m benchmarks.log_postgres [--writers N] [--seconds N] [--batch N] [--kills N]

A server of its own is started in a temporary folder (Debian's `postgresql`). Each writer is a
process; what it was acknowledged is compared with the log afterwards. Ends with 1 when an
acknowledged entry is lost, or two writers were given the same place.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from govern.evidence.log.audit import audit
from govern.evidence.log.postgres_store import PostgresStore
from tests.evidence.log.postgres_server import postgres_server
from tests.evidence.logs import KEY, ORIGIN

_WRITER = """
import sys
from govern.evidence.log.log import Log
from govern.evidence.log.postgres_store import PostgresStore
from tests.evidence.logs import KEY, ORIGIN, an_addition
url, name, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
log = Log(PostgresStore(url), KEY)
number = name * 10_000_000
while True:
    added = log.append([an_addition(number + n) for n in range(batch)])
    print(added.start, added.stop, flush=True)
    number += batch
"""


class _Writers:
    def __init__(self, url: str, batch: int, folder: Path) -> None:
        self._command = [sys.executable, "-c", _WRITER, url]
        self._batch, self._folder = str(batch), folder
        self._running: list[subprocess.Popen[bytes]] = []
        self._names = 0

    def start(self) -> None:
        with (self._folder / str(self._names)).open("wb") as output:
            command = [*self._command, str(self._names), self._batch]
            self._running.append(subprocess.Popen(command, stdout=output))
        self._names += 1

    def kill(self, index: int) -> None:
        process = self._running.pop(index)
        process.kill()
        process.wait()

    def end(self) -> None:
        while self._running:
            self.kill(0)

    def acknowledged(self) -> list[range]:
        """Return the places that writers were told their entries have."""
        told = []
        for path in self._folder.iterdir():
            for line in path.read_text().split("\n")[:-1]:  # the last one may be cut off
                start, stop = line.split()
                told.append(range(int(start), int(stop)))
        return sorted(told, key=lambda one: one.start)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--batch", type=int, default=50)
    parser.add_argument("--kills", type=int, default=5)
    args = parser.parse_args()
    with postgres_server() as server, tempfile.TemporaryDirectory() as folder:
        url = server.new_database("log")
        PostgresStore(url, ORIGIN).close()
        writers = _Writers(url, args.batch, Path(folder))
        for _ in range(args.writers):
            writers.start()
        start = time.perf_counter()
        for _ in range(args.kills):
            time.sleep(args.seconds / (args.kills + 1))
            writers.kill(random.randrange(args.writers))  # noqa: S311 - no secret
            writers.start()
        time.sleep(args.seconds / (args.kills + 1))
        took = time.perf_counter() - start
        writers.end()
        told = writers.acknowledged()
        store = PostgresStore(url)
        start = time.perf_counter()
        with store.reading() as reader:
            found = audit(reader, ORIGIN, KEY.public)
        print(f"append  {args.writers} writers, {args.batch} a commit: {found.size / took:,.0f}/s")
        print(f"verify  {found.size} entries in {time.perf_counter() - start:.2f} s")
        store.close()
    forks = sum(one.stop > other.start for one, other in pairwise(told))
    lost = sum(one.stop > found.size for one in told)
    print(f"killed  {args.kills} writers: {lost} acknowledged batches lost, {forks} forks")
    sys.exit(1 if lost or forks or not told else 0)


if __name__ == "__main__":
    main()
