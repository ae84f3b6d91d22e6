"""Published bundles are judged where there is no network at all, not even a loopback device."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests import surroundings

_NO_NETWORK = ["unshare", "--map-root-user", "--net", "--"]
_PROBE = (
    "import socket\n"
    "try:\n"
    "    socket.create_connection(('127.0.0.1', 9), timeout=1)\n"
    "except OSError as error:\n"
    "    print(error.strerror)\n"
)


@pytest.mark.corpus
@pytest.mark.server("unshare")
def test_published_bundles_are_judged_without_a_network() -> None:
    probe = subprocess.run(
        [*_NO_NETWORK, sys.executable, "-c", _PROBE], capture_output=True, text=True, check=False
    )
    if probe.returncode != 0:
        surroundings.missing(f"needs the right to make a network namespace: {probe.stderr[-200:]}")
    assert probe.stdout.strip() == "Network is unreachable"
    done = subprocess.run(
        [*_NO_NETWORK, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
         "tests/attest/test_published_bundles.py"],
        cwd=surroundings.ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]
    assert "skipped" not in done.stdout
