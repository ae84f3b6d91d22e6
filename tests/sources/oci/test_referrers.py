from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from govern.errors import RegistryError
from govern.sources.oci.limits import Limits
from govern.sources.oci.manifest import OCI_INDEX
from govern.sources.oci.referrers import artifacts, fallback_tag, legacy, list_referrers
from tests.sources.oci.registry_server import Answer, Registry, digest_of, errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.sources.oci.client import Registries
    from govern.sources.oci.repository import Repository

BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"
OTHER = "application/x-other"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"


def add(registry: Registry, subject: str, kind: str = BUNDLE, words: str = "") -> dict[str, Any]:
    return registry.add_manifest(
        {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "artifactType": kind,
            "config": registry.add_blob(b"{}"),
            "layers": [registry.add_blob(words.encode())],
            "subject": {"mediaType": MANIFEST, "digest": subject, "size": 1},
        }
    )


def enter(registry: Registry, subject: str, *entries: dict[str, Any]) -> None:
    content = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": list(entries)}
    registry.add_manifest(content, tag=fallback_tag(subject))


SUBJECT = digest_of(b"an image")


@pytest.fixture
def repository(registry: Registry, registries_for: Callable[..., Registries]) -> Repository:
    client = registries_for(registry, limits=Limits(retries=0, referrers=8, pages=4))
    return client.repository(f"{registry.host}/app:1")


def reason(call: Callable[[], object]) -> str:
    with pytest.raises(RegistryError) as caught:
        call()
    return caught.value.reason


def test_the_api_lists_what_is_attached(registry: Registry, repository: Repository) -> None:
    wanted = add(registry, SUBJECT)
    add(registry, SUBJECT, OTHER)
    add(registry, digest_of(b"another image"))
    assert list_referrers(repository, SUBJECT).via == "api"
    assert len(list_referrers(repository, SUBJECT).descriptors) == 2
    (found,) = artifacts(repository, SUBJECT, {BUNDLE})
    assert found.digest == wanted["digest"]


def test_the_list_is_read_over_several_pages(registry: Registry, repository: Repository) -> None:
    registry.page = 2
    digests = {add(registry, SUBJECT, words=str(number))["digest"] for number in range(7)}
    assert {one.digest for one in artifacts(repository, SUBJECT, {BUNDLE})} == digests


@pytest.mark.parametrize("mode", ["empty", "off", 400, 405])
def test_without_the_api_the_fallback_tag_is_read(
    mode: str | int, registry: Registry, repository: Repository
) -> None:
    registry.referrers = mode
    enter(registry, SUBJECT, add(registry, SUBJECT))
    assert list_referrers(repository, SUBJECT).via == "tag"
    assert len(artifacts(repository, SUBJECT, {BUNDLE})) == 1


@pytest.mark.parametrize("mode", ["on", "empty", "off"])
def test_nothing_attached_is_nothing(mode: str, registry: Registry, repository: Repository) -> None:
    registry.referrers = mode
    assert list_referrers(repository, SUBJECT).descriptors == ()
    assert artifacts(repository, SUBJECT, {BUNDLE}) == ()


def test_a_fallback_list_that_lies_about_types_does_not_hide_anything(
    registry: Registry, repository: Repository
) -> None:
    registry.referrers = "off"
    first, second = add(registry, SUBJECT, words="1"), add(registry, SUBJECT, OTHER, words="2")
    enter(registry, SUBJECT, {**first, "artifactType": OTHER}, {**second, "artifactType": BUNDLE})
    assert [one.digest for one in artifacts(repository, SUBJECT, {BUNDLE})] == [first["digest"]]


def test_what_is_attached_to_another_image_is_left_out(
    registry: Registry, repository: Repository
) -> None:
    registry.referrers = "off"
    enter(registry, SUBJECT, add(registry, digest_of(b"another image")))
    assert artifacts(repository, SUBJECT, {BUNDLE}) == ()


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_a_list_that_could_not_be_read_is_an_error_not_an_empty_list(
    status: int, registry: Registry, repository: Repository
) -> None:
    add(registry, SUBJECT)
    registry.referrers = status
    with pytest.raises(RegistryError) as caught:
        artifacts(repository, SUBJECT, {BUNDLE})
    assert caught.value.reason != "not_found"


@pytest.mark.parametrize("status", [401, 403, 429, 500])
def test_a_fallback_tag_that_could_not_be_read_is_an_error(
    status: int, registry: Registry, repository: Repository
) -> None:
    registry.referrers = "off"
    registry.overrides.append(("manifests/sha256-", Answer(status, errors("DENIED"))))
    assert reason(lambda: list_referrers(repository, SUBJECT)) != "not_found"


def test_an_attached_manifest_that_is_gone_is_an_error(
    registry: Registry, repository: Repository
) -> None:
    entry = add(registry, SUBJECT)
    del registry.manifests[entry["digest"]]
    assert reason(lambda: artifacts(repository, SUBJECT, {BUNDLE})) == "not_found"


def test_the_second_page_may_not_be_missing(registry: Registry, repository: Repository) -> None:
    registry.page = 1
    for number in range(3):
        add(registry, SUBJECT, words=str(number))
    registry.overrides.append(
        ("referrers", lambda seen: Answer(404) if "start" in seen.query else None)
    )
    assert reason(lambda: list_referrers(repository, SUBJECT)) == "not_found"


def test_the_next_page_may_not_be_on_another_host(
    registry: Registry, repository: Repository
) -> None:
    link = '<http://evil.example/v2/app/referrers/x>; rel="next"'
    body = b'{"schemaVersion": 2, "manifests": []}'
    headers = {"Content-Type": OCI_INDEX, "Link": link}
    registry.overrides.append(("referrers", Answer(200, body, headers)))
    assert reason(lambda: list_referrers(repository, SUBJECT)) == "malformed"


def test_pages_without_end_are_bounded(registry: Registry, repository: Repository) -> None:
    link = {"Content-Type": OCI_INDEX, "Link": '<?again>; rel="next"'}
    body = b'{"schemaVersion": 2, "manifests": []}'
    registry.overrides.append(("referrers", Answer(200, body, link)))
    assert reason(lambda: list_referrers(repository, SUBJECT)) == "too_large"
    assert len(registry.seen) == 4


def test_too_many_artefacts_are_an_error_not_a_selection(
    registry: Registry, repository: Repository
) -> None:
    for number in range(9):
        add(registry, SUBJECT, words=str(number))
    assert reason(lambda: artifacts(repository, SUBJECT, {BUNDLE})) == "too_large"


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, b"<html>welcome</html>", {"Content-Type": "text/html"}),
        Answer(200, b"{}", {"Content-Type": OCI_INDEX}),
        Answer(200, b'{"manifests": 7}', {"Content-Type": OCI_INDEX}),
    ],
)
def test_an_answer_that_is_no_list_is_an_error(
    answer: Answer, registry: Registry, repository: Repository
) -> None:
    registry.overrides.append(("referrers", answer))
    assert reason(lambda: list_referrers(repository, SUBJECT)) == "malformed"


def test_cosign_s_older_tags_are_found(registry: Registry, repository: Repository) -> None:
    content = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": registry.add_blob(b"{}"),
        "layers": [
            {
                **registry.add_blob(b"payload"),
                "mediaType": "application/vnd.dev.cosign.simplesigning.v1+json",
                "annotations": {"dev.cosignproject.cosign/signature": "MEUC"},
            }
        ],
    }
    registry.add_manifest(content, tag=f"{SUBJECT.replace(':', '-')}.sig")
    found = legacy(repository, SUBJECT, "sig")
    assert found is not None
    assert found.layers[0].annotations == {"dev.cosignproject.cosign/signature": "MEUC"}
    assert repository.blob(found.layers[0]) == b"payload"
    assert legacy(repository, SUBJECT, "att") is None


def test_the_fallback_tag_of_a_long_digest_fits_a_tag() -> None:
    assert fallback_tag(SUBJECT) == SUBJECT.replace(":", "-")
    assert fallback_tag("sha512:" + "a" * 128) == "sha512-" + "a" * 64
