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


def by_gator(*paths: Path) -> list[tuple[str, str, str]]:
    """Return what the real gator says: rule id, object and message, sorted, in words of govern."""
    tool = require_tool("gator")
    files = [option for path in paths for option in ("--filename", str(path))]
    done = subprocess.run(
        [str(tool), "test", *files, "--output", "json"],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.stdout.startswith(b"["), done.stderr.decode()
    return sorted(_violation(one) for one in json.loads(done.stdout))


def _violation(one: dict[str, Any]) -> tuple[str, str, str]:
    constraint, violating = one["constraint"], one["violatingObject"]
    metadata = violating["metadata"]
    address = "/".join(
        part
        for part in (
            violating["apiVersion"],
            violating["kind"],
            metadata.get("namespace"),
            metadata.get("name") or f"{metadata.get('generateName')}(generated)",
        )
        if part
    )
    rule = f"gatekeeper:{constraint['kind']}/{constraint['metadata']['name']}"
    return rule, address, one["msg"]
