"""Checkpoints in a bucket with object lock: a real S3 server, and one that lies."""

from __future__ import annotations

import base64
import json
import shutil
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from botocore.exceptions import ClientError
from click.testing import CliRunner

from govern.attest.signing import FileSigner
from govern.cli.evidence.log import command
from govern.errors import Error, UsageError, VerificationError
from govern.evidence.anchoring import anchor_in_bucket
from govern.evidence.locked_checkpoints import key_of
from govern.evidence.log.log import Log
from govern.evidence.log.sqlite_store import SqliteStore
from govern.evidence.object_lock import Lock, LockedBucket, ObjectStoreError
from govern.evidence.verify.anchor import LockMode
from tests.evidence.logs import KEY, ORIGIN, OTHER_KEY, a_log, an_addition
from tests.evidence.object_store import ACCESS, SECRET, object_store
from tests.surroundings import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.evidence.object_store import ObjectStore

pytestmark = pytest.mark.server("versitygw")

_NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
_UNTIL = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
_LOCK = Lock(LockMode.COMPLIANCE, _UNTIL)
_SIGNER = FileSigner.generate()
_NUMBERS = count()


@pytest.fixture(scope="module")
def store() -> Iterator[ObjectStore]:
    with object_store() as running:
        yield running


@pytest.fixture
def known(store: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> ObjectStore:
    """The store, with its credentials in the environment."""
    for name, value in store.environment.items():
        monkeypatch.setenv(name, value)
    return store


@pytest.fixture
def logged(project: Path, known: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with keys and configuration, entered, with a log of two entries."""
    monkeypatch.chdir(project)
    _grow(project, 2)
    return project


def _grow(project: Path, size: int) -> None:
    """Grow the log by entries that are not those of another call."""
    log = Log(SqliteStore(str(project / "evidence.db"), ORIGIN), KEY)
    for _ in range(size):
        log.append([an_addition(next(_NUMBERS))])
    log.store.close()


def _put_back(log: Path) -> None:
    """Make the log what `old.db` is, as somebody with a backup can."""
    for end in ("-wal", "-shm"):
        log.with_name(log.name + end).unlink(missing_ok=True)
    log.unlink()
    shutil.copy("old.db", log)


def _ran(*args: str) -> str:
    """Run `govern log …` in this process; return what it printed."""
    done = CliRunner().invoke(command, args, catch_exceptions=False, standalone_mode=False)
    return done.output


@pytest.fixture
def anchor(store: ObjectStore) -> Callable[..., str]:
    def run(place: str, *args: str) -> str:
        named = ("--s3", place, "--endpoint-url", store.url, "--retain-days", "30")
        return _ran("anchor", *named, *args)

    return run


@pytest.fixture
def verify(store: ObjectStore) -> Callable[..., str]:
    return lambda place: _ran("verify", "--s3", place, "--endpoint-url", store.url)


# ---------------------------------------------------------------- the command


def test_the_head_is_stored_under_lock_found_there_and_in_a_bundle(
    project: Path, govern: Callable[..., Any], store: ObjectStore, root: Path
) -> None:
    place = f"{store.new_bucket('kept')}/payments"
    named = ("--s3", place, "--endpoint-url", store.url)
    assert govern("check", "pod.yaml", "-q").code == 1
    env = store.environment
    ran = govern("log", "anchor", *named, "--retain-days", "30", "-o", "kept.json", env=env)
    assert ran.code == 0, ran.err
    key = f"payments/{ORIGIN}/00000000000000000002.checkpoint"
    assert f"entry 2: the first 2 entries are in s3://kept/{key}, under compliance lock" in ran.out
    record = (project / "kept.json").read_bytes()
    statement = json.loads(base64.b64decode(json.loads(record)["dsseEnvelope"]["payload"]))
    schema = json.loads((root / "evidence/schemas/govern.anchor.v0.1.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(statement)
    said = statement["predicate"]
    one = {"Bucket": "kept", "Key": key, "VersionId": said["version"]}
    client = store.client()
    assert client.get_object(**one)["Body"].read() == base64.b64decode(said["note"])
    held = client.get_object_retention(**one)["Retention"]
    assert held["Mode"] == "COMPLIANCE"
    assert held["RetainUntilDate"] == datetime.fromisoformat(said["retain_until"])
    assert timedelta(days=29) < held["RetainUntilDate"] - datetime.now(UTC) < timedelta(days=31)
    ran = govern("log", "verify", *named, env=env)
    assert ran.code == 0, ran.err
    assert f"1 checkpoints are in {place}, and fit" in ran.out
    (project / "keys.txt").write_text(govern("log", "key").out)
    assert govern("evidence", "export", "-o", "b").code == 0
    ran = govern("evidence", "verify", "b", "--trust", "keys.txt")
    assert ran.code == 0, ran.err
    assert f"the first 2 entries are in s3://kept/{key}" in ran.out


def test_a_log_that_was_rolled_back_or_forked_is_found_whatever_is_done_to_the_bucket(
    logged: Path, anchor: Callable[..., str], verify: Callable[..., str], store: ObjectStore
) -> None:
    place, log = store.new_bucket("guarded"), logged / "evidence.db"
    shutil.copy(log, "old.db")
    _grow(logged, 2)
    anchor(place)
    client = store.client()
    (listed,) = client.list_object_versions(Bucket="guarded")["Versions"]
    one = {"Bucket": "guarded", "Key": listed["Key"]}
    version = {"VersionId": listed["VersionId"]}
    shorter = {"Mode": "COMPLIANCE", "RetainUntilDate": datetime.now(UTC) + timedelta(hours=1)}
    for change in (
        partial(client.delete_object, **one, **version),
        partial(client.delete_object, **one, **version, BypassGovernanceRetention=True),
        partial(client.put_object_retention, **one, **version, Retention=shorter),
        partial(client.put_object, **one, Body=b"x", IfNoneMatch="*"),
    ):
        with pytest.raises(ClientError, match=r"object lock|pre-conditions"):
            change()
    client.delete_object(**one)  # hides it from whoever does not ask for versions
    assert "Contents" not in client.list_objects_v2(Bucket="guarded")
    _put_back(log)
    with pytest.raises(VerificationError) as caught:
        verify(place)
    assert caught.value.path == ORIGIN
    assert caught.value.message == "the log has 2 entries, and a checkpoint was made over 4"
    _grow(logged, 2)
    with pytest.raises(VerificationError) as caught:
        verify(place)
    assert caught.value.path == ORIGIN
    assert caught.value.message == "the log does not fit the checkpoint over 4 entries"


def test_two_histories_of_one_length_do_not_both_get_in(
    logged: Path, anchor: Callable[..., str], store: ObjectStore
) -> None:
    place, log = store.new_bucket("once"), logged / "evidence.db"
    shutil.copy(log, "old.db")
    _grow(logged, 2)
    anchor(place)
    _put_back(log)
    _grow(logged, 2)
    with pytest.raises(VerificationError, match="another checkpoint of the log over as many"):
        anchor(place)


def test_a_bucket_without_lock_is_refused_before_anything_is_stored(
    logged: Path, anchor: Callable[..., str], store: ObjectStore
) -> None:
    place, before = store.new_bucket("open", lock=False), _ran("checkpoint")
    with pytest.raises(UsageError, match="the bucket has no object lock"):
        anchor(place)
    assert "Contents" not in store.client().list_objects_v2(Bucket="open")
    assert _ran("checkpoint") == before
    with pytest.raises(ObjectStoreError) as caught:
        anchor("s3://nowhere")
    assert caught.value.cause == "NoSuchBucket"


_WRONG: dict[str, tuple[dict[str, str], int, str]] = {
    "no such profile": ({"AWS_PROFILE": "nobody"}, 2, "ProfileNotFound"),
    "none": ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, 2, "NoCredentialsError"),
    "another secret": ({"AWS_SECRET_ACCESS_KEY": f"{SECRET}-not"}, 4, "SignatureDoesNotMatch"),
    "another key": ({"AWS_ACCESS_KEY_ID": f"{ACCESS}-NOT"}, 4, "XAdminUserNotFound"),
}


@pytest.mark.parametrize("name", _WRONG)
def test_credentials_that_are_refused_are_not_shown(
    logged: Path, anchor: Callable[..., str], store: ObjectStore, name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    wrong, code, cause = _WRONG[name]
    for variable, value in wrong.items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(Error) as caught:
        anchor("s3://whatever")
    assert (caught.value.exit_code, caught.value.cause) == (code, cause)
    assert caught.value.hint
    for secret in (ACCESS, SECRET):
        assert secret not in caught.value.diagnostics()


def test_a_store_that_does_not_run_is_said(
    logged: Path, govern: Callable[..., Any], store: ObjectStore
) -> None:
    down, before = f"http://127.0.0.1:{free_port()}", _ran("checkpoint")
    named = ("--s3", "s3://x", "--endpoint-url", down)
    ran = govern("log", "anchor", *named, "--retain-days", "1", env=store.environment)
    assert (ran.code, ran.out) == (4, "")
    assert "s3://x/: the object store gave no answer\n  cause: EndpointConnectionError" in ran.err
    assert _ran("checkpoint") == before
    with pytest.raises(ObjectStoreError, match="no answer"):
        _ran("verify", *named)


def test_credentials_are_in_nothing_that_is_written_or_said(
    logged: Path, anchor: Callable[..., str], verify: Callable[..., str], store: ObjectStore
) -> None:
    place = store.new_bucket("silent")
    said = anchor(place, "-o", "kept.json") + verify(place)
    written = b"".join(one.read_bytes() for one in logged.iterdir() if one.is_file())
    assert b"s3://silent" in said.encode()
    for secret in (ACCESS, SECRET):
        assert secret.encode() not in written + said.encode()


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--s3", "s3://x"), "for how long"),
        (("--s3", "s3://x", "--git", "y"), "name one of"),
        ((), "name one of"),
        (("--s3", "x", "--retain-days", "1"), "not a bucket"),
        (("--s3", "s3://", "--retain-days", "1"), "not a bucket"),
        (("--s3", "s3://x", "--retain-days", "1", "--endpoint-url", "https://a:b@c"), "without"),
        (("--s3", "s3://x", "--retain-days", "1", "--endpoint-url", "b:9000"), "without name"),
        (("--s3", "s3://x", "--retain-days", "1", "--endpoint-url", "http://["), "without name"),
        (("--git", "y", "--lock", "compliance"), "--lock is about --s3"),
    ],
    ids=str,
)
def test_what_does_not_go_together_is_said(
    logged: Path, flags: tuple[str, ...], words: str
) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        _ran("anchor", *flags)
    assert "a:b" not in caught.value.diagnostics()
    with pytest.raises(UsageError, match="is about --s3"):
        _ran("verify", "--endpoint-url", "https://b")


def test_an_object_that_an_anchor_names_has_to_be_there(
    logged: Path, anchor: Callable[..., str], verify: Callable[..., str], store: ObjectStore
) -> None:
    place, client = store.new_bucket("loose"), store.client()
    anchor(place)
    anchor(place, "--lock", "governance")
    assert "under governance lock" in verify(place)
    listed = client.list_object_versions(Bucket="loose")["Versions"]
    (last,) = [one for one in listed if "03.checkpoint" in one["Key"]]
    one = {"Bucket": "loose", "Key": last["Key"], "VersionId": last["VersionId"]}
    client.delete_object(**one, BypassGovernanceRetention=True)
    with pytest.raises(VerificationError, match="an anchor of the log names this") as caught:
        verify(place)
    assert caught.value.path == f"s3://loose/{last['Key']} ({last['VersionId']})"


def test_whatever_else_lies_there_is_named_or_left_alone(
    logged: Path, anchor: Callable[..., str], verify: Callable[..., str], store: ObjectStore
) -> None:
    place, client = store.new_bucket("mixed"), store.client()
    with pytest.raises(UsageError, match=f"no checkpoint of {ORIGIN} is here"):
        verify(place)
    anchor(place)
    client.put_object(Bucket="mixed", Key=f"{ORIGIN}/eu/00000000000000000009.checkpoint", Body=b"x")
    client.put_object(Bucket="mixed", Key=f"{ORIGIN}/readme.txt", Body=b"x")
    assert "1 checkpoints are in" in verify(place)
    wrong = f"{ORIGIN}/00000000000000000009.checkpoint"
    client.put_object(Bucket="mixed", Key=wrong, Body=b"\xff")
    with pytest.raises(VerificationError, match="not a checkpoint of a log") as caught:
        verify(place)
    assert caught.value.path == f"s3://mixed/{wrong}"
    forged = OTHER_KEY.sign(9, bytes(32)).text().encode()
    client.put_object(Bucket="mixed", Key=wrong, Body=forged)
    client.delete_object(Bucket="mixed", Key=wrong, VersionId=_version_of(client, "mixed", b"\xff"))
    with pytest.raises(VerificationError, match="not signed by the trusted key") as caught:
        verify(place)
    assert caught.value.path == f"s3://mixed/{wrong}"


def _version_of(client: Any, bucket: str, data: bytes) -> str:
    """Return the version that holds these bytes."""
    for one in client.list_object_versions(Bucket=bucket)["Versions"]:
        named = {"Bucket": bucket, "Key": one["Key"], "VersionId": one["VersionId"]}
        if client.get_object(**named)["Body"].read() == data:
            return str(one["VersionId"])
    raise AssertionError(data)


def test_a_store_that_the_environment_names(
    known: ObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = known.url.rpartition(":")[2]
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://name:secret@localhost:{port}")
    monkeypatch.setenv("NO_PROXY", "localhost")
    bucket = LockedBucket(known.new_bucket("named"))
    assert bucket.endpoint == f"http://localhost:{port}"
    bucket.keep("a", b"data", _LOCK)
    assert [one.data for one in bucket.versions("")] == [b"data"]


# ---------------------------------------------------------------- the bucket


def test_a_run_that_was_cut_off_is_done_again_and_locks_for_longer(
    known: ObjectStore, tmp_path: Path
) -> None:
    bucket = LockedBucket(f"{known.new_bucket('again')}/p/", known.url)
    log = a_log(tmp_path / "log", 3)
    head = log.checkpoint()
    bucket.keep(key_of(bucket, head), head.text().encode(), _LOCK)  # and then the power failed
    later = Lock(LockMode.COMPLIANCE, _UNTIL + timedelta(days=1))
    kept = anchor_in_bucket(log, _SIGNER, bucket, later, _NOW)
    assert kept.anchored.locked is not None
    assert kept.anchored.locked.until == later.until
    assert len(list(bucket.versions("p/"))) == 1


def test_a_weaker_lock_that_is_there_is_not_taken_for_a_stronger(
    known: ObjectStore, tmp_path: Path
) -> None:
    bucket = LockedBucket(known.new_bucket("weak"), known.url)
    bucket.keep("a", b"data", Lock(LockMode.GOVERNANCE, _UNTIL))
    with pytest.raises(VerificationError, match="not locked as it was asked for") as caught:
        bucket.keep("a", b"data", _LOCK)
    assert f"there is governance until {_UNTIL.isoformat()}" in str(caught.value.cause)


# ---------------------------------------------------------------- a store that lies

_ENABLED = (
    b"<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>"
    b"</ObjectLockConfiguration>"
)
_FREE = b"<Error><Code>NoSuchObjectLockConfiguration</Code></Error>"
_TOMORROW = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
_SHORT = (
    b"<Retention><Mode>COMPLIANCE</Mode><RetainUntilDate>" + _TOMORROW + b"</RetainUntilDate>"
    b"</Retention>"
)


@contextmanager
def _pages(answers: dict[str, tuple[int, bytes]] | None = None) -> Iterator[str]:
    """Serve an answer for each kind of request; without any, the same page for all."""

    class Handler(BaseHTTPRequestHandler):
        def _reply(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = self.path.partition("?")[2].partition("=")[0].partition("&")[0]
            code, data = (answers or {}).get(f"{self.command} {query}", (200, b"<html>Hello"))
            self.send_response(code)
            self.send_header("x-amz-version-id", "1")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_PUT = _reply  # noqa: N815 - the server's names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("handed_out", "retention", "words"),
    [
        (b"data", (404, _FREE), "not locked as it was asked for"),
        (b"data", (200, _SHORT), "not locked as it was asked for"),
        (b"else", (200, _SHORT), "does not hand out what it was given"),
    ],
    ids=["no lock", "shorter", "other bytes"],
)
def test_what_was_stored_is_read_back(
    known: ObjectStore, handed_out: bytes, retention: tuple[int, bytes], words: str
) -> None:
    answers = {
        "GET object-lock": (200, _ENABLED), "PUT ": (200, b""),
        "GET versionId": (200, handed_out), "GET retention": retention,
        "GET versionId&retention": retention,
    }  # fmt: skip
    with _pages(answers) as url, pytest.raises(VerificationError, match=words):
        LockedBucket("s3://b", url).keep("a", b"data", _LOCK)


def test_an_object_that_somebody_else_is_writing_is_no_second_history(known: ObjectStore) -> None:
    answers = {
        "GET object-lock": (200, _ENABLED),
        "PUT ": (409, b"<Error><Code>ConditionalRequestConflict</Code></Error>"),
        "GET ": (404, b"<Error><Code>NoSuchKey</Code></Error>"),
    }
    with _pages(answers) as url, pytest.raises(ObjectStoreError, match="not there after all"):
        LockedBucket("s3://b", url).keep("a", b"data", _LOCK)


def test_an_answer_that_is_none_stores_nothing(known: ObjectStore, tmp_path: Path) -> None:
    log = a_log(tmp_path / "log", 1)
    log.append([an_addition(2)])
    with _pages() as url, pytest.raises((ObjectStoreError, UsageError)):
        anchor_in_bucket(log, _SIGNER, LockedBucket("s3://b", url), _LOCK, _NOW)
    with log.store.reading() as reader:
        assert reader.size() == 2
