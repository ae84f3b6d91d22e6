from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from govern.attest.signing import FileSigner
from govern.attest.trust import Revoked, SignerPolicy, Trust, TrustedKey
from govern.attest.trust_store import ImageRule, TrustStore
from govern.facts.images.checking import Checker
from govern.facts.images.source import ImageFacts
from govern.sources.oci.client import open_registries
from govern.sources.oci.credentials import Anonymous
from govern.sources.oci.limits import Limits
from tests.facts.facts_contract import faults_of
from tests.facts.images.image_maker import ImageMaker
from tests.sources.oci.registry_server import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.attest.trust import TrustedSigner, TrustRoot
    from govern.model import JsonObject
    from govern.sources.oci.client import Registries

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=["on", "empty", "off"])
def registry(request: pytest.FixtureRequest) -> Iterator[Registry]:
    with Registry(referrers=request.param) as running:
        yield running


@pytest.fixture
def registries(registry: Registry) -> Iterator[Registries]:
    with open_registries(
        credentials=Anonymous(),
        plain_hosts=frozenset({registry.host}),
        limits=Limits(seconds=5, retries=0),
    ) as opened:
        yield opened


@dataclass
class World:
    """A registry with one repository, keys, and what is trusted; `look` is what is tested."""

    registries: Registries
    host: str
    release: FileSigner = field(default_factory=FileSigner.generate)
    second: FileSigner = field(default_factory=FileSigner.generate)
    stranger: FileSigner = field(default_factory=FileSigner.generate)

    @property
    def maker(self) -> ImageMaker:
        return ImageMaker(self.registries, f"{self.host}/team/app")

    def rule(self, **changes: Any) -> ImageRule:
        signers: tuple[TrustedSigner, ...] = changes.pop(
            "signers",
            (
                TrustedKey(self.release.public_key, "release"),
                TrustedKey(self.second.public_key, "second"),
            ),
        )
        root: TrustRoot | None = changes.pop("root", None)
        revoked: Revoked = changes.pop("revoked", Revoked())
        policy = SignerPolicy(signers, require_log=changes.pop("require_log", False))
        values: dict[str, Any] = {
            "pattern": f"{self.host}/**",
            "namespaces": frozenset(),
            "policy": policy,
            "threshold": 1,
            "predicates": (),
            "trust": Trust(root, revoked),
        }
        return ImageRule(**{**values, **changes})

    def source(self, *rules: ImageRule, **options: Any) -> ImageFacts:
        store = TrustStore({}, {}, rules or (self.rule(),), Revoked())
        options.setdefault("checker", Checker())
        return ImageFacts(store, self.registries, **options)

    def look(self, *rules: ImageRule, reference: str = "", **options: Any) -> JsonObject:
        """Return the fact, with the reason codes of what was refused under `refused`."""
        looked = self.source(*rules, **options).look(
            reference or f"{self.host}/team/app:1", None, NOW
        )
        assert faults_of({"images": {reference: looked.fact}}) == []
        return {**looked.fact, "refused": [one.reason for one in looked.errors]}


@pytest.fixture
def world(registry: Registry, registries: Registries) -> World:
    return World(registries, registry.host)
