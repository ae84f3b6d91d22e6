from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from govern.attest.signing import FileSigner
from tests.evidence.logs import ORIGIN, key_pem
from tests.govern_command import Ran, outside_ci, run_govern

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


ROLES = {"ada": "owner", "grace": "owner", "edsger": "model-risk"}


@pytest.fixture
def govern(tmp_path: Path) -> Callable[..., Ran]:
    """Run the real command in `tmp_path`, outside of any CI."""

    def run(*args: str, env: dict[str, str] | None = None) -> Ran:
        return run_govern(tmp_path, *args, env={**outside_ci(), **(env or {})})

    return run


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with keys, a `govern.toml` that records, and one manifest."""
    (tmp_path / "decision.pem").write_bytes(FileSigner.generate().private_pem)
    (tmp_path / "log.pem").write_bytes(key_pem())
    (tmp_path / "govern.toml").write_text(
        f"""[evidence]
record = true
log = "evidence.db"
origin = "{ORIGIN}"
key = "decision.pem"
log_key = "log.pem"
also = ["vsa", "svr"]
"""
    )
    (tmp_path / "pod.yaml").write_text(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"
        "spec: {containers: [{name: a, image: nginx:latest}]}\n"
    )
    return tmp_path


@pytest.fixture
def office(project: Path) -> Path:
    """The project, with people who have SSH keys, and a directory of them."""
    lines = ["schema: govern.people/v1", "people:", "  ci: {}"]
    for name, role in ROLES.items():
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", name]
        subprocess.run(command, cwd=project, check=True, capture_output=True)
        public = (project / f"{name}.pub").read_text().strip()
        lines.append(f'  {name}: {{roles: [{role}], keys: ["{public}"]}}')
    (project / "people.yaml").write_text("\n".join(lines) + "\n")
    with (project / "govern.toml").open("a") as file:
        file.write('[approvals]\nfolder = "approvals"\npeople = "people.yaml"\n')
    return project
