"""The programs that are compared: where they are, their versions, how each says what it found."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING

from tests.surroundings import find_tool

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.peers.contest import Findings

PEERS = {
    "conftest": ("--version",),
    "opa": ("version",),
    "gator": ("--version",),
    "kyverno": ("version",),
    "checkov": ("--version",),
    "cosign": ("version",),
}
GOVERN = (sys.executable, "-m", "govern")
FINDINGS = ("-o", "gitlab")  # the form in which govern's findings are read
CHECK = (*GOVERN, "check", "--config", "none", "--no-builtin")
_VERSION = re.compile(r"\bv?(\d+\.\d+\.\d+)")
_SAID = re.compile(r".*\b([RB]\d{3}|CKV_AWS_\d+): (\S+): ")  # the last ones: rule and name
_KYVERNO = re.compile(r"^policy (\S+) -> resource \S*?([^/\s]+) failed:", re.MULTILINE)


def path_of(name: str) -> str | None:
    """Return where a peer is, None when it is not installed."""
    found = find_tool(name)
    return str(found) if found else None


@cache
def version_of(name: str) -> str:
    """Return a peer's version, or that it is not installed."""
    program = path_of(name)
    if program is None:
        return "not installed"
    done = subprocess.run([program, *PEERS[name]], capture_output=True, text=True, check=False)
    found = _VERSION.search(done.stdout + done.stderr)
    return found[1] if found else "unknown"


def of_govern(output: str) -> Findings:
    """Read `govern check -o gitlab`: the findings, and no passes."""
    return _said(one["description"] for one in json.loads(output))


def of_conftest(output: str) -> Findings:
    """Read `conftest test -o json`."""
    return _said(one["msg"] for file in json.loads(output) for one in file.get("failures", ()))


def of_opa_exec(output: str) -> Findings:
    """Read `opa exec --decision main/deny`."""
    return _said(one for file in json.loads(output)["result"] for one in file["result"])


def of_opa_eval(output: str) -> Findings:
    """Read `opa eval --format raw data.main.deny`."""
    return _said(json.loads(output))


def of_gator(output: str) -> Findings:
    """Read `gator test -o json`."""
    return _said(one["msg"] for one in json.loads(output) or ())  # null when all is well


def of_kyverno(output: str) -> Findings:
    """Read what `kyverno apply` prints."""
    return frozenset((name, policy.upper()) for policy, name in _KYVERNO.findall(output))


def of_checkov(output: str) -> Findings:
    """Read `checkov -o json`."""
    failed = json.loads(output)["results"]["failed_checks"]
    return frozenset((one["resource"], one["check_id"]) for one in failed)


def _said(messages: Iterable[str]) -> Findings:
    found = ((message, _SAID.match(message)) for message in messages)
    return frozenset((one[2], one[1]) if one else (message, "?") for message, one in found)
