"""`govern check --render auto` with the real tools, and without any."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.surroundings import require_tool

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.govern_command import Ran

    Govern = Callable[..., Ran]

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: %s}
spec:
  containers:
    - {name: web, image: "%s"}
"""
RULE = """\
# METADATA
# title: Images have digests
# custom:
#   id: ORG001
#   severity: high
#   match: {kind: kubernetes, resources: [Pod]}
package org.digest

deny contains {"msg": msg, "path": ["spec", "containers", i, "image"]} if {
	some i, container in input.document.spec.containers
	not contains(container.image, "@sha256:")
	msg := sprintf("%s has no digest", [container.image])
}
"""
TREE = {
    "rules/digest.rego": RULE,
    "deploy/base/kustomization.yaml": "resources: [pod.yaml]\n",
    "deploy/base/pod.yaml": POD % ("web", "registry.example.com/web"),
    "deploy/prod/kustomization.yaml": (
        "resources: [../base]\nnamePrefix: prod-\n"
        "images: [{name: registry.example.com/web, newTag: v7}]\n"
    ),
    "deploy/chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
    "deploy/chart/values.yaml": "image: registry.example.com/job:v3\n",
    "deploy/chart/templates/pod.yaml": POD % ("job", "{{ .Values.image }}"),
    "deploy/plain.yaml": POD % ("plain", "registry.example.com/plain:v1"),
}


@pytest.fixture
def checked(tmp_path: Path, govern: Govern) -> Callable[..., dict[str, list[dict[str, object]]]]:
    """Check the tree with only the named tools on PATH; returns the JSON report."""
    for name, text in TREE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    def check(*tools: str) -> dict[str, list[dict[str, object]]]:
        folder = tmp_path / "bin"
        folder.mkdir()
        for tool in tools:
            (folder / tool).symlink_to(require_tool(tool))
        ran = govern(
            "check", "deploy", "--render", "auto", "--no-builtin", "-p", "rules",
            "--output", "json",
            env={"PATH": str(folder)},
        )  # fmt: skip
        assert ran.code == 1, ran.err
        report: dict[str, list[dict[str, object]]] = json.loads(ran.out)
        return report

    return check


def messages(report: dict[str, list[dict[str, object]]]) -> list[str]:
    return sorted(str(result["message"]) for result in report["results"])


def reasons(report: dict[str, list[dict[str, object]]]) -> dict[str, str]:
    return {str(one["path"]): str(one["reason"]) for one in report["skipped"]}


@pytest.mark.parametrize("kustomize", ["kustomize", "kubectl"])
def test_what_tools_make_of_overlays_and_charts_is_checked(
    kustomize: str, checked: Callable[..., dict[str, list[dict[str, object]]]]
) -> None:
    report = checked(kustomize, "helm", "unshare")
    assert messages(report) == [
        "registry.example.com/job:v3 has no digest",
        "registry.example.com/plain:v1 has no digest",
        "registry.example.com/web:v7 has no digest",
    ]
    skipped = reasons(report)
    assert skipped["deploy/base/pod.yaml"] == "read by rendering deploy/prod"
    assert skipped["deploy/chart/templates/pod.yaml"] == "read by rendering deploy/chart"


def test_without_tools_the_files_are_read_as_they_are_and_the_report_says_so(
    checked: Callable[..., dict[str, list[dict[str, object]]]],
) -> None:
    report = checked()
    found = messages(report)
    assert "registry.example.com/plain:v1 has no digest" in found
    assert "registry.example.com/web has no digest" in found
    assert not [message for message in found if ":v7" in message or ":v3" in message]
    skipped = reasons(report)
    assert skipped["deploy/prod"] == "not rendered: kustomize or kubectl is not on PATH"
    assert skipped["deploy/chart"] == "not rendered: helm is not on PATH"
