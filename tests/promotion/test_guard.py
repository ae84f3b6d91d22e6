"""`govern serve-mlflow` with deliveries that a real MLflow server sends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests import surroundings
from tests.promotion.conftest import PROFILE
from tests.promotion.mlflow_server import PICKLE, good_files
from tests.promotion.test_deliveries import headers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.promotion.mlflow_server import MlflowServer

pytestmark = pytest.mark.server("mlflow")
OWNER = {"govern.owner": "payments-ml", "govern.contact": "ml@acme.example"}
SECRET = "an-example-secret-of-32-characters"
_PATIENCE = 60.0


class Receiver:
    """A running receiver: its port, and what it logged."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.log: list[dict[str, Any]] = []
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        self.port = int(self.wait_for("ready")["port"])

    def wait_for(self, event: str, **about: object) -> dict[str, Any]:
        ends = time.monotonic() + _PATIENCE
        while time.monotonic() < ends:
            for line in list(self.log):
                if line["event"] == event and about.items() <= line.items():
                    return line
            assert self.process.poll() is None, self.log
            time.sleep(0.05)
        raise AssertionError((event, about, self.log))

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self._thread.join()
        return code

    def post(self, body: bytes, sent: dict[str, str]) -> int:
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/mlflow", data=body, headers=sent
        )
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 - as above
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.log.append(json.loads(line) if line.startswith("{") else {"event": line})


def metrics(port: str) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
        lines = answer.read().decode().splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


@pytest.fixture
def receiving(tmp_path: Path, mlflow: MlflowServer) -> Callable[..., Any]:
    (tmp_path / "gate.yaml").write_text(PROFILE, encoding="utf-8")

    @contextmanager
    def run(*arguments: str) -> Iterator[Receiver]:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "govern", "serve-mlflow", "--profile", "gate.yaml",
                "--plain-http", "--port", "0", *arguments,
            ],
            cwd=tmp_path, stderr=subprocess.PIPE, text=True,
            env={
                **os.environ,
                "MLFLOW_TRACKING_URI": mlflow.uri,
                "GOVERN_MLFLOW_WEBHOOK_SECRET": SECRET,
            },
        )  # fmt: skip
        with process:
            try:
                yield Receiver(process)
            finally:
                process.kill()

    return run


@contextmanager
def webhook(mlflow: MlflowServer, receiver: Receiver, secret: str = SECRET) -> Iterator[None]:
    """Let the real server send its deliveries there."""
    made = mlflow.ask(
        "POST", "webhooks",
        {
            "name": f"w{uuid.uuid4().hex[:6]}",
            "url": f"http://127.0.0.1:{receiver.port}/mlflow",
            "events": [{"entity": "MODEL_VERSION_ALIAS", "action": "CREATED"}],
            "secret": secret,
        },
    )["webhook"]  # fmt: skip
    try:
        yield
    finally:
        mlflow.ask("DELETE", f"webhooks/{made['webhook_id']}")


@pytest.fixture
def model() -> str:
    return f"guarded-{uuid.uuid4().hex[:8]}"


def test_an_alias_that_is_denied_is_taken_back(
    mlflow: MlflowServer, receiving: Callable[..., Any], model: str
) -> None:
    good = mlflow.register(model, good_files(), OWNER)
    bad = mlflow.register(model, {**good_files(), "model.pkl": PICKLE}, OWNER)
    with receiving("--alias", "guarded", "--every", "0") as receiver:
        with webhook(mlflow, receiver):
            mlflow.set_alias(model, "guarded", bad)
            told = receiver.wait_for("alias taken back", version=bad)
            assert (told["verdict"], told["restored"]) == ("denied", None)
            assert mlflow.alias(model, "guarded") is None
            assert mlflow.version_tags(model, bad)["govern.gate.verdict"] == "denied"

            mlflow.set_alias(model, "guarded", good)
            receiver.wait_for("alias judged", version=good, verdict="allowed")
            assert mlflow.alias(model, "guarded") == good

            mlflow.set_alias(model, "guarded", bad)
            receiver.wait_for("alias taken back", version=bad, restored=good)
            assert mlflow.alias(model, "guarded") == good
            mlflow.set_alias(model, "other", bad)
            # Deliveries come in any order; each is answered before the next test ends.
        assert receiver.stop() == 0
    assert mlflow.alias(model, "other") == bad
    tags = mlflow.model_tags(model)
    history = [json.loads(tags[key]) for key in sorted(tags) if ".history.guarded." in key]
    assert [(one["version"], one["verdict"]) for one in history] == [
        (bad, "denied"), (good, "allowed"), (bad, "denied"),
    ]  # fmt: skip


def test_a_tag_cannot_bring_back_what_is_denied(
    mlflow: MlflowServer, receiving: Callable[..., Any], model: str
) -> None:
    """Whoever may set aliases may write tags: they are not believed."""
    bad = mlflow.register(model, {**good_files(), "model.pkl": PICKLE}, OWNER)
    worse = mlflow.register(model, {"MLmodel": b"flavors: {}\n", "model.pkl": PICKLE})
    entry = json.dumps({"version": bad, "verdict": "allowed"})
    body = {"name": model, "key": "govern.gate.alias.guarded", "value": entry}
    mlflow.ask("POST", "registered-models/set-tag", body)
    mlflow.set_alias(model, "guarded", worse)
    with receiving("--alias", "guarded") as receiver:  # found by the look at the start
        told = receiver.wait_for("alias taken back", model=model)
        assert (told["version"], told["restored"]) == (worse, None)
        assert receiver.stop() == 0
    assert mlflow.alias(model, "guarded") is None


def test_what_cannot_be_looked_at_is_taken_back(
    mlflow: MlflowServer, receiving: Callable[..., Any], model: str
) -> None:
    mlflow.ask("POST", "registered-models/create", {"name": model})
    mlflow.ask("POST", "model-versions/create", {"name": model, "source": "s3://bucket/x"})
    mlflow.set_alias(model, "guarded", "1")
    with receiving("--alias", "guarded") as receiver:
        told = receiver.wait_for("alias taken back", model=model)
        assert told["verdict"] == "undecided"
        assert "belong to no run" in told["why"]
        receiver.stop()
    assert mlflow.alias(model, "guarded") is None


def test_forged_and_odd_requests_do_nothing(
    mlflow: MlflowServer, receiving: Callable[..., Any], model: str
) -> None:
    bad = mlflow.register(model, {**good_files(), "model.pkl": PICKLE}, OWNER)
    mlflow.set_alias(model, "guarded", bad)
    said = {"entity": "model_version_alias", "action": "created",
            "data": {"name": model, "alias": "guarded", "version": bad}}  # fmt: skip
    body, now = json.dumps(said).encode(), int(time.time())
    port = str(surroundings.free_port())
    with receiving("--alias", "guarded", "--every", "0", "--metrics-port", port) as receiver:
        assert receiver.post(body, headers(body, b"x" * 32, at=now)) == 401
        assert receiver.post(body, {}) == 401
        assert receiver.post(b"x" * 300_000, headers(b"", SECRET.encode(), at=now)) == 413
        assert receiver.post(b"[]", headers(b"[]", SECRET.encode(), "0000-0001", now)) == 400
        with webhook(mlflow, receiver, secret="not-the-secret-of-the-receiver"):
            mlflow.set_alias(model, "unguarded", bad)
            receiver.wait_for("delivery refused", cause="the signature does not hold")
        assert mlflow.alias(model, "guarded") == bad
        assert receiver.post(body, headers(body, SECRET.encode(), "0000-0002", now)) == 202
        assert receiver.post(body, headers(body, SECRET.encode(), "0000-0002", now)) == 200
        receiver.wait_for("alias taken back", version=bad)
        told = metrics(port)
        assert told['govern_mlflow_deliveries_total{status="401"}'] >= 3
        assert told['govern_mlflow_deliveries_total{status="202"}'] == 1
        assert told['govern_mlflow_aliases_judged_total{taken_back="true",verdict="denied"}'] == 1
        assert told["govern_mlflow_judgement_duration_seconds_count"] == 1
        assert (told["govern_mlflow_queue_depth"], told["govern_mlflow_judging"]) == (0, 1)
        with pytest.raises(urllib.error.HTTPError, match="404"):
            metrics(str(receiver.port))
        assert receiver.stop() == 0
    assert SECRET not in json.dumps(receiver.log)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--alias", "prod"), "TLS, or in plain HTTP"),
        (("--alias", "prod", "--plain-http", "--tls-cert", "a", "--tls-key", "b"), "TLS, or in"),
        (("--alias", "a b", "--plain-http"), "can be no alias"),
        (("--alias", "prod", "--plain-http", "--secret-file", "none"), "cannot be read"),
        (("--alias", "prod", "--plain-http", "--secret-file", "short"), "less than 16"),
    ],
)
def test_what_is_named_wrongly_is_said(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    (tmp_path / "short").write_text("short\n")
    done = subprocess.run(
        [sys.executable, "-m", "govern", "serve-mlflow", *arguments],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, "GOVERN_MLFLOW_WEBHOOK_SECRET": SECRET},
    )  # fmt: skip
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
