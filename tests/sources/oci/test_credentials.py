from __future__ import annotations

import base64
import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from govern.errors import RegistryError
from govern.sources.oci.credentials import Credential, DockerConfig, from_environment
from govern.sources.oci.reference import Reference

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "s3cr3t:with:colons"
AUTH = base64.b64encode(f"ann:{SECRET}".encode()).decode()
ANN = Credential("ann", SECRET)


def config(**content: Any) -> DockerConfig:
    return DockerConfig.parse(json.dumps(content).encode(), "config.json")


def find(credentials: Any, name: str) -> Credential | None:
    found = credentials.find(Reference.parse(name))
    assert found is None or isinstance(found, Credential)
    return found


@pytest.mark.parametrize(
    "key", ["ghcr.io", "https://ghcr.io", "https://ghcr.io/v2/", "GHCR.io/", "ghcr.io/acme"]
)
def test_a_registry_is_known_by_any_of_its_spellings(key: str) -> None:
    found = config(auths={key: {"auth": AUTH}})
    assert find(found, "ghcr.io/acme/app") == ANN
    assert find(found, "quay.io/acme/app") is None
    assert find(found, "ghcr.io.evil.example/acme/app") is None


@pytest.mark.parametrize("key", ["https://index.docker.io/v1/", "docker.io"])
def test_the_hub_is_known_by_its_old_address(key: str) -> None:
    assert find(config(auths={key: {"auth": AUTH}}), "nginx") == ANN


def test_the_most_specific_entry_wins() -> None:
    own = {"username": "own", "password": "p"}
    found = config(auths={"quay.io": {"auth": AUTH}, "quay.io/acme": own})
    assert find(found, "quay.io/acme/app") == Credential("own", "p")
    assert find(found, "quay.io/acme2/app") == ANN


def test_an_identity_token_is_taken_before_a_password() -> None:
    found = config(auths={"ghcr.io": {"auth": AUTH, "identitytoken": "refresh"}})
    assert find(found, "ghcr.io/a") == Credential(identity_token="refresh")


def test_empty_entries_say_nothing() -> None:
    assert find(config(auths={"ghcr.io": {}}), "ghcr.io/a") is None
    assert find(config(auths=[], credHelpers=7), "ghcr.io/a") is None


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"[" * 100_000, SECRET.encode()])
def test_a_broken_file_is_an_error_that_quotes_nothing(data: bytes) -> None:
    with pytest.raises(RegistryError) as caught:
        DockerConfig.parse(data, "config.json")
    assert caught.value.reason == "credentials"
    assert SECRET not in caught.value.diagnostics()


def test_a_broken_entry_is_an_error_that_quotes_nothing() -> None:
    with pytest.raises(RegistryError, match="credentials") as caught:
        find(config(auths={"ghcr.io": {"auth": "not base64: " + SECRET}}), "ghcr.io/a")
    assert SECRET not in caught.value.diagnostics()


def test_secrets_do_not_show() -> None:
    assert SECRET not in repr(ANN)
    assert SECRET not in repr(config(auths={"ghcr.io": {"username": "a", "password": SECRET}}))


# ------------------------------------------------------------------ the environment


def test_the_environment_is_looked_at_in_order(tmp_path: Path) -> None:
    (tmp_path / ".docker").mkdir()
    home = {"auths": {"ghcr.io": {"username": "home"}, "quay.io": {"username": "home"}}}
    (tmp_path / ".docker/config.json").write_text(json.dumps(home))
    inline = {"auths": {"ghcr.io": {"username": "inline"}, "a.example": {"username": "inline"}}}
    environ = {
        "HOME": str(tmp_path),
        "DOCKER_AUTH_CONFIG": json.dumps(inline),
        "GOVERN_REGISTRY_HOST": "a.example",
        "GOVERN_REGISTRY_USERNAME": "mine",
        "GOVERN_REGISTRY_PASSWORD": SECRET,
    }
    credentials = from_environment(environ)
    assert find(credentials, "a.example/x") == Credential("mine", SECRET)
    assert find(credentials, "ghcr.io/x") == Credential("inline")
    assert find(credentials, "quay.io/x") == Credential("home")
    assert find(credentials, "elsewhere.example/x") is None


def test_docker_config_moves_the_file_and_podman_has_its_own(tmp_path: Path) -> None:
    for folder, name in (("d", "config.json"), ("r/containers", "auth.json")):
        (tmp_path / folder).mkdir(parents=True)
        auths = {f"{folder[0]}.example": {"username": folder[0]}}
        (tmp_path / folder / name).write_text(json.dumps({"auths": auths}))
    environ = {"DOCKER_CONFIG": str(tmp_path / "d"), "XDG_RUNTIME_DIR": str(tmp_path / "r")}
    credentials = from_environment(environ)
    assert find(credentials, "d.example/x") == Credential("d")
    assert find(credentials, "r.example/x") == Credential("r")
    assert find(from_environment({}), "d.example/x") is None


def test_a_password_without_a_host_is_not_sent_to_everybody() -> None:
    with pytest.raises(RegistryError) as caught:
        from_environment({"GOVERN_REGISTRY_USERNAME": "a", "GOVERN_REGISTRY_PASSWORD": SECRET})
    assert "GOVERN_REGISTRY_HOST" in caught.value.diagnostics()
    assert SECRET not in caught.value.diagnostics()


# ------------------------------------------------------------------ helpers


@pytest.fixture
def helper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the credential helper `test` is written."""
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    path = tmp_path / "docker-credential-test"
    path.touch(mode=0o755)
    return path


def test_a_helper_is_asked_for_its_server(helper: Path) -> None:
    helper.write_text(
        '#!/bin/sh\nread server\necho "{\\"Username\\": \\"$1\\", \\"Secret\\": \\"$server\\"}"\n'
    )
    found = config(credHelpers={"ghcr.io": "test"})
    assert find(found, "ghcr.io/a/b") == Credential("get", "ghcr.io")
    assert find(found, "quay.io/a/b") is None
    store = config(credsStore="test")
    assert find(store, "quay.io/a/b") == Credential("get", "quay.io")
    assert find(store, "nginx") == Credential("get", "https://index.docker.io/v1/")


def test_a_helper_may_give_an_identity_token(helper: Path) -> None:
    helper.write_text('#!/bin/sh\necho \'{"Username": "<token>", "Secret": "refresh"}\'\n')
    found = config(credHelpers={"ghcr.io": "test"})
    assert find(found, "ghcr.io/a") == Credential(identity_token="refresh")


def test_a_helper_that_knows_no_such_server_leaves_us_anonymous(helper: Path) -> None:
    helper.write_text("#!/bin/sh\necho credentials not found in native keychain\nexit 1\n")
    assert find(config(credsStore="test"), "ghcr.io/a") is None


@pytest.mark.parametrize(
    "script",
    [
        f"echo {SECRET}; exit 3",
        f"echo {SECRET}",
        'echo \'{"Username": 1, "Secret": 2}\'',
        "echo '[]'",
    ],
)
def test_a_broken_helper_is_an_error_that_quotes_nothing(helper: Path, script: str) -> None:
    helper.write_text(f"#!/bin/sh\n{script}\n")
    with pytest.raises(RegistryError) as caught:
        find(config(credsStore="test"), "ghcr.io/a")
    assert caught.value.reason == "credentials"
    assert SECRET not in caught.value.diagnostics()


@pytest.mark.parametrize("name", ["absent-helper", "../../bin/sh", "a b", "-x"])
def test_a_helper_is_a_plain_word_that_is_on_the_path(name: str) -> None:
    with pytest.raises(RegistryError, match="credential helper"):
        find(config(credsStore=name), "ghcr.io/a")


def test_helpers_may_be_switched_off(helper: Path) -> None:
    helper.write_text("#!/bin/sh\nexit 9\n")
    data = json.dumps({"credsStore": "test", "credHelpers": {"ghcr.io": "test"}}).encode()
    assert find(DockerConfig.parse(data, "pull secret", helpers=False), "ghcr.io/a") is None
