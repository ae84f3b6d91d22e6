from __future__ import annotations

import base64
import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Govern = Callable[..., Any]

pytestmark = pytest.mark.server("ssh-keygen")
_GATE = ("check", "ok.yaml", "-q", "--environment", "prod", "--require-approval", "medium")
_CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}\ndata: {x: y}\n"
_ASK = ("--environment", "prod", "--tier", "medium", "--author", "ada", "--requester", "ci",
        "--from", "staging", "--to", "prod", "--ticket", "CHG0042", "--first")  # fmt: skip


@pytest.fixture
def asked(office: Path, govern: Govern) -> str:
    """Ask for approval of an allowed decision; return the request's file."""
    (office / "ok.yaml").write_text(_CONFIG_MAP)
    assert govern("check", "ok.yaml", "-q").code == 0
    ran = govern("request", "last", *_ASK)
    assert ran.code == 0, ran.err
    assert "deploy in prod, tier medium" in ran.out
    (file,) = (office / "approvals").glob("*/request-*.json")
    return str(file.relative_to(office))


@pytest.fixture
def agent(office: Path) -> Iterator[dict[str, str]]:
    """An agent that holds grace's key, whose file is gone."""
    socket = str(office / "agent.sock")
    process = subprocess.Popen(["ssh-agent", "-D", "-a", socket], stdout=subprocess.DEVNULL)
    env = {"SSH_AUTH_SOCK": socket}
    try:
        for _ in range(100):
            command = ["ssh-add", "-q", str(office / "grace")]
            done = subprocess.run(command, env={**os.environ, **env}, check=False)
            if done.returncode == 0:
                break
        (office / "grace").unlink()
        yield env
    finally:
        process.terminate()
        process.wait(10)


def test_approvals_let_one_thing_through_once(asked: str, govern: Govern) -> None:
    assert govern(*_GATE).code == 1
    assert govern("approve", asked, "--role", "owner", "--key", "grace", "--yes").code == 0
    assert govern(*_GATE, "--no-record").code == 0  # looking uses nothing up
    ran = govern(*_GATE)
    assert ran.code == 0, ran.out
    assert "approvals are used up" in ran.err
    ran = govern(*_GATE)
    assert ran.code == 1
    assert "these approvals were used on" in ran.out


def test_a_key_in_an_agent_signs(asked: str, govern: Govern, agent: dict[str, str]) -> None:
    ran = govern("approve", asked, "--role", "owner", "--key", "grace.pub", "--yes", env=agent)
    assert ran.code == 0, ran.err
    assert "signed by grace (ssh)" in ran.out
    assert govern(*_GATE).code == 0


def test_what_would_not_count_is_not_written(asked: str, office: Path, govern: Govern) -> None:
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "mallory"], cwd=office, check=True
    )
    ran = govern("approve", asked, "--role", "owner", "--key", "mallory", "--yes")
    assert ran.code == 2
    assert "this signature would not count" in ran.err
    assert not list((office / "approvals").glob("*/approve-*.json"))


def test_nobody_signs_without_saying_so(asked: str, office: Path, govern: Govern) -> None:
    ran = govern("approve", asked, "--role", "owner", "--key", "grace")
    assert ran.code != 0
    assert not list((office / "approvals").glob("*/approve-*.json"))


def test_a_denied_decision_is_not_up_for_approval(office: Path, govern: Govern) -> None:
    assert govern("check", "pod.yaml", "-q").code == 1
    ran = govern("request", "last", *_ASK)
    assert ran.code == 2
    assert "the decision is denied: approval allows nothing that policy denies" in ran.err
    assert not (office / "approvals").exists()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["request", "last", "--environment", "prod", "--tier", "low", "--author", "mallory",
          "--requester", "ci"], "'mallory' is nobody in the directory"),
        (["request", "99", *_ASK], "the log holds no decision '99'"),
        (["approve", "missing", "--role", "owner", "--yes"], "requests are meant by 'missing'"),
        (["check", "ok.yaml", "--require-approval", "low"], "approval is for a place"),
        ([*_GATE, "--tier", "low"], "--tier low and --require-approval medium differ"),
        ([*_GATE, "--no-builtin", "-p", "rule.rego"], "A001, which counts approvals, is left out"),
        ([*_GATE, "--approvals", "missing"], "there is no folder with approvals"),
        ([*_GATE, "--people", "ok.yaml"], "unknown key `apiVersion`"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(
    asked: str, office: Path, govern: Govern, command: list[str], words: str
) -> None:
    assert asked
    (office / "rule.rego").write_text(
        "# METADATA\n# title: x\n# custom:\n#   id: X1\n#   severity: low\n"
        "#   match: {kind: kubernetes}\npackage x\n\ndeny contains 1 if false\n"
    )
    ran = govern(*command)
    assert ran.code == 2, ran.err
    assert words in ran.err


def test_every_statement_fits_its_schema_and_its_signer_must_be_trusted(
    asked: str, office: Path, govern: Govern, root: Path
) -> None:
    govern("approve", asked, "--role", "owner", "--key", "grace", "--yes")
    govern("reject", asked, "--role", "owner", "--key", "ada", "--reason", "no", "--yes")
    (no,) = (office / "approvals").glob("*/reject-*.json")
    govern("revoke", str(no), "--reason", "mistaken", "--key", "ada", "--yes")
    assert govern(*_GATE).code == 0
    assert govern("evidence", "export", "-o", "all").code == 0
    names = {"requests": "approval-request", "approvals": "approval",
             "revocations": "revocation", "uses": "use"}  # fmt: skip
    for folder, name in names.items():
        files = list((office / "all" / folder).iterdir())
        assert files, folder
        schema = json.loads((root / f"evidence/schemas/govern.{name}.v0.1.schema.json").read_text())
        for file in files:
            record = json.loads(file.read_text())
            payload = record.get("dsseEnvelope", record)["payload"]
            jsonschema.validate(json.loads(base64.b64decode(payload)), schema)
    keys = govern("log", "key").out
    (office / "keys.txt").write_text(keys)
    assert govern("evidence", "verify", "all", "--trust", "keys.txt").code == 0
    (office / "few.txt").write_text("".join(
        line for line in keys.splitlines(keepends=True) if not line.startswith("grace ")
    ))  # fmt: skip
    ran = govern("evidence", "verify", "all", "--trust", "few.txt")
    assert ran.code == 5
    assert "approvals/" in ran.err
