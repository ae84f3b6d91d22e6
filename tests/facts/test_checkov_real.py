"""The real Checkov, at the version that govern installs."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from govern.documents.render.mode import RenderMode
from govern.documents.terraform_plan.redacted import redacted
from govern.documents.terraform_plan.sensitivity import lacks_marks
from govern.facts.checkov.installation import VERSION
from govern.facts.checkov.scan import ScanSettings
from govern.facts.checkov.tool import run_checkov
from govern.model import Outcome, Result
from govern.pipeline import RunSettings
from govern.pipeline import check as decide
from tests.surroundings import require_corpus, require_tool

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.server("checkov", "helm")

DEPLOYMENT = """\
# A comment, so that the object does not begin on the first line.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  namespace: payments
  annotations:
    checkov.io/skip1: CKV_K8S_14=the tag is fixed elsewhere
spec:
  selector: {{matchLabels: {{app: api}}}}
  template:
    metadata: {{labels: {{app: api}}}}
    spec:
      containers:
        - name: api
          image: registry.example.com/api:latest
          securityContext: {{privileged: true}}
"""
SECRET = """\
---
apiVersion: v1
kind: Secret
metadata: {name: db, namespace: payments}
stringData: {password: canary-hunter2}
"""


@pytest.fixture(autouse=True)
def checkov(monkeypatch: pytest.MonkeyPatch) -> str:
    path = str(require_tool("checkov"))
    monkeypatch.setenv("GOVERN_CHECKOV", path)
    return path


def scan(*paths: Path, seconds: float = 300.0, **settings: Any) -> list[Result]:
    scanning = RunSettings(scan=ScanSettings(checkov=True, seconds=seconds), **settings)
    results = decide(map(str, paths), scanning).decision.results
    return [one for one in results if one.rule_id.startswith(("checkov:", "govern:scan"))]


def test_a_plan_a_manifest_and_a_chart_in_one_run(tmp_path: Path) -> None:
    corpus = require_corpus()
    plan = corpus / "terraform-plans/checkov/tests/terraform/parser/resources/plan/tfplan.json"
    plan = next(
        path
        for path in [plan, *sorted((corpus / "terraform-plans/checkov").rglob("tfplan.json"))]
        if path.is_file() and scannable(path) and b"aws_s3_bucket" in path.read_bytes()
    )
    manifest = tmp_path / "api.yaml"
    manifest.write_text(DEPLOYMENT.format(name="api") + SECRET)
    chart = tmp_path / "chart"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: charted\nversion: 1.0.0\n")
    (chart / "templates/api.yaml").write_text(DEPLOYMENT.format(name="'{{ .Release.Name }}'"))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(require_tool("helm").parent), prepend=os.pathsep)
        patch.setattr(tempfile, "tempdir", str(temporary))
        results = scan(plan, manifest, chart, render=RenderMode.HELM)
    assert list(temporary.iterdir()) == []

    (whole,) = [one for one in results if one.rule_id == "govern:scan"]
    assert whole.outcome is Outcome.PASS
    assert f"Checkov {VERSION}" in whole.message
    privileged = [one for one in results if one.rule_id == "checkov:CKV_K8S_16"]
    places = {(one.location.path, one.location.line): one for one in privileged}
    assert {one.outcome for one in places.values()} == {Outcome.FAIL}
    assert (str(manifest), 2) in places
    (rendered,) = [one for (path, _), one in places.items() if path != str(manifest)]
    assert rendered.location.path.startswith(str(chart))
    assert rendered.location.line is not None
    skipped = [one for one in results if one.rule_id == "checkov:CKV_K8S_14"]
    assert {one.outcome for one in skipped} == {Outcome.WARN}
    assert "the tag is fixed elsewhere" in skipped[0].message

    buckets = [one for one in results if one.resource.kind == "aws_s3_bucket"]
    lines = plan.read_text().splitlines()
    assert buckets
    for one in buckets:
        assert one.location.path == str(plan)
        assert one.location.line is not None
        start = one.location.line - 1
        assert one.resource.address in "\n".join(lines[start : start + 2]).replace('\\"', '"')
    assert "canary-hunter2" not in repr(results)


def scannable(path: Path) -> bool:
    try:
        plan = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError:
        return False
    return isinstance(plan, dict) and "resource_changes" in plan and not lacks_marks(plan)


def test_a_run_beyond_its_deadline_is_undecided(tmp_path: Path) -> None:
    manifest = tmp_path / "api.yaml"
    manifest.write_text(DEPLOYMENT.format(name="api"))
    (one,) = scan(manifest, seconds=0.1)
    assert (one.outcome, one.message) == (
        Outcome.UNDECIDED,
        "Checkov was stopped: it took longer than 0.1 s",
    )


@pytest.mark.slow
def test_redaction_changes_no_verdict_on_published_plans(tmp_path: Path, checkov: str) -> None:
    raw, shown = tmp_path / "raw", tmp_path / "shown"
    raw.mkdir()
    shown.mkdir()
    paths = sorted((require_corpus() / "terraform-plans").rglob("*.json"))
    for number, path in enumerate(filter(scannable, paths)):
        plan = orjson.loads(path.read_bytes())
        (raw / f"{number}.json").write_text(json.dumps(plan, indent=1))
        (shown / f"{number}.json").write_text(json.dumps(redacted(plan), indent=1))
    before, after = verdicts(checkov, raw), verdicts(checkov, shown)
    assert len(before) > 500
    assert after == before


def verdicts(checkov: str, folder: Path) -> set[tuple[str, str, str, str]]:
    reports = json.loads(run_checkov(checkov, str(folder), 300.0).output)
    return {
        (kind, one["file_path"], one["check_id"], one["resource_address"] or one["resource"])
        for report in (reports if isinstance(reports, list) else [reports])
        for kind in ("failed_checks", "passed_checks")
        for one in report["results"][kind]
    }


def test_the_lock_names_the_version_that_is_installed(checkov: str) -> None:
    done = subprocess.run([checkov, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == VERSION
