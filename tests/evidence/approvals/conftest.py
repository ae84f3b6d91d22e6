from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

ROLES = {"ada": "owner", "grace": "owner", "edsger": "model-risk"}


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
