"""`govern check` with scans, VEX and attestations, as a user runs it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.sbom.builders import cyclonedx, library
from tests.facts.reports_by import OURS, THEIRS, attested, openvex, says, signature_over
from tests.facts.scan_reports import DIGEST, WERKZEUG, grype, grype_match, trivy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.govern_command import Ran

BOM = cyclonedx(components=[library("werkzeug", version="0.11", purl=WERKZEUG)])
SCAN = grype(grype_match(severity="Critical"), source={"type": "sbom-file", "target": "bom.json"})
TRUST = """
[trust.keys.security]
file = "security.pub"

[trust.reports]
signers = ["security"]
require_log = false
"""
ONLY = ["--output", "json", "--profile", "only.yaml"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project that trusts one key, and only asks about vulnerabilities."""
    (tmp_path / "security.pub").write_bytes(OURS.public_key.pem)
    (tmp_path / "govern.toml").write_text(TRUST)
    (tmp_path / "only.yaml").write_text('name: only\ntitle: x\nrules: ["S003", "S005", "S006"]\n')
    (tmp_path / "bom.json").write_text(json.dumps(BOM))
    (tmp_path / "scan.json").write_text(json.dumps(SCAN))
    return tmp_path


def outcomes(ran: Ran) -> dict[str, tuple[str, str]]:
    report: dict[str, Any] = json.loads(ran.out)
    return {
        one["rule_id"]: (one["outcome"], one["message"])
        for one in report["results"]
        if one["outcome"] != "not_applicable"
    }


def test_an_unsigned_scan_leaves_the_decision_open_and_says_what_to_do(
    folder: Path, govern: Callable[..., Ran]
) -> None:
    ran = govern("check", "bom.json", "--vulnerabilities", "scan.json", *ONLY)
    assert ran.code == 4
    outcome, message = outcomes(ran)["S003"]
    assert outcome == "undecided"
    assert "`unsigned = true` in [trust.reports]" in message
    (folder / "govern.toml").write_text(TRUST + "unsigned = true\n")
    ran = govern("check", "bom.json", "--vulnerabilities", "scan.json", *ONLY)
    assert ran.code == 1
    assert "CVE-2019-14806 in werkzeug 0.11 is rated critical" in outcomes(ran)["S003"][1]


def test_signed_vex_settles_what_a_signed_scan_found(
    folder: Path, govern: Callable[..., Ran]
) -> None:
    command = ["check", "bom.json", "--vulnerabilities", "scan.json", *ONLY]
    scan, vex = json.dumps(SCAN).encode(), json.dumps(openvex(says())).encode()
    (folder / "scan.json.sigstore.json").write_bytes(signature_over(scan))
    assert govern(*command).code == 1
    (folder / "vex.json").write_bytes(vex)
    assert govern(*command, "--vex", "vex.json").code == 1  # unsigned
    (folder / "vex.json.sigstore.json").write_bytes(signature_over(vex, THEIRS))
    assert govern(*command, "--vex", "vex.json").code == 1
    (folder / "vex.json.sigstore.json").write_bytes(signature_over(vex))
    ran = govern(*command, "--vex", "vex.json")
    assert outcomes(ran)["S003"][0] == "pass", ran.out


def test_an_attested_sbom_is_for_what_is_deployed(folder: Path, govern: Callable[..., Ran]) -> None:
    bundle = attested(BOM, "https://cyclonedx.org/bom", [DIGEST]).source.data
    (folder / "bom.att.json").write_bytes(bundle)
    command = ["check", "bom.json", "--attestation", "bom.att.json", *ONLY]
    assert outcomes(govern(*command))["S005"][0] == "undecided"
    assert outcomes(govern(*command, "--deployed", DIGEST))["S005"][0] == "pass"
    other = "sha256:" + "0" * 64
    assert outcomes(govern(*command, "--deployed", other))["S005"][0] == "fail"


def test_a_scan_of_the_image_that_runs(folder: Path, govern: Callable[..., Ran]) -> None:
    (folder / "govern.toml").write_text(TRUST + "unsigned = true\n")
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p"},
        "spec": {"containers": [{"name": "c", "image": f"registry.acme.test/app@{DIGEST}"}]},
    }
    (folder / "pod.json").write_text(json.dumps(pod))
    (folder / "scan.json").write_text(json.dumps(grype(grype_match(severity="Critical"))))
    ran = govern("check", "pod.json", "--vulnerabilities", "scan.json", *ONLY)
    assert ran.code == 1
    assert outcomes(ran)["S006"][0] == "fail"
    (folder / "scan.json").write_text(json.dumps(trivy()))
    assert govern("check", "pod.json", "--vulnerabilities", "scan.json", *ONLY).code == 0


@pytest.mark.parametrize(
    "options",
    [
        ("--vulnerabilities", "absent.json"),
        ("--deployed", DIGEST),
        ("--vex", "scan.json", "--deployed", "latest"),
    ],
)
def test_what_is_wrong_with_the_command_line_is_said(
    folder: Path, govern: Callable[..., Ran], options: tuple[str, ...]
) -> None:
    assert folder.is_dir()
    assert govern("check", "bom.json", *options, *ONLY).code == 2
