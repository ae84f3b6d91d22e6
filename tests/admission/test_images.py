"""Signatures of images, asked for by reviews: a real registry, real cosign, a real server."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from govern.cli.main import cli
from govern.sources.oci.client import open_registries
from govern.sources.oci.credentials import Anonymous
from tests.admission.reviews import POD, body
from tests.admission.webhook import Webhook, until
from tests.facts.images.image_maker import ImageMaker
from tests.facts.images.test_real_tools import Cosign, cosign, folder
from tests.sources.oci.debian_registry import debian_registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.admission.webhook import Answer

__all__ = ["cosign", "folder"]  # fixtures
pytestmark = pytest.mark.server("docker-registry", "cosign")
_WORDS = "image signatures are being verified, try again in 5 s"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


class World:
    """A registry with a signed and an unsigned image, and a configuration that trusts the key."""

    def __init__(self, tmp_path: Path, host: str, cosign: Cosign) -> None:
        self.host = host
        self.folder = tmp_path
        self.config = tmp_path / "govern.toml"
        self.key = cosign.folder / "cosign.pub"
        with open_registries(credentials=Anonymous(), plain_hosts=frozenset({host})) as opened:
            maker = ImageMaker(opened, f"{host}/team/app")
            digests = [maker.image(name, tag=name).digest for name in ("signed", "unsigned")]
        self.signed, self.unsigned = (f"{host}/team/app@{digest}" for digest in digests)
        cosign.put("sign", "--allow-insecure-registry", self.signed, old=False)
        (tmp_path / "k022.yaml").write_text("name: x\ntitle: X\nrules: [K022]\n")
        self.trust(self.key)

    def trust(self, key: Path, more: str = "") -> None:
        self.config.write_text(
            f'profile = "k022.yaml"\n[verify]\nplain_http = ["{self.host}"]\nseconds = 4\n'
            f'[trust.keys.release]\nfile = "{key}"\n'
            '[[trust.images]]\npattern = "127.0.0.1:*/**"\nsigners = ["release"]\n'
            f"require_log = false\n{more}"
        )

    def serve(self, *arguments: str, verify: bool = True) -> Webhook:
        flags = ("--verify-images",) if verify else ()
        return Webhook(self.folder, "--config", str(self.config), *flags, *arguments)


@pytest.fixture
def world(tmp_path: Path, cosign: Cosign, require_tool: Callable[[str], Path]) -> Iterator[World]:
    (tmp_path / "registry").mkdir()
    with debian_registry(require_tool("docker-registry"), tmp_path / "registry") as host:
        yield World(tmp_path, host, cosign)


def pod(image: str, namespace: str = "payments") -> bytes:
    spec = {"containers": [{"name": "c", "image": image}]}
    return body({**POD, "metadata": {"name": "api", "namespace": namespace}, "spec": spec})


def deployment(image: str) -> bytes:
    found: dict[str, Any] = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "api", "namespace": "payments"},
        "spec": {"template": {"spec": {"containers": [{"name": "c", "image": image}]}}},
    }
    return body(found)


def message(answer: Answer) -> str:
    return str(answer.response.get("status", {}).get("message", ""))


def settled(webhook: Webhook, data: bytes) -> Answer:
    """Ask until nothing is pending."""
    answers: list[Answer] = []

    def is_settled() -> bool:
        answers.append(webhook.ask(data))
        return "pending" not in answers[-1].response["auditAnnotations"]

    until(is_settled, "the image is verified")
    return answers[-1]


def test_pending_first_then_decided_and_then_without_the_registry(
    tmp_path: Path, cosign: Cosign, require_tool: Callable[[str], Path]
) -> None:
    (tmp_path / "registry").mkdir()
    with debian_registry(require_tool("docker-registry"), tmp_path / "registry") as host:
        world = World(tmp_path, host, cosign)
        webhook = world.serve().__enter__()
        try:
            first = webhook.ask(pod(world.signed))
            assert first.response["allowed"] is False
            assert _WORDS in message(first)
            assert first.response["auditAnnotations"]["pending"] == world.signed
            assert settled(webhook, pod(world.signed)).response["allowed"] is True
            unsigned = settled(webhook, pod(world.unsigned))
            assert unsigned.response["allowed"] is False
            assert "K022, critical" in message(unsigned)
        except BaseException:
            webhook.__exit__()
            raise
    with_registry_gone(webhook, world)


def with_registry_gone(webhook: Webhook, world: World) -> None:
    with _entered(webhook):
        assert webhook.ask(pod(world.signed)).response["allowed"] is True
        assert webhook.metric('govern_image_facts_total{known="hit"}') >= 2
        assert webhook.metric("govern_image_verification_seconds_count") == 2
        other = world.signed.replace("team/app", "team/other")
        started = time.monotonic()
        assert _WORDS in message(webhook.ask(pod(other)))
        assert time.monotonic() - started < 1
        silent = settled(webhook, pod(other))
        assert silent.response["allowed"] is False
        assert "could not be verified" in message(silent)
        assert webhook.ask(pod(world.signed)).response["allowed"] is True


class _entered:  # noqa: N801 - reads as what it is: the end of a `with`
    def __init__(self, webhook: Webhook) -> None:
        self._webhook = webhook

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        self._webhook.__exit__()


def test_a_deployment_makes_its_images_known_to_its_pods(world: World) -> None:
    with world.serve() as webhook:
        assert _WORDS in message(webhook.ask(deployment(world.signed)))
        count = "govern_image_verification_seconds_count"
        until(lambda: webhook.metric(count) == 1, "it is looked at in the background")
        assert webhook.ask(pod(world.signed)).response["allowed"] is True
        assert webhook.metric(count) == 1


def test_a_review_may_wait_for_its_images(world: World) -> None:
    with world.serve("--pending", "wait", "--deadline", "10") as webhook:
        assert webhook.ask(pod(world.signed)).response["allowed"] is True
        denied = webhook.ask(pod(world.unsigned))
        assert denied.response["allowed"] is False
        assert _WORDS not in message(denied)


def test_a_review_may_pass_with_a_warning_meanwhile_but_not_once_it_is_known(world: World) -> None:
    with world.serve("--pending", "allow") as webhook:
        first = webhook.ask(pod(world.unsigned))
        assert first.response["allowed"] is True
        assert any(_WORDS in one for one in first.response["warnings"])
        assert first.response["auditAnnotations"]["pending"] == world.unsigned
        assert settled(webhook, pod(world.unsigned)).response["allowed"] is False


def test_trust_is_read_again_and_what_was_found_out_is_forgotten(
    world: World, tmp_path: Path
) -> None:
    from govern.attest.signing import FileSigner

    with world.serve() as webhook:
        assert settled(webhook, pod(world.signed)).response["allowed"] is True
        stranger = tmp_path / "stranger.pub"
        stranger.write_bytes(FileSigner.generate().public_key.pem)
        world.trust(tmp_path / "nobody.pub")
        until(lambda: webhook.metric("govern_trust_stale") == 1, "it is refused")
        assert webhook.ask(pod(world.signed)).response["allowed"] is True
        world.trust(stranger)
        webhook.wait_for("signers are trusted as configured", 2)
        assert webhook.metric("govern_trust_stale") == 0
        assert settled(webhook, pod(world.signed)).response["allowed"] is False


def test_a_namespace_may_trust_others(world: World, tmp_path: Path) -> None:
    from govern.attest.signing import FileSigner

    stranger = tmp_path / "stranger.pub"
    stranger.write_bytes(FileSigner.generate().public_key.pem)
    world.trust(
        world.key,
        f'[trust.keys.other]\nfile = "{stranger}"\n[[trust.images]]\npattern = "127.0.0.1:*/**"\n'
        'signers = ["other"]\nrequire_log = false\nnamespaces = ["vault"]\n',
    )
    with world.serve() as webhook:
        assert settled(webhook, pod(world.signed)).response["allowed"] is True
        assert settled(webhook, pod(world.signed, "vault")).response["allowed"] is False
        assert webhook.ask(pod(world.signed, "shop")).response["allowed"] is True


def test_offline_asks_nobody_and_says_so(world: World) -> None:
    with world.serve("--offline", verify=False) as webhook:
        answer = webhook.ask(pod(world.signed))
        assert answer.response["allowed"] is False
        assert "the network may not be used (--offline)" in message(answer)
        with pytest.raises(AssertionError, match="no metric"):
            webhook.metric("govern_image_verification_seconds_count 1")
        assert webhook.metric("govern_image_verification_seconds_count") == 0


@pytest.mark.parametrize(
    ("flag", "outcomes"),
    [
        ("--verify", {"signed": None, "unsigned": "fail"}),
        ("--no-verify", {"signed": "undecided", "unsigned": "undecided"}),
        ("--offline", {"signed": "undecided", "unsigned": "undecided"}),
    ],
)
def test_an_audit_knows_who_signed_what_runs(
    world: World, tmp_path: Path, flag: str, outcomes: dict[str, str | None]
) -> None:
    items = [
        {**POD, "metadata": {"name": name, "namespace": "payments"},
         "spec": {"containers": [{"name": "c", "image": image}]}}
        for name, image in (("signed", world.signed), ("unsigned", world.unsigned))
    ]  # fmt: skip
    dump = tmp_path / "dump.json"
    dump.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))
    arguments = ["audit", "--from", str(dump), "--config", str(world.config), flag, "-o", "json"]
    done = CliRunner().invoke(cli, arguments)
    report = json.loads(done.stdout)["report"]
    found = {one["resource"]["name"]: one["outcome"] for one in report["results"]}
    assert found == {name: outcome for name, outcome in outcomes.items() if outcome}
    assert done.exit_code == (1 if "fail" in found.values() else 4)
