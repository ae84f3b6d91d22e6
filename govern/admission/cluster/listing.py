"""The objects of one kind, page by page; one page is held at a time.

Pages follow k8s.io/apiserver's chunking: `limit` and `continue`. A list that takes longer than the
API server keeps its state ends with 410 and begins anew; what was seen before is then passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from govern.admission.cluster.client import ClusterError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from govern.admission.cluster.client import ClusterClient
    from govern.model import JsonObject, JsonValue

NAMESPACES = "/api/v1/namespaces"  # where Namespaces are
_FIRST_PAGE = 20  # objects; the size of those says how many the next page may have
_LARGEST_PAGE = 500
_BYTES = 4 * 1024 * 1024  # of one page, about
_GONE = 410
_MOST_RESTARTS = 5


class Listing:
    """Iterate once for the objects at a path.

    Args:
        client: The cluster.
        path: Where they are listed.
        query: Further parameters, such as `labelSelector`.

    Attributes:
        restarts: How often the list had to begin anew.
        version: The resourceVersion of what was read, from the first object on; what changes after
            it can be watched.
    """

    def __init__(
        self, client: ClusterClient, path: str, query: Mapping[str, str] | None = None
    ) -> None:
        self._client = client
        self._query = query or {}
        self._path = path
        self._seen: set[bytes] = set()  # uids, short
        self.restarts = 0
        self.version = ""

    def __iter__(self) -> Iterator[JsonObject]:
        """Yield each object once, as the list holds it.

        Raises:
            ClusterError: the list is refused, or has begun anew too often.
        """
        limit, token = _FIRST_PAGE, ""
        while True:
            query: dict[str, str | int] = {**self._query, "limit": limit}
            try:
                data = self._client.read(
                    self._path, {**query, "continue": token} if token else query
                )
            except ClusterError as error:
                if error.status != _GONE or self.restarts == _MOST_RESTARTS:
                    raise
                self.restarts += 1
                token = ""
                continue
            page = _page(data, self._path)
            self.version = _text(_mapping(page, "metadata"), "resourceVersion")
            size, count = len(data), 0
            del data
            for item in _items(page):
                count += 1
                if self._is_new(item):
                    yield item
            token = _text(_mapping(page, "metadata"), "continue")
            if not token:
                return
            limit = max(1, min(_LARGEST_PAGE, _BYTES * max(count, 1) // size))

    def _is_new(self, item: JsonObject) -> bool:
        uid = _text(_mapping(item, "metadata"), "uid").replace("-", "")
        if not uid:
            return True
        key = uid.encode()
        if key in self._seen:
            return False
        self._seen.add(key)
        return True


def _page(data: bytes, path: str) -> JsonObject:
    try:
        page = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise ClusterError("the API server sent no JSON", path=path, cause=str(error)) from error
    if not isinstance(page, dict) or "items" not in page:
        raise ClusterError("the API server sent no list", path=path)
    return page


def _items(page: JsonObject) -> Iterator[JsonObject]:
    """Yield the items, each with apiVersion and kind, which a typed list leaves out of them."""
    items = page["items"]
    kind = _text(page, "kind").removesuffix("List")
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict):
            yield {"apiVersion": page.get("apiVersion"), "kind": kind, **item}


def _mapping(value: JsonObject, key: str) -> JsonObject:
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def _text(value: JsonObject, key: str) -> str:
    found: JsonValue = value.get(key)
    return found if isinstance(found, str) else ""
