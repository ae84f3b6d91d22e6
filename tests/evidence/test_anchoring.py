"""Anchors of the log's head: by a real time-stamp authority (openssl ts), and by a real git."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from govern.attest.rejection import Rejected
from govern.attest.signing import FileSigner, bundle_of
from govern.attest.timestamp import (
    TimestampRequest,
    read_certificates,
    stated_time,
    verify_timestamp,
)
from govern.errors import Error, UsageError, VerificationError
from govern.evidence import anchoring
from govern.evidence.bundle import Period, export
from govern.evidence.canonical import canonical, sha256_hex
from govern.evidence.git_history import GitHistory
from govern.evidence.log.audit import audit
from govern.evidence.log.log import Addition
from govern.evidence.timestamping import ask_authority
from govern.evidence.verify.anchor import read_anchor
from govern.evidence.verify.bundle import verify_bundle
from govern.evidence.verify.entry import SIGNED, Entry, EntryKind
from govern.evidence.verify.trust import Trust
from tests.evidence.authority import Authority
from tests.evidence.logs import KEY, ORIGIN, OTHER_KEY, a_log, an_addition

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from govern.evidence.log.log import Log

pytestmark = pytest.mark.server("openssl")

_SIGNER = FileSigner.generate()
_KEYS = _SIGNER.public_key.pem.decode() + KEY.public.text() + "\n"
_NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.make(tmp_path_factory.mktemp("tsa") / "one")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.make(tmp_path_factory.mktemp("tsa") / "two")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    place = tmp_path / "repository"
    place.mkdir()
    _git(place, "init", "-q", "-b", "main")
    for name, value in {"user.name": "Ann", "user.email": "ann@example.com"}.items():
        _git(place, "config", name, value)
    return place


def _git(place: Path, *args: str) -> str:
    done = subprocess.run(["git", *args], cwd=place, check=True, capture_output=True)
    return done.stdout.decode()


def _trust(*authorities: Authority) -> Trust:
    return Trust.parse(_KEYS + "".join(one.root for one in authorities))


def _signed_log(folder: Path, size: int) -> Log:
    """A log of requests that a bundle can hold."""
    log = a_log(folder / "log")
    for number in range(size):
        log.append([_request(number)])
    return log


def _request(number: int) -> Addition:
    return _record(EntryKind.REQUEST, "approval-request", {"number": number}, {"sha256": "0" * 64})


def _record(kind: EntryKind, name: str, predicate: Any, digest: dict[str, str]) -> Addition:
    statement = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "x", "digest": digest}],
        "predicateType": f"https://govern-engine.github.io/attestation/{name}/v0.1",
        "predicate": predicate,
    }
    record = bundle_of(canonical(statement), _SIGNER)
    sha256 = sha256_hex(record)
    entry = Entry(kind=kind, time="2026-11-21T12:00:00Z", sha256=sha256, media_type=SIGNED)
    return Addition(entry, {sha256: record})


def _bundle(log: Log, place: Path) -> Path:
    export(log.store, str(place), period=Period(), signer=_SIGNER, log_key=KEY.public)
    return place


def _broken(place: Path, trust: Trust) -> VerificationError:
    with pytest.raises(VerificationError) as caught:
        verify_bundle(str(place), trust)
    return caught.value


# ---------------------------------------------------------------- time-stamps


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_a_token_of_openssl_holds(authority: Authority, digest: str) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    response = authority.stamp(b"data", digest)
    when = verify_timestamp(response, b"data", read_certificates(authority.root))
    assert before <= when <= datetime.now(UTC) + timedelta(seconds=2)


def test_what_does_not_hold_is_rejected(authority: Authority, stranger: Authority) -> None:
    response = authority.stamp(b"data")
    roots = read_certificates(authority.root)
    with pytest.raises(Rejected, match="of something else"):
        verify_timestamp(response, b"datum", roots)
    with pytest.raises(Rejected, match="does not hold"):
        verify_timestamp(response, b"data", read_certificates(stranger.root))
    with pytest.raises(Rejected, match="another request"):
        stated_time(response, b"data", TimestampRequest.over(b"data").nonce)
    for cut in (b"", response[:-1], b"\x30\x00", b"no DER at all"):
        with pytest.raises(Rejected):
            verify_timestamp(cut, b"data", roots)


def test_no_byte_of_a_token_can_be_changed_into_another_time(authority: Authority) -> None:
    """Some bytes, such as those of a certificate that is not needed, may change; the time not."""
    response = authority.stamp(b"data")
    roots = read_certificates(authority.root)
    when = verify_timestamp(response, b"data", roots)
    held = 0
    for place in range(0, len(response), 3):
        changed = bytearray(response)
        changed[place] ^= 1
        try:
            assert verify_timestamp(bytes(changed), b"data", roots) == when
        except Rejected:
            continue
        held += 1
    assert held < len(response) // 3 // 2


def test_a_certificate_for_another_purpose_stamps_nothing(authority: Authority) -> None:
    roots = read_certificates(authority.root)
    forged = authority.stamp_with_tls_key(b"data")
    assert stated_time(forged, b"data")
    with pytest.raises(Rejected, match="does not hold") as caught:
        verify_timestamp(forged, b"data", roots)
    assert "certificate verify error" in str(caught.value.cause)


def test_the_head_is_stamped_and_the_bundle_says_when(
    tmp_path: Path, authority: Authority, root: Path
) -> None:
    log = _signed_log(tmp_path, 5)
    with authority.served() as url:
        kept = anchoring.anchor_in_time(log, _SIGNER, partial(ask_authority, url), _NOW)
    assert (kept.entry, kept.anchored.head.size) == (5, 5)
    log.append([_request(6)])
    place = _bundle(log, tmp_path / "b")
    found = verify_bundle(str(place), _trust(authority))
    assert found.counts["anchors"] == 1
    (anchored,) = found.anchors
    assert anchored.time is not None
    assert abs(datetime.now(UTC) - anchored.time) < timedelta(minutes=5)
    assert "the first 5 entries existed at 20" in anchored.text()
    (unchecked,) = verify_bundle(str(place), _trust()).anchors
    assert unchecked.time is None
    assert "NOT checked" in unchecked.text()
    statement = json.loads(base64.b64decode(json.loads(kept.record)["dsseEnvelope"]["payload"]))
    schema = json.loads((root / "evidence/schemas/govern.anchor.v0.1.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(statement)
    (tmp_path / "note").write_bytes(base64.b64decode(statement["predicate"]["note"]))
    (tmp_path / "tsr").write_bytes(base64.b64decode(statement["predicate"]["response"]))
    assert authority.verify(tmp_path / "note", tmp_path / "tsr")


def test_a_stamp_of_nobody_who_is_trusted_is_named(
    tmp_path: Path, authority: Authority, stranger: Authority
) -> None:
    log = _signed_log(tmp_path, 2)
    anchoring.anchor_in_time(log, _SIGNER, lambda asked: stranger.answer(asked.der), _NOW)
    place = _bundle(log, tmp_path / "b")
    assert _broken(place, _trust(authority)).path == "anchors/00000002.sigstore.json"
    assert verify_bundle(str(place), _trust(authority, stranger)).anchors[0].time


def test_a_response_from_elsewhere_finds_its_checkpoint(
    tmp_path: Path, authority: Authority
) -> None:
    log = _signed_log(tmp_path, 3)
    response = authority.stamp(log.checkpoint().text().encode())
    log.append([_request(9)])
    kept = anchoring.anchor_by_response(log, _SIGNER, response, _NOW)
    assert (kept.entry, kept.anchored.head.size) == (4, 3)
    with pytest.raises(UsageError, match="of no checkpoint"):
        anchoring.anchor_by_response(log, _SIGNER, authority.stamp(b"other"), _NOW)


def test_an_old_response_is_no_answer(tmp_path: Path, authority: Authority) -> None:
    log = _signed_log(tmp_path, 1)
    old = authority.stamp(log.checkpoint().text().encode())
    with pytest.raises(Rejected, match="another request"):
        anchoring.anchor_in_time(log, _SIGNER, lambda _: old, _NOW)
    with log.store.reading() as reader:
        assert reader.size() == 1


def test_an_authority_that_does_not_answer_is_said(authority: Authority) -> None:
    request = TimestampRequest.over(b"x")
    with authority.served() as url, pytest.raises(Error, match="answered 404"):
        ask_authority(f"{url}elsewhere", request)
    with pytest.raises(Error, match="no answer"):
        ask_authority("http://127.0.0.1:1/", request)
    with pytest.raises(Error, match="no answer"):
        ask_authority("gopher://127.0.0.1/", request)


# ---------------------------------------------------------------- forged anchors
# The forger holds the key that signs records, and may append what they like.


_OBJECT = {
    "kind": "s3", "endpoint": "https://s3.example", "bucket": "b", "key": "x", "version": "1",
    "mode": "compliance", "retain_until": "2036-11-21T00:00:00Z",
}  # fmt: skip


def _forged(log: Log, change: dict[str, Any], response: bytes) -> None:
    note = log.checkpoint().text().encode()
    said: dict[str, Any] = {
        "kind": "rfc3161",
        "size": log.checkpoint().size,
        "note": base64.b64encode(note).decode(),
        "request": None,
        "response": base64.b64encode(response).decode(),
    }
    digest = {"sha256": hashlib.sha256(note).hexdigest()}
    log.append([_record(EntryKind.ANCHOR, "anchor", {**said, **change}, digest)])


@pytest.mark.parametrize(
    "change",
    [
        {"note": "????"},
        {"note": base64.b64encode(KEY.sign(1, b"\0" * 32).text().encode()).decode()},
        {"kind": "notary"},
        {"response": ""},
        {"response": None},
        {"size": 1},
        {"kind": "git"},
        {"kind": "git", "commit": "0" * 40, "path": "x", "objects": ["", ""]},
        {"kind": "git", "commit": 7, "path": "x", "objects": ["", ""]},
        {"kind": "file"},
        {"kind": "file", "file": 7},
        {"kind": "s3"},
        {**_OBJECT, "key": ["x"]},
        {**_OBJECT, "version": ""},
        {**_OBJECT, "mode": "legal hold"},
        {**_OBJECT, "mode": []},
        {**_OBJECT, "retain_until": "2036-11-21T00:00:00"},
        {**_OBJECT, "retain_until": 7},
    ],
    ids=str,
)
def test_a_forged_anchor_is_named(
    tmp_path: Path, authority: Authority, change: dict[str, Any]
) -> None:
    log = _signed_log(tmp_path, 3)
    _forged(log, change, authority.stamp(log.checkpoint().text().encode()))
    place = _bundle(log, tmp_path / "b")
    assert _broken(place, _trust(authority)).path == "anchors/00000003.sigstore.json"


@pytest.mark.parametrize(
    "change",
    [
        {**_OBJECT, "key": "x\nall is well\x1b[2J"},
        {"kind": "file", "file": "x\nall is well\x1b[2J"},
    ],
    ids=["s3", "file"],
)
def test_what_an_anchor_says_writes_no_line_of_its_own(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    log = _signed_log(tmp_path, 3)
    _forged(log, change, b"")
    (found,) = verify_bundle(str(_bundle(log, tmp_path / "b")), _trust()).anchors
    assert "all is well" in found.text()
    assert "\n" not in found.text()
    assert "\x1b" not in found.text()


@pytest.mark.parametrize("key", [KEY, OTHER_KEY], ids=["another root", "another key"])
def test_an_anchor_of_another_history_is_named(
    tmp_path: Path, authority: Authority, key: Any
) -> None:
    """A validly stamped checkpoint that this log never had."""
    log = _signed_log(tmp_path, 3)
    note = key.sign(2, b"\7" * 32).text().encode()
    said = {
        "kind": "rfc3161",
        "size": 2,
        "note": base64.b64encode(note).decode(),
        "request": None,
        "response": base64.b64encode(authority.stamp(note)).decode(),
    }
    digest = {"sha256": hashlib.sha256(note).hexdigest()}
    log.append([_record(EntryKind.ANCHOR, "anchor", said, digest)])
    place = _bundle(log, tmp_path / "b")
    assert _broken(place, _trust(authority)).path == "anchors/00000003.sigstore.json"


def test_a_rewritten_log_does_not_fit_an_anchor_that_was_kept(
    tmp_path: Path, authority: Authority
) -> None:
    (tmp_path / "one").mkdir()
    log = _signed_log(tmp_path / "one", 4)
    kept = anchoring.anchor_in_time(log, _SIGNER, lambda asked: authority.answer(asked.der), _NOW)
    anchored = read_anchor(kept.record, _trust(authority), "kept")
    other = a_log(tmp_path / "two")
    for number in (0, 1, 7, 3, 4):
        other.append([an_addition(number)])
    with other.store.reading() as reader, pytest.raises(VerificationError, match="does not fit"):
        audit(reader, ORIGIN, KEY.public, [anchored.head])
    with log.store.reading() as reader:
        assert audit(reader, ORIGIN, KEY.public, [anchored.head]).size == 5


# ---------------------------------------------------------------- git


def test_the_head_is_committed_and_shown_without_the_repository(
    tmp_path: Path, repository: Path
) -> None:
    (repository / "staged.txt").write_text("not ours")
    _git(repository, "add", "staged.txt")
    log = _signed_log(tmp_path, 3)
    history = GitHistory(str(repository))
    kept = anchoring.anchor_in_git(log, _SIGNER, history, _NOW)
    commit = _git(repository, "rev-parse", "HEAD").strip()
    assert kept.anchored.where == f"commit {commit}"
    assert _git(repository, "show", "--name-only", "--format=", "HEAD").split() == [
        "example.com_payments.checkpoint"
    ]
    assert _git(repository, "diff", "--cached", "--name-only").split() == ["staged.txt"]
    found = verify_bundle(str(_bundle(log, tmp_path / "b")), _trust())
    assert [one.where for one in found.anchors] == [f"commit {commit}"]
    anchoring.anchor_in_git(log, _SIGNER, history, _NOW)
    versions = history.versions(history.file_of(ORIGIN))
    assert [text.split("\n")[1] for _, text in versions] == ["4", "3"]


def test_another_commit_does_not_hold_the_checkpoint(tmp_path: Path, repository: Path) -> None:
    log = _signed_log(tmp_path, 3)
    history = GitHistory(str(repository))
    kept = anchoring.anchor_in_git(log, _SIGNER, history, _NOW)
    (repository / "other").write_text("x")
    _git(repository, "rm", "-q", GitHistory.file_of(ORIGIN))
    _git(repository, "add", "other")
    _git(repository, "commit", "-q", "-m", "gone")
    commit = _git(repository, "rev-parse", "HEAD").strip()
    old = json.loads(base64.b64decode(json.loads(kept.record)["dsseEnvelope"]["payload"]))
    objects = [base64.b64encode(one).decode() for one in history.objects(commit)]
    said = {**old["predicate"], "commit": commit, "objects": objects}
    log.append([_record(EntryKind.ANCHOR, "anchor", said, old["subject"][0]["digest"])])
    broken = _broken(_bundle(log, tmp_path / "b"), _trust())
    assert (broken.path, broken.message) == (
        "anchors/00000004.sigstore.json",
        "its commit does not hold the checkpoint",
    )


def test_what_is_no_repository_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="git rev-parse failed"):
        GitHistory(str(tmp_path))


# ---------------------------------------------------------------- the command


def test_the_command_anchors_and_verifies(
    project: Path, govern: Callable[..., Any], authority: Authority, repository: Path
) -> None:
    assert govern("check", "pod.yaml", "-q").code == 1
    with authority.served() as url:
        ran = govern("log", "anchor", "--tsa", url, "-o", "kept.json")
    assert ran.code == 0, ran.err
    assert "entry 2: the first 2 entries" in ran.out
    ran = govern("log", "anchor", "--git", str(repository))
    assert ran.code == 0, ran.err
    (project / "keys.txt").write_text(govern("log", "key").out + authority.root)
    flags = ("--trust", "keys.txt", "--anchor", "kept.json", "--git", str(repository))
    ran = govern("log", "verify", *flags)
    assert ran.code == 0, ran.err
    assert ran.out.count("the first 2 entries existed at") == 2
    assert "the first 3 entries are in commit" in ran.out
    assert govern("evidence", "export", "-o", "b").code == 0
    ran = govern("evidence", "verify", "b", "--trust", "keys.txt")
    assert ran.code == 0, ran.err
    assert "the first 2 entries existed at" in ran.out
    (project / "evidence.db").rename(project / "old.db")
    for path in ("evidence.db-wal", "evidence.db-shm"):
        (project / path).unlink(missing_ok=True)
    assert govern("check", "pod.yaml", "-q").code == 1
    ran = govern("log", "verify", "--anchor", "kept.json")
    assert ran.code == 5
    ran = govern("log", "verify", "--git", str(repository))
    assert ran.code == 5
    for wrong in ((), ("--tsa", "x", "--git", "y"), ("--tsa", "missing.tsr")):
        assert govern("log", "anchor", *wrong).code == 2
