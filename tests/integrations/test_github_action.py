"""action.yml, run step by step: its scripts with bash, in what GitHub's runner puts around them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.integrations.github_api import serve
from tests.integrations.github_runner import Job, Runner
from tests.surroundings import ROOT, missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.integrations.github_api import Comments

_ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
_STEPS = _ACTION["runs"]["steps"]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A checkout of somebody who uses the action."""
    folder = tmp_path / "workspace"
    for name in ("payments", "payments-denied"):
        shutil.copytree(ROOT / "examples" / name, folder / "deploy here" / name)
    shutil.copy(ROOT / "examples/govern.toml", folder / "deploy here")
    return folder


@pytest.fixture
def action(tmp_path: Path, workspace: Path) -> Callable[..., Job]:
    """Run the action with govern of this checkout; what it installs is a test of its own."""
    temp = tmp_path / "temp"
    made = temp / "made/bin"
    made.mkdir(parents=True)

    def run(github: dict[str, str] | None = None, **inputs: str) -> Job:
        contexts = {f"github.{key}": value for key, value in (github or {}).items()}
        runner = Runner(ROOT, workspace, temp, contexts)
        (install,) = (step for step in _steps(runner) if step.get("name") == "Install govern")
        install["run"] = (
            f'mkdir -p "$RUNNER_TEMP/govern/bin" && cd "$RUNNER_TEMP/govern/bin"\n'
            f"printf '#!/bin/sh\\nexec {sys.executable} -m govern \"$@\"\\n' >govern\n"
            f"printf '#!/bin/sh\\nexec {sys.executable} \"$@\"\\n' >python\n"
            "chmod +x govern python\n"
        )
        return runner.run(**inputs)

    return run


def _steps(runner: Runner) -> list[dict[str, str]]:
    steps: list[dict[str, str]] = runner._action["runs"]["steps"]
    return steps


@pytest.fixture
def api() -> Iterator[Comments]:
    with serve() as server:
        yield server


def test_a_denial_fails_the_job_after_everything_is_written(
    action: Callable[..., Job], workspace: Path
) -> None:
    job = action(paths="payments-denied", working_directory="deploy here", upload_sarif="true")
    assert job.code == 1
    assert (job.outputs["decision"], job.outputs["exit-code"]) == ("denied", "1")
    assert "::error file=payments-denied/deployment.yaml,line=" in job.logs["Decide"]
    sarif = workspace / job.outputs["sarif"]
    assert json.loads(sarif.read_text())["runs"][0]["results"]
    assert job.uses["github/codeql-action/upload-sarif"]["sarif_file"] == "deploy here/govern.sarif"
    comment = (workspace / job.outputs["comment-file"]).read_text()
    assert comment.startswith("<!-- govern:check -->\n### ❌ govern: denied")
    assert job.summary == comment


def test_what_is_allowed_passes_and_uploads_nothing_unasked(action: Callable[..., Job]) -> None:
    job = action(paths="\n  \npayments\n", working_directory="deploy here", fail_on="high")
    assert (job.code, job.outputs["decision"]) == (0, "allowed"), job.logs
    assert job.skipped == ["Upload SARIF", "Comment on the pull request"]
    assert set(job.uses) == {"actions/setup-python"}


def test_inputs_are_arguments_and_never_words_of_a_script(
    action: Callable[..., Job], workspace: Path
) -> None:
    hostile = '$(touch stolen)`touch stolen`"; touch stolen; #'
    (workspace / hostile).mkdir()
    shutil.copytree(workspace / "deploy here/payments", workspace / hostile / "payments")
    job = action(
        paths=f"{hostile}\ndeploy here/payments",
        config="deploy here/govern.toml",
        profile="baseline",
        args="--environment\n$(touch stolen)\n--exclude=*/no such thing/*",
    )
    assert (job.code, job.outputs["decision"]) == (0, "allowed"), job.logs
    assert list(workspace.rglob("stolen")) == []


def test_a_path_that_looks_like_an_option_is_a_path(action: Callable[..., Job]) -> None:
    job = action(paths="--no-builtin")
    assert (job.code, job.outputs["decision"]) == (2, "broken")
    assert "--no-builtin: there is no such input" in job.logs["Decide"]


def test_nothing_to_decide_on_is_no_pass(action: Callable[..., Job], workspace: Path) -> None:
    (workspace / "empty").mkdir()
    (workspace / "govern.sarif").write_text("of an earlier run")
    job = action(paths="empty", upload_sarif="true")
    assert (job.code, job.outputs["decision"]) == (3, "undecided")
    assert "of an earlier run" not in (workspace / "govern.sarif").read_text()


def test_a_broken_run_uploads_no_report_of_an_earlier_one(
    action: Callable[..., Job], workspace: Path
) -> None:
    (workspace / "govern.sarif").write_text("of an earlier run")
    job = action(paths="absent", upload_sarif="true")
    assert (job.code, job.outputs["sarif"]) == (2, "")
    assert "Upload SARIF" in job.skipped


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"paths": " \n "}, "names nothing to check"),
        ({"fail_on": "severe"}, "fail-on is none of"),
        ({"upload_sarif": "yes"}, "upload-sarif is neither"),
        ({"comment": "1"}, "comment is neither"),
        ({"sarif": "../govern.sarif"}, "below working-directory"),
        ({"sarif": "/tmp/govern.sarif"}, "below working-directory"),
        ({"comment_file": "a\nb=c"}, "below working-directory"),
        ({"comment_file": "-rf"}, "below working-directory"),
        ({"comment_file": "govern.sarif"}, "the same file"),
        ({"working_directory": "absent"}, "no folder of the workspace"),
    ],
)
def test_inputs_are_checked_first(
    action: Callable[..., Job], inputs: dict[str, str], words: str
) -> None:
    job = action(**inputs)
    assert job.code == 2
    assert words in job.logs["Check the inputs"]
    assert list(job.logs) == ["Check the inputs"]


def _pull_request(api: Comments) -> dict[str, str]:
    return {"token": api.token, "api_url": api.url, "event.pull_request.number": "7"}


def test_the_comment_is_written_once_and_then_replaced(
    action: Callable[..., Job], api: Comments
) -> None:
    for _ in range(100):  # the own comment is on the second page
        api.say("<!-- govern:check --> by somebody else")
    first = action(_pull_request(api), paths="deploy here/payments-denied", comment="true")
    assert first.code == 1
    assert api.comments[-1]["body"].startswith("<!-- govern:check -->\n### ❌")
    second = action(
        _pull_request(api),
        paths="deploy here/payments",
        config="deploy here/govern.toml",
        comment="true",
    )
    assert second.code == 0
    assert len(api.comments) == 101
    assert api.comments[-1]["body"].startswith("<!-- govern:check -->\n### ✅")
    assert all(one["body"].endswith("somebody else") for one in api.comments[:-1])


@pytest.mark.parametrize("status", [403, 302, 500])
def test_a_comment_that_is_refused_does_not_change_the_verdict(
    action: Callable[..., Job], api: Comments, status: int
) -> None:
    api.status = status
    job = action(
        _pull_request(api), paths="deploy here/payments", comment="true", profile="baseline"
    )
    assert (job.code, job.outputs["decision"]) == (0, "allowed")
    log = job.logs["Comment on the pull request"]
    assert log.startswith(
        f"::warning title=govern::the comment was not written: HTTPError: HTTP Error {status}"
    )
    assert api.token not in log


def test_without_a_pull_request_there_is_no_comment(
    action: Callable[..., Job], api: Comments
) -> None:
    github = {key: value for key, value in _pull_request(api).items() if "number" not in key}
    job = action(github, paths="deploy here/payments", comment="true", profile="baseline")
    assert "Comment on the pull request" in job.skipped
    assert api.requests == []


def test_no_script_holds_an_expression_and_every_action_is_pinned() -> None:
    for step in _STEPS:
        assert "${{" not in step.get("run", "")
        if "uses" in step:
            assert re.search(r"@[0-9a-f]{40}$", step["uses"]), step["uses"]


@pytest.mark.slow
def test_it_installs_govern_at_locked_versions_and_decides(tmp_path: Path, workspace: Path) -> None:
    temp = tmp_path / "temp"
    temp.mkdir()
    contexts = {"steps.python.outputs.python-path": sys.executable}
    runner = Runner(ROOT, workspace, temp, contexts)
    job = runner.run(paths="payments", working_directory="deploy here")
    if "Decide" not in job.logs and "No matching distribution" in job.logs["Install govern"]:
        missing(f"needs the locked dependencies: {job.logs['Install govern'][-300:]}")
    assert (job.code, job.outputs["decision"]) == (0, "allowed"), job.logs
    python = temp / "govern/bin/python"
    where = subprocess.run(
        [python, "-c", "import govern; print(govern.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert where.startswith(str(temp))
