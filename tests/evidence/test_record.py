from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import rfc8785

from govern.attest.signing import FileSigner
from govern.attest.statement import Statement
from govern.errors import UsageError
from govern.evidence.canonical import canonical
from govern.evidence.ci import ci_run
from govern.evidence.inputs import evidence_of_inputs
from govern.evidence.log.key import CheckpointKey
from govern.evidence.log.log import Log
from govern.evidence.log.sqlite_store import SqliteStore
from govern.evidence.record import decision_statement
from govern.evidence.recorder import Recorder, RecordSettings
from govern.evidence.summaries import simple_result, verification_summary
from govern.evidence.verify.entry import SIGNED, UNSIGNED, Entry
from govern.evidence.verify.sealed import salted_digest
from govern.model import InputRecord, Location, Outcome
from govern.model.instant import rfc3339
from tests.builders import AT, a_report, a_result, a_rule, a_waiver
from tests.evidence.logs import KEY, ORIGIN

if TYPE_CHECKING:
    from pathlib import Path

    from govern.model import Report

_DEPLOYMENT = b"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {colour: blue}\n"
_SECRET = b"apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {pin: hunter2hunter2}\n"


def _schema(root: Path, name: str) -> Any:
    return json.loads((root / "evidence/schemas" / name).read_text())


def _input(path: Path, data: bytes, kind: str = "kubernetes") -> InputRecord:
    path.write_bytes(data)
    return InputRecord(str(path), kind, hashlib.sha256(data).hexdigest(), 1, "yaml")


def _report(*inputs: InputRecord) -> Report:
    found = [
        a_result(),
        a_result("K021", Outcome.PASS),
        a_result("K022", location=Location("deploy/api.yaml")),
    ]
    rules = [a_rule("K020"), a_rule("K021"), a_rule("K022")]
    return a_report(found, rules=rules, waivers=[a_waiver()], inputs=inputs or None)


def test_a_record_fits_its_schema(tmp_path: Path, root: Path) -> None:
    report = _report(_input(tmp_path / "a.yaml", _DEPLOYMENT), _input(tmp_path / "s", _SECRET))
    inputs = evidence_of_inputs(report.inputs)
    data = decision_statement(report, inputs, AT, {"provider": "github", "GITHUB_RUN_ID": "7"})
    value = json.loads(data)
    schema = _schema(root, "govern.decision.v0.1.schema.json")
    jsonschema.Draft202012Validator(schema).validate(value)
    assert data == rfc8785.dumps(value)  # canonical: written again, the same bytes
    assert Statement.parse(data).predicate_type == value["predicateType"]
    assert value["predicate"]["policy"]["revision"] == report.policy.revision
    assert value["predicate"]["evaluated_at"] == "2026-11-21T12:00:00Z"


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    report = _report(_input(tmp_path / "a.yaml", _DEPLOYMENT))
    elsewhere = AT.astimezone(timezone(timedelta(hours=9)))
    one = decision_statement(report, evidence_of_inputs(report.inputs), AT, {})
    assert one == decision_statement(report, evidence_of_inputs(report.inputs), elsewhere, {})


def test_without_inputs_the_policy_is_the_subject() -> None:
    report = a_report(inputs=[])
    value = json.loads(decision_statement(report, (), AT, {}))
    assert value["subject"] == [{"name": "policy", "digest": {"sha256": report.policy.revision}}]
    assert value["predicate"]["exit_code"] == 3


def test_a_run_over_many_inputs_has_one_subject_for_all() -> None:
    def record(count: int) -> Statement:
        inputs = [
            InputRecord(f"{n}.md", "model_card", f"{n:064x}", 1, "markdown") for n in range(count)
        ]
        report = a_report(inputs=inputs)
        return Statement.parse(decision_statement(report, evidence_of_inputs(inputs), AT, {}))

    assert len(record(1000).subjects) == 1000
    many = record(1001)
    assert [one.name for one in many.subjects] == ["inputs"]
    said: Any = many.predicate["inputs"]
    listed = [{"name": one["path"], "digest": one["digest"]} for one in said]
    listed.sort(key=lambda one: one["name"])
    expected = hashlib.sha256(rfc8785.dumps({"inputs": listed})).hexdigest()
    assert many.subjects[0].digests == {"sha256": expected}


# ---------------------------------------------------------------- inputs and secrets


def test_an_input_without_secrets_is_kept(tmp_path: Path) -> None:
    record = _input(tmp_path / "a.yaml", _DEPLOYMENT)
    (one,) = evidence_of_inputs([record])
    assert one.data == _DEPLOYMENT
    assert one.digest == ("sha256", record.sha256)


@pytest.mark.parametrize(
    ("data", "kind", "why"),
    [
        (_SECRET, "kubernetes", "holds credentials"),
        (b"{}", "terraform_plan", "holds the values"),
        (b"kind: [", "kubernetes", "cannot be told"),
        (b"pin: hunter2", "unknown", "is not known"),
    ],
)
def test_an_input_that_may_hold_secrets_is_salted_and_not_kept(
    tmp_path: Path, data: bytes, kind: str, why: str
) -> None:
    record = _input(tmp_path / "a", data, kind)
    first, second = (evidence_of_inputs([record])[0] for _ in range(2))
    assert first.data is None
    assert why in first.withheld
    assert first.digest[0] == "salted_sha256"
    assert first.digest != second.digest  # or equal secrets would show as equal digests
    assert salted_digest(first.salt, record.sha256) == first.digest[1]


def test_an_input_that_could_not_be_read_is_salted_whatever_it_was_said_to_be(
    tmp_path: Path,
) -> None:
    (tmp_path / "a").write_bytes(_SECRET)
    digest = hashlib.sha256(_SECRET).hexdigest()
    (one,) = evidence_of_inputs([InputRecord(str(tmp_path / "a"), "model_card", digest, 0)])
    assert one.data is None
    assert one.digest[0] == "salted_sha256"


def test_an_input_without_a_digest_is_recorded_all_the_same(tmp_path: Path) -> None:
    report = a_report(inputs=[InputRecord(str(tmp_path / "chart"), "invalid", "", 0)])
    said = json.loads(decision_statement(report, evidence_of_inputs(report.inputs), AT, {}))
    (one,) = said["predicate"]["inputs"]
    assert (one["kept"], one["withheld"]) == (False, "it could not be read at all")
    assert "salted_sha256" in one["digest"]


def test_an_input_that_changed_meanwhile_is_not_kept(tmp_path: Path) -> None:
    record = _input(tmp_path / "card.md", b"a card", "model_card")
    (tmp_path / "card.md").write_bytes(b"another card")
    (one,) = evidence_of_inputs([record])
    assert one.data is None
    assert one.digest == ("sha256", record.sha256)


def test_a_kubernetes_input_that_cannot_be_seen_again_counts_as_secret(tmp_path: Path) -> None:
    record = _input(tmp_path / "a.yaml", _DEPLOYMENT)
    (tmp_path / "a.yaml").unlink()
    assert evidence_of_inputs([record])[0].digest[0] == "salted_sha256"


# ---------------------------------------------------------------- CI, summaries, JSON


def test_of_the_environment_only_known_names_are_recorded() -> None:
    found = ci_run({"GITHUB_ACTIONS": "true", "GITHUB_SHA": "abc", "GITHUB_TOKEN": "s3cret"})
    assert found == {"provider": "github", "GITHUB_SHA": "abc"}
    assert ci_run({"GITLAB_CI": "true", "CI_JOB_TOKEN": "s", "CI_JOB_ID": "9" * 900}) == {
        "provider": "gitlab",
        "CI_JOB_ID": "9" * 500,
    }
    assert ci_run({"GITHUB_SHA": "abc"}) == {}


def test_a_verification_summary_has_what_slsa_requires(tmp_path: Path) -> None:
    ci = ci_run(
        {
            "GITHUB_ACTIONS": "true",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REPOSITORY": "o/r",
            "GITHUB_SHA": "abc",
        }
    )
    denied = _report(_input(tmp_path / "a.yaml", _DEPLOYMENT))
    inputs = evidence_of_inputs(denied.inputs)
    said = json.loads(verification_summary(denied, inputs, AT, "ab" * 32, ci))["predicate"]
    assert said["verificationResult"] == "FAILED"
    assert said["verifiedLevels"] == ["FAILED"]
    assert said["resourceUri"] == "git+https://github.com/o/r@abc"
    assert said["policy"]["digest"] == {"sha256": denied.policy.revision}
    assert simple_result(denied, inputs, AT) is None
    allowed = a_report([a_result(outcome=Outcome.PASS)], inputs=denied.inputs)
    said = json.loads(verification_summary(allowed, inputs, AT, "ab" * 32, {}))["predicate"]
    assert said["verificationResult"] == "PASSED"
    passed = simple_result(allowed, inputs, AT)
    assert passed is not None
    predicate = json.loads(passed)["predicate"]
    assert predicate["properties"] == ["GOVERN_ALLOWED", "GOVERN_PROFILE_BASELINE"]
    assert predicate["verifier"]["policies"]


@pytest.mark.parametrize("value", [float("nan"), 2**60, "\ud800"])
def test_what_json_cannot_say_is_refused(value: object) -> None:
    with pytest.raises(UsageError, match="cannot be written as JSON"):
        canonical({"a": value})


def test_instants_are_written_in_utc() -> None:
    assert rfc3339(datetime(2027, 1, 1, tzinfo=UTC)) == "2027-01-01T00:00:00Z"


# ---------------------------------------------------------------- the recorder


def _settings(folder: Path, **changes: Any) -> RecordSettings:
    (folder / "decision.pem").write_bytes(FileSigner.generate().private_pem)
    from cryptography.hazmat.primitives import serialization as form

    key = KEY._private.private_bytes(
        form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
    )
    (folder / "log.pem").write_bytes(key)
    values: dict[str, Any] = {
        "log": str(folder / "log"),
        "origin": ORIGIN,
        "key": str(folder / "decision.pem"),
        "log_key": str(folder / "log.pem"),
    }
    return RecordSettings(**{**values, **changes})


def test_a_decision_is_recorded_and_proved(tmp_path: Path, root: Path) -> None:
    report = _report(_input(tmp_path / "a.yaml", _DEPLOYMENT), _input(tmp_path / "s", _SECRET))
    recorder = Recorder.open(_settings(tmp_path, also=("vsa", "svr")))
    done = recorder.record(report, AT, {}, AT)
    recorder.close()
    assert (done.index, done.signed) == (0, True)
    log = Log(SqliteStore(str(tmp_path / "log")), CheckpointKey(KEY._private, ORIGIN))
    validator = jsonschema.Draft202012Validator(_schema(root, "govern.log-entry.v1.schema.json"))
    with log.store.reading() as reader:
        lines = [line for _, line in reader.entries(0, 9)]
        entries = [Entry.parse(line) for line in lines]
        for line in lines:
            validator.validate(json.loads(line))
        assert [entry.kind.value for entry in entries] == ["decision", "vsa"]  # denied: no SVR
        assert {entry.media_type for entry in entries} == {SIGNED}
        record = reader.payload(done.sha256)
        assert record is not None
        assert reader.payload(report.inputs[0].sha256) == _DEPLOYMENT
        assert reader.payload(report.inputs[1].sha256) is None
        payload = base64.b64decode(json.loads(record)["dsseEnvelope"]["payload"])
        salted = json.loads(payload)["subject"][1]["digest"]["salted_sha256"]
        salt = reader.salt(salted)
    assert salt is not None
    assert salted_digest(salt, report.inputs[1].sha256) == salted
    assert b"hunter2" not in (tmp_path / "log").read_bytes()


def test_an_unsigned_record_says_so(tmp_path: Path) -> None:
    recorder = Recorder.open(RecordSettings(log=str(tmp_path / "l"), origin=ORIGIN, unsigned=True))
    done = recorder.record(_report(), AT, {}, AT)
    assert not done.signed
    with recorder._log.store.reading() as reader:
        entry = Entry.parse(next(reader.entries(0, 1))[1])
        assert entry.media_type == UNSIGNED
        record = reader.payload(entry.sha256)
        assert reader.checkpoint() is None
    assert record is not None
    assert "dsseEnvelope" not in json.loads(record)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"log": None}, "nowhere to record"),
        ({"origin": None}, "nowhere to record"),
        ({"key": None}, "no key to sign"),
        ({"log_key": None}, "no key to sign"),
        ({"log_key": "decision.pem"}, "not Ed25519"),
        ({"key": "missing.pem"}, "cannot be read"),
        ({"log": "missing/log"}, "cannot be written"),
    ],
)
def test_what_is_missing_is_said_before_anything_is_decided(
    tmp_path: Path, changes: dict[str, str | None], words: str
) -> None:
    placed = {k: v and str(tmp_path / v) for k, v in changes.items()}
    settings = _settings(tmp_path, **placed)
    with pytest.raises(UsageError, match=re.escape(words)):
        Recorder.open(settings)
    assert not (tmp_path / "log").exists()
