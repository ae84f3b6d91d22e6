"""The real command in a process of its own, as a user runs it: no terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Ran:
    """What became of a run."""

    code: int
    out: str
    err: str


def outside_ci() -> dict[str, str]:
    """Return the variables of this process, without those by which a CI is known."""
    marks = ("GITHUB_", "CI", "GITLAB_")
    return {key: value for key, value in os.environ.items() if not key.startswith(marks)}


def run_govern(
    folder: Path, *args: str, env: Mapping[str, str] | None = None, stdin: bytes = b""
) -> Ran:
    """Run it in a folder; it never ends with a traceback.

    Args:
        folder: Where it runs.
        args: The command line.
        env: All its variables; None for those of this process.
        stdin: What it is given.
    """
    done = subprocess.run(
        [sys.executable, "-m", "govern", *args],
        cwd=folder,
        input=stdin,
        capture_output=True,
        check=False,
        timeout=120,
        env=env,
    )
    err = done.stderr.decode()
    assert "Traceback" not in err, err
    return Ran(done.returncode, done.stdout.decode(), err)
