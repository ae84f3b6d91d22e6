from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from govern.errors import RegistryError
from govern.sources.oci.credentials import Credential, OneRegistry
from govern.sources.oci.manifest import OCI_INDEX, Descriptor
from govern.sources.oci.push import push_artifact, push_blob, push_manifest
from govern.sources.oci.referrers import artifacts, fallback_tag, list_referrers
from tests.sources.oci.registry_server import Answer, Registry, Seen, digest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from govern.sources.oci.client import Registries
    from govern.sources.oci.repository import Repository

POLICY = "application/vnd.cncf.openpolicyagent.policy.layer.v1.rego"
KIND = "application/vnd.govern.evidence.v1"
SUBJECT = Descriptor("application/vnd.oci.image.manifest.v1+json", digest_of(b"image"), 5)


@pytest.fixture
def repository(registry: Registry, registries_for: Callable[..., Registries]) -> Repository:
    return registries_for(registry).repository(f"{registry.host}/team/policies:1")


def test_what_was_pushed_is_read_back(registry: Registry, repository: Repository) -> None:
    layer = push_blob(repository, b"package govern", POLICY)
    pushed = push_artifact(repository, KIND, [layer], tag="1", annotations={"title": "ünïcode"})
    found = repository.resolve()
    assert found.digest == pushed.digest
    assert found.artifact_type == KIND
    assert found.annotations == {"title": "ünïcode"}
    assert repository.blob(found.layers[0]) == b"package govern"
    assert found.config is not None
    assert repository.blob(found.config) == b"{}"


def test_a_blob_that_is_there_is_not_sent_again(registry: Registry, repository: Repository) -> None:
    push_blob(repository, b"layer", POLICY)
    push_blob(repository, b"layer", POLICY)
    assert [seen.method for seen in registry.seen] == ["HEAD", "POST", "PUT", "HEAD"]


def test_an_artefact_without_layers_has_the_empty_one(
    registry: Registry, repository: Repository
) -> None:
    push_artifact(repository, KIND, [], tag="1")
    (layer,) = repository.resolve().layers
    assert repository.blob(layer) == b"{}"


@pytest.mark.parametrize("mode", ["on", "empty", "off"])
def test_what_is_attached_is_listed_with_and_without_the_api(
    mode: str, registry: Registry, repository: Repository
) -> None:
    registry.referrers = mode
    for number in range(3):
        layer = push_blob(repository, str(number).encode(), POLICY)
        push_artifact(repository, KIND, [layer], subject=SUBJECT)
    found = artifacts(repository, SUBJECT.digest, {KIND})
    assert sorted(repository.blob(one.layers[0]) for one in found) == [b"0", b"1", b"2"]
    assert list_referrers(repository, SUBJECT.digest).via == ("api" if mode == "on" else "tag")


def test_attaching_twice_lists_once(registry: Registry, repository: Repository) -> None:
    registry.referrers = "off"
    for _ in range(2):
        push_artifact(repository, KIND, [], subject=SUBJECT)
    assert len(list_referrers(repository, SUBJECT.digest).descriptors) == 1


def test_entries_of_others_stay_as_they_were(registry: Registry, repository: Repository) -> None:
    registry.referrers = "off"
    theirs = {
        "mediaType": "application/x",
        "digest": digest_of(b"theirs"),
        "size": 6,
        "platform": {"os": "linux", "architecture": "s390x", "os.version": "1"},
        "data": "e30=",
    }
    content = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [theirs]}
    registry.add_manifest(content, "team/policies", fallback_tag(SUBJECT.digest))
    push_artifact(repository, KIND, [], subject=SUBJECT)
    index = repository.manifest(fallback_tag(SUBJECT.digest))
    entries = index.content["manifests"]
    assert isinstance(entries, list)
    assert entries[0] == theirs
    assert len(entries) == 2


def test_an_entry_that_somebody_overwrites_is_entered_again(
    registry: Registry, repository: Repository
) -> None:
    registry.referrers = "off"
    tag = fallback_tag(SUBJECT.digest)
    lost = [1, 2]

    def overwrite(seen: Seen) -> None:
        """Another writer, who read the list before us, writes it after us."""
        if lost:
            lost.pop()
            empty = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": []}
            registry.store("team/policies", tag, OCI_INDEX, json.dumps(empty).encode())

    push_artifact(repository, KIND, [], tag="first", subject=SUBJECT)
    registry.overrides.append((f"GET .*/manifests/{tag}", overwrite))
    pushed = push_artifact(
        repository, KIND, [], tag="second", subject=SUBJECT, annotations={"n": "2"}
    )
    assert lost == []
    digests = {one.digest for one in list_referrers(repository, SUBJECT.digest).descriptors}
    assert pushed.digest in digests


def test_losing_every_time_is_an_error(registry: Registry, repository: Repository) -> None:
    registry.referrers = "off"
    tag = fallback_tag(SUBJECT.digest)
    registry.overrides.append((f"GET .*/manifests/{tag}", Answer(404)))
    with pytest.raises(RegistryError, match="list of referrers") as caught:
        push_artifact(repository, KIND, [], subject=SUBJECT)
    assert caught.value.reason == "rejected"


def test_a_registry_that_stores_other_bytes_is_found_out(
    registry: Registry, repository: Repository
) -> None:
    wrong = Answer(201, headers={"Docker-Content-Digest": digest_of(b"other")})
    registry.overrides.append(("PUT .*/manifests/", wrong))
    with pytest.raises(RegistryError) as caught:
        push_manifest(repository, {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": []})
    assert caught.value.reason == "malformed"


@pytest.mark.parametrize(("status", "reason"), [(403, "forbidden"), (413, "rejected")])
def test_a_refused_push_is_an_error(
    status: int, reason: str, registry: Registry, repository: Repository
) -> None:
    registry.overrides.append(("POST", Answer(status)))
    with pytest.raises(RegistryError) as caught:
        push_blob(repository, b"layer", POLICY)
    assert caught.value.reason == reason


def test_pushing_asks_for_the_right_to_push(
    registry: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.auth, registry.users = "bearer", {"ann": "p"}
    client = registries_for(
        registry, credentials=OneRegistry(registry.host, Credential("ann", "p"))
    )
    push_blob(client.repository(f"{registry.host}/app:1"), b"layer", POLICY)
    scopes = [seen.query["scope"] for seen in registry.seen if seen.path == "/token"]
    assert scopes == [["repository:app:pull"], ["repository:app:pull,push"]]


@pytest.fixture
def other() -> Iterator[Registry]:
    with Registry() as running:
        yield running


def test_an_upload_on_another_host_carries_no_token(
    registry: Registry, other: Registry, registries_for: Callable[..., Registries]
) -> None:
    registry.auth = "bearer"
    target = f"{other.url}/upload?session=1"
    registry.overrides.append(("POST", lambda seen: _begun(seen, target)))
    other.overrides.append(("PUT /upload", Answer(201)))
    client = registries_for(registry, other)
    push_blob(client.repository(f"{registry.host}/app:1"), b"layer", POLICY)
    (seen,) = other.seen
    assert seen.body == b"layer"
    assert seen.query == {"session": ["1"], "digest": [digest_of(b"layer")]}
    assert "authorization" not in seen.headers


def _begun(seen: Seen, target: str) -> Answer | None:
    if "authorization" not in seen.headers:
        return None
    return Answer(202, headers={"Location": target})


@pytest.mark.parametrize("location", ["", "http://[", "ftp://x/y"])
def test_an_upload_that_leads_nowhere_is_an_error(
    location: str, registry: Registry, repository: Repository
) -> None:
    headers = {"Location": location} if location else {}
    registry.overrides.append(("POST", Answer(202, headers=headers)))
    with pytest.raises(RegistryError) as caught:
        push_blob(repository, b"layer", POLICY)
    assert caught.value.reason in {"malformed", "refused"}
