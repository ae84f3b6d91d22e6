from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from govern.attest.signing import FileSigner
from govern.evidence.bundle import Period
from govern.evidence.reports.building import build
from govern.evidence.reports.source import bundle_evidence
from tests.evidence.logs import ORIGIN, key_pem
from tests.govern_command import outside_ci, run_govern

if TYPE_CHECKING:
    from pathlib import Path

    from govern.evidence.reports.model import EvidenceReport

_DENIED = """apiVersion: v1
kind: Pod
metadata: {name: a, namespace: shop}
spec: {containers: [{name: a, image: "nginx:latest", securityContext: {privileged: true}}]}
"""
_TAGGED = _DENIED.replace(", securityContext: {privileged: true}", "")
_PINNED = _DENIED.replace("nginx:latest", f"registry.example/nginx@sha256:{'a' * 64}")
_WAIVERS = """schema: govern.waivers/v1
waivers:
  - id: "=W-1+cmd|' /C calc'!A0"
    rules: [K02*]
    resource: v1/Pod/shop/b
    owner: <script>alert(1)</script>
    reason: '#import "/etc/passwd" $x$ waits for the vendor'
    expires: 2026-12-24
  - id: W-old
    rules: [K021]
    resource: v1/Pod/shop/c
    owner: ann
    reason: old
    expires: 2026-01-01
"""


@dataclass(frozen=True)
class Ran:
    folder: Path

    def __call__(self, *args: str, expect: int = 0) -> str:
        done = run_govern(self.folder, *args, env=outside_ci())
        assert done.code == expect, done.err + done.out
        return done.out + done.err


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """A log in which `a` was denied, then repaired, and `b` is waived; with its bundle."""
    folder = tmp_path_factory.mktemp("told")
    run = Ran(folder)
    (folder / "decision.pem").write_bytes(FileSigner.generate().private_pem)
    (folder / "log.pem").write_bytes(key_pem())
    (folder / "waivers.yaml").write_text(_WAIVERS)
    (folder / "govern.toml").write_text(
        f'[evidence]\nrecord = true\nlog = "evidence.db"\norigin = "{ORIGIN}"\n'
        'key = "decision.pem"\nlog_key = "log.pem"\n'
    )
    (folder / "a.yaml").write_text(_DENIED)
    (folder / "b.yaml").write_text(_TAGGED.replace("name: a,", "name: b,", 1))
    run("check", "a.yaml", "-q", expect=1)
    run("check", "b.yaml", "-q", "--waivers", "waivers.yaml")
    run("evidence", "export", "-o", "before.tar.gz")
    (folder / "a.yaml").write_text(_PINNED)
    run("check", "a.yaml", "-q", expect=1)
    run("evidence", "export", "-o", "bundle")
    run("evidence", "export", "-o", "bundle.tar.gz")
    (folder / "keys.txt").write_text(run("log", "key"))
    return run


@pytest.fixture(scope="session")
def story(told: Ran) -> EvidenceReport:
    with bundle_evidence(str(told.folder / "bundle"), Period(), ("It holds.",), "") as evidence:
        return build(evidence)
