"""Decisions are recorded by the real command, and made again from their bundle alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from govern.evidence.log.sqlite_store import SqliteStore
from govern.evidence.replay.replay import State, replay

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Govern = Callable[..., Any]

_SECRET_POD = """apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
  - name: a
    image: nginx:latest
    env:
    - {name: DB_PASSWORD, value: correct-horse-battery}
"""


def _bundle(project: Path, govern: Govern, *options: str) -> str:
    ran = govern("evidence", "export", "-o", "b.tar.gz", *options)
    assert ran.code == 0, ran.err
    (project / "keys.txt").write_text(govern("log", "key").out)
    return str(project / "b.tar.gz")


def _everything_in(bundle: str, folder: Path) -> bytes:
    shutil.unpack_archive(bundle, folder)
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.fixture(scope="module")
def examples(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a bundle of the decisions about the examples, and nothing else."""
    from govern.attest.signing import FileSigner
    from tests.evidence.logs import key_pem

    place = tmp_path_factory.mktemp("examples")
    shutil.copytree(root / "examples", place / "examples")
    (place / "decision.pem").write_bytes(FileSigner.generate().private_pem)
    (place / "log.pem").write_bytes(key_pem())

    def run(*args: str) -> int:
        keys = ["--log", "e.db", "--signing-key", "decision.pem", "--log-key", "log.pem"]
        command = [sys.executable, "-m", "govern", *args, *keys]
        environment = {**os.environ, "TZ": "UTC"}
        return subprocess.run(
            command, cwd=place, env=environment, capture_output=True, check=False
        ).returncode

    folders = {"payments": 0, "payments-denied": 1, "gpu-cluster-plan": 1, "fraud-model": 0}
    for name, code in folders.items():
        config = ["--config", "examples/govern.toml", "--record", "--log-origin", "example.com/a"]
        assert run("check", f"examples/{name}", "-q", *config) == code
    assert run("evidence", "export", "--config", "none", "-o", "b.tar.gz") == 0
    alone = tmp_path_factory.mktemp("elsewhere")
    shutil.move(place / "b.tar.gz", alone / "b.tar.gz")
    shutil.rmtree(place)  # what is replayed comes from the bundle alone
    return alone


def test_the_examples_come_out_byte_by_byte_elsewhere_and_in_another_time_zone(
    examples: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "govern", "evidence", "replay", "b.tar.gz", "-o", "json"],
        cwd=examples, capture_output=True, check=False,
        env={"PATH": os.environ["PATH"], "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"},
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found["counts"] == {"reproduced": 4, "same": 0, "differs": 0, "not_replayed": 0}
    recorded = [one["recorded"] for one in found["decisions"]]
    assert recorded == ["allowed", "denied", "denied", "allowed"]
    assert done.returncode == 4  # nobody said whose keys these are
    assert b"says nothing about who made it" in done.stderr


def test_the_secrets_of_the_examples_are_not_in_the_bundle(examples: Path, root: Path) -> None:
    import yaml

    from govern.documents.kubernetes.credentials import credentials_of

    text = (root / "examples/payments-denied/deployment.yaml").read_text()
    secrets = {one for item in yaml.safe_load_all(text) if item for one in credentials_of(item)}
    assert secrets
    whole = _everything_in(str(examples / "b.tar.gz"), examples / "open")
    for secret in secrets:
        assert secret.encode() not in whole
    assert b"(sensitive)" in whole


@pytest.mark.server("opa")
def test_another_engine_says_the_same(
    examples: Path, require_tool: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = require_tool("opa").parent
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    found = list(replay(str(examples / "b.tar.gz"), engine="opa"))
    assert [one.state for one in found] == [State.SAME] * 4
    fields = found[0].comparison.fields if found[0].comparison else ()
    assert set(fields) == {"engine.name", "engine.version"}


def test_a_secret_is_kept_nowhere_and_the_decision_still_comes_out(
    project: Path, govern: Govern, tmp_path: Path
) -> None:
    (project / "pod.yaml").write_text(_SECRET_POD)
    assert govern("check", "pod.yaml", "-q").code == 1
    bundle = _bundle(project, govern)
    (one,) = replay(bundle)
    assert one.state is State.REPRODUCED
    assert b"correct-horse" not in _everything_in(bundle, tmp_path / "open")
    assert b"correct-horse" not in (project / "evidence.db").read_bytes()


def test_standard_input_is_kept_and_replayed(project: Path, govern: Govern) -> None:
    command = [sys.executable, "-m", "govern", "check", "-", "-q"]
    text = (project / "pod.yaml").read_bytes()
    subprocess.run(command, cwd=project, input=text, capture_output=True, check=False)
    (one,) = replay(_bundle(project, govern))
    assert (one.state, one.recorded) == (State.REPRODUCED, "denied")


def test_waivers_baseline_and_what_cannot_be_read_take_part(project: Path, govern: Govern) -> None:
    (project / "waivers.yaml").write_text(
        "waivers:\n- {id: W1, rules: [K020], resource: 'v1/Pod/*', owner: o, reason: r,"
        " expires: 2099-01-01}\n"
    )
    assert govern("check", "pod.yaml", "--write-baseline", "base.json").code == 0
    (project / "broken.yaml").write_text("kind: [\n")
    (project / "notes.txt").write_text("skipped")
    govern("check", ".", "-q", "-w", "waivers.yaml", "--baseline", "base.json", "--tier", "high")
    (one,) = replay(_bundle(project, govern))
    assert (one.state, one.why) == (State.NOT_REPLAYED, one.why)
    assert "broken.yaml was not kept" in one.why
    (project / "broken.yaml").unlink()
    (project / "b.tar.gz").unlink()
    govern("check", ".", "-q", "-w", "waivers.yaml", "--baseline", "base.json", "--tier", "high")
    *_, last = replay(_bundle(project, govern))
    assert last.state is State.REPRODUCED, last


def test_without_kept_inputs_the_reason_is_said(project: Path, govern: Govern) -> None:
    config = project / "govern.toml"
    config.write_text(config.read_text() + "keep_inputs = false\n")
    govern("check", "pod.yaml", "-q")
    bundle = _bundle(project, govern)
    ran = govern("evidence", "replay", bundle, "--trust", "keys.txt")
    assert ran.code == 4
    assert "not replayed: nothing but the inputs was kept of it" in ran.out


_STRICT = """# METADATA
# title: No pod is small
# custom:
#   id: ORG001
#   severity: high
#   match: {kind: kubernetes}
package org.no_pods
import rego.v1
deny contains {"msg": "pods are not allowed"} if input.document.kind == "Pod"
"""


def test_the_impact_of_other_policies(project: Path, govern: Govern, root: Path) -> None:
    assert govern("check", "pod.yaml", "-q").code == 1
    (project / "next").mkdir()
    (project / "next/no_pods.rego").write_text(_STRICT)
    bundle = _bundle(project, govern)
    options = ("--trust", "keys.txt", "--no-builtin", "--policy", "next")
    ran = govern("evidence", "replay", bundle, *options)
    assert ran.code == 1, ran.err
    assert "+ ORG001 fail pod.yaml" in ran.out
    assert "ORG001: in 1 decisions, 1 findings more, 0 fewer" in ran.out
    ran = govern("evidence", "replay", bundle, *options, "-o", "json")
    value = json.loads(ran.out)
    schema = json.loads((root / "evidence/schemas/govern.replay.v1.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(value)
    assert value["rules"]["ORG001"] == {"decisions": 1, "appeared": 1, "disappeared": 0}
    (decision,) = value["decisions"]
    assert "policy.revision" in decision["differs"]
    ran = govern("evidence", "replay", bundle, "--trust", "keys.txt", "--config", "govern.toml")
    assert (ran.code, "1 same" in ran.out or "1 reproduced" in ran.out) == (0, True)


def test_a_changed_bundle_is_not_replayed(project: Path, govern: Govern) -> None:
    govern("check", "pod.yaml", "-q")
    assert govern("evidence", "export", "-o", "b").code == 0
    (policy,) = (project / "b/policies/sha256").iterdir()
    policy.write_bytes(policy.read_bytes().replace(b"nginx", b"nginy"))
    policy.write_bytes(policy.read_bytes() + b"\0")
    ran = govern("evidence", "replay", "b")
    assert ran.code == 5
    assert policy.name in ran.err


def test_what_is_kept_of_a_run_is_part_of_its_record(project: Path, govern: Govern) -> None:
    govern("check", "pod.yaml", "-q")
    with SqliteStore(str(project / "evidence.db")).reading() as reader:
        import base64

        _, line = next(iter(reader.entries(0, 1)))
        record = json.loads(reader.payload(json.loads(line)["sha256"]) or b"")
        statement = json.loads(base64.b64decode(record["dsseEnvelope"]["payload"]))
        materials = statement["predicate"]["materials"]
        assert [one["part"] for one in materials] == ["input", "policy", "run"]
        assert all(reader.payload(one["sha256"]) for one in materials)
