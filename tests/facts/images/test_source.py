"""What rules are told of an image, for every honest and dishonest state of its registry."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from govern.attest.signing import FileSigner, bundle_of
from govern.attest.trust import KeylessIdentity, Revoked, TrustRoot
from govern.facts.images.source import UnseenImages
from govern.facts.interface import FactError, GatherContext, Gathered
from govern.sources.oci.client import open_registries
from govern.sources.oci.credentials import Anonymous
from govern.sources.oci.limits import Limits
from govern.sources.oci.manifest import Platform
from tests.attest.sigstore_in_memory import IDENTITY, ISSUER, SigstoreInMemory
from tests.facts.images.conftest import NOW, World
from tests.facts.images.image_maker import PROVENANCE, ImageMaker, statement
from tests.sources.oci.registry_server import Answer, Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from govern.attest.claims import Claims
    from govern.model import Document, JsonValue


def _names(entries: JsonValue) -> list[JsonValue]:
    assert isinstance(entries, list)
    return [one["name"] for one in entries if isinstance(one, dict)]


def _types(entries: JsonValue) -> list[JsonValue]:
    assert isinstance(entries, list)
    return [one["predicate_type"] for one in entries if isinstance(one, dict)]


def test_what_is_signed_and_attested_is_told(world: World) -> None:
    image = world.maker.image()
    world.maker.sign(image, world.release)
    world.maker.attest(image, world.second, predicate={"buildType": "x"})
    fact = world.look(world.rule(predicates=(PROVENANCE,)))
    assert fact["digest"] == image.digest
    assert fact["unmet"] == []
    assert fact["refused"] == []
    signatures, attestations = fact["signatures"], fact["attestations"]
    assert isinstance(signatures, list)
    assert isinstance(attestations, list)
    signature, attestation = signatures[0], attestations[0]
    assert isinstance(signature, dict)
    assert isinstance(attestation, dict)
    fingerprint = world.release.public_key.fingerprint
    assert (signature["issuer"], signature["identity"]) == ("key", fingerprint)
    assert (signature["subject"], signature["name"]) == (image.digest, "release")
    assert signature["time_source"] == "none"
    assert attestation["predicate_type"] == PROVENANCE
    assert attestation["predicate"] == {"buildType": "x"}
    assert attestation["name"] == "second"


def test_what_older_cosigns_wrote_counts_too(world: World) -> None:
    image = world.maker.image()
    world.maker.sign_as_cosign_2(image, world.release)
    world.maker.attest_as_cosign_2(image, world.second)
    fact = world.look(world.rule(predicates=(PROVENANCE,)))
    assert (_names(fact["signatures"]), _names(fact["attestations"])) == (["release"], ["second"])
    assert fact["unmet"] == []


def test_an_unsigned_image_has_no_signatures_and_no_error(world: World) -> None:
    world.maker.image()
    fact = world.look()
    assert fact["signatures"] == []
    assert "error" not in fact
    assert fact["unmet"] == ["0 of at least 1 trusted signers signed it"]


def test_an_identity_of_a_private_sigstore_counts(world: World) -> None:
    sigstore = SigstoreInMemory()
    root = TrustRoot("acme", sigstore.trusted_root(), "a" * 64)
    image = world.maker.image()
    signed = sigstore.sign_statement(statement(image.digest), NOW - timedelta(hours=1))
    world.maker.attach(image, json.dumps(signed).encode())
    ours = KeylessIdentity(ISSUER, IDENTITY, name="ci")
    fact = world.look(world.rule(signers=(ours,), root=root, require_log=True))
    assert isinstance(fact["signatures"], list)
    assert isinstance(fact["signatures"][0], dict)
    assert fact["signatures"][0]["issuer"] == ISSUER
    assert fact["signatures"][0]["time_source"] == "log"
    other = KeylessIdentity(ISSUER, IDENTITY + "x", name="other")
    fact = world.look(world.rule(signers=(other,), root=root, require_log=True))
    assert (fact["signatures"], fact["refused"]) == ([], ["identity_mismatch"])


# ------------------------------------------------------------------ what does not count


def _signed_by_a_stranger(world: World) -> str:
    world.maker.sign(world.maker.image(), world.stranger)
    return "signature_invalid"


def _about_another_image(world: World) -> str:
    other = world.maker.image("other", tag=None)
    world.maker.attach(world.maker.image(), bundle_of(statement(other.digest), world.release))
    return "subject_mismatch"


def _older_about_another_image(world: World) -> str:
    other = world.maker.image("other", tag=None)
    world.maker.sign_as_cosign_2(world.maker.image(), world.release, about=other.digest)
    return "subject_mismatch"


def _older_attestation_about_another(world: World) -> str:
    other = world.maker.image("other", tag=None)
    world.maker.attest_as_cosign_2(world.maker.image(), world.release, about=other.digest)
    return "subject_mismatch"


def _no_bundle_at_all(world: World) -> str:
    world.maker.attach(world.maker.image(), b'{"mediaType": "x"}')
    return "unsupported"


def _rubbish(world: World) -> str:
    world.maker.attach(world.maker.image(), b"\xff\x00rubbish")
    return "malformed"


@pytest.mark.parametrize(
    "prepare",
    [
        _signed_by_a_stranger,
        _about_another_image,
        _older_about_another_image,
        _older_attestation_about_another,
        _no_bundle_at_all,
        _rubbish,
    ],
)
def test_what_does_not_hold_is_absent_with_its_reason(
    world: World, prepare: Callable[[World], str]
) -> None:
    reason = prepare(world)
    fact = world.look()
    assert (fact["signatures"], fact["attestations"]) == ([], [])
    assert fact["refused"] == [reason]
    assert "error" not in fact


def test_a_tag_that_was_moved_is_another_image(world: World) -> None:
    world.maker.sign(world.maker.image(), world.release)
    assert world.look()["unmet"] == []
    world.maker.image("replaced")
    assert world.look()["signatures"] == []


def test_the_digest_decides_and_not_the_tag_beside_it(world: World) -> None:
    signed = world.maker.image()
    world.maker.sign(signed, world.release)
    unsigned = world.maker.image("replaced")
    name = f"{world.host}/team/app:1"
    assert world.look(reference=f"{name}@{signed.digest}")["unmet"] == []
    assert world.look(reference=f"{name}@{unsigned.digest}")["signatures"] == []


def test_a_signed_platform_does_not_stand_for_its_index(world: World) -> None:
    maker = world.maker
    amd64, arm64 = maker.image("amd64", tag=None), maker.image("arm64", tag=None)
    index = maker.index(amd64, arm64)
    maker.sign(amd64, world.release)
    assert world.look()["signatures"] == []
    on_amd64 = world.look(platform=Platform("linux", "amd64"))
    assert (on_amd64["digest"], on_amd64["platform_digest"]) == (index.digest, amd64.digest)
    assert _names(on_amd64["signatures"]) == ["release"]
    assert world.look(platform=Platform("linux", "arm64"))["signatures"] == []


def test_a_signed_index_stands_for_what_runs(world: World) -> None:
    maker = world.maker
    index = maker.index(maker.image("amd64", tag=None), maker.image("arm64", tag=None))
    maker.sign(index, world.release)
    assert world.look()["unmet"] == []


def test_two_signatures_of_one_key_are_one_signer(world: World) -> None:
    image = world.maker.image()
    world.maker.sign(image, world.release, world.release)
    world.maker.sign_as_cosign_2(image, world.release)
    rule = world.rule(threshold=2)
    assert world.look(rule)["unmet"] == ["1 of at least 2 trusted signers signed it"]
    world.maker.sign(image, world.second)
    assert world.look(rule)["unmet"] == []


def test_an_attestation_is_no_signature(world: World) -> None:
    world.maker.attest(world.maker.image(), world.release)
    assert world.look()["unmet"] == ["0 of at least 1 trusted signers signed it"]


def test_attestations_alone_may_be_demanded(world: World) -> None:
    image = world.maker.image()
    rule = world.rule(threshold=0, predicates=(PROVENANCE,))
    world.maker.attest(image, world.stranger)
    fact = world.look(rule)
    assert fact["unmet"] == [f"no trusted signer attests {PROVENANCE}"]
    assert fact["demanded"] == {"signers": 0, "predicates": [PROVENANCE]}
    world.maker.attest(image, world.release)
    fact = world.look(rule)
    assert (fact["unmet"], fact["signatures"]) == ([], [])


def test_a_predicate_of_another_type_does_not_do(world: World) -> None:
    image = world.maker.image()
    world.maker.sign(image, world.release)
    world.maker.attest(image, world.release, "https://slsa.dev/provenance/v1x")
    fact = world.look(world.rule(predicates=(PROVENANCE,)))
    assert fact["unmet"] == [f"no trusted signer attests {PROVENANCE}"]


def test_what_was_revoked_after_it_was_seen_does_not_count(world: World) -> None:
    image = world.maker.image()
    world.maker.sign(image, world.release)
    source = world.source()
    reference = f"{world.host}/team/app:1"
    assert source.look(reference, None, NOW).fact["unmet"] == []
    checker = source._checker
    fingerprint = world.release.public_key.fingerprint
    for revoked in (
        Revoked(fingerprints=frozenset({fingerprint})),
        Revoked(digests=frozenset({image.digest})),
    ):
        fact = world.look(world.rule(revoked=revoked), checker=checker)
        assert (fact["signatures"], fact["refused"]) == ([], ["revoked"])


def test_an_image_that_no_rule_covers_is_trusted_to_nobody_and_not_looked_at(
    world: World, registry: Registry
) -> None:
    world.maker.sign(world.maker.image(), world.release)
    registry.seen.clear()
    fact = world.look(world.rule(pattern="registry.acme.test/**"))
    assert fact["signatures"] == []
    assert fact["refused"] == ["not_covered"]
    assert registry.seen == []


def test_namespaces_have_trust_of_their_own(world: World) -> None:
    world.maker.sign(world.maker.image(), world.release)
    strict = world.rule(namespaces=frozenset({"payments"}), threshold=2)
    source = world.source(world.rule(), strict)
    reference = f"{world.host}/team/app:1"
    assert source.look(reference, "shop", NOW).fact["unmet"] == []
    assert source.look(reference, "payments", NOW).fact["unmet"] != []


# ------------------------------------------------------------------ a registry that fails

_REFUSALS = [(401, "unauthorized"), (403, "forbidden"), (429, "rate_limited"), (500, "unavailable")]


@pytest.mark.parametrize(("status", "reason"), _REFUSALS)
@pytest.mark.parametrize("where", ["manifests/1", "referrers/|manifests/sha256-", "blobs/"])
def test_a_refusal_is_an_error_and_never_no_signatures(
    world: World, registry: Registry, status: int, reason: str, where: str
) -> None:
    world.maker.sign(world.maker.image(), world.release)
    registry.overrides.append((f"GET .*({where})", Answer(status)))
    fact = world.look()
    assert fact["reason"] == reason
    assert "signatures" not in fact
    assert fact["refused"] == [reason]


def test_an_image_that_is_not_there_is_an_error(world: World) -> None:
    assert world.look()["reason"] == "not_found"


def test_a_registry_that_is_down_is_waited_for_once(world: World, registry: Registry) -> None:
    registry.overrides.append(("GET .*", Answer(503)))
    source = world.source()
    for name in ("a", "b", "c"):
        looked = source.look(f"{world.host}/team/{name}:1", None, NOW)
        assert looked.fact["reason"] == "unavailable"
    assert len([one for one in registry.seen if one.method == "GET"]) == 1


def test_other_bytes_than_the_digest_says_are_an_error(world: World, registry: Registry) -> None:
    world.maker.sign(world.maker.image(), world.release)
    registry.overrides.append(("GET .*blobs/", Answer(200, b"x" * 10, length=10)))
    assert world.look()["reason"] in {"digest_mismatch", "malformed", "unavailable", "too_large"}


@pytest.mark.parametrize("reference", ["", "UPPER/x y", "a//b", "x@sha256:12", "https://a/b"])
def test_what_is_no_reference_is_an_error(world: World, reference: str) -> None:
    looked = world.source().look(reference, None, NOW)
    assert looked.fact["reason"] == "malformed_reference"


# ------------------------------------------------------------------ readers, cache, documents


class Predicates:
    """A reader that tells what it was shown."""

    name = "predicates"
    predicate_types = frozenset({PROVENANCE})

    def read(self, image: str, digest: str, attested: Sequence[Claims], at: datetime) -> Gathered:
        shown: list[JsonValue] = [
            str(one.statement and one.statement.predicate) for one in attested
        ]
        error = FactError("images", "told", "by the reader", image)
        return Gathered({"shown": shown, "digest": "forged"}, (error,))


def test_readers_see_verified_attestations_of_their_types_alone(world: World) -> None:
    image = world.maker.image()
    world.maker.attest(image, world.release, predicate={"a": 1})
    world.maker.attest(image, world.release, "https://other.test/v1", {"b": 2})
    world.maker.attest(image, world.stranger, predicate={"c": 3})
    fact = world.look(readers=(Predicates(),))
    assert fact["shown"] == ["{'a': 1}"]
    assert fact["digest"] == image.digest
    assert sorted(map(str, fact["refused"])) == ["signature_invalid", "told"]  # type: ignore[arg-type]  # a list


def test_an_image_is_fetched_once_however_often_it_is_asked_for(
    world: World, registry: Registry
) -> None:
    world.maker.sign(world.maker.image(), world.release)
    source = world.source()
    source.look(f"{world.host}/team/app:1", None, NOW)
    registry.seen.clear()
    assert source.look(f"{world.host}/team/app:1", None, NOW).fact["unmet"] == []
    assert registry.seen == []


def _pod(read: Callable[[str], Document], *images: str) -> Document:
    containers = json.dumps([{"name": f"c{n}", "image": one} for n, one in enumerate(images)])
    return read(
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{containers: {containers}}}\n"
    )


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], Document]:
    from govern.documents.intake import Intake
    from govern.model import Document

    def parse(text: str) -> Document:
        path = tmp_path / "x.yaml"
        path.write_text(text)
        (document,) = Intake((str(path),))
        assert isinstance(document, Document)
        return document

    return parse


def test_a_document_gets_one_entry_for_each_reference(
    world: World, read: Callable[[str], Document]
) -> None:
    world.maker.sign(world.maker.image(), world.release)
    good, missing = f"{world.host}/team/app:1", f"{world.host}/team/app:none"
    gathered = world.source().gather(_pod(read, good, missing, good), GatherContext(at=NOW))
    images: Any = gathered.facts["images"]
    assert list(images) == [good, missing]
    assert images[good]["unmet"] == []
    assert images[missing]["reason"] == "not_found"
    assert [(one.about, one.reason) for one in gathered.errors] == [(missing, "not_found")]


def test_a_document_without_images_has_no_such_facts(
    world: World, read: Callable[[str], Document]
) -> None:
    document = read("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n")
    assert world.source().gather(document, GatherContext(at=NOW)) == Gathered()
    assert UnseenImages("offline", "x").gather(document, GatherContext(at=NOW)) == Gathered()


def test_offline_says_so_of_each_image(read: Callable[[str], Document]) -> None:
    gathered = UnseenImages("offline", "the network may not be used").gather(
        _pod(read, "nginx:1"), GatherContext(at=NOW)
    )
    assert gathered.facts == {
        "images": {"nginx:1": {"error": "the network may not be used", "reason": "offline"}}
    }
    assert gathered.errors == (
        FactError("images", "offline", "the network may not be used", "nginx:1"),
    )


def test_a_key_of_another_signer_is_never_remembered_as_ours(world: World) -> None:
    """What was proven under one rule is not believed under another."""
    image = world.maker.image()
    world.maker.sign(image, world.stranger)
    source = world.source()
    checker = source._checker
    theirs = FileSigner.generate()
    from govern.attest.trust import TrustedKey

    strangers = world.rule(signers=(TrustedKey(world.stranger.public_key, "s"),))
    assert world.look(strangers, checker=checker)["unmet"] == []
    ours = world.rule(signers=(TrustedKey(theirs.public_key, "s"),))
    assert world.look(ours, checker=checker)["signatures"] == []


def test_many_images_share_a_bounded_number_of_connections(
    registry: Registry, read: Callable[[str], Document]
) -> None:
    """30 images, and one 30 times: at most 8 requests at once, and no work is done twice."""
    together, most, lock = 0, 0, threading.Lock()
    original = Registry.answer

    def counted(request: Any) -> Answer:
        nonlocal together, most
        with lock:
            together += 1
            most = max(most, together)
        time.sleep(0.005)
        try:
            return original(registry, request)
        finally:
            with lock:
                together -= 1

    registry.answer = counted  # type: ignore[method-assign]  # a wrapper around the real one
    release = FileSigner.generate()
    with open_registries(
        credentials=Anonymous(), plain_hosts=frozenset({registry.host})
    ) as registries:
        world = World(registries, registry.host, release)
        maker = world.maker
        world.maker.sign(maker.image(), release)
        others = [ImageMaker(registries, f"{registry.host}/team/app{n}") for n in range(30)]
        for other in others:
            other.sign(other.image(other.name), release)
        registry.seen.clear()
        most = 0
        names = [f"{one.name}:1" for one in others]
        with ThreadPoolExecutor(20) as threads:
            source = world.source(threads=threads)
            gathered = source.gather(_pod(read, *names), GatherContext(at=NOW))
            same = [threads.submit(source.look, f"{maker.name}:1", None, NOW) for _ in range(30)]
            assert all(one.result().fact["unmet"] == [] for one in same)
    images: Any = gathered.facts["images"]
    assert all(one["unmet"] == [] for one in images.values())
    assert 1 < most <= Limits().connections
    resolved = [one for one in registry.seen if one.path.endswith("/team/app/manifests/1")]
    assert len(resolved) == 1
