from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from govern.documents.json_positions import JsonPositions
from govern.documents.positions import MappedPositions

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from govern.model import Location

CARD = '{\n "name": "m",\n "metrics": [\n  {"f1": 0.9}\n ]\n}'
SIDE = '{\n "owner": "team"\n}'


class Counted:
    """Positions that counts how often it is asked."""

    def __init__(self, path: str, text: str) -> None:
        self.inner = JsonPositions(path, text)
        self.calls = 0

    def locate(self, pointers: Collection[str]) -> Mapping[str, Location]:
        self.calls += 1
        return self.inner.locate(pointers)


def test_content_is_found_by_its_longest_mapped_prefix() -> None:
    card, side = Counted("card.json", CARD), Counted("side.json", SIDE)
    positions = MappedPositions(
        {
            "": (card, ""),
            "/model/name": (card, "/name"),
            "/model/metrics": (card, "/metrics"),
            "/model/owner": (side, "/owner"),
        }
    )
    asked = [
        "/model/name",
        "/model/metrics/0/f1",
        "/model/owner",
        "/model/metrics/0/none",
        "/other",
        "",
    ]
    found = positions.locate(asked)
    places = {p: (at.path, at.line, at.column, at.pointer) for p, at in found.items()}
    assert places == {
        "/model/name": ("card.json", 2, 10, "/model/name"),
        "/model/metrics/0/f1": ("card.json", 4, 10, "/model/metrics/0/f1"),
        "/model/owner": ("side.json", 2, 11, "/model/owner"),
        "/model/metrics/0/none": ("card.json", 4, 3, "/model/metrics/0/none"),
        "/other": ("card.json", 1, 1, "/other"),
        "": ("card.json", 1, 1, ""),
    }
    assert (card.calls, side.calls) == (1, 1)


def test_a_prefix_ends_at_a_token() -> None:
    card = JsonPositions("card.json", CARD)
    positions = MappedPositions({"": (card, ""), "/na": (card, "/metrics")})
    assert positions.locate(["/name"])["/name"].line == 2


def test_the_root_must_have_a_place() -> None:
    with pytest.raises(ValueError, match="root"):
        MappedPositions({"/a": (JsonPositions("card.json", CARD), "/name")})
