"""How large a value becomes once its shared parts are written out, as JSON and Rego see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from govern.model import JsonValue


class Size(NamedTuple):
    """Of a value with every alias expanded: nodes, characters of text, levels of nesting."""

    nodes: int
    characters: int
    height: int


class Measure:
    """Measures values that share parts, visiting each part once, so that no bomb is ever unrolled.

    The values must stay alive, and unchanged, for as long as the Measure is used.
    """

    def __init__(self) -> None:
        self._known: dict[int, Size] = {}

    def of(self, value: JsonValue) -> Size:
        """Return the size of `value`; recursion is as deep as the value was when it was read."""
        if isinstance(value, str):
            return Size(1, len(value), 0)
        if not isinstance(value, (dict, list)):
            return Size(1, 0, 0)
        known = self._known.get(id(value))
        if known is None:
            known = self._known[id(value)] = self._sum(value)
        return known

    def _sum(self, value: dict[str, JsonValue] | list[JsonValue]) -> Size:
        nodes = characters = height = 0
        if isinstance(value, dict):
            nodes, characters = len(value), sum(map(len, value))
            value = list(value.values())
        for item in value:
            size = self.of(item)
            nodes += size.nodes
            characters += size.characters
            height = max(height, size.height)
        return Size(nodes + 1, characters, height + 1)
