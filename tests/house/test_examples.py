"""The examples have the verdicts that the README, the demo and the wheel test rely on."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.surroundings import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_EXAMPLES = ROOT / "examples"


def _report(folder: str, *options: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "govern", "check", "--config", "examples/govern.toml"]
    done = subprocess.run(
        [*command, f"examples/{folder}", "--output", "json", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    report: dict[str, Any] = json.loads(done.stdout)
    assert report["exit_code"] == done.returncode, done.stderr
    return report


def _failed(report: dict[str, Any]) -> set[str]:
    return {one["rule_id"] for one in report["results"] if one["outcome"] == "fail"}


@pytest.mark.parametrize("folder", ["payments", "fraud-model"])
def test_careful_work_is_allowed(folder: str) -> None:
    report = _report(folder)
    assert report["decision"] == "allowed", report["reason"]
    assert report["summary"]["pass"] > 0


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("payments-denied", {"K002", "K003", "K020", "K021", "K027"}),
        ("gpu-cluster-plan", {"T003", "T004", "T008"}),
    ],
)
def test_careless_work_is_denied_at_its_line(folder: str, expected: set[str]) -> None:
    report = _report(folder)
    assert report["decision"] == "denied"
    assert expected <= _failed(report)
    places = [one["location"] for one in report["results"] if one["outcome"] == "fail"]
    assert all(place["line"] >= 1 and place["column"] >= 1 for place in places)


def test_no_secret_of_an_example_is_in_any_report(tmp_path: Path) -> None:
    formats = ("json", "text", "sarif", "junit", "github", "gitlab", "markdown", "html")
    secrets = ("c0rrect-h0rse", "7Jc1xKq0Wm4Tn8Zb", "Zk7-quiet-Harbor-42")
    for folder in ("payments-denied", "gpu-cluster-plan"):
        source = "".join(file.read_text() for file in (_EXAMPLES / folder).iterdir())
        assert any(secret in source for secret in secrets)
        outputs = [f"--output={name}={tmp_path}/{folder}.{name}" for name in formats]
        _report(folder, *outputs, "--verbose")
    written = {path: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert len(written) == 2 * len(formats)
    leaks = [path.name for path, text in written.items() if any(s in text for s in secrets)]
    assert leaks == []


def test_the_plan_was_made_from_the_source_beside_it() -> None:
    plan = json.loads((_EXAMPLES / "gpu-cluster-plan/plan.json").read_text(encoding="utf-8"))
    source = (_EXAMPLES / "gpu-cluster-plan/main.tf").read_text(encoding="utf-8")
    declared = {f'resource "{one["type"]}" "{one["name"]}"' for one in plan["resource_changes"]}
    assert declared == {
        line.removesuffix(" {") for line in source.splitlines() if line[:9] == "resource "
    }


def test_the_weights_are_what_the_training_writes(tmp_path: Path) -> None:
    """And the SBOM names the digest that they have."""
    folder = _EXAMPLES / "fraud-model"
    weights = folder / "model.safetensors"
    copy = tmp_path / "train.py"
    copy.write_bytes((folder / "train.py").read_bytes())
    trained = subprocess.run(
        [sys.executable, str(copy)], capture_output=True, text=True, check=True
    ).stdout
    assert (tmp_path / weights.name).read_bytes() == weights.read_bytes()
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    assert digest in (folder / "sbom.cdx.json").read_text(encoding="utf-8")
    card = (folder / "README.md").read_text(encoding="utf-8")
    for metric in ("0.9241", "0.7465", "0.8106", "0.6616"):
        assert metric in trained
        assert metric in card
