"""Commands that a page shows with what they print: console blocks that begin with `$ govern`."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.surroundings import ROOT

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = re.compile(r"```console\n\$ govern (?P<arguments>[^\n]*)\n(?P<output>.*?)```", re.DOTALL)


def rendered(arguments: str, cwd: Path = ROOT) -> str:
    """Run the command as a person with a terminal of 80 columns would see it."""
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "govern", *shlex.split(arguments)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout
