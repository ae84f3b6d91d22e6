"""The story in examples/ runs to its end, with the tools that it says it needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.surroundings import ROOT


@pytest.mark.server("cosign", "openssl", "ssh-keygen")
def test_the_whole_story(tmp_path: Path) -> None:
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "CI", "GITLAB_"))}
    done = subprocess.run(
        ["sh", str(ROOT / "examples/story/story.sh"), str(tmp_path)],
        env={**plain, "BIN": str(Path(sys.executable).parent)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-3000:]
    assert "The end: everything is as it should be" in said
    assert "LEFT OUT" not in said
    assert said.count('Good "govern-approval" signature for') == 2
    assert said.count("Verified OK") == 2  # openssl's, and cosign's
    assert "approvals are used up" in said
    assert "these approvals were used on" in said
    assert "no request for approval is about exactly these inputs" in " ".join(said.split())
    assert "approvals/00000004.dsse.json: the file was changed" in said
