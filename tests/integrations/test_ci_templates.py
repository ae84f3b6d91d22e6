"""The scripts of GitLab, Jenkins, Argo CD and Flux, run as those systems run them.

govern is the real one; what it would be installed by, and servers that are not here, are stand-ins
that write down how they were called.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
import yaml

import govern
from tests.surroundings import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_FOLDER = ROOT / "integrations"
_GOVERN = f'exec {sys.executable} -m govern "$@"\n'


def _program(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A checkout, with govern and stand-ins on PATH."""
    folder = tmp_path / "workspace"
    for name in ("payments", "payments-denied"):
        shutil.copytree(ROOT / "examples" / name, folder / name)
    shutil.copy(ROOT / "examples/govern.toml", folder)
    _program(tmp_path / "bin/govern", _GOVERN)
    return folder


@pytest.fixture
def run(workspace: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    def script(command: list[str], variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=workspace,
            env={
                **os.environ,
                "PATH": f"{workspace.parent / 'bin'}:{os.environ['PATH']}",
                "CALLS": str(workspace.parent / "calls"),
                **variables,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    return script


def _gitlab() -> dict[str, dict[str, object]]:
    file = _FOLDER / "gitlab/govern.gitlab-ci.yml"
    loaded: dict[str, dict[str, object]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize(
    ("paths", "args", "code"),
    [
        ("payments", "", 0),
        ("payments payments-denied", "--fail-on high", 1),
        ("absent", "", 2),
    ],
)
def test_the_gitlab_job(
    run: Callable[..., subprocess.CompletedProcess[str]],
    workspace: Path,
    paths: str,
    args: str,
    code: int,
) -> None:
    job = _gitlab()["govern"]
    script, defaults = job["script"], job["variables"]
    assert isinstance(script, list)
    assert isinstance(defaults, dict)
    _program(workspace.parent / "bin/python", 'echo "$@" >>"$CALLS"\n')
    (workspace / "govern.xml").write_text("of an earlier run")
    variables = {**defaults, "GOVERN_PATHS": paths, "GOVERN_ARGS": args}
    done = run(["sh", "-e", "-c", "\n".join(script)], variables)
    assert done.returncode == code, done.stderr
    calls = (workspace.parent / "calls").read_text()
    assert calls == f"-m pip install --quiet govern-engine=={govern.__version__}\n"
    reports = job["artifacts"]["reports"]  # type: ignore[index]  # a mapping of YAML
    if code == 2:
        assert not (workspace / reports["junit"]).exists()
        return
    issues = json.loads((workspace / reports["codequality"]).read_text())
    assert bool([one for one in issues if one["severity"] != "info"]) is (code == 1)
    suites = ET.fromstring((workspace / reports["junit"]).read_text())  # noqa: S314 - our own
    assert (int(suites.get("failures", "0")) > 0) is (code == 1)
    assert (workspace / "govern.md").read_text().startswith("<!-- govern:check -->")


@pytest.mark.parametrize(("paths", "code"), [("payments", 0), ("payments-denied", 1)])
def test_the_jenkins_stage(
    run: Callable[..., subprocess.CompletedProcess[str]], workspace: Path, paths: str, code: int
) -> None:
    text = (_FOLDER / "jenkins/Jenkinsfile").read_text(encoding="utf-8")
    (script,) = re.findall(r"sh '''\n(.*?)'''", text, re.DOTALL)
    version = re.search(r"GOVERN_VERSION = '(.*)'", text)
    assert version is not None
    assert version[1] == govern.__version__
    _program(workspace / "made/govern", _GOVERN)
    _program(workspace / "made/python", 'echo "$@" >>"$CALLS"\n')
    _program(workspace.parent / "bin/python3", 'mkdir -p "$4/bin" && cp made/* "$4/bin"\n')
    variables = {"GOVERN_VERSION": version[1], "GOVERN_PATHS": paths}
    done = run(["sh", "-xe", "-c", script], variables)  # Jenkins runs `sh -xe`
    assert done.returncode == code, done.stderr
    calls = (workspace.parent / "calls").read_text()
    assert calls == f"-m pip install --quiet govern-engine=={version[1]}\n"
    for report in re.findall(r"(?:testResults|artifacts): '(.*?)'", text):
        assert (workspace / report).stat().st_size > 0


@pytest.mark.server("kustomize")
@pytest.mark.parametrize(
    ("profile", "allowed"), [({}, False), ({"ARGOCD_ENV_GOVERN_PROFILE": "baseline"}, True)]
)
def test_argo_cd_gets_manifests_only_when_they_are_allowed(
    run: Callable[..., subprocess.CompletedProcess[str]],
    workspace: Path,
    require_tool: Callable[[str], Path],
    profile: dict[str, str],
    allowed: bool,
) -> None:
    plugin = yaml.safe_load((_FOLDER / "argo-cd/plugin.yaml").read_text(encoding="utf-8"))
    generate = plugin["spec"]["generate"]
    (workspace.parent / "bin/kustomize").symlink_to(require_tool("kustomize"))
    # What an application brings along must not weaken the rules that it is judged by.
    (workspace / "govern.toml").write_text("[policy]\nbuiltin = false\n")
    manifests = workspace / "pod.yaml"
    manifests.write_text(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: one}\n"
        "spec: {containers: [{name: one, image: registry.example.com/one:latest}]}\n"
    )
    (workspace / "kustomization.yaml").write_text("resources: [pod.yaml]\n")
    done = run([*generate["command"], *generate["args"]], profile)
    assert (done.returncode == 0) is allowed, done.stderr
    documents = list(yaml.safe_load_all(done.stdout))
    assert [one["kind"] for one in documents] == (["Pod"] if allowed else [])
    assert ("denied:" in done.stderr) is not allowed


_FLUX = """echo flux "$@" >>"$CALLS"
while [ "$1" != --path ]; do shift; done
ls "$2" >>"$CALLS"
[ -z "${NO_DIGEST:-}" ] || exit 0
printf '{"digest": "sha256:%064d"}' 7
"""


@pytest.fixture
def repository(workspace: Path) -> Path:
    _program(workspace.parent / "bin/flux", _FLUX)
    _program(workspace.parent / "bin/cosign", 'echo cosign "$@" >>"$CALLS"\n')
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-C", str(workspace)]
    for words in (
        ["init", "-q"],
        ["remote", "add", "origin", "https://git.example.com/shop"],
        ["commit", "-q", "--allow-empty", "-m", "x"],
    ):
        subprocess.run([*git, *words], check=True, capture_output=True)
    return workspace


def _publish(
    run: Callable[..., subprocess.CompletedProcess[str]], folder: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    script = str(_FOLDER / "flux/publish.sh")
    key = {"COSIGN_KEY": "cosign.key"}
    place = "oci://registry.example.com/deploy/payments"
    return run([script, folder, place, "main"], {**key, **variables})


def test_what_flux_gets_is_pushed_and_signed_by_its_digest(
    run: Callable[..., subprocess.CompletedProcess[str]], repository: Path
) -> None:
    done = _publish(run, "payments")
    assert done.returncode == 0, done.stderr
    calls = (repository.parent / "calls").read_text()
    assert "flux push artifact oci://registry.example.com/deploy/payments:main --path" in calls
    assert all(file.name in calls for file in (repository / "payments").iterdir())
    signed = f"registry.example.com/deploy/payments@sha256:{7:064d}\n"
    assert calls.endswith(f"cosign sign --yes --key cosign.key {signed}")


@pytest.mark.parametrize(
    ("folder", "variables", "code"),
    [
        ("payments-denied", {}, 1),
        ("payments", {"GOVERN_ARGS": "--fail-on nonsense"}, 2),
        ("payments", {"COSIGN_KEY": ""}, 2),
    ],
)
def test_what_is_not_allowed_is_not_pushed(
    run: Callable[..., subprocess.CompletedProcess[str]],
    repository: Path,
    folder: str,
    variables: dict[str, str],
    code: int,
) -> None:
    assert _publish(run, folder, **variables).returncode == code
    assert not (repository.parent / "calls").exists()


def test_a_push_without_a_digest_signs_nothing(
    run: Callable[..., subprocess.CompletedProcess[str]], repository: Path
) -> None:
    assert _publish(run, "payments", NO_DIGEST="1").returncode != 0
    assert "cosign" not in (repository.parent / "calls").read_text()


def test_our_own_manifests_are_allowed_by_the_baseline() -> None:
    """Only the digest of the image, which nobody but the reader knows, is made up."""
    for name in ("argo-cd/repo-server.yaml", "flux/sync.yaml"):
        report = govern.check(_FOLDER / name, profile="baseline")
        blocking = [one.message for one in report.decision.results if one.blocking]
        assert (report.inputs[0].kind, blocking) == ("kubernetes", [])
