"""Where the values of a YAML document stand, found in one pass and only when asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from govern.documents.yaml_events import YamlText, marks_of
from govern.documents.yaml_schema import TYPINGS, Schema, key_name
from govern.model import Location, Position
from govern.model.json import keys_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from govern.documents.yaml_events import Mark
    from govern.documents.yaml_schema import Typing

_BLOCKS = frozenset({"|", ">"})  # styles

Children: TypeAlias = "dict[str, _Place] | list[_Place] | None"


@dataclass(slots=True)
class _Place:
    """A node and where it is shown; `end` is None for a collection, shown by its first line."""

    start: Mark
    end: Mark | None
    children: Children = None  # of an alias: those of its anchor
    block: bool = False  # a scalar in block style


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been seen."""

    place: _Place
    in_key_place: bool  # of a mapping: whether the next node is a key
    key: str | None = None  # None for `<<`
    key_marks: tuple[Mark, Mark] | None = None
    merged: list[_Place] = field(default_factory=list)


class YamlPositions:
    """Positions in a YAML document that read_yaml has read (govern.model.document.Positions).

    A scalar's span is the scalar, an alias's the alias. A mapping or list stands for its key, or
    for its first line where it has none, so that a report never underlines pages of text. What
    lies below an alias, or came by `<<`, is found at its anchor.

    Args:
        path: Name of the file, for the Locations.
        text: The document, as given to read_yaml.
        first_line: The line of `path` that the text starts on.
        schema: The schema it was read with, which decides on the names of keys.
    """

    __slots__ = ("_source", "_typing")

    def __init__(
        self, path: str, text: str, first_line: int = 1, schema: Schema = Schema.KUBECTL
    ) -> None:
        self._source = YamlText(text, path, first_line)
        self._typing = TYPINGS[schema]

    def locate(self, pointers: Collection[str]) -> Mapping[str, Location]:
        """Return the Location of each pointer; a missing key has that of its deepest parent."""
        root = _Tree(self._source, self._typing).root if pointers else None
        return {
            pointer: Location.at(self._source.path, self._span(root, pointer), pointer)
            for pointer in pointers
        }

    def _span(self, root: _Place | None, pointer: str) -> Position:
        if root is None:
            return Position(self._source.first_line, 1)
        place = _deepest(root, pointer)
        line, column = self._source.place(place.start)
        if place.end is not None and not place.block:
            return Position(line, column, *self._source.place(place.end))
        text, start = self._source.text, place.start.index
        end = place.end.index if place.end else text.find("\n", start)
        shown = text[start : end if end >= 0 else None].rstrip()
        last = shown.rfind("\n")
        end_column = len(shown) - last if last >= 0 else column + len(shown)
        return Position(line, column, line + shown.count("\n"), end_column)


def _deepest(place: _Place, pointer: str) -> _Place:
    """Return the place of a pointer, or that of its deepest existing parent."""
    for key in keys_of(pointer):
        below: _Place | None = None
        if isinstance(place.children, dict):
            below = place.children.get(key)
        elif place.children and key.isascii() and key.isdigit() and int(key) < len(place.children):
            below = place.children[int(key)]
        if below is None:
            break
        place = below
    return place


class _Tree:
    """The places of all nodes of one document, built without recursion."""

    def __init__(self, source: YamlText, typing: Typing) -> None:
        self.root: _Place | None = None
        self._typing = typing
        self._top: _Open | None = None  # the innermost collection whose end has not been seen
        self._around: list[_Open | None] = []  # what was `_top` before it, and so on
        self._anchors: dict[str, _Place] = {}
        for event in source.events():
            if type(event) is ScalarEvent:
                self._scalar(event)
            elif isinstance(event, CollectionEndEvent):
                self._end()
            elif isinstance(event, NodeEvent):
                self._node(event)

    def _scalar(self, event: ScalarEvent) -> None:
        top = self._top
        start, end = marks_of(event)
        if top is not None and top.in_key_place:
            top.key = self._key_name(event)
            top.key_marks = start, end
            top.in_key_place = False
        else:
            self._put(_Place(start, end, None, event.style in _BLOCKS), event.anchor)

    def _node(self, event: NodeEvent) -> None:
        start, end = marks_of(event)
        if isinstance(event, AliasEvent):
            anchor = self._anchors.get(event.anchor or "")
            self._put(_Place(start, end, anchor.children if anchor else None), None)
            return
        mapping = isinstance(event, MappingStartEvent)
        place = _Place(start, None, {} if mapping else [])
        self._put(place, event.anchor)
        self._around.append(self._top)
        self._top = _Open(place, mapping)

    def _end(self) -> None:
        if self._top is not None:
            _fold(self._top)
        self._top = self._around.pop()

    def _put(self, place: _Place, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = place
        self.root = self.root or place
        if self._top is not None:
            _attach(self._top, place)

    def _key_name(self, event: ScalarEvent) -> str | None:
        plain = event.implicit[0] and event.tag is None
        try:
            return key_name(self._typing, event.value, plain=plain)[0]
        except ValueError:  # the reader refused it; a place is still a place
            return event.value


def _attach(frame: _Open, place: _Place) -> None:
    """Add a node to its collection; the key stands for a collection, and for an empty scalar."""
    children = frame.place.children
    if isinstance(children, list):
        children.append(place)
        return
    frame.in_key_place = True
    if frame.key is None:
        frame.merged.append(place)
    elif children is not None and frame.key_marks:
        if place.end is None or place.end.index == place.start.index:
            place.start, place.end = frame.key_marks
        children[frame.key] = place


def _fold(frame: _Open) -> None:
    """Add what `<<` brings and no key has set; of a list, earlier mappings win."""
    children = frame.place.children
    for place in frame.merged:
        sources = place.children if isinstance(place.children, list) else [place]
        for source in sources:
            if isinstance(source.children, dict) and isinstance(children, dict):
                for key, child in source.children.items():
                    children.setdefault(key, child)
