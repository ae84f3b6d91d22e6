"""actionlint reads what we tell GitHub: our workflows, that of `init`, the documented one."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.surroundings import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.server("actionlint")
_OURS = "uses: govern-engine/govern@main"


def _documented() -> str:
    page = (ROOT / "docs/integrations.md").read_text(encoding="utf-8")
    found = re.search(r"## GitHub Actions\n.*?```yaml\n(.*?)```", page, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def lint(tmp_path: Path, require_tool: Callable[[str], Path]) -> Callable[[str], str]:
    """Lint a workflow in a repository whose root is the action; empty when nothing is found."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "action.yml").write_bytes((ROOT / "action.yml").read_bytes())
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)

    def run(text: str) -> str:
        (folder / "one.yml").write_text(text.replace(_OURS, "uses: ./"), encoding="utf-8")
        done = subprocess.run(
            [require_tool("actionlint"), "-shellcheck=", "-pyflakes=", "-oneline"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode == 0) is (done.stdout == ""), done.stderr
        return done.stdout

    return run


def test_the_documented_workflow_fits_the_action(lint: Callable[[str], str]) -> None:
    assert _OURS in _documented()
    assert lint(_documented()) == ""


def test_a_workflow_that_does_not_fit_the_action_is_seen(lint: Callable[[str], str]) -> None:
    assert 'input "fail_on" is not defined' in lint(_documented().replace("fail-on:", "fail_on:"))
    assert 'property "verdict" is not' in lint(_documented().replace(".decision", ".verdict"))


def test_our_own_workflows_hold(lint: Callable[[str], str]) -> None:
    files = sorted((ROOT / ".github/workflows").glob("*.yml"))
    assert files
    for file in files:
        assert lint(file.read_text(encoding="utf-8")) == ""


def test_the_workflow_of_init_holds(lint: Callable[[str], str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "govern", "init", "--ci", "github", "made"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    written = tmp_path / "made/.github/workflows/govern.yml"
    assert lint(written.read_text(encoding="utf-8")) == ""


def test_the_page_names_every_input_and_output() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    page = (ROOT / "docs/integrations.md").read_text(encoding="utf-8")
    section = page.partition("## GitHub Actions")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    assert [name for row in rows for name in re.findall(r"`([\w-]+)`", row)] == [*action["inputs"]]
    outputs = section.partition("\nOutputs: ")[2]
    assert set(re.findall(r"`([\w-]+)`", outputs)) == set(action["outputs"])
