from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from govern.attest.dsse import Envelope

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Govern = Callable[..., Any]

pytestmark = pytest.mark.server("ssh-keygen")

_SOON = (datetime.now(UTC) + timedelta(days=10)).date().isoformat()


def _findings(govern: Govern) -> list[dict[str, Any]]:
    report = json.loads(govern("check", "pod.yaml", "--no-record", "-o", "json").out)
    return [one for one in report["results"] if one["outcome"] in ("fail", "waived")]


def _add(govern: Govern, finding: dict[str, Any], key: str = "ada", **more: str) -> Any:
    options = {
        "--id": "W-1",
        "--rule": finding["rule_id"],
        "--resource": finding["resource"]["address"],
        "--fingerprint": finding["fingerprint"],
        "--owner": "ada",
        "--reason": "no digest yet",
        "--control": "scanned daily",
        "--expires": _SOON,
        **more,
    }
    flags = [text for pair in options.items() for text in pair]
    return govern("waiver", "add", *flags, "--key", key, "--yes")


@pytest.fixture
def finding(office: Path, govern: Govern) -> dict[str, Any]:
    assert office.is_dir()
    return next(one for one in _findings(govern) if one["rule_id"] == "K020")


def _owned(office: Path) -> str:
    (file,) = (office / "approvals/waivers").glob("W-1-owner-*.json")
    return str(file.relative_to(office))


def test_a_waiver_counts_once_somebody_else_approved_it(
    office: Path, govern: Govern, finding: dict[str, Any]
) -> None:
    assert _add(govern, finding).code == 0
    ran = govern("check", "pod.yaml", "--no-record", "-q")
    assert "waiver W-1 does not count: nobody but its owner has approved it" in ran.err
    assert govern("waiver", "approve", _owned(office), "--key", "ada", "--yes").code == 0
    ran = govern("check", "pod.yaml", "--no-record", "-q")
    assert "nobody but its owner" in ran.err
    assert govern("waiver", "approve", _owned(office), "--key", "grace", "--yes").code == 0
    after = _findings(govern)
    waived = [one for one in after if one["outcome"] == "waived"]
    assert [one["fingerprint"] for one in waived] == [finding["fingerprint"]]
    (listed,) = json.loads(govern("waiver", "list", "--format", "json").out)
    assert (listed["counts"], listed["approved_by"]) == (True, ["grace"])


def test_its_use_is_counted_in_the_record(
    office: Path, govern: Govern, finding: dict[str, Any], root: Path
) -> None:
    _add(govern, finding)
    govern("waiver", "approve", _owned(office), "--key", "grace", "--yes")
    govern("check", "pod.yaml", "-q")
    govern("evidence", "export", "-o", "all")
    (file,) = (office / "all/decisions").iterdir()
    record = json.loads(file.read_text())
    statement = json.loads(Envelope.parse(json.dumps(record["dsseEnvelope"]).encode()).payload)
    (used,) = statement["predicate"]["waivers"]
    assert (used["state"], used["count"], used["approved_by"]) == ("used", 1, ["grace"])
    assert len(used["signed_sha256"]) == 64
    schema = json.loads((root / "evidence/schemas/govern.decision.v0.1.schema.json").read_text())
    jsonschema.validate(statement, schema)
    schema = json.loads((root / "evidence/schemas/govern.waiver.v0.1.schema.json").read_text())
    signed = Envelope.parse((office / _owned(office)).read_bytes())
    jsonschema.validate(json.loads(signed.payload), schema)


def test_what_people_signed_of_it_is_in_the_log_once(
    office: Path, govern: Govern, finding: dict[str, Any]
) -> None:
    _add(govern, finding)
    govern("check", "pod.yaml", "-q")  # its owner alone has signed
    govern("waiver", "approve", _owned(office), "--key", "grace", "--yes")
    govern("check", "pod.yaml", "-q")
    govern("check", "pod.yaml", "-q")
    govern("revoke", _owned(office), "--reason", "fixed", "--key", "edsger", "--yes")
    govern("check", "pod.yaml", "-q")
    govern("check", "pod.yaml", "-q")
    (office / "keys.txt").write_text(govern("log", "key").out)
    ran = govern("evidence", "export", "-o", "all")
    assert ran.code == 0, ran.err
    assert govern("evidence", "verify", "all", "--trust", "keys.txt").code == 0
    entries = (office / "all/log/entries.jsonl").read_text().splitlines()
    kinds = [json.loads(line)["kind"] for line in entries]
    kinds = [one for one in kinds if one not in ("vsa", "svr")]
    assert kinds == [
        "waiver", "decision", "waiver", "decision", "decision", "revocation", "decision", "decision"
    ]  # fmt: skip
    report = json.loads((office / "all/report/report.json").read_text())
    (row,) = report["waivers"]
    assert (row["signed"], row["approved_by"], row["suppressed"]) == (True, ["grace"], 2)
    assert row["state"] == "revoked"


def test_what_was_signed_in_the_future_does_not_count(
    office: Path, govern: Govern, finding: dict[str, Any]
) -> None:
    _add(govern, finding)
    govern("waiver", "approve", _owned(office), "--key", "grace", "--yes")
    soon = (datetime.now(UTC) - timedelta(minutes=6)).isoformat()
    ran = govern("check", "pod.yaml", "--no-record", "-q", "--at", soon)
    assert "waiver W-1 does not count" in ran.err
    assert "signed in the future" in ran.err


def test_somebody_else_cannot_sign_for_the_owner(
    office: Path, govern: Govern, finding: dict[str, Any]
) -> None:
    _add(govern, finding, key="grace")
    govern("waiver", "approve", _owned(office), "--key", "edsger", "--yes")
    ran = govern("check", "pod.yaml", "--no-record", "-q")
    assert "waiver W-1 does not count: its owner ada has not signed it" in ran.err


def test_a_waiver_that_was_taken_back_or_changed_does_not_count(
    office: Path, govern: Govern, finding: dict[str, Any]
) -> None:
    _add(govern, finding)
    govern("waiver", "approve", _owned(office), "--key", "grace", "--yes")
    ran = govern("revoke", _owned(office), "--reason", "fixed", "--key", "edsger", "--yes")
    assert ran.code == 0, ran.err
    ran = govern("check", "pod.yaml", "--no-record", "-q")
    assert "waiver W-1 does not count: it was taken back" in ran.err
    (revocation,) = (office / "approvals/waivers").glob("revocation-*.json")
    revocation.unlink()
    file = office / _owned(office)
    envelope = json.loads(file.read_text())
    other = json.loads(next((office / "approvals/waivers").glob("*approver*")).read_text())
    envelope["signatures"] = other["signatures"]
    file.write_text(json.dumps(envelope))
    ran = govern("check", "pod.yaml", "--no-record", "-q")
    assert "waiver W-1 does not count" in ran.err
    assert "did not sign this" in ran.err


def test_what_ends_soon_is_told_with_an_exit_code(
    office: Path, govern: Govern, finding: dict[str, Any]
) -> None:
    _add(govern, finding)
    assert govern("waiver", "expire-soon", "--within", "5d").code == 0
    ran = govern("waiver", "expire-soon", "--within", "14d")
    assert ran.code == 1
    assert ran.out.startswith("W-1  K020")
    assert (office / _owned(office)).is_file()


def test_plain_files_can_be_refused(office: Path, govern: Govern) -> None:
    (office / "waivers.yaml").write_text("schema: govern.waivers/v1\nwaivers: []\n")
    assert govern("check", "pod.yaml", "--no-record", "-w", "waivers.yaml").code == 1
    with (office / "govern.toml").open("a") as file:
        file.write("[waivers]\nrequire_signed = true\n")
    ran = govern("check", "pod.yaml", "--no-record", "-w", "waivers.yaml")
    assert ran.code == 2
    assert "waivers in plain files are refused here" in ran.err


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"--expires": "2020-01-01"}, "ends in the future"),
        ({"--expires": "2999-01-01"}, "within a year"),
        ({"--rule": "*"}, "cannot cover the rules '*'"),
        ({"--rule": "govern:input"}, "cannot cover"),
        ({"--resource": "*"}, "names what it covers"),
        ({"--fingerprint": "abc"}, "64 hexadecimal digits"),
        ({"--id": "../x"}, "an id is a word"),
    ],
)
def test_a_waiver_for_everything_or_for_ever_is_not_signed(
    office: Path, govern: Govern, finding: dict[str, Any], more: dict[str, str], words: str
) -> None:
    ran = _add(govern, finding, **more)
    assert ran.code == 2
    assert words in ran.err
    assert not (office / "approvals").exists()
