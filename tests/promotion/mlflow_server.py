"""A real `mlflow server` on SQLite, and models registered in it over its own REST API."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from govern.sources.mlflow.address import Address
from govern.sources.mlflow.client import Client
from tests.surroundings import free_port, require_tool

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_READY = 180.0  # seconds: it imports for half a minute on a busy machine

MLMODEL = """\
flavors:
  onnx: {onnx_version: 1.16.0, data: model.safetensors}
  python_function: {loader_module: mlflow.onnx, data: model.safetensors}
mlflow_version: 3.17.2
utc_time_created: '2026-11-01 00:00:00'
"""
WEIGHTS = (2).to_bytes(8, "little") + b"{}"  # safetensors without a tensor
PICKLE = b"\x80\x04\x8c\x02os\x94\x8c\x06system\x94\x93\x94\x8c\x02id\x94\x85\x94R\x94."
CARD = """\
---
license: apache-2.0
---
# Fraud

## Intended use
Scores card payments.

## Limitations
Sees card payments alone; on transfers between accounts it was never evaluated at all.
"""


@dataclass(frozen=True)
class MlflowServer:
    """One server that runs; `uri` is where."""

    uri: str
    folder: Path

    def ask(self, method: str, path: str, body: object = None, **query: str) -> dict[str, Any]:
        """Ask the REST API as a user's own program would."""
        where = f"{self.uri}/api/2.0/mlflow/{path}" + (f"?{urlencode(query)}" if query else "")
        data = None if body is None else json.dumps(body).encode()
        return self._json(method, where, data)

    def put(self, path: str, data: bytes) -> None:
        """Upload a file to the server's own artifact store."""
        self._json("PUT", f"{self.uri}/api/2.0/mlflow-artifacts/artifacts/{quote(path)}", data)

    def _json(self, method: str, where: str, data: bytes | None) -> dict[str, Any]:
        asked = urllib.request.Request(  # noqa: S310 - our own server
            where, data=data, method=method, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310 - as above
            found: dict[str, Any] = json.loads(answer.read() or b"{}")
        return found

    def client(self) -> Client:
        """Return our own client of the server."""
        return Client(Address.of(self.uri, {}), 60)

    def register(
        self,
        model: str,
        files: Mapping[str, bytes],
        tags: Mapping[str, str] | None = None,
        *,
        logged: bool = True,
    ) -> str:
        """Register a version of a model, from a logged model or from a run; return its number."""
        run = self.ask("POST", "runs/create", {"experiment_id": "0", "start_time": 1})["run"]
        run_id = run["info"]["run_id"]
        self.ask("POST", "runs/log-metric", {"run_id": run_id, "key": "auc", "value": 0.9,
                                             "timestamp": 1})  # fmt: skip
        if logged:
            source = self._logged_model(run_id, files)
        else:
            source = f"runs:/{run_id}/model"
            for path, data in files.items():
                self.put(f"0/{run_id}/artifacts/model/{path}", data)
        try:
            self.ask("POST", "registered-models/create", {"name": model})
        except urllib.error.HTTPError as error:
            with error:
                if error.code != 400:  # it is there already
                    raise
        uri = f"{run['info']['artifact_uri']}/model" if not logged else source
        body = {"name": model, "source": uri, "run_id": run_id}
        if logged:
            body = {"name": model, "source": uri, "model_id": uri.removeprefix("models:/")}
        made = self.ask("POST", "model-versions/create", body)["model_version"]["version"]
        for key, value in (tags or {}).items():
            self.tag(model, made, key, value)
        return str(made)

    def tag(self, model: str, version: str, key: str, value: str) -> None:
        """Write a tag at a version."""
        body = {"name": model, "version": version, "key": key, "value": value}
        self.ask("POST", "model-versions/set-tag", body)

    def set_alias(self, model: str, alias: str, version: str) -> None:
        """Set an alias, as whoever has the permission can."""
        body = {"name": model, "alias": alias, "version": version}
        self.ask("POST", "registered-models/alias", body)

    def alias(self, model: str, alias: str) -> str | None:
        """Return the version that an alias names."""
        found = self.ask("GET", "registered-models/get", name=model)["registered_model"]
        held = {one["alias"]: one["version"] for one in found.get("aliases", ())}
        return held.get(alias)

    def model_tags(self, model: str) -> dict[str, str]:
        """Return the tags of a model."""
        found = self.ask("GET", "registered-models/get", name=model)["registered_model"]
        return {one["key"]: one["value"] for one in found.get("tags", ())}

    def version_tags(self, model: str, version: str) -> dict[str, str]:
        """Return the tags of a version."""
        found = self.ask("GET", "model-versions/get", name=model, version=version)
        return {one["key"]: one["value"] for one in found["model_version"].get("tags", ())}

    def _logged_model(self, run_id: str, files: Mapping[str, bytes]) -> str:
        body = {"experiment_id": "0", "name": "model", "source_run_id": run_id}
        info = self.ask("POST", "logged-models", body)["model"]["info"]
        model_id = info["model_id"]
        for path, data in files.items():
            self.put(f"0/models/{model_id}/artifacts/{path}", data)
        done = {"model_id": model_id, "status": "LOGGED_MODEL_READY"}
        self.ask("PATCH", f"logged-models/{model_id}", done)
        return f"models:/{model_id}"


def good_files() -> dict[str, bytes]:
    """Return the files of a model that the rules used in tests allow."""
    return {
        "MLmodel": MLMODEL.encode(),
        "model.safetensors": WEIGHTS,
        "README.md": CARD.encode(),
    }


@contextmanager
def running_mlflow(folder: Path) -> Iterator[MlflowServer]:
    """Start a server whose state is below a folder, and stop it afterwards."""
    tool, port = require_tool("mlflow"), free_port()
    log = (folder / "mlflow.log").open("wb")
    with log, subprocess.Popen(
        [
            str(tool), "server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
            "--backend-store-uri", f"sqlite:///{folder / 'mlflow.db'}",
            "--artifacts-destination", str(folder / "artifacts"),
        ],
        stdout=log, stderr=log, cwd=folder, start_new_session=True,
        env={
            **os.environ,
            "MLFLOW_WEBHOOK_ALLOWED_SCHEMES": "http,https",
            "MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS": "true",
            "MLFLOW_WEBHOOK_CACHE_TTL": "0",  # a new webhook counts at once, not after a minute
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "DO_NOT_TRACK": "true",
        },
    ) as process:  # fmt: skip
        try:
            server = MlflowServer(f"http://127.0.0.1:{port}", folder)
            _wait(server, process)
            yield server
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # nothing of it is kept
            process.wait(timeout=30)


def _wait(server: MlflowServer, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + _READY
    while time.monotonic() < ends:
        assert process.poll() is None, (server.folder / "mlflow.log").read_text()
        try:
            with urllib.request.urlopen(f"{server.uri}/health", timeout=5):  # noqa: S310 - as above
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError((server.folder / "mlflow.log").read_text())
