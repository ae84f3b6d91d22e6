"""Runs a tool on somebody else's files: no network, no home, and bounds on all it may use."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_POLL = 0.02  # seconds between looks at a running tool
_GRACE = 5.0  # seconds that the kernel gets to remove a killed tool
_MEMORY = 4 * 1024**3  # bytes of address space
_ENVIRONMENT = {"PATH": "/nonexistent", "LC_ALL": "C"}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a tool may use."""

    seconds: float = 60.0
    output_bytes: int = 64 * 1024 * 1024
    complaint_characters: int = 2_000  # what is kept of what it writes to standard error


@dataclass(frozen=True, slots=True)
class Finished:
    """A tool's end. `stopped` says why it was killed; empty when it ended by itself."""

    status: int
    output: bytes
    complaint: str
    stopped: str


def run_isolated(
    command: Sequence[str],
    bounds: Bounds,
    *,
    environment: Mapping[str, str] | None = None,
    folder: str | None = None,
) -> Finished:
    """Run a command in a new network namespace (where Linux allows that) and an empty home.

    PATH leads nowhere unless it is given, so that the tool cannot start others: git, say, whose
    addresses can name programs. Its whole process group ends with it.

    Args:
        command: The program, by its whole path, and its arguments.
        bounds: What it may use.
        environment: Variables besides, or in place of, the few that every tool gets.
        folder: Where it runs; None for where govern does.
    """
    with tempfile.TemporaryDirectory(prefix="govern-run-") as home:
        output, complaint = Path(home, "output"), Path(home, "complaint")
        with output.open("wb") as out, complaint.open("wb") as err:
            process = subprocess.Popen(
                [*_without_network(), *command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env={**_ENVIRONMENT, **(environment or {}), "HOME": home, "TMPDIR": home},
                cwd=folder,
                start_new_session=True,
            )
            try:
                _limit_memory(process.pid)
                stopped = _watch(process, output, bounds)
            finally:
                _end(process)
        with output.open("rb") as file:
            data = file.read(bounds.output_bytes + 1)
        with complaint.open("rb") as file:
            text = file.read(bounds.complaint_characters * 4).decode(errors="replace")
        kept = text[: bounds.complaint_characters].strip()
        return Finished(process.returncode, data, kept, stopped)


@cache
def network_is_denied() -> bool:
    """Return whether tools run without a network here: Linux with user namespaces."""
    return bool(_without_network())


@cache
def _without_network() -> tuple[str, ...]:
    unshare = which("unshare")
    if unshare is None:
        return ()
    prefix = (unshare, "--user", "--map-root-user", "--net", "--")
    tried = subprocess.run([*prefix, "/bin/true"], capture_output=True, check=False, timeout=10)
    return prefix if tried.returncode == 0 else ()


def _watch(process: subprocess.Popen[bytes], output: Path, bounds: Bounds) -> str:
    """Wait until the process ends; or return why it must be stopped."""
    deadline = time.monotonic() + bounds.seconds
    while process.poll() is None:
        if output.stat().st_size > bounds.output_bytes:
            return f"it wrote more than {bounds.output_bytes} bytes"
        if time.monotonic() > deadline:
            return f"it took longer than {bounds.seconds:g} s"
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_POLL)
    if output.stat().st_size > bounds.output_bytes:
        return f"it wrote more than {bounds.output_bytes} bytes"
    return ""


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and whatever it started, and wait for it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(_GRACE)


def _limit_memory(pid: int) -> None:
    if not hasattr(resource, "prlimit"):
        return  # not Linux: time and output are bounded there, memory is not
    with contextlib.suppress(ProcessLookupError):
        resource.prlimit(pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
