"""How long one `govern check` of a 2 KB manifest takes, and where start-up time goes.

    .venv/bin/python -m benchmarks.startup [--runs 10]

Prints the median wall time of whole processes, and what `python -X importtime` shows: the slowest
imports by their own time. Nothing is asserted; a busy machine is no defect.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.manifests import deployment

_IMPORT = re.compile(r"import time:\s*(\d+) \|\s*(\d+) \|(\s+)(\S+)")


def wall(command: list[str]) -> float:
    """Return the seconds that one run took; it must have decided (exit 0 or 1)."""
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    seconds = time.perf_counter() - start
    if done.returncode not in {0, 1}:
        sys.exit(f"exit code {done.returncode}: {done.stderr.decode()}")
    return seconds


def imports(command: list[str]) -> list[tuple[int, int, str]]:
    """Return (own µs, µs with what it imports, module) of every import of one run."""
    run = [sys.executable, "-X", "importtime", *command]
    done = subprocess.run(run, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    return [
        (int(own), int(total), name)
        for own, total, _, name in _IMPORT.findall(done.stderr.decode())
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=10)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        manifest = Path(folder, "deployment.yaml")
        manifest.write_text(deployment(0), encoding="utf-8")
        arguments = ["-m", "govern", "check", str(manifest)]
        command = [sys.executable, *arguments]
        wall(command)  # warms the file cache and the .pyc files
        times = sorted(wall(command) for _ in range(runs))
        bare = sorted(wall([sys.executable, "-c", "pass"]) for _ in range(runs))
        loaded = imports(arguments)
    print(f"govern check, one manifest of {len(deployment(0))} bytes, {runs} runs")
    print(f"  median {statistics.median(times):.3f} s   min {times[0]:.3f}   max {times[-1]:.3f}")
    print(f"  of which Python itself: {statistics.median(bare):.3f} s")
    print(
        f"imports: {len(loaded)} modules, {sum(own for own, _, _ in loaded) / 1000:.0f} ms in all"
    )
    print("  own ms   with children   module")
    for own, total, name in sorted(loaded, reverse=True)[:15]:
        print(f"  {own / 1000:6.1f}   {total / 1000:13.1f}   {name}")


if __name__ == "__main__":
    main()
