from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from govern.admission.cluster.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Mapping


class Api:
    """An API server with many objects (the part of ClusterClient that lists need)."""

    server = "https://api.invalid"

    def __init__(self, count: int, size: int) -> None:
        self._items = [
            {"metadata": {"name": f"n{i}", "uid": f"u{i}"}, "data": "x" * size}
            for i in range(count)
        ]
        self.queries: list[dict[str, Any]] = []
        self.largest = 0

    def read(self, path: str, query: Mapping[str, str | int] | None = None) -> bytes:
        assert path == "/api/v1/configmaps"
        asked: dict[str, Any] = dict(query or {})
        self.queries.append(asked)
        start = int(asked.get("continue", 0))
        end = start + int(asked.get("limit", len(self._items)))
        metadata = {"continue": str(end)} if end < len(self._items) else {}
        page = {"kind": "ConfigMapList", "apiVersion": "v1", "metadata": metadata}
        data = json.dumps({**page, "items": self._items[start:end]}).encode()
        self.largest = max(self.largest, len(data))
        return data


def _listed(api: Api) -> int:
    listing = Listing(api, "/api/v1/configmaps")  # type: ignore[arg-type]  # the part that it needs
    return sum(1 for _ in listing)


def test_a_list_comes_in_pages_and_is_never_watched() -> None:
    api = Api(2000, 10)
    assert _listed(api) == 2000
    assert len(api.queries) >= 5
    assert all(1 <= one["limit"] <= 500 and "watch" not in one for one in api.queries)


def test_large_objects_come_in_smaller_pages() -> None:
    api = Api(300, 200_000)
    assert _listed(api) == 300
    assert api.largest < 8 << 20
