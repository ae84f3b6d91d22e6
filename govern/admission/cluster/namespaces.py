"""Namespaces out of an API server (govern.admission.namespaces.NamespaceReader)."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import quote

import orjson

from govern.admission.cluster.client import ClusterClient, ClusterError
from govern.admission.cluster.listing import NAMESPACES, Listing
from govern.admission.cluster.watching import events
from govern.admission.following import Change

if TYPE_CHECKING:
    from collections.abc import Generator

    from govern.admission.cluster.watching import Event
    from govern.model import JsonObject

_ABSENT = 404


class ClusterNamespaces:
    """Reads Namespaces with the kubeconfig, or in a pod with its service account.

    Args:
        kubeconfig: Another file than the usual one.
    """

    def __init__(self, kubeconfig: str | None = None) -> None:
        self._kubeconfig = kubeconfig
        self._client: ClusterClient | None = None

    def all(self) -> Listing:
        """Return every Namespace (NamespaceReader).

        Raises:
            UsageError: there is no usable configuration.
            ClusterError: they are refused, or there is no answer.
        """
        return Listing(self._connected(), NAMESPACES)

    def changes(self, since: str) -> Generator[Change]:
        """Yield what changes (NamespaceReader); raises what `all` does."""
        found = events(self._connected(), NAMESPACES, since)
        with closing(found):
            yield Change(since)
            for event in found:
                yield _change(event)

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
            self._client = ClusterClient(self._kubeconfig)
        return self._client


def _change(event: Event) -> Change:
    metadata = event.object.get("metadata")
    about = metadata if isinstance(metadata, dict) else {}
    version, name = (str(about.get(key, "")) for key in ("resourceVersion", "name"))
    if event.type == "BOOKMARK":
        return Change(version)
    return Change(version, name, None if event.type == "DELETED" else event.object)
