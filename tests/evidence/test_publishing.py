from __future__ import annotations

import hashlib
import json
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from tests.sources.oci.debian_registry import debian_registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def host(require_tool: Callable[[str], Path], tmp_path_factory: Any) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("registry")
    with debian_registry(require_tool("docker-registry"), folder) as running:
        yield running


def _get(url: str) -> bytes:
    accept = "application/vnd.oci.image.manifest.v1+json"
    request = urllib.request.Request(url, headers={"Accept": accept})  # noqa: S310 - our own server
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as answer:
        data: bytes = answer.read()
    return data


@pytest.mark.server("docker-registry")
def test_a_bundle_goes_to_a_registry_and_is_verified_from_there(
    project: Path, govern: Callable[..., Any], host: str
) -> None:
    assert govern("check", "pod.yaml", "-q").code == 1
    (project / "keys.txt").write_text(govern("log", "key").out)
    place = f"{host}/audit/payments"
    ran = govern("evidence", "export", "-o", f"oci://{place}:q4", "--plain-http", host)
    assert ran.code == 0, ran.err
    assert f"oci://{place}@sha256:" in ran.out
    manifest = json.loads(_get(f"http://{host}/v2/audit/payments/manifests/q4"))
    assert manifest["artifactType"] == "application/vnd.govern.evidence.v1"
    (layer,) = manifest["layers"]
    archive = _get(f"http://{host}/v2/audit/payments/blobs/{layer['digest']}")
    assert hashlib.sha256(archive).hexdigest() in ran.out
    (project / "pulled.tar.gz").write_bytes(archive)
    assert govern("evidence", "verify", "pulled.tar.gz", "--trust", "keys.txt").code == 0
    ran = govern(
        "evidence", "export", "-o", f"oci://{place}@sha256:{'0' * 64}", "--plain-http", host
    )
    assert (ran.code, "push to a tag" in ran.err) == (2, True)
