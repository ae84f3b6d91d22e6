"""Parts of a manifest text, and where values stand in them: in a List, each item on its own.

A finding in one of five thousand items must not cost a pass over all of them, so that the places
of the items are found once, and each item is then searched in its own part of the text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, ScalarEvent

from govern.documents.json_positions import JsonPositions, spans_of
from govern.documents.yaml_events import YamlText
from govern.documents.yaml_positions import YamlPositions

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from govern.documents.yaml_events import Mark
    from govern.model import Location


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A value in a file: `text[start:end]`, which begins on `line` at `column`, both 1-based.

    `prefix` is the pointer of the value where the excerpt holds more than it.
    """

    path: str
    text: str
    start: int
    end: int
    line: int
    column: int
    format: str  # `json` or `yaml`
    prefix: str = ""

    def locate(self, pointers: Collection[str]) -> Mapping[str, Location]:
        """Return the Location of each pointer (govern.model.document.Positions)."""
        part = self.text[self.start : self.end]
        shift = self.column - 1
        positions: JsonPositions | YamlPositions
        if self.format == "json":
            positions = JsonPositions(self.path, part, self.line)
        else:
            if shift and not part.startswith(("{", "[")):  # YAML's blocks depend on their column
                part, shift = " " * shift + part, 0
            positions = YamlPositions(self.path, part, self.line)
        found = positions.locate([self.prefix + pointer for pointer in pointers])
        return {
            pointer: self._shifted(found[self.prefix + pointer], pointer, shift)
            for pointer in pointers
        }

    def _shifted(self, location: Location, pointer: str, shift: int) -> Location:
        """Return a location whose columns count from the start of the line, not of the excerpt."""
        column, end = location.column, location.end_column
        if column and location.line == self.line:
            column += shift
        if end and location.end_line == self.line:
            end += shift
        return replace(location, column=column, end_column=end, pointer=pointer)

    def items(self, count: int) -> tuple[Excerpt, ...]:
        """Return the excerpts of the `count` members of the list at `/items`."""
        cut = self._json_items(count) if self.format == "json" else self._yaml_items()
        if len(cut) == count:
            return cut
        # Tied together by aliases, or by `<<`: each item is found in the whole.
        return tuple(replace(self, prefix=f"{self.prefix}/items/{index}") for index in range(count))

    def _json_items(self, count: int) -> tuple[Excerpt, ...]:
        if self.prefix:
            return ()
        pointers = [f"/items/{index}" for index in range(count)]
        spans = spans_of(self.text[self.start : self.end], pointers)
        starts = [spans[pointer][0] for pointer in pointers]
        return self._cut(list(zip(starts, [*starts[1:], self.end - self.start], strict=True)))

    def _yaml_items(self) -> tuple[Excerpt, ...]:
        if self.column != 1 or self.prefix:
            return ()
        source = YamlText(self.text[self.start : self.end], self.path, self.line)
        return self._cut([(start.index, end.index) for start, end in _item_marks(source)])

    def _cut(self, spans: list[tuple[int, int]]) -> tuple[Excerpt, ...]:
        """Return the parts at ascending spans from the start; lines are counted once in all."""
        found: list[Excerpt] = []
        line, line_start, seen = self.line, self.start - self.column + 1, self.start
        for begin, finish in spans:
            start = self.start + begin
            if newlines := self.text.count("\n", seen, start):
                line, line_start = line + newlines, self.text.rfind("\n", seen, start) + 1
            seen, column = start, start - line_start + 1
            found.append(
                replace(self, start=start, end=self.start + finish, line=line, column=column)
            )
        return tuple(found)


def _item_marks(source: YamlText) -> list[tuple[Mark, Mark]]:
    """Return where each collection in the list at `/items` starts and ends; none if tied."""
    found: list[tuple[Mark, Mark]] = []
    depth, key, in_items, start = 0, None, False, None
    for event in source.events():
        if isinstance(event, AliasEvent):
            return []
        if isinstance(event, CollectionStartEvent):
            if in_items and depth == 2:
                start = event.start_mark
            elif depth == 1:
                in_items = key == "items"
            depth += 1
        elif isinstance(event, CollectionEndEvent):
            depth -= 1
            if in_items and depth == 2 and start and event.end_mark:
                found.append((start, event.end_mark))
            elif depth == 1:
                key, in_items = None, False
        elif isinstance(event, ScalarEvent) and depth == 1:
            key = event.value if key is None else None
    return found


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a List, whose excerpt is found when it is asked for."""

    items: Items
    index: int

    @property
    def excerpt(self) -> Excerpt:
        """The part of the text that holds the item."""
        return self.items.excerpts[self.index]

    def locate(self, pointers: Collection[str]) -> Mapping[str, Location]:
        """Return the Location of each pointer (govern.model.document.Positions)."""
        return self.excerpt.locate(pointers)


class Items:
    """The excerpts of a List's items, found when the first of them is asked for."""

    def __init__(self, parent: Excerpt | Item, count: int) -> None:
        self._parent = parent
        self._count = count

    @cached_property
    def excerpts(self) -> tuple[Excerpt, ...]:
        """One excerpt per item."""
        parent = self._parent
        return (parent.excerpt if isinstance(parent, Item) else parent).items(self._count)
