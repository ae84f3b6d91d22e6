from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_SURROUNDINGS = (
    ({"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, "022"),
    ({"TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"}, "077"),
)


@pytest.mark.parametrize("algorithm", ["EC", "ED25519"])
@pytest.mark.server("openssl")
def test_an_archive_is_the_same_bytes_whatever_surrounds_the_run(
    project: Path, govern: Callable[..., Any], require_tool: Callable[[str], Path], algorithm: str
) -> None:
    options = ["-pkeyopt", "ec_paramgen_curve:P-256"] if algorithm == "EC" else []
    command = [str(require_tool("openssl")), "genpkey", "-algorithm", algorithm, *options]
    (project / "decision.pem").write_bytes(
        subprocess.run(command, check=True, capture_output=True).stdout
    )
    for _ in range(2):
        assert govern("check", "pod.yaml", "-q").code == 1
    (project / "keys.txt").write_text(govern("log", "key").out)
    made = []
    for number, (environment, mask) in enumerate(_SURROUNDINGS):
        name = f"{number}.tar.gz"
        script = 'umask "$1"; shift; exec "$@"'
        export = [sys.executable, "-m", "govern", "evidence", "export", "-o", name]
        done = subprocess.run(
            ["sh", "-c", script, "sh", mask, *export],
            cwd=project, env={"PATH": "/usr/bin:/bin", **environment},
            capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        made.append((project / name).read_bytes())
        assert hashlib.sha256(made[-1]).hexdigest() in done.stdout.decode()
    assert made[0] == made[1]
    assert govern("evidence", "verify", "0.tar.gz", "--trust", "keys.txt").code == 0


def test_the_same_decision_is_signed_with_the_same_bytes(
    project: Path, govern: Callable[..., Any]
) -> None:
    from govern.evidence.log.sqlite_store import SqliteStore

    (project / "deploy").mkdir()  # the names of the files beside an input are kept, too
    (project / "pod.yaml").rename(project / "deploy/pod.yaml")
    for name in ("one.db", "two.db"):
        ran = govern("check", "deploy", "-q", "--at", "2026-11-21T12:00:00Z", "--log", name)
        assert ran.code == 1
    entries = []
    for name in ("one.db", "two.db"):
        with SqliteStore(str(project / name)).reading() as reader:
            entries.append([json.loads(line)["sha256"] for _, line in reader.entries(0, 2)])
    assert entries[0] == entries[1]
