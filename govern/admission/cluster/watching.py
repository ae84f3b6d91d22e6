"""What changes at a path, as the API server tells it: `watch=1` (Kubernetes API concepts)."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

import orjson

from govern.admission.cluster.client import ClusterError

if TYPE_CHECKING:
    from collections.abc import Generator

    from govern.admission.cluster.client import ClusterClient
    from govern.model import JsonObject

_SECONDS = (
    60  # after which the API server ends a watch; also bounds how long a dead one goes unseen
)
_TYPES = frozenset({"ADDED", "MODIFIED", "DELETED", "BOOKMARK"})


class Event(NamedTuple):
    """One change: ADDED, MODIFIED, DELETED, or BOOKMARK for a version alone."""

    type: str
    object: JsonObject


def events(client: ClusterClient, path: str, since: str) -> Generator[Event]:
    """Return what changes from a resourceVersion on, until the API server ends it.

    Raises:
        ClusterError: watching is refused; or, while events are read, the version is too old (410)
            or the connection broke.
    """
    query = {"watch": "1", "allowWatchBookmarks": "true", "resourceVersion": since}
    lines = client.lines(path, {**query, "timeoutSeconds": _SECONDS}, _SECONDS + 15)
    return _events(lines, path)


def _events(lines: Generator[bytes], path: str) -> Generator[Event]:
    with closing(lines):
        for line in lines:
            yield _event(line, path)


def _event(line: bytes, path: str) -> Event:
    try:
        found = orjson.loads(line)
        kind, content = found["type"], found["object"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise ClusterError("the API server sent no watch event", path=path) from error
    if kind == "ERROR":
        status = content if isinstance(content, dict) else {}
        code, message = status.get("code"), str(status.get("message", ""))[:300]
        raise ClusterError(
            f"the API server ends the watch of {path}",
            status=code if isinstance(code, int) else 0,
            cause=f"{code} {message}",
        )
    if not isinstance(kind, str) or kind not in _TYPES or not isinstance(content, dict):
        raise ClusterError("the API server sent no watch event", path=path)
    return Event(kind, content)
