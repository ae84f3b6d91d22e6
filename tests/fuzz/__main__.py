"""Fuzz the parsers with atheris: `python -m tests.fuzz [--seconds N] [TARGET...]`.

Each target runs in a process of its own, for N seconds, within 1 GB, and with 10 s for one input.
An input that breaks one is kept in tests/fuzz/found, where the ordinary tests try it ever after.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.seeds import WORDS, seeds

# Not from targets.py, which must not be imported before atheris can instrument it.
NAMES = (
    "yaml",
    "json",
    "kubernetes",
    "terraform_plan",
    "sbom",
    "model_card",
    "detect",
    "admission",
)
FOUND = Path(__file__).with_name("found")
_START = 60  # seconds for importing with instrumentation, besides the budget


def main() -> int:
    """Run what the command line asks for; the exit code is 1 when anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", choices=[*NAMES, []], metavar="TARGET")
    parser.add_argument("--seconds", type=int, default=10, help="budget of each target")
    arguments = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        _say("fuzzing needs atheris (pip install atheris), which has wheels for Linux on x86-64")
        return 2
    failed = [name for name in arguments.targets or NAMES if not _run(name, arguments.seconds)]
    _say(
        f"found inputs that break: {', '.join(failed)}; see {FOUND}" if failed else "nothing found"
    )
    return 1 if failed else 0


def _run(name: str, seconds: int) -> bool:
    """Run a target in its own process; return whether it held."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="govern-fuzz-") as folder:
        start, words = Path(folder, "seeds"), Path(folder, "words")
        start.mkdir()
        for index, data in enumerate(seeds(name)):
            (start / f"{index:04}").write_bytes(data)
        words.write_text("".join(f'"{_escaped(word)}"\n' for word in WORDS), encoding="ascii")
        command = [
            *(sys.executable, "-m", "tests.fuzz.inside", name, f"-dict={words}", str(start)),
            *(f"-max_total_time={seconds}", "-rss_limit_mb=1024", "-timeout=10", "-max_len=32768"),
            *(f"-artifact_prefix={FOUND}/{name}-", "-print_final_stats=1", "-verbosity=0"),
        ]
        FOUND.mkdir(exist_ok=True)
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, timeout=seconds + _START
            )
        except subprocess.TimeoutExpired:
            _say(f"{name}: did not stop")
            return False
    runs = [line.split()[-1] for line in done.stderr.splitlines() if "number_of_executed" in line]
    _say(f"{name}: {runs[0] if runs else '?'} inputs in {time.monotonic() - started:.0f} s")
    if done.returncode:
        told = (line for line in done.stderr.splitlines() if not line.startswith(("INFO", "WARN")))
        _say(done.stdout[-4000:] + "\n" + "\n".join(told)[-2000:])
    return done.returncode == 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    sys.exit(main())
