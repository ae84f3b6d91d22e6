"""Debian's docker-registry and skopeo: the client meets what others wrote and serve."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from govern.errors import RegistryError
from govern.sources.oci.manifest import OCI_MANIFEST, Platform
from govern.sources.oci.push import push_artifact, push_blob, push_manifest
from govern.sources.oci.referrers import artifacts, list_referrers
from tests.sources.oci.debian_registry import debian_registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from govern.sources.oci.client import Registries
    from govern.sources.oci.repository import Repository

pytestmark = pytest.mark.server("docker-registry")

KIND = "application/vnd.govern.evidence.v1"


@pytest.fixture(scope="module")
def host(
    require_tool: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    program = require_tool("docker-registry")
    with debian_registry(program, tmp_path_factory.mktemp("registry")) as running:
        yield running


@pytest.fixture
def repository(host: str, registries_for: Callable[..., Registries]) -> Repository:
    client = registries_for(plain_hosts=frozenset({host}))
    return client.repository(f"{host}/team/app:1")


def test_an_image_and_its_index_go_there_and_back(repository: Repository) -> None:
    config = push_blob(
        repository,
        json.dumps({"os": "linux", "architecture": "amd64"}).encode(),
        "application/vnd.oci.image.config.v1+json",
    )
    layer = push_blob(repository, b"x" * 100_000, "application/vnd.oci.image.layer.v1.tar")
    image = push_manifest(
        repository,
        {
            "schemaVersion": 2,
            "mediaType": OCI_MANIFEST,
            "config": config.as_json(),
            "layers": [layer.as_json()],
        },
    )
    entry = image.as_json()
    entry["platform"] = {"os": "linux", "architecture": "amd64"}
    kind = "application/vnd.oci.image.index.v1+json"
    index = push_manifest(
        repository, {"schemaVersion": 2, "mediaType": kind, "manifests": [entry]}, "1"
    )
    found = repository.resolve()
    assert (found.digest, found.is_index) == (index.digest, True)
    chosen = repository.for_platform(found, Platform("linux", "amd64"))
    assert chosen.digest == image.digest
    assert repository.blob(chosen.layers[0]) == b"x" * 100_000


def test_artefacts_are_attached_under_the_fallback_tag(repository: Repository) -> None:
    subject = push_artifact(repository, "application/x-image", [], tag="1")
    for number in range(3):
        layer = push_blob(repository, f"evidence {number}".encode(), "application/json")
        push_artifact(repository, KIND, [layer], subject=subject)
    assert list_referrers(repository, subject.digest).via == "tag"
    found = artifacts(repository, subject.digest, {KIND})
    assert sorted(repository.blob(one.layers[0]) for one in found) == [
        b"evidence 0",
        b"evidence 1",
        b"evidence 2",
    ]


def test_what_is_not_there_is_not_found(repository: Repository) -> None:
    assert repository.find("no-such-tag") is None
    with pytest.raises(RegistryError) as caught:
        repository.manifest("sha256:" + "0" * 64)
    assert caught.value.reason == "not_found"


@pytest.mark.server("skopeo")
def test_skopeo_reads_what_we_pushed_and_we_read_what_it_pushed(
    repository: Repository,
    host: str,
    require_tool: Callable[[str], Path],
    registries_for: Callable[..., Registries],
    tmp_path: Path,
) -> None:
    config = json.dumps({"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers"}})
    descriptor = push_blob(repository, config.encode(), "application/vnd.oci.image.config.v1+json")
    content = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "config": descriptor.as_json(),
        "layers": [],
    }
    ours = push_manifest(repository, content, "skopeo")  # type: ignore[arg-type]  # plain literals
    skopeo = require_tool("skopeo")
    source = f"docker://{host}/team/app:skopeo"
    inspected = subprocess.run(
        [skopeo, "inspect", "--tls-verify=false", "--raw", source], capture_output=True, check=True
    )
    assert inspected.stdout == repository.manifest(ours.digest).data
    target = f"docker://{host}/copied/app:2"
    subprocess.run(
        [skopeo, "copy", "--src-tls-verify=false", "--dest-tls-verify=false", source, target],
        capture_output=True,
        check=True,
    )
    client = registries_for(plain_hosts=frozenset({host}))
    copied = client.repository(f"{host}/copied/app:2")
    found = copied.resolve()
    assert found.config is not None
    assert copied.blob(found.config) == config.encode()
