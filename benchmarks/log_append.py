"""Durable appends to the evidence log a second, and how long a whole log takes to verify.

    python -m benchmarks.log_append [--entries N] [--batch N] [--writers N] [--folder DIR]

Each append is on disk (SQLite, WAL, synchronous=FULL) before it counts, and each batch ends in a
signed checkpoint. `--batch 1` shows what a single `govern check --record` pays. With `--writers N`,
that many threads append one entry at a time through a group commit, each waiting for its own.
The folder decides the disk that is measured; the default is the one for temporary files.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from govern.evidence.log.audit import audit
from govern.evidence.log.group_commit import GroupCommit
from govern.evidence.log.key import CheckpointKey
from govern.evidence.log.log import Addition, Log
from govern.evidence.log.sqlite_store import SqliteStore
from govern.evidence.verify.entry import SIGNED, Entry, EntryKind

_ORIGIN = "benchmark"
_RECORD_BYTES = 3_000  # a signed record of a decision with a handful of results


def _addition(number: int) -> Addition:
    record = (b"%d " % number) * (_RECORD_BYTES // len(b"%d " % number))
    digest = hashlib.sha256(record).hexdigest()
    entry = Entry(
        kind=EntryKind.DECISION, time="2026-11-21T12:00:00Z", sha256=digest, media_type=SIGNED
    )
    return Addition(entry, {digest: record})


def _append_by_many(log: Log, additions: list[Addition], writers: int) -> None:
    def write(number: int) -> None:
        for addition in additions[number::writers]:
            group.append([addition])

    with GroupCommit(log) as group, ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--writers", type=int, default=0)
    parser.add_argument("--folder")
    args = parser.parse_args()
    additions = [_addition(number) for number in range(args.entries)]
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        path = Path(folder) / "log"
        key = CheckpointKey(Ed25519PrivateKey.generate(), _ORIGIN)
        log = Log(SqliteStore(str(path), _ORIGIN), key)
        start = time.perf_counter()
        if args.writers:
            how = f"{args.writers} writers"
            _append_by_many(log, additions, args.writers)
        else:
            how = f"{args.batch} a commit"
            for first in range(0, args.entries, args.batch):
                log.append(additions[first : first + args.batch])
        took = time.perf_counter() - start
        print(f"append  {args.entries} entries, {how}: {args.entries / took:,.0f}/s")
        start = time.perf_counter()
        with log.store.reading() as reader:
            audit(reader, _ORIGIN, key.public)
        print(f"verify  {time.perf_counter() - start:.2f} s")
        print(f"file    {path.stat().st_size / 2**20:.1f} MiB")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"memory  {peak:.0f} MiB at most")


if __name__ == "__main__":
    main()
