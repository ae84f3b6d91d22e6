"""Bundles, held against the real `opa` and `conftest`, and a real registry."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import subprocess
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from govern.attest.signing import FileSigner
from govern.policies.bundles.archive import MAX_BYTES, pack, unpack
from tests import surroundings
from tests.sources.oci.test_real_registry import host

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.govern_command import Ran

    Govern = Callable[..., Ran]

__all__ = ["host"]  # a fixture

POLICY = """# METADATA
# title: Deployments name an owner
# description: So that somebody can be asked.
# custom:
#   id: ORG001
#   severity: high
#   match: {kind: kubernetes}
#   controls: [nist-800-53:CM-8]
#   remediation: Add the label.
package org.owner

deny contains "no owner" if not input.document.metadata.labels.owner
"""
DEPLOYMENT = """apiVersion: v1
kind: ConfigMap
metadata: {name: a}
"""


@pytest.fixture(autouse=True)
def _tools_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{surroundings.tools_folder()}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "policies/limits").mkdir(parents=True)
    (tmp_path / "policies/owner.rego").write_text(POLICY)
    (tmp_path / "policies/owner_test.rego").write_text("package org.owner_test\n\ntest_x if true\n")
    (tmp_path / "policies/limits/data.yaml").write_text("most: 3\nwords: ['é<>&', \"\\u2028\"]\n")
    (tmp_path / "policies/.manifest").write_text('{"file_rego_versions": {"/old.rego": 0}}')
    (tmp_path / "policies/old.rego").write_text("package old\n\np[x] { x := input.y }\n")
    (tmp_path / "app.yaml").write_text(DEPLOYMENT)
    key = FileSigner.generate()
    (tmp_path / "key.pem").write_bytes(key.private_pem)
    (tmp_path / "key.pub").write_bytes(key.public_key.pem)
    (tmp_path / "other.pub").write_bytes(FileSigner.generate().public_key.pem)
    return tmp_path


def _opa(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    program = surroundings.require_tool("opa")
    return subprocess.run(
        [program, *args], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )


def _build(govern: Govern, *more: str) -> None:
    ran = govern("policy", "build", "policies", "-o", "b.tar.gz", *more)
    assert (ran.code, ran.err) == (0, "")


def test_the_same_folder_gives_the_same_bytes(govern: Govern, folder: Path) -> None:
    _build(govern, "--signing-key", "key.pem")
    first = (folder / "b.tar.gz").read_bytes()
    _build(govern, "--signing-key", "key.pem")
    assert (folder / "b.tar.gz").read_bytes() == first
    files = unpack(first, "b")
    assert list(files) == [".manifest", ".signatures.json", "data.json", "old.rego", "owner.rego"]
    manifest = json.loads(files[".manifest"])
    assert manifest["roots"] == ["limits", "old", "org"]
    assert manifest["file_rego_versions"] == {"/old.rego": 0}
    assert len(manifest["revision"]) == 64


@pytest.mark.server("opa")
def test_opa_runs_and_verifies_our_bundle(govern: Govern, folder: Path) -> None:
    _build(govern, "--signing-key", "key.pem", "--revision", "v1")
    args = (
        "eval",
        "--bundle",
        "b.tar.gz",
        "-f",
        "raw",
        "--input",
        "app.json",
        "data.org.owner.deny",
    )
    (folder / "app.json").write_text('{"document": {}}')
    assert _opa(folder, *args).stdout.strip() == '["no owner"]'
    verified = _opa(
        folder, "build", "--bundle", "b.tar.gz", "--verification-key", "key.pub",
        "--verification-key-id", "default", "--signing-alg", "ES256", "-o", "again.tar.gz",
    )  # fmt: skip
    assert verified.returncode == 0, verified.stderr
    refused = _opa(
        folder, "build", "--bundle", "b.tar.gz", "--verification-key", "other.pub",
        "--verification-key-id", "default", "--signing-alg", "ES256", "-o", "again.tar.gz",
    )  # fmt: skip
    assert refused.returncode != 0


@pytest.mark.server("opa")
@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_bundles_that_opa_signed_verify_and_decide(
    govern: Govern, folder: Path, algorithm: str
) -> None:
    if algorithm == "RS256":
        for command in (
            ["openssl", "genrsa", "-out", "key.pem", "2048"],
            ["openssl", "rsa", "-in", "key.pem", "-pubout", "-out", "key.pub"],
        ):
            subprocess.run(command, cwd=folder, check=True, capture_output=True)
    built = _opa(
        folder, "build", "--bundle", "policies", "--ignore", "*_test.rego", "-r", "v2",
        "--signing-key", "key.pem", "--signing-alg", algorithm, "-o", "b.tar.gz",
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    ran = govern("policy", "verify", "b.tar.gz", "--policy-key", "key.pub")
    assert (ran.code, ran.err) == (0, "")
    ran = govern("check", "app.yaml", "--no-builtin", "-p", "b.tar.gz", "--policy-key", "key.pub")
    assert ran.code == 1
    assert "no owner" in ran.out
    assert govern("policy", "verify", "b.tar.gz", "--policy-key", "other.pub").code == 5


def test_a_shared_secret_is_no_proof_of_an_author(govern: Govern, folder: Path) -> None:
    surroundings.require_tool("opa")
    _opa(folder, "build", "-b", "policies", "--signing-key", "s3cret", "--signing-alg", "HS256",
         "-o", "b.tar.gz")  # fmt: skip
    ran = govern("policy", "verify", "b.tar.gz", "--policy-key", "key.pub")
    assert (ran.code, "HS256" in ran.err) == (5, True)


def _tampered(folder: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    files = unpack((folder / "b.tar.gz").read_bytes(), "b")
    change(files)
    (folder / "b.tar.gz").write_bytes(pack(files))


def _resigned(header: dict[str, Any]) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        _, payload, value = json.loads(files[".signatures.json"])["signatures"][0].split(".")
        head = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
        token = f"{head}.{payload}.{'' if header['alg'] == 'none' else value}"
        files[".signatures.json"] = json.dumps({"signatures": [token]}).encode()

    return change


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda files: files.update({"owner.rego": b"package org.owner\n"}), id="rego"),
        pytest.param(lambda files: files.update({"data.json": b"{}"}), id="data"),
        pytest.param(lambda files: files.update({"new.rego": b"package n\n"}), id="added"),
        pytest.param(lambda files: files.pop("old.rego"), id="taken away"),
        pytest.param(lambda files: files.update({".manifest": b'{"roots":[""]}'}), id="manifest"),
        pytest.param(lambda files: files.pop(".signatures.json"), id="signature taken away"),
        pytest.param(lambda files: files.update({".signatures.json": b"[]"}), id="no object"),
        pytest.param(
            lambda files: files.update({".signatures.json": b'{"signatures": []}'}), id="none"
        ),
        pytest.param(_resigned({"alg": "none"}), id="alg none"),
        pytest.param(_resigned({"alg": "HS256"}), id="alg HS256"),
        pytest.param(_resigned({"alg": "ES256", "crit": ["b64"]}), id="crit"),
    ],
)
def test_what_was_changed_after_signing_is_refused(
    govern: Govern, folder: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    _build(govern, "--signing-key", "key.pem")
    assert govern("policy", "verify", "b.tar.gz", "--policy-key", "key.pub").code == 0
    _tampered(folder, change)
    ran = govern("policy", "verify", "b.tar.gz", "--policy-key", "key.pub")
    assert (ran.code, ran.out) == (5, "")
    ran = govern("check", "app.yaml", "-p", "b.tar.gz", "--policy-key", "key.pub")
    assert (ran.code, ran.out) == (5, "")


def test_a_document_may_be_written_otherwise(govern: Govern, folder: Path) -> None:
    """OPA signs what a document says, not its bytes."""
    _build(govern, "--signing-key", "key.pem")

    def rewrite(files: dict[str, bytes]) -> None:
        value = json.loads(files["data.json"])
        files["data.json"] = json.dumps(dict(reversed(value.items())), indent=3).encode()

    _tampered(folder, rewrite)
    assert govern("policy", "verify", "b.tar.gz", "--policy-key", "key.pub").code == 0


def test_skipping_is_for_registries_alone(govern: Govern, folder: Path) -> None:
    _build(govern)
    args = ("check", "app.yaml", "-p", "b.tar.gz", "--policy-key", "key.pub")
    assert govern(*args, "--insecure-skip-policy-verification").code == 5


def test_a_local_bundle_needs_no_key_and_reports_say_so(govern: Govern, folder: Path) -> None:
    _build(govern)
    ran = govern("check", "app.yaml", "--no-builtin", "-p", "b.tar.gz", "--output", "json")
    report = json.loads(ran.out)
    assert ran.code == 1
    assert report["policy"]["sources"] == ["b.tar.gz (signature not verified)"]
    direct = govern("check", "app.yaml", "--no-builtin", "-p", "policies", "--output", "json")
    assert report["policy"]["revision"] == json.loads(direct.out)["policy"]["revision"]


def _archive(*entries: tuple[tarfile.TarInfo, bytes]) -> bytes:
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for info, data in entries:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return gzip.compress(plain.getvalue())


def _link() -> tarfile.TarInfo:
    info = tarfile.TarInfo("x.rego")
    info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
    return info


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", 2, id="empty"),
        pytest.param(b"PK\x03\x04", 2, id="no gzip"),
        pytest.param(gzip.compress(b"no tar"), 2, id="no tar"),
        pytest.param(gzip.compress(b"\0" * 10240)[:-9], 2, id="cut short"),
        pytest.param(_archive((tarfile.TarInfo("../x.rego"), b"package x")), 2, id="outside"),
        pytest.param(_archive((tarfile.TarInfo("a/../../x.rego"), b"package x")), 2, id="up"),
        pytest.param(_archive((_link(), b"")), 2, id="link"),
        pytest.param(
            _archive((tarfile.TarInfo("x.rego"), b"1"), (tarfile.TarInfo("/x.rego"), b"2")),
            2,
            id="twice",
        ),
        pytest.param(gzip.compress(b"\0" * (MAX_BYTES + 1)), 4, id="bomb"),
    ],
)
def test_what_is_no_bundle_is_refused(
    govern: Govern, tmp_path: Path, data: bytes, code: int
) -> None:
    (tmp_path / "b.tar.gz").write_bytes(data)
    (tmp_path / "app.yaml").write_text(DEPLOYMENT)
    ran = govern("check", "app.yaml", "-p", "b.tar.gz")
    assert (ran.code, ran.out) == (code, "")


@pytest.mark.server("docker-registry")
def test_there_and_back_through_a_registry(govern: Govern, folder: Path, host: str) -> None:
    plain = ("--policy-plain-http", host)
    _build(govern, "--signing-key", "key.pem")
    pushed = govern("policy", "push", "b.tar.gz", f"oci://{host}/policies/org:v1", *plain)
    assert (pushed.code, pushed.err) == (0, "")
    pinned = pushed.out.strip()
    assert pinned.startswith(f"oci://{host}/policies/org@sha256:")
    for reference in (pinned, f"oci://{host}/policies/org:v1"):
        ran = govern(
            *("check", "app.yaml", "--no-builtin", "-p", reference, "--policy-key", "key.pub"),
            *(*plain, "--output", "json"),
        )
        assert ran.code == 1, ran.err
        (source,) = json.loads(ran.out)["policy"]["sources"]
        assert source.startswith(f"{pinned} (signed by ")
    pulled = govern("policy", "pull", pinned, "-o", "p.tar.gz", "--policy-key", "key.pub", *plain)
    assert pulled.code == 0
    assert (folder / "p.tar.gz").read_bytes() == (folder / "b.tar.gz").read_bytes()


@pytest.mark.server("docker-registry")
def test_a_registrys_bundle_is_verified_unless_it_is_said_aloud(
    govern: Govern, folder: Path, host: str
) -> None:
    plain = ("--policy-plain-http", host)
    _build(govern)
    pushed = govern("policy", "push", "b.tar.gz", f"oci://{host}/policies/bare:v1", *plain)
    reference = pushed.out.strip()
    assert "is not signed" in pushed.err
    check = ("check", "app.yaml", "--no-builtin", "-p", reference, *plain)
    assert govern(*check).code == 5
    assert govern(*check, "--policy-key", "key.pub").code == 5
    ran = govern(*check, "--insecure-skip-policy-verification", "--output", "json")
    assert ran.code == 1
    assert json.loads(ran.out)["policy"]["sources"] == [f"{reference} (signature not verified)"]
    refused = govern("policy", "pull", reference, "-o", "p.tar.gz", *plain)
    assert (refused.code, (folder / "p.tar.gz").exists()) == (5, False)


@pytest.mark.server("docker-registry", "opa", "conftest")
def test_opa_and_conftest_fetch_what_was_pushed(govern: Govern, folder: Path, host: str) -> None:
    _build(govern, "--signing-key", "key.pem")
    plain = ("--policy-plain-http", host)
    govern("policy", "push", "b.tar.gz", f"oci://{host}/policies/shared:v1", *plain)
    conftest = surroundings.require_tool("conftest")
    got = subprocess.run(
        [conftest, "pull", "--policy", "fetched", f"oci://{host}/policies/shared:v1"],
        cwd=folder, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert got.returncode == 0, got.stderr
    assert (folder / "fetched/owner.rego").read_text() == POLICY
    (folder / "opa.yaml").write_text(
        f"""services:
  registry: {{url: "http://{host}", type: oci}}
bundles:
  org:
    service: registry
    resource: {host}/policies/shared:v1
    signing: {{keyid: default}}
keys:
  default: {{algorithm: ES256, key: {json.dumps((folder / "key.pub").read_text())}}}
"""
    )
    (folder / "app.json").write_text('{"document": {}}')
    from tests.engine.opa_fixtures import running_opa

    with running_opa(
        surroundings.require_tool("opa"), "--config-file", str(folder / "opa.yaml")
    ) as (url, _):
        assert _asked(url, "org/owner/deny") == ["no owner"]


def _asked(url: str, path: str) -> Any:
    import time
    import urllib.request

    body = json.dumps({"input": {"document": {}}}).encode()
    for _ in range(100):
        request = urllib.request.Request(f"{url}/v1/data/{path}", data=body, method="POST")  # noqa: S310 - our own server
        with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310 - as above
            answer = json.load(response)
        if "result" in answer:
            return answer["result"]
        time.sleep(0.1)
    return None
