"""How long a bundle of many decisions takes to export and to verify, and how much memory.

    python -m benchmarks.verify_evidence [--decisions N] [--folder DIR] [--no-report]

Each decision is a real signed record with one kept input of its own, so an archive of N decisions
holds about 3 N files: record, proof and input. Export and verification run in processes of their
own, whose peak memory the system reports. Time is wall time, and beside it CPU time, for machines
that are busy with something else.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from govern.attest.signing import FileSigner, bundle_of
from govern.evidence.inputs import InputEvidence
from govern.evidence.log.key import CheckpointKey
from govern.evidence.log.log import Addition, Log
from govern.evidence.log.sqlite_store import SqliteStore
from govern.evidence.record import decision_statement
from govern.evidence.verify.entry import SIGNED, Entry, EntryKind
from govern.model import InputRecord
from govern.model.instant import rfc3339
from tests.builders import AT, a_report, a_result, a_rule

_ORIGIN = "benchmark"
_BATCH = 500


def _addition(number: int, signer: FileSigner) -> Addition:
    data = b"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a%d}\n" % number
    kept = hashlib.sha256(data).hexdigest()
    read = InputRecord(f"{number}.yaml", "kubernetes", kept, 1, "yaml")
    report = a_report([a_result()], rules=[a_rule()], inputs=[read])
    at = AT - timedelta(days=3650) + timedelta(seconds=number)  # long ago, by any clock
    inputs = [InputEvidence(read, ("sha256", kept), data=data)]
    record = bundle_of(decision_statement(report, inputs, at, {}), signer)
    digest = hashlib.sha256(record).hexdigest()
    entry = Entry(kind=EntryKind.DECISION, time=rfc3339(at), sha256=digest, media_type=SIGNED)
    return Addition(entry, {digest: record, kept: data})


def _fill(folder: Path, decisions: int) -> None:
    signer = FileSigner.generate()
    made = subprocess.run(
        ["openssl", "genpkey", "-algorithm", "ed25519"], check=True, capture_output=True
    )
    (folder / "signer.pem").write_bytes(signer.private_pem)
    (folder / "log.pem").write_bytes(made.stdout)
    key = CheckpointKey.load(str(folder / "log.pem"), _ORIGIN)
    (folder / "keys.txt").write_text(signer.public_key.pem.decode() + key.public.text())
    log = Log(SqliteStore(str(folder / "log"), _ORIGIN), key)
    for first in range(0, decisions, _BATCH):
        numbers = range(first, min(first + _BATCH, decisions))
        log.append([_addition(number, signer) for number in numbers])


def _govern(what: str, folder: Path, *args: str) -> None:
    start = time.perf_counter()
    command = [sys.executable, "-m", "govern", "evidence", *args]
    with subprocess.Popen(command, cwd=folder) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    took = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"{what}: exit {process.returncode}")
    cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    print(f"{what:<16} {took:7.1f} s   {cpu:7.1f} s CPU   {peak:6.0f} MiB at most", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--decisions", type=int, default=10_000)
    parser.add_argument("--folder")
    parser.add_argument("--no-report", action="store_true", help="export without a report")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.folder) as name:
        folder = Path(name)
        _fill(folder, args.decisions)
        report = ["--no-report"] if args.no_report else []
        keys = ["-c", "none", "--log", "log", "--log-key", "log.pem", "--signing-key", "signer.pem"]
        _govern("export archive", folder, "export", *keys, *report, "-o", "b.tar.gz")
        size = (folder / "b.tar.gz").stat().st_size / 2**20
        print(f"packed {size:.1f} MiB", flush=True)
        _govern("verify archive", folder, "verify", "b.tar.gz", "--trust", "keys.txt")


if __name__ == "__main__":
    main()
