"""The README shows what a clean clone shows."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys

import pytest

from tests.surroundings import ROOT

_README = ROOT / "README.md"
_BLOCK = re.compile(r"```console\n\$ govern (?P<arguments>[^\n]*)\n(?P<output>.*?)```", re.DOTALL)


def _rendered(arguments: str) -> str:
    """Run the command as a person with a terminal of 80 columns would see it."""
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "govern", *shlex.split(arguments)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout


def test_every_output_shown_is_the_real_one(request: pytest.FixtureRequest) -> None:
    text = _README.read_text(encoding="utf-8")
    blocks = list(_BLOCK.finditer(text))
    assert blocks
    if request.config.getoption("--update-golden"):
        for block in reversed(blocks):
            start, end = block.span("output")
            text = text[:start] + _rendered(block["arguments"]) + text[end:]
        _README.write_text(text, encoding="utf-8")
        pytest.skip("README.md was written anew")
    for block in blocks:
        assert block["output"] == _rendered(block["arguments"])


def test_every_exit_code_of_the_readme_is_in_the_reference() -> None:
    reference = (ROOT / "docs/reference/exit-codes.md").read_text(encoding="utf-8")
    codes = re.findall(r"^\| (\d) \|", _README.read_text(encoding="utf-8"), re.MULTILINE)
    assert codes == ["0", "1", "2", "3", "4", "5"]
    assert all(f"\n| {code} | " in reference for code in codes)
