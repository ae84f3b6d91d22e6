"""Namespaces out of an API server (govern.admission.namespaces.NamespaceReader)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import orjson

from govern.admission.cluster.client import ClusterClient, ClusterError
from govern.admission.cluster.listing import NAMESPACES, Listing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.model import JsonObject

_ABSENT = 404


class ClusterNamespaces:
    """Reads Namespaces with the kubeconfig, or in a pod with its service account."""

    def __init__(self) -> None:
        self._client: ClusterClient | None = None

    def all(self) -> Iterator[JsonObject]:
        """Yield every Namespace (NamespaceReader).

        Raises:
            UsageError: there is no usable configuration.
            ClusterError: they are refused, or there is no answer.
        """
        return iter(Listing(self._connected(), NAMESPACES))

    def one(self, name: str) -> JsonObject | None:
        """Return a Namespace (NamespaceReader); raises what `all` does."""
        try:
            data = self._connected().read(f"{NAMESPACES}/{quote(name, safe='')}")
        except ClusterError as error:
            if error.status == _ABSENT:
                return None
            raise
        found: JsonObject = orjson.loads(data)
        return found

    def _connected(self) -> ClusterClient:
        if self._client is None:
            self._client = ClusterClient()
        return self._client
