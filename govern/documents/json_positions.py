"""Where the values of a JSON text stand, found in one pass and only when asked.

The pass walks into what lies on the way to a wanted pointer and lets the C scanner of the standard
library step over everything else, without keeping what it reads.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from govern.documents.json_steps import after_space, string_at, value_end
from govern.model import Location, Position
from govern.model.json import keys_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

Span: TypeAlias = tuple[int, int]  # offsets of the first character and of the one after the last


@dataclass(slots=True)
class _Wanted:
    """A node of the tree of wanted pointers."""

    pointers: list[str] = field(default_factory=list)
    children: dict[str, _Wanted] = field(default_factory=dict)


class JsonPositions:
    """Positions in a JSON text that has been read without error (govern.model.document.Positions).

    A scalar's span is the value itself. That of an object or array is its key, or the opening
    bracket where there is no key, so that a report never underlines pages of text.

    Args:
        path: Name of the file, for the Locations.
        text: The text, as decoded.
        first_line: The line of `path` that the text starts on.
    """

    __slots__ = ("_first_line", "_path", "_text")

    def __init__(self, path: str, text: str, first_line: int = 1) -> None:
        self._path = path
        self._text = text
        self._first_line = first_line

    def locate(self, pointers: Collection[str]) -> Mapping[str, Location]:
        """Return the Location of each pointer; a missing key has that of its deepest parent."""
        spans = spans_of(self._text, pointers)
        positions = positions_of(self._text, spans.values(), self._first_line)
        return {
            pointer: Location.at(self._path, positions[spans[pointer]], pointer)
            for pointer in pointers
        }


def place_of(text: str, offset: int, first_line: int = 1) -> tuple[int, int]:
    """Return the 1-based line and column of an offset in `text`, which starts on `first_line`."""
    offset = min(offset, len(text))
    line = text.count("\n", 0, offset)
    return line + first_line, offset - text.rfind("\n", 0, offset)


def spans_of(text: str, pointers: Iterable[str]) -> dict[str, Span]:
    """Return the span of each pointer, or of its deepest existing parent, in a valid JSON text."""
    root = _Wanted()
    for pointer in pointers:
        node = root
        for key in keys_of(pointer):
            node = node.children.setdefault(key, _Wanted())
        node.pointers.append(pointer)
    start = after_space(text, 0)
    search = _Search(text, len(set(pointers)))
    search.visit(start, (start, start + 1), root)
    return search.spans


class _Search:
    """One pass over a text for a tree of pointers."""

    __slots__ = ("_text", "_wanted", "spans")

    def __init__(self, text: str, wanted: int) -> None:
        self._text = text
        self._wanted = wanted
        self.spans: dict[str, Span] = {}

    def visit(self, at: int, span: Span, node: _Wanted) -> int:
        """Look for `node` in the value at `at`; return the offset after it.

        `span` is what stands for the value if it is a collection. Recursion is as deep as the text
        is nested, which its reader has bounded.
        """
        opening = self._text[at]
        if opening not in "{[":
            end = value_end(self._text, at)
            self._settle(node, (at, end))
            return end
        for pointer in node.pointers:
            self.spans[pointer] = span
        missing = dict(node.children)
        end = self._step_through(at, opening, missing)
        for child in missing.values():
            self._settle(child, span)
        return end

    def _step_through(self, at: int, opening: str, missing: dict[str, _Wanted]) -> int:
        """Visit or step over each child of the collection at `at`; take the found from `missing`.

        Stops early once everything is found: what it returns is of use to nobody then.
        """
        text = self._text
        closing = "}" if opening == "{" else "]"
        at = after_space(text, at + 1)
        index = 0
        while text[at] != closing:
            if opening == "{":
                start = at
                key, at = string_at(text, at)
                span = (start, at)
                at = after_space(text, after_space(text, at) + 1)  # the colon
            else:
                key, span = str(index), (at, at + 1)
                index += 1
            child = missing.pop(key, None)
            at = value_end(text, at) if child is None else self.visit(at, span, child)
            if len(self.spans) == self._wanted:
                return at
            at = after_space(text, at)
            if text[at] == ",":
                at = after_space(text, at + 1)
        return at + 1

    def _settle(self, node: _Wanted, span: Span) -> None:
        """Give `span` to every pointer at and below `node`."""
        waiting = [node]
        while waiting:
            node = waiting.pop()
            for pointer in node.pointers:
                self.spans[pointer] = span
            waiting.extend(node.children.values())


def positions_of(text: str, spans: Iterable[Span], first_line: int = 1) -> dict[Span, Position]:
    """Turn spans into positions, counting lines once from the start to the last span."""
    spans = set(spans)
    places: dict[int, tuple[int, int]] = {}
    line, line_start, seen = first_line, 0, 0
    for offset in sorted({offset for span in spans for offset in span}):
        newlines = text.count("\n", seen, offset)
        if newlines:
            line += newlines
            line_start = text.rfind("\n", seen, offset) + 1
        seen = offset
        places[offset] = (line, offset - line_start + 1)
    return {span: Position(*places[span[0]], *places[span[1]]) for span in spans}
