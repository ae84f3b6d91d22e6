from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from govern.sources.oci.client import Registries, open_registries
from govern.sources.oci.credentials import Anonymous
from tests.sources.oci.registry_server import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def registry() -> Iterator[Registry]:
    with Registry() as running:
        yield running


@pytest.fixture
def registries_for() -> Iterator[Callable[..., Registries]]:
    """`registries_for(registry, …)`: a client that may speak plain HTTP to that registry alone."""
    opened: list[Registries] = []

    def build(*hosts: Registry, **options: Any) -> Registries:
        options.setdefault("credentials", Anonymous())
        plain = options.pop("plain_hosts", frozenset(one.host for one in hosts if not one.tls))
        opened.append(open_registries(plain_hosts=plain, **options))
        return opened[-1]

    yield build
    for one in opened:
        one.close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
