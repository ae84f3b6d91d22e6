"""Policies that a registry brings: pushed, swapped, refused, and taken back, while serving."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from govern.admission.judge import JudgeSettings
from govern.admission.registry_feed import RegistryFeed
from govern.attest.signing import FileSigner
from govern.errors import RegistryError, VerificationError
from govern.policies.assembly import PolicySettings
from govern.policies.bundles.opening import BundleTrust
from tests import surroundings
from tests.admission.reviews import DENY_NAMED_BAD, body, pod, rule
from tests.admission.webhook import Webhook, until
from tests.sources.oci.debian_registry import debian_registry
from tests.sources.oci.registry_server import Answer, Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_WORSE = DENY_NAMED_BAD.replace("bad", "worse")


@dataclass
class Publisher:
    """Builds, signs and pushes bundles by `govern policy`."""

    folder: Path
    host: str
    keys: dict[str, FileSigner] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("ours", "theirs"):
            self.keys[name] = FileSigner.generate()
            (self.folder / f"{name}.pem").write_bytes(self.keys[name].private_pem)
            (self.folder / f"{name}.pub").write_bytes(self.keys[name].public_key.pem)

    @property
    def reference(self) -> str:
        return f"oci://{self.host}/policies/org:v1"

    def push(self, text: str, key: str = "ours") -> None:
        sources = self.folder / "sources"
        sources.mkdir(exist_ok=True)
        (sources / "one.rego").write_text(rule("T1", text))
        bundle = str(self.folder / "bundle.tar.gz")
        self._govern("build", str(sources), "-o", bundle, "--signing-key",
                     str(self.folder / f"{key}.pem"))  # fmt: skip
        self._govern("push", bundle, self.reference, "--policy-plain-http", self.host)

    def settings(self) -> PolicySettings:
        trust = BundleTrust(keys=(str(self.folder / "ours.pub"),), plain_hosts=(self.host,))
        return PolicySettings(sources=(self.reference,), builtin=False, trust=trust)

    def _govern(self, *arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "govern", "policy", *arguments],
            cwd=surroundings.ROOT, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def registry() -> Iterator[Registry]:
    with Registry() as running:
        yield running


@pytest.fixture
def publisher(tmp_path: Path, registry: Registry) -> Publisher:
    return Publisher(tmp_path, registry.host)


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_registry_is_asked_once_an_interval_more_or_less(
    publisher: Publisher, registry: Registry
) -> None:
    publisher.push(DENY_NAMED_BAD)
    clock = Clock()
    feed = RegistryFeed(publisher.settings(), (), JudgeSettings(), 60, clock)
    first = feed.load()
    asked = len(registry.seen)
    publisher.push(_WORSE)
    asked_by_pushing = len(registry.seen) - asked
    clock.now = 47  # the jitter takes a fifth of the interval at most
    assert feed.newer() is None
    assert len(registry.seen) == asked + asked_by_pushing
    clock.now = 73
    second = feed.newer()
    assert second is not None
    assert second.policies.revision != first.policies.revision


def test_a_bundle_by_another_key_is_refused_until_it_is_gone(publisher: Publisher) -> None:
    publisher.push(DENY_NAMED_BAD)
    clock = Clock()
    feed = RegistryFeed(publisher.settings(), (), JudgeSettings(), 60, clock)
    feed.load()
    publisher.push(_WORSE, key="theirs")
    clock.now = 100
    for _ in range(2):  # it stays refused between two looks
        with pytest.raises(VerificationError, match="no trusted key"):
            feed.newer()
    publisher.push(DENY_NAMED_BAD)  # the old bundle again, to the byte
    clock.now = 200
    assert feed.newer() is None


def test_waivers_are_followed_while_the_registry_is_down(
    tmp_path: Path, publisher: Publisher, registry: Registry
) -> None:
    publisher.push(DENY_NAMED_BAD)
    waivers = tmp_path / "waivers.yaml"
    waivers.write_text("waivers: []\n")
    clock = Clock()
    feed = RegistryFeed(publisher.settings(), (str(waivers),), JudgeSettings(), 60, clock)
    first = feed.load()
    registry.overrides.append((".*", Answer(403)))
    clock.now = 100
    with pytest.raises(RegistryError):
        feed.newer()
    waivers.write_text(
        "waivers:\n- id: W-1\n  rules: [T1]\n  resource: Pod/payments/api\n  reason: For a test.\n"
        "  owner: jo@example.com\n  expires: 2026-12-01\n"
    )
    changed = feed.newer()
    assert changed is not None
    assert len(changed.judge.waivers) == 1
    assert changed.policies.revision == first.policies.revision


@pytest.mark.server("docker-registry")
def test_a_pushed_bundle_takes_over_and_a_stranger_s_does_not(
    tmp_path: Path, require_tool: Callable[[str], Path]
) -> None:
    with debian_registry(require_tool("docker-registry"), tmp_path) as host:
        publisher = Publisher(tmp_path, host)
        publisher.push(DENY_NAMED_BAD)
        arguments = (
            "--no-builtin", "-p", publisher.reference, "--policy-poll", "1",
            "--policy-key", str(tmp_path / "ours.pub"), "--policy-plain-http", host,
        )  # fmt: skip
        with Webhook(tmp_path, *arguments) as webhook:
            assert not _allowed(webhook, "bad")
            publisher.push(_WORSE)
            webhook.wait_for("policies are in force", 2)
            assert _allowed(webhook, "bad")
            assert not _allowed(webhook, "worse")
            publisher.push('deny contains "nothing goes"', key="theirs")
            until(lambda: webhook.metric("govern_policy_stale") == 1, "it is refused")
            assert _allowed(webhook, "bad")
            assert not _allowed(webhook, "worse")
            publisher.push(DENY_NAMED_BAD)
            webhook.wait_for("policies are in force", 3)
            until(lambda: webhook.metric("govern_policy_stale") == 0, "not stale any more")
            assert not _allowed(webhook, "bad")
        causes = [one["cause"] for one in webhook.log if one["event"] == "policies not taken"]
        assert causes
        assert all("no trusted key" in one for one in causes)


def _allowed(webhook: Webhook, name: str) -> bool:
    return bool(webhook.ask(body(pod(name=name))).response["allowed"])
