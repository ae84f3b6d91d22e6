"""Every command that reads or writes a log, on a log in a real PostgreSQL."""

from __future__ import annotations

import json
import subprocess
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from govern.evidence.verify.notes import Checkpoint
from tests.evidence.log.postgres_server import postgres_server
from tests.evidence.logs import ORIGIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.evidence.log.postgres_server import PostgresServer

    Govern = Callable[..., Any]

pytestmark = [pytest.mark.server("pg_ctl"), pytest.mark.server("ssh-keygen")]
_NUMBERS = count()
_CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}\ndata: {x: y}\n"
_ASK = ("request", "last", "--environment", "prod", "--tier", "medium", "--author", "ada",
        "--requester", "ci", "--from", "staging", "--to", "prod", "--ticket", "CHG0042",
        "--first")  # fmt: skip
_GATE = ("check", "ok.yaml", "-q", "--environment", "prod", "--require-approval", "medium")


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with postgres_server() as running:
        yield running


@pytest.fixture
def url(server: PostgresServer) -> str:
    return server.new_database(f"commands{next(_NUMBERS)}")


@pytest.fixture
def bureau(office: Path, url: str) -> Path:
    """An office whose configuration, in a folder above, names the database."""
    config = office / "govern.toml"
    config.write_text(config.read_text().replace('"evidence.db"', f'"{url}"'))
    (office / "ok.yaml").write_text(_CONFIG_MAP)
    return office


@pytest.fixture
def recorded(bureau: Path, govern: Govern) -> Path:
    ran = govern("check", "ok.yaml", "-q")
    assert ran.code == 0, ran.err
    assert "recorded as entry 0" in ran.err
    return bureau


def test_approvals_are_asked_for_given_and_used_once(recorded: Path, govern: Govern) -> None:
    ran = govern(*_ASK)
    assert ran.code == 0, ran.err
    (file,) = (recorded / "approvals").glob("*/request-*.json")
    assert govern(*_GATE).code == 1
    ran = govern("approve", str(file), "--role", "owner", "--key", "grace", "--yes")
    assert ran.code == 0, ran.err
    ran = govern(*_GATE)
    assert (ran.code, "approvals are used up" in ran.err) == (0, True), ran.err
    ran = govern(*_GATE)
    assert (ran.code, "these approvals were used on" in ran.out) == (1, True)


def test_what_is_sealed_is_approved_used_blacked_out_and_revealed(
    bureau: Path, govern: Govern
) -> None:
    config = bureau / "govern.toml"
    config.write_text(config.read_text().replace("also =", "redactable = true\nalso ="))
    (bureau / "ok.yaml").write_text(_CONFIG_MAP.replace("{x: y}", "{x: Acme-4711}"))
    assert govern("check", "ok.yaml", "-q").code == 0
    assert govern(*_ASK).code == 0
    (file,) = (bureau / "approvals").glob("*/request-*.json")
    assert govern("approve", str(file), "--role", "owner", "--key", "grace", "--yes").code == 0
    ran = govern(*_GATE)
    assert (ran.code, "approvals are used up" in ran.err) == (0, True), ran.err
    ran = govern("evidence", "export", "--redact", "/data/x", "-o", "b")
    assert ran.code == 0, ran.err
    assert b"Acme-4711" not in b"".join(
        p.read_bytes() for p in bureau.glob("b/**/*") if p.is_file()
    )
    ran = govern("evidence", "reveal", "b", "/data/x", "-o", "x.json")
    assert ran.code == 0, ran.err
    (bureau / "keys.txt").write_text(govern("log", "key").out)
    ran = govern("evidence", "verify", "b", "--trust", "keys.txt", "--revealed", "x.json")
    assert "the mark 1 stands for Acme-4711" in ran.out, ran.err


def test_a_database_without_a_log_holds_no_decision_and_no_use(
    bureau: Path, govern: Govern
) -> None:
    ran = govern(*_ASK)
    assert ran.code == 2
    assert "no log to look it up in" in ran.err
    (bureau / "approvals").mkdir()
    ran = govern(*_GATE, "--no-record")
    assert ran.code == 1, ran.err  # nobody was asked


def test_a_server_that_is_away_lets_nothing_through(bureau: Path, govern: Govern, url: str) -> None:
    config = bureau / "govern.toml"
    config.write_text(config.read_text().replace(url, "postgresql:///x?host=/nowhere"))
    (bureau / "approvals").mkdir()
    for command in (_ASK, _GATE, (*_GATE, "--no-record"), ("log", "verify")):
        ran = govern(*command)
        assert ran.code == 2, command
        assert "the evidence log cannot be used" in ran.err


def test_the_log_is_verified_proved_witnessed_and_anchored(
    recorded: Path, govern: Govern, url: str
) -> None:
    head = govern("log", "checkpoint").out
    assert Checkpoint.parse(head).origin == ORIGIN
    (recorded / "monday").write_text(head)
    assert govern("check", "pod.yaml", "-q").code == 1
    proof = govern("log", "proof", "0").out
    assert proof.startswith("c2sp.org/tlog-proof@v1\nindex 0\n")
    assert govern("log", "growth", "0").out.startswith("old 0\n")
    assert ORIGIN in govern("log", "key").out
    subprocess.run(["git", "init", "-q", "anchors"], cwd=recorded, check=True)
    for name in ("user.name", "user.email"):
        command = ["git", "-C", "anchors", "config", name, "a@example.com"]
        subprocess.run(command, cwd=recorded, check=True)
    ran = govern("log", "anchor", "--git", "anchors")
    assert ran.code == 0, ran.err
    ran = govern("log", "verify", "--checkpoint", "monday", "--git", "anchors")
    assert ran.code == 0, ran.err
    assert "6 entries hold, 0 gaps" in ran.out
    named = ("--config", "none", "--log", url, "--log-key", "log.pem")
    assert govern("log", "verify", *named).code == 0


def test_bundles_and_reports_come_out_of_the_database(
    recorded: Path, govern: Govern, url: str
) -> None:
    (recorded / "keys.txt").write_text(govern("log", "key").out)
    assert govern("evidence", "export", "-o", "all.tar.gz").code == 0
    ran = govern("evidence", "verify", "all.tar.gz", "--trust", "keys.txt")
    assert ran.code == 0, ran.err
    assert govern("evidence", "replay", "all.tar.gz", "--trust", "keys.txt").code == 0
    for source in ((), (url,), ("all.tar.gz", "--trust", "keys.txt")):
        ran = govern("evidence", "report", *source, "-o", "report.json")
        assert ran.code == 0, ran.err
        report = json.loads((recorded / "report.json").read_text())
        assert [one["verdict"] for one in report["decisions"]] == ["allowed"]
    ran = govern("evidence", "diff", "all.tar.gz", url, "--trust", "keys.txt")
    assert ran.code == 0, ran.err
    assert govern("evidence", "diff", url, url, "--trust", "keys.txt").code == 2
