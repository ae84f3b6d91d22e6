"""mypy sees the public names with their types, in the checkout as in an installation."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.surroundings import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def _mypy(file: Path, cache: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={cache}"]
    return subprocess.run(
        [*command, "--follow-imports=silent", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_example_holds_and_a_misuse_of_it_does_not(tmp_path: Path) -> None:
    example = ROOT / "tests/typing/public_api.py"
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        "import govern\n"
        "report = govern.check('deploy', fail_on=3)\n"
        "report.decision.verdikt\n"
        "report.decision = None\n"
    )
    fine = _mypy(example, tmp_path / "cache")
    assert fine.returncode == 0, fine.stdout
    found = _mypy(wrong, tmp_path / "cache")
    assert found.returncode == 1
    for words in ('wrong.py:2: error: Argument "fail_on"', 'no attribute "verdikt"', "read-only"):
        assert words in found.stdout
    assert "Found 4 errors" in found.stdout
