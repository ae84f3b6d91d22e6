from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

from govern.attest.signing import FileSigner
from govern.evidence.log.sqlite_store import SqliteStore
from govern.evidence.verify.entry import Entry

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _entries(project: Path) -> list[tuple[Entry, Any]]:
    store = SqliteStore(str(project / "evidence.db"))
    with store.reading() as reader:
        entries = [Entry.parse(line) for _, line in reader.entries(0, reader.size())]
        return [(one, json.loads(reader.payload(one.sha256) or b"null")) for one in entries]


def _statement(record: Any) -> Any:
    return json.loads(base64.b64decode(record["dsseEnvelope"]["payload"]))


def test_a_denial_is_recorded_and_still_denies(project: Path, govern: Callable[..., Any]) -> None:
    ran = govern(
        "check", "pod.yaml", "-o", "json", env={"GITHUB_ACTIONS": "true", "GITHUB_RUN_ID": "42"}
    )
    assert ran.code == 1
    assert "recorded as entry 0 of the log" in ran.err
    report = json.loads(ran.out)
    (decision, record), (vsa, _) = _entries(project)
    said = _statement(record)["predicate"]
    assert (decision.kind.value, vsa.kind.value) == ("decision", "vsa")
    assert said["decision"] == "denied"
    assert said["ci"] == {"provider": "github", "GITHUB_RUN_ID": "42"}
    assert said["evaluated_at"] == report["at"].replace("+00:00", "Z")
    failed = {one["fingerprint"] for one in report["results"] if one["outcome"] == "fail"}
    assert failed == {one["fingerprint"] for one in said["results"] if one["outcome"] == "fail"}
    assert failed


@pytest.mark.parametrize(
    ("mode", "code"), [("enforce", 1), ("warn", 0), ("audit", 0), ("dry-run", 1)]
)
def test_the_record_says_what_the_decision_was_for(
    project: Path, govern: Callable[..., Any], mode: str, code: int
) -> None:
    ran = govern("check", "pod.yaml", "-q", "--mode", mode)
    assert ran.code == code
    assert ("denied, and not binding" in ran.err) is (code == 0)
    said = _statement(_entries(project)[0][1])["predicate"]
    assert (said["decision"], said["mode"], said["exit_code"]) == ("denied", mode, 1)


@pytest.mark.parametrize("mode", ["warn", "audit"])
def test_what_was_not_decided_is_no_success_in_any_mode(
    project: Path, govern: Callable[..., Any], mode: str
) -> None:
    (project / "broken.yaml").write_text("kind: [")
    assert govern("check", "broken.yaml", "-q", "--mode", mode).code == 4


def test_the_signature_is_of_the_configured_key(project: Path, govern: Callable[..., Any]) -> None:
    from pathlib import Path as Place

    from govern.attest.dsse import Envelope

    govern("check", "pod.yaml")
    _, record = _entries(project)[0]
    envelope = Envelope.parse(json.dumps(record["dsseEnvelope"]).encode())
    signer = FileSigner.open(Place(project / "decision.pem"))
    assert signer.public_key.verifies(envelope.signatures[0].value, envelope.pae)
    other = FileSigner.generate().public_key
    assert not other.verifies(envelope.signatures[0].value, envelope.pae)


def test_without_a_key_nothing_is_decided(project: Path, govern: Callable[..., Any]) -> None:
    (project / "govern.toml").write_text("")
    ran = govern("check", "pod.yaml", "--record", "--log", "l.db", "--log-origin", "a/b")
    assert ran.code == 2
    assert "no key to sign the record with" in ran.err
    assert "--record-unsigned" in ran.err
    assert ran.out == ""
    assert not (project / "l.db").exists()


def test_unsigned_is_said_aloud(project: Path, govern: Callable[..., Any]) -> None:
    ran = govern("check", "pod.yaml", "--record-unsigned")
    assert ran.code == 1
    assert "UNSIGNED" in ran.err
    (decision, record), *_ = _entries(project)
    assert decision.media_type == "application/vnd.in-toto+json"
    assert record["_type"] == "https://in-toto.io/Statement/v1"


@pytest.mark.parametrize("flag", [["--no-record"], ["--config", "none"]])
def test_nothing_is_recorded_unasked(
    project: Path, govern: Callable[..., Any], flag: list[str]
) -> None:
    ran = govern("check", "pod.yaml", *flag)
    assert ran.code == 1
    assert "recorded" not in ran.err
    assert not (project / "evidence.db").exists()


def test_a_damaged_log_stops_the_run(project: Path, govern: Callable[..., Any]) -> None:
    (project / "evidence.db").write_bytes(b"not a database " * 1000)
    ran = govern("check", "pod.yaml")
    assert ran.code == 5
    assert "damaged, or the file is none" in ran.err
    assert ran.out == ""
