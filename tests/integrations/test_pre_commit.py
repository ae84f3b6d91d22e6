"""The hook, installed and run by the real pre-commit."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.surroundings import ROOT, missing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _run(command: list[str], cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
@pytest.mark.server("pre-commit")
def test_it_lets_what_is_allowed_be_committed_and_nothing_else(
    tmp_path: Path, require_tool: Callable[[str], Path]
) -> None:
    user = tmp_path / "user"
    shutil.copytree(ROOT / "examples/payments", user / "deploy")
    shutil.copy(ROOT / "examples/govern.toml", user)
    _run(["git", "init", "-q"], user)
    _run(["git", "add", "."], user)
    tool = str(require_tool("pre-commit"))
    command = [tool, "try-repo", str(ROOT), "govern-check", "--all-files"]
    home = str(tmp_path / "home")

    first = _run(command, user, PRE_COMMIT_HOME=home)
    if "No matching distribution" in first.stdout + first.stderr:
        missing("needs the package index")
    assert first.returncode == 0, first.stdout + first.stderr
    assert re.search(r"govern check\.+Passed", first.stdout)

    shutil.copy(ROOT / "examples/payments-denied/deployment.yaml", user / "deploy/api.yaml")
    _run(["git", "add", "."], user)
    second = _run(command, user, PRE_COMMIT_HOME=home)
    assert second.returncode == 1
    assert "deploy/api.yaml:" in second.stdout
    assert "denied:" in second.stdout


def test_the_documented_configuration_names_the_hook() -> None:
    page = (ROOT / "docs/integrations.md").read_text(encoding="utf-8")
    found = re.search(r"## pre-commit\n.*?```yaml\n(.*?)```", page, re.DOTALL)
    assert found is not None
    (hook,) = yaml.safe_load(found[1])["repos"][0]["hooks"]
    (offered,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["id"] == offered["id"]
