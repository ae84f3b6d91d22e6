"""What `govern promote` shares with `govern check`: records, approvals, signatures."""

from __future__ import annotations

import json
import subprocess
import uuid
from typing import TYPE_CHECKING

import jsonschema
import pytest

from govern.attest.signing import FileSigner
from tests.attest.signed_models import signed_model
from tests.evidence.logs import key_pem
from tests.promotion.mlflow_server import good_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.promotion.mlflow_server import MlflowServer

    Promote = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.server("mlflow")
OWNER = {"govern.owner": "payments-ml", "govern.contact": "ml@acme.example"}


@pytest.fixture
def model() -> str:
    return f"gated-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A folder that records, and people who approve with SSH keys."""
    (tmp_path / "decision.pem").write_bytes(FileSigner.generate().private_pem)
    (tmp_path / "log.pem").write_bytes(key_pem())
    people = ["schema: govern.people/v1", "people:", "  ci: {}"]
    for name in ("ada", "grace"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", name]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        public = (tmp_path / f"{name}.pub").read_text().strip()
        people.append(f'  {name}: {{roles: [owner], keys: ["{public}"]}}')
    (tmp_path / "people.yaml").write_text("\n".join(people) + "\n")
    (tmp_path / "govern.toml").write_text(
        'profile = "gate.yaml"\n[evidence]\nrecord = true\nlog = "evidence.db"\n'
        'origin = "example.com/ml"\nkey = "decision.pem"\nlog_key = "log.pem"\n'
        '[approvals]\nfolder = "approvals"\npeople = "people.yaml"\n'
    )
    return tmp_path


@pytest.mark.server("ssh-keygen")
def test_an_approval_lets_this_version_through_and_no_other(
    mlflow: MlflowServer, promote: Promote, govern: Promote, office: Path, model: str
) -> None:
    first = mlflow.register(model, good_files(), {**OWNER, "govern.risk_tier": "medium"})
    gate = ("--alias", "prod", "--require-approval", "medium")
    assert promote(f"{model}@{first}", "--alias", "prod", "--dry-run").returncode == 0
    evidence = []
    for kind in ("card", "evaluation", "sbom", "signature", "scan"):
        (office / f"{kind}.txt").write_text(kind)
        evidence += ["--evidence", f"{kind}={kind}.txt"]
    asked = govern(
        "request", "last", "--environment", "prod", "--tier", "medium", "--author", "ada",
        "--requester", "ci", "--from", "staging", "--to", "prod", "--ticket", "CHG1", "--first",
        *evidence,
    )  # fmt: skip
    assert asked.returncode == 0, asked.stderr
    (request,) = office.glob("approvals/*/request-*.json")
    assert promote(f"{model}@{first}", *gate).returncode == 1
    assert mlflow.alias(model, "prod") is None

    answer = ("approve", str(request), "--role", "owner", "--key", "grace", "--yes")
    assert govern(*answer).returncode == 0

    mlflow.tag(model, first, "govern.team", "risk")
    changed = promote(f"{model}@{first}", *gate)
    assert changed.returncode == 1, changed.stdout  # not what grace has seen
    body = {"name": model, "version": first, "key": "govern.team"}
    mlflow.ask("DELETE", "model-versions/delete-tag", body)
    done = promote(f"{model}@{first}", *gate)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "approvals are used up" in done.stderr
    assert mlflow.alias(model, "prod") == first
    digest = mlflow.version_tags(model, first)["govern.gate.decision"]
    assert f"sha256 {digest}" in done.stderr
    assert govern("log", "verify", "--log", "evidence.db").returncode == 0
    assert promote(f"{model}@{first}", *gate).returncode == 1  # they were for one time


def test_a_model_signature_is_verified_over_the_files_of_the_version(
    mlflow: MlflowServer, promote: Promote, tmp_path: Path, model: str
) -> None:
    signer, stranger = FileSigner.generate(), FileSigner.generate()
    (tmp_path / "release.pub").write_bytes(signer.public_key.pem)
    (tmp_path / "signed.yaml").write_text("name: s\ntitle: S\nrules: [MC025]\n")
    (tmp_path / "govern.toml").write_text(
        'profile = "signed.yaml"\n[trust.keys.release]\nfile = "release.pub"\n'
        f'[[trust.models]]\npattern = ".govern/mlflow/{model}/*"\nsigners = ["release"]\n'
        "require_log = false\n"
    )
    files = good_files()
    signed = mlflow.register(model, {**files, "model.sig": signed_model(files, signer)})
    ran = promote(f"{model}@{signed}", "--alias", "prod")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert mlflow.alias(model, "prod") == signed

    foreign = mlflow.register(model, {**files, "model.sig": signed_model(files, stranger)})
    other = {**files, "README.md": files["README.md"] + b"\n"}
    changed = mlflow.register(model, {**other, "model.sig": signed_model(files, signer)})
    added = {**files, "more.bin": b"x", "model.sig": signed_model(files, signer)}
    for version in (foreign, changed, mlflow.register(model, added)):
        assert promote(f"{model}@{version}", "--alias", "prod").returncode in {1, 4}
        assert mlflow.alias(model, "prod") == signed


def test_what_is_kept_is_as_the_schema_says_and_decides_the_same(
    mlflow: MlflowServer, promote: Promote, govern: Promote, root: Path, tmp_path: Path, model: str
) -> None:
    schema = json.loads((root / "evidence/schemas/govern.mlflow.v1.schema.json").read_text())
    for logged in (True, False):
        version = mlflow.register(model, good_files(), OWNER, logged=logged)
        ran = promote(f"{model}@{version}", "--alias", "prod", "--profile", "gate.yaml",
                      "--keep-files", "-o", "json")  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        card = f".govern/mlflow/{model}/{version}/mlflow-version.json"
        said = json.loads((tmp_path / card).read_text())
        jsonschema.Draft202012Validator(schema).validate(said)
        assert {one["path"] for one in said["files"]} == set(good_files())
        assert (said["logged_model"] is None) is not logged
        again = govern("check", card, "--profile", "gate.yaml", "-o", "json")
        assert again.returncode == 0
        first, second = json.loads(ran.stdout), json.loads(again.stdout)
        assert [one["sha256"] for one in first["inputs"]] == [
            one["sha256"] for one in second["inputs"]
        ]
