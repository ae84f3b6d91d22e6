"""What the real tools say of the same policies and inputs."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

from tests.surroundings import require_tool

if TYPE_CHECKING:
    from pathlib import Path


def by_conftest(policies: Path, inputs: Path, *options: str) -> list[tuple[str, str]]:
    """Return what the real conftest says, sorted, in the words of govern."""
    tool = require_tool("conftest")
    command = [str(tool), "test", "--policy", str(policies), "--output", "json", *options]
    done = subprocess.run(
        [*command, str(inputs)], capture_output=True, check=False, cwd=inputs.parent, timeout=60
    )
    files: list[dict[str, Any]] = json.loads(done.stdout)
    words = {"failures": "fail", "warnings": "warn"}
    return sorted(
        (words[key], one["msg"]) for file in files for key in words for one in file.get(key, [])
    )
