"""The client against a server that does what servers should not."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from govern.errors import RegistryError, UsageError
from govern.sources.mlflow.address import Address
from govern.sources.mlflow.client import Client
from govern.sources.mlflow.names import VersionName
from govern.sources.mlflow.registry import ModelRegistry
from govern.sources.mlflow.version_folder import version_folder
from tests.http_server import Handler, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from govern.sources.mlflow.version_folder import VersionFolder

API = "/api/2.0/mlflow/"
TOKEN = {"MLFLOW_TRACKING_TOKEN": "s3cret"}


class _Handler(Handler):
    protocol_version = "HTTP/1.1"
    answers: ClassVar[dict[str, tuple[int, bytes, dict[str, str]]]] = {}
    seen: ClassVar[list[tuple[str, str | None]]] = []

    def serve(self) -> None:
        self.seen.append((self.path, self.headers.get("Authorization")))
        status, body, headers = self.answers.get(self.path.partition("?")[0], (404, b"{}", {}))
        self.reply(body, status, headers)
        if headers:
            self.close_connection = True


@pytest.fixture
def server() -> Iterator[tuple[type[_Handler], str]]:
    class Fresh(_Handler):
        answers: ClassVar[dict[str, tuple[int, bytes, dict[str, str]]]] = {}
        seen: ClassVar[list[tuple[str, str | None]]] = []

    with served(Fresh) as url:
        yield Fresh, url


def _version(handler: type[_Handler], files: list[dict[str, Any]]) -> None:
    """Let the server have a version 1 of the model `m` with these files, of one byte each."""
    logged = "m-" + "0" * 32
    handler.answers |= {
        f"{API}registered-models/get": (200, b'{"registered_model": {"name": "m"}}', {}),
        f"{API}model-versions/get": (
            200,
            json.dumps({"model_version": {"name": "m", "version": "1", "status": "READY",
                                          "source": f"models:/{logged}"}}).encode(),
            {},
        ),
        f"{API}logged-models/{logged}": (200, b'{"model": {}}', {}),
        f"{API}logged-models/{logged}/artifacts/directories": (
            200,
            json.dumps({"files": files}).encode(),
            {},
        ),
        "/model-versions/get-artifact": (200, b"x", {}),
    }  # fmt: skip


def client(uri: str, seconds: float = 20) -> Client:
    return Client(Address.of(uri, TOKEN), seconds)


def _refusal(uri: str, seconds: float = 20) -> RegistryError:
    """Ask for something that is refused; return how."""
    with client(uri, seconds) as one, pytest.raises(RegistryError) as caught:
        one.get("x")
    return caught.value


def _had(asked: Client, folder: Path) -> AbstractContextManager[VersionFolder]:
    """Have the files of version 1 of the model `m` in a folder."""
    return version_folder(ModelRegistry(asked), VersionName("m", "1"), folder, most=10)


def _why_not_had(uri: str, folder: Path) -> str:
    """Ask for files that are refused; return why."""
    with client(uri) as one, pytest.raises(RegistryError) as caught, _had(one, folder):
        raise AssertionError
    return caught.value.reason


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((200, b"<html>", {}), "not_mlflow"),
        ((200, b"[]", {}), "not_mlflow"),
        ((200, b"[" * 100_000, {}), "not_mlflow"),
        ((302, b"{}", {"Location": "http://elsewhere.example"}), "refused"),
        ((500, b"{}", {}), "refused"),
        ((401, b"no", {}), "denied"),
        ((404, b'{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "gone"}', {}), "absent"),
        ((200, b'{"a": 1}', {"Content-Length": "100"}), "unreachable"),
        ((200, b"x" * (16 * 1024 * 1024 + 1), {}), "too_large"),
    ],
    ids=["html", "list", "deep", "redirect", "500", "401", "absent", "short", "large"],
)
def test_answers_that_cannot_be_used_are_errors_without_secrets(
    server: tuple[type[_Handler], str], answer: tuple[int, bytes, dict[str, str]], reason: str
) -> None:
    handler, uri = server
    handler.answers[f"{API}x"] = answer
    refused = _refusal(uri)
    assert refused.reason == reason
    assert "s3cret" not in refused.diagnostics()
    assert handler.seen == [(f"{API}x", "Bearer s3cret")]


def test_words_of_the_server_cannot_write_on_the_terminal(
    server: tuple[type[_Handler], str],
) -> None:
    handler, uri = server
    said = {"error_code": "BAD", "message": "\x1b[31mred\n" + "x" * 1000}
    handler.answers[f"{API}x"] = (400, json.dumps(said).encode(), {})
    cause = _refusal(uri).cause
    assert cause is not None
    assert "\x1b" not in cause
    assert len(cause) < 400


def test_a_file_is_hashed_and_bounded(server: tuple[type[_Handler], str], tmp_path: Path) -> None:
    handler, uri = server
    data = b"w" * 3_000_000
    handler.answers["/f"] = (200, data, {})
    with client(uri) as one:
        assert one.download("/f", {}, tmp_path / "f", len(data)) == hashlib.sha256(data).hexdigest()
        with pytest.raises(RegistryError) as caught:
            one.download("/f", {}, tmp_path / "g", len(data) - 1)
    assert caught.value.reason == "too_large"
    handler.answers["/f"] = (200, data, {"Content-Length": str(len(data) + 1)})
    with client(uri) as one, pytest.raises(RegistryError) as caught:
        one.download("/f", {}, tmp_path / "h", 2 * len(data))
    assert caught.value.reason == "unreachable"


def test_the_time_for_everything_is_bounded(server: tuple[type[_Handler], str]) -> None:
    handler, uri = server
    handler.answers[f"{API}x"] = (200, b"{}", {})
    assert _refusal(uri, seconds=0.0).reason == "timeout"


def test_a_server_that_is_not_there_is_said() -> None:
    assert _refusal("http://127.0.0.1:1").reason == "unreachable"


def test_authorities_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    environment = {"MLFLOW_TRACKING_SERVER_CERT_PATH": str(tmp_path / "none.pem")}
    with pytest.raises(UsageError, match="authorities"):
        Client(Address.of("https://127.0.0.1", environment), 5)


@pytest.mark.parametrize(
    "path",
    ["../x", "/etc/passwd", "a//b", "a/./b", "a\\b", "a\nb", "", "a/b/c/d/e/f", "x" * 256,
     "mlflow-version.json", "MLflow-Version.json"],
)  # fmt: skip
def test_files_that_would_lie_elsewhere_are_refused(
    server: tuple[type[_Handler], str], tmp_path: Path, path: str
) -> None:
    handler, uri = server
    _version(handler, [{"path": path, "file_size": 1}])
    assert _why_not_had(uri, tmp_path / "in") == "path"
    kept = [one for one in tmp_path.rglob("*") if one.is_file() and not one.name.endswith(".lock")]
    assert kept == []


def test_files_that_cannot_lie_in_one_folder_are_the_versions_fault(
    server: tuple[type[_Handler], str], tmp_path: Path
) -> None:
    """An object store can hold `a` and `a/b`; a guard must not take that for a fault of its own."""
    handler, uri = server
    _version(handler, [{"path": "a", "file_size": 1}, {"path": "a/b", "file_size": 1}])
    assert _why_not_had(uri, tmp_path / "in") == "path"


def test_a_file_that_is_not_as_long_as_listed_is_refused(
    server: tuple[type[_Handler], str], tmp_path: Path
) -> None:
    handler, uri = server
    _version(handler, [{"path": "a", "file_size": 2}])
    assert _why_not_had(uri, tmp_path / "in") == "changed"


def test_two_processes_do_not_look_at_one_version_at_a_time(
    server: tuple[type[_Handler], str], tmp_path: Path
) -> None:
    handler, uri = server
    _version(handler, [{"path": "a", "file_size": 1}])
    with client(uri) as one, _had(one, tmp_path / "in") as folder:
        assert _why_not_had(uri, tmp_path / "in") == "busy"
        assert json.loads((tmp_path / "in/m/1/mlflow-version.json").read_text())["files"]
        assert folder.card.endswith("in/m/1/mlflow-version.json")
