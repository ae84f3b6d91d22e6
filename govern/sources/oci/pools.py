"""Connection pools: direct, or through the proxy that the environment names."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any
from urllib.request import (  # type: ignore[attr-defined]  # typeshed lacks the second
    getproxies_environment,
    proxy_bypass_environment,
)

import urllib3

from govern.errors import RegistryError
from govern.sources.oci.connections import POOLS
from govern.sources.oci.reasons import Reason

if TYPE_CHECKING:
    from govern.sources.oci.addresses import Origin

_HOSTS = 32  # pools kept at once


class Pools:
    """Pools of connections to any host, shared by threads.

    Args:
        connections: How many at once to one host; further requests wait.
        ca_file: Further certificate authorities to trust, as PEM.

    Raises:
        RegistryError: the certificate authorities cannot be read.
    """

    def __init__(self, connections: int, ca_file: str | None) -> None:
        self._options: dict[str, Any] = {
            "num_pools": _HOSTS,
            "maxsize": connections,
            "block": True,  # wait for a connection rather than open ever more
            "ssl_context": _tls_context(ca_file),
        }
        self._proxies: dict[str, str] = getproxies_environment()
        self._direct = _guarded(urllib3.PoolManager(**self._options))
        self._proxied: dict[str, urllib3.PoolManager] = {}

    def to(self, origin: Origin) -> tuple[urllib3.PoolManager, bool]:
        """Return the pools to use for an origin, and whether they lead through a proxy."""
        proxy = self._proxies.get(origin.scheme)
        if not proxy or proxy_bypass_environment(origin.netloc, self._proxies):
            return self._direct, False
        if proxy not in self._proxied:
            self._proxied[proxy] = _guarded(urllib3.ProxyManager(proxy, **self._options))
        return self._proxied[proxy], True

    def close(self) -> None:
        """Close all idle connections."""
        for manager in (self._direct, *self._proxied.values()):
            manager.clear()


def _guarded(manager: urllib3.PoolManager) -> urllib3.PoolManager:
    manager.pool_classes_by_scheme = POOLS
    return manager


def _tls_context(ca_file: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ssl.SSLError):
            raise RegistryError(
                "the certificate authorities cannot be read",
                reason=Reason.TLS,
                path=ca_file,
                hint="give a file of PEM certificates",
            ) from None
    return context
