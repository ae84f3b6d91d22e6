from __future__ import annotations

import json
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from govern.errors import RegistryError
from govern.sources.oci.limits import Budget, Limits
from govern.sources.oci.manifest import DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, Platform
from tests.sources.oci.registry_server import Answer, Registry, digest_of, errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.sources.oci.client import Registries
    from govern.sources.oci.repository import Repository

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
AMD, ARM = Platform("linux", "amd64"), Platform("linux", "arm64", "v8")


def image(registry: Registry, words: bytes = b"layer", **members: Any) -> dict[str, Any]:
    return {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": registry.add_blob(b"{}"),
        "layers": [registry.add_blob(words)],
        **members,
    }


def index(registry: Registry, *platforms: dict[str, str]) -> dict[str, Any]:
    entries = []
    for platform in platforms:
        words = json.dumps(platform).encode()
        descriptor = registry.add_manifest(image(registry, words))
        entries.append({**descriptor, "platform": platform})
    return {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": entries}


@pytest.fixture
def repository(registry: Registry, registries_for: Callable[..., Registries]) -> Repository:
    return registries_for(registry).repository(f"{registry.host}/app:1")


def reason(call: Callable[[], object]) -> str:
    with pytest.raises(RegistryError) as caught:
        call()
    assert "secret words" not in caught.value.diagnostics()
    return caught.value.reason


# ------------------------------------------------------------------ manifests


def test_a_tag_is_resolved_to_a_recomputed_digest(
    registry: Registry, repository: Repository
) -> None:
    stored = registry.add_manifest(image(registry), tag="1")
    found = repository.resolve()
    assert found.digest == stored["digest"] == digest_of(found.data)
    assert repository.blob(found.layers[0]) == b"layer"
    assert not found.is_index


def test_the_registry_s_own_word_on_digests_counts_for_nothing(
    registry: Registry, repository: Repository
) -> None:
    stored = registry.add_manifest(image(registry), tag="1")  # it sends Docker-Content-Digest: lie
    assert repository.manifest(stored["digest"]).digest == stored["digest"]


def test_other_bytes_than_were_asked_for_are_refused(
    registry: Registry, repository: Repository
) -> None:
    stored = registry.add_manifest(image(registry))
    other = json.dumps(image(registry, b"evil")).encode()
    registry.overrides.append(("GET .*/manifests/", Answer(200, other, {"Content-Type": MANIFEST})))
    assert reason(lambda: repository.manifest(stored["digest"])) == "digest_mismatch"


def test_an_index_is_kept_apart_from_the_image_for_a_platform(
    registry: Registry, repository: Repository
) -> None:
    amd = {"os": "linux", "architecture": "amd64"}
    arm = {"os": "linux", "architecture": "arm64", "variant": "v8"}
    attestation = {"os": "unknown", "architecture": "unknown"}
    stored = registry.add_manifest(index(registry, amd, arm, attestation), tag="1")
    found = repository.resolve()
    assert found.is_index
    assert found.digest == stored["digest"]
    assert [one.platform for one in repository.platforms(found)] == [AMD, ARM]
    chosen = repository.for_platform(found, ARM)
    assert chosen.digest == found.manifests[1].digest
    assert repository.blob(chosen.layers[0]) == json.dumps(arm).encode()
    assert repository.for_platform(found, Platform("linux", "arm64")).digest == chosen.digest
    assert reason(lambda: repository.for_platform(found, Platform("linux", "arm64", "v7"))) == (
        "not_found"
    )
    assert repository.for_platform(chosen, AMD) is chosen


def test_an_entry_that_lies_about_its_size_is_refused(
    registry: Registry, repository: Repository
) -> None:
    content = index(registry, {"os": "linux", "architecture": "amd64"})
    content["manifests"][0]["size"] += 1
    registry.add_manifest(content, tag="1")
    found = repository.resolve()
    assert reason(lambda: repository.for_platform(found, AMD)) == "malformed"


@pytest.mark.parametrize("kind", [DOCKER_MANIFEST, DOCKER_LIST])
def test_docker_s_own_types_are_read(kind: str, registry: Registry, repository: Repository) -> None:
    content: dict[str, Any] = {**image(registry), "mediaType": kind}
    if kind == DOCKER_LIST:
        content = {"schemaVersion": 2, "mediaType": kind, "manifests": None}
    registry.add_manifest(content, tag="1")
    assert repository.resolve().is_index == (kind == DOCKER_LIST)


@pytest.mark.parametrize(
    "change",
    [
        {"mediaType": "text/html"},
        {"mediaType": None},
        {"manifests": []},
        {"mediaType": OCI_INDEX},
        {"layers": 7},
        {"layers": [{}]},
        {"layers": [{"mediaType": "x", "digest": "sha256:abc", "size": 1}]},
        {"layers": [{"mediaType": "x", "digest": digest_of(b""), "size": -1}]},
        {"layers": [{"mediaType": "x", "digest": digest_of(b""), "size": True}]},
        {"subject": "sha256:abc"},
        {"config": []},
    ],
)
def test_what_is_no_manifest_is_refused(
    change: dict[str, Any], registry: Registry, repository: Repository
) -> None:
    content = {**image(registry), **change}
    data = json.dumps(content).encode()
    registry.store("app", "1", content["mediaType"] or "", data)
    assert reason(repository.resolve) == "malformed"


def test_a_manifest_that_calls_itself_otherwise_is_refused(
    registry: Registry, repository: Repository
) -> None:
    registry.store("app", "1", OCI_INDEX, json.dumps(image(registry)).encode())
    assert reason(repository.resolve) == "malformed"


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"\xff", b"[" * 50_000, b'{"mediaType":"a","mediaType":"b"}']
)
def test_an_answer_that_is_no_manifest_is_refused(
    body: bytes, registry: Registry, repository: Repository
) -> None:
    registry.overrides.append(("manifests", Answer(200, body, {"Content-Type": MANIFEST})))
    assert reason(repository.resolve) == "malformed"


# ------------------------------------------------------------------ blobs


def test_a_blob_is_checked(registry: Registry, repository: Repository) -> None:
    registry.add_manifest(image(registry), tag="1")
    (layer,) = repository.resolve().layers
    registry.blobs[layer.digest] = b"LAYER"
    assert reason(lambda: repository.blob(layer)) == "digest_mismatch"
    registry.blobs[layer.digest] = b"layer and more"
    assert reason(lambda: repository.blob(layer)) == "too_large"
    registry.blobs[layer.digest] = b"lay"
    assert reason(lambda: repository.blob(layer)) == "digest_mismatch"
    del registry.blobs[layer.digest]
    assert reason(lambda: repository.blob(layer)) == "not_found"


# ------------------------------------------------------------------ refusals are not absence


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, "rejected"),
        (401, "unauthorized"),
        (403, "forbidden"),
        (404, "not_found"),
        (418, "rejected"),
        (429, "rate_limited"),
        (500, "unavailable"),
        (503, "unavailable"),
    ],
)
def test_every_refusal_has_its_reason(
    status: int, expected: str, registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.overrides.append(("manifests", Answer(status, errors("DENIED"))))
    client = registries_for(registry, limits=Limits(retries=0))
    repository = client.repository(f"{registry.host}/app:1")
    assert reason(repository.resolve) == expected
    if status != 404:
        assert reason(lambda: repository.find("1")) == expected


def test_absence_is_none_where_it_is_asked_for(repository: Repository) -> None:
    assert repository.find("1") is None


def test_a_busy_registry_is_asked_again(
    registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.add_manifest(image(registry), tag="1")
    answers = [Answer(503), Answer(429, headers={"Retry-After": "0"})]
    registry.overrides.append(("manifests", lambda _: answers.pop(0) if answers else None))
    registries_for(registry).repository(f"{registry.host}/app:1").resolve()
    assert len(registry.seen) == 3


def test_a_wait_that_is_longer_than_the_time_left_is_not_begun(
    registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.overrides.append(("manifests", Answer(429, headers={"Retry-After": "3600"})))
    repository = registries_for(registry).repository(f"{registry.host}/app:1")
    started = time.monotonic()
    assert reason(repository.resolve) == "rate_limited"
    assert time.monotonic() - started < 2
    assert len(registry.seen) == 1


def test_a_registry_that_is_not_there_is_unavailable(
    registries_for: Callable[..., Registries],
) -> None:
    with Registry() as gone:
        host = gone.host
    client = registries_for(plain_hosts=frozenset({host}), limits=Limits(retries=1))
    assert reason(client.repository(f"{host}/app:1").resolve) == "unavailable"


@pytest.mark.parametrize("size", [1_000, 1_000_000])
def test_the_words_of_a_refusal_are_not_what_is_counted(
    size: int, registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.overrides.append(("manifests", Answer(503, b"x" * size)))
    client = registries_for(registry, limits=Limits(retries=0, manifest_bytes=10))
    repository = client.repository(f"{registry.host}/app:1")
    assert reason(repository.resolve) == "unavailable"
    assert reason(repository.resolve) == "unavailable"


def test_a_broken_off_answer_is_unavailable(
    registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.overrides.append(("manifests", Answer(200, b"{}", length=100)))
    client = registries_for(registry, limits=Limits(retries=0))
    assert reason(client.repository(f"{registry.host}/app:1").resolve) == "unavailable"


# ------------------------------------------------------------------ limits


def test_a_large_manifest_is_not_read(
    registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.add_manifest(image(registry, annotations={"x": "y" * 5000}), tag="1")
    client = registries_for(registry, limits=Limits(manifest_bytes=4096))
    assert reason(client.repository(f"{registry.host}/app:1").resolve) == "too_large"


def test_an_answer_without_a_length_is_bounded_too(
    registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    chunk = b"1000\r\n" + b"x" * 0x1000 + b"\r\n"
    endless = Answer(200, chunk * 64 + b"0\r\n\r\n", {"Transfer-Encoding": "chunked"})
    registry.overrides.append(("manifests", endless))
    client = registries_for(registry, limits=Limits(manifest_bytes=100_000))
    assert reason(client.repository(f"{registry.host}/app:1").resolve) == "too_large"


def test_an_index_has_only_so_many_entries(
    registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    entries = [{"mediaType": MANIFEST, "digest": digest_of(b"x"), "size": 1}] * 11
    content = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": entries}
    registry.add_manifest(content, tag="1")
    client = registries_for(registry, limits=Limits(index_entries=10))
    assert reason(client.repository(f"{registry.host}/app:1").resolve) == "too_large"


def test_all_answers_together_are_bounded(
    registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.add_manifest(image(registry, b"x" * 3000), tag="1")
    client = registries_for(registry, limits=Limits(total_bytes=4000))
    budget = Budget(client.limits)
    one = client.repository(f"{registry.host}/app:1", budget)
    other = client.repository(f"{registry.host}/app:1", budget)
    (layer,) = one.resolve().layers
    one.blob(layer)
    assert reason(lambda: other.blob(layer)) == "too_large"


def test_a_blob_larger_than_allowed_is_not_asked_for(
    registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.add_manifest(image(registry, b"x" * 3000), tag="1")
    client = registries_for(registry, limits=Limits(blob_bytes=2999))
    repository = client.repository(f"{registry.host}/app:1")
    (layer,) = repository.resolve().layers
    asked = len(registry.seen)
    assert reason(lambda: repository.blob(layer)) == "too_large"
    assert len(registry.seen) == asked


@pytest.mark.parametrize("drip", [0.05, 30.0])
def test_a_slow_answer_ends_with_the_time_that_was_allowed(
    drip: float, registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.overrides.append(("manifests", Answer(200, b"x" * 2000, drip=drip)))
    client = registries_for(registry, limits=Limits(seconds=0.5))
    started = time.monotonic()
    assert reason(client.repository(f"{registry.host}/app:1").resolve) == "timeout"
    assert 0.4 < time.monotonic() - started < 2


def test_a_server_that_never_speaks_ends_with_the_time_that_was_allowed(
    registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    def silence(_: object) -> None:
        threading.Event().wait(3)

    registry.overrides.append(("manifests", silence))
    client = registries_for(registry, limits=Limits(seconds=0.4))
    started = time.monotonic()
    assert reason(client.repository(f"{registry.host}/app:1").resolve) == "timeout"
    assert time.monotonic() - started < 2


def test_connections_to_a_host_are_bounded_and_shared(
    registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.add_manifest(image(registry), tag="1")
    active: list[int] = []
    most: list[int] = []

    def count(_: object) -> None:
        active.append(1)
        most.append(len(active))
        threading.Event().wait(0.02)
        active.pop()

    registry.overrides.append(("manifests", count))
    client = registries_for(registry, limits=Limits(connections=3))
    threads = [
        threading.Thread(target=client.repository(f"{registry.host}/app:1").resolve)
        for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(registry.seen) == 12
    assert max(most) <= 3
