"""How many manifests a second `govern check` decides.

    .venv/bin/python -m benchmarks.throughput [--documents 1000] [--rounds 3] [--profile NAME]

Without `--profile` the rules are the twelve that govern began with, so that figures stay comparable
while the library grows. Prints wall and CPU time, documents a second, and the memory of the largest
process. Nothing is asserted; a busy machine is no defect.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.manifests import write_folder

_FIRST_RULES = """\
name: first-rules
title: The twelve rules that govern began with
rules: [K020, K021, K023, K027, T003, T004, T008, MC001, MC007, MC010, S001, S003]
"""


def run(folder: Path, options: list[str]) -> tuple[float, float]:
    """Return (wall, CPU) seconds of one run over the folder."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    report = str(folder.parent / "report.json")
    command = [sys.executable, "-m", "govern", "check", str(folder), "-o", f"json={report}"]
    done = subprocess.run([*command, *options], capture_output=True, check=False)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in {0, 1}:
        sys.exit(f"exit code {done.returncode}: {done.stderr.decode()}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", help="a shipped profile, or the path of one")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "manifests")
        folder.mkdir()
        size = write_folder(folder, given.documents)
        first_rules = Path(name, "first-rules.yaml")
        first_rules.write_text(_FIRST_RULES, encoding="utf-8")
        profile = given.profile or str(first_rules)
        rounds = [run(folder, ["--profile", profile]) for _ in range(given.rounds)]
    wall = statistics.median(wall for wall, _ in rounds)
    cpu = statistics.median(cpu for _, cpu in rounds)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"govern check, {given.documents} manifests ({size / 1e6:.1f} MB), {os.cpu_count()} cores"
    )
    print(f"  profile {given.profile or 'first-rules'}, {given.rounds} rounds, medians")
    print(f"  wall {wall:.2f} s   CPU {cpu:.2f} s   {given.documents / wall:.0f} documents/s")
    print(f"  largest process {peak:.0f} MiB")


if __name__ == "__main__":
    main()
