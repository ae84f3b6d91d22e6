"""Where the fields of a JSON or YAML text stand, in bytes, so that their pieces can be found.

Unlike the positions of findings, a collection's place here is all of its text. What lies below an
alias, or came by `<<`, is found at its anchor.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from govern.documents.interface import Limits
from govern.documents.json_reader import read_json
from govern.documents.json_steps import after_space, string_at, value_end
from govern.documents.text import decode
from govern.documents.yaml_events import YamlText, marks_of
from govern.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

_ANY, _ANY_DEPTH = "*", "**"
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n.*?^(?=---[ \t]*$)", re.DOTALL | re.MULTILINE)
_BLOCKS = frozenset({"|", ">"})  # styles of scalars whose text ends with the line


@dataclass(slots=True)
class Node:
    """A value in a text: where it stands, and what it says.

    Attributes:
        start: Offset of its first character; `end` of the one after the last.
        text: What a scalar says; None for a collection.
        children: Of a collection: key or index, and value.
    """

    start: int
    end: int
    text: str | None = None
    children: list[tuple[str, Node]] = field(default_factory=list)

    def texts(self) -> Iterator[str]:
        """Yield what the scalars at and below it say."""
        if self.text is not None:
            yield self.text
        for _, child in self.children:
            yield from child.texts()

    def matching(self, keys: tuple[str, ...]) -> Iterator[Node]:
        """Yield the nodes below it whose keys fit; `*` is any key, `**` any keys or none."""
        if not keys:
            yield self
            return
        wanted, rest = keys[0], keys[1:]
        if wanted == _ANY_DEPTH:
            yield from self.matching(rest)
        for key, child in self.children:
            if wanted == _ANY_DEPTH:
                yield from child.matching(keys)
            elif wanted in (_ANY, key):
                yield from child.matching(rest)


@dataclass(frozen=True, slots=True)
class Fields:
    """The documents in a file, and what turns their offsets into offsets of bytes."""

    roots: list[Node]
    _text: str
    _skip: int

    def matching(self, keys: tuple[str, ...]) -> Iterator[Node]:
        """Yield the nodes of all documents whose keys fit."""
        for root in self.roots:
            yield from root.matching(keys)

    def in_bytes(self, nodes: list[Node]) -> list[tuple[int, int]]:
        """Return the spans of nodes in bytes, sorted."""
        offsets = sorted({at for node in nodes for at in (node.start, node.end)})
        known, count = {}, self._skip
        for before, at in pairwise([0, *offsets]):
            count += len(self._text[before:at].encode())
            known[at] = count
        return sorted((known[node.start], known[node.end]) for node in nodes)


def fields_of(data: bytes, path: str) -> Fields:
    """Return the fields of a JSON or YAML file.

    Raises:
        InputError: it is neither, or not in UTF-8.
    """
    text = decode(data, path)
    encoded = text.encode()
    skip = len(data) - len(encoded)
    if skip < 0 or data[skip:] != encoded:
        raise InputError("not UTF-8", path=path)
    start = after_space(text, 0)
    if text[start : start + 1] in ("{", "["):
        try:
            read_json(text, path, Limits())
        except InputError:  # a flow mapping of YAML looks the same
            return Fields(_yaml(text, path), text, skip)
        return Fields([_json(text, start)[0]], text, skip)
    return Fields(_yaml(text, path), text, skip)


def _json(text: str, at: int) -> tuple[Node, int]:
    """Return the value at an offset of a valid text, and the offset after it."""
    opening = text[at]
    if opening not in "{[":
        end = value_end(text, at)
        said = text[at:end]
        return Node(at, end, json.loads(said) if opening == '"' else said), end
    node = Node(at, at)
    closing = "}" if opening == "{" else "]"
    at = after_space(text, at + 1)
    while text[at] != closing:
        key = str(len(node.children))
        if opening == "{":
            key, at = string_at(text, at)
            at = after_space(text, after_space(text, at) + 1)  # the colon
        child, at = _json(text, at)
        node.children.append((key, child))
        at = after_space(text, at)
        if text[at] == ",":
            at = after_space(text, at + 1)
    node.end = at + 1
    return node, node.end


@dataclass(slots=True)
class _Open:
    node: Node
    is_mapping: bool
    key: str | None = None


def _yaml(text: str, path: str) -> list[Node]:
    """Return the documents of a stream, or the one above the Markdown of a card."""
    try:
        return _Builder(text, path).roots
    except InputError:
        front = _FRONT_MATTER.match(text)
        if front is None:
            raise
        return _Builder(front[0], path).roots


class _Builder:
    """Puts the events of a YAML stream together, without recursion."""

    def __init__(self, text: str, path: str) -> None:
        self.roots: list[Node] = []
        self._text = text
        self._open: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        for event in YamlText(text, path, 1).events():
            self._take(event)

    def _take(self, event: object) -> None:
        if isinstance(event, DocumentStartEvent):
            self._anchors = {}
        elif isinstance(event, ScalarEvent):
            start, end = self._place(event)
            self._put(Node(start, end, event.value), event.anchor)
        elif isinstance(event, AliasEvent):
            # What an alias stands for is open still where it lies in itself: that goes nowhere.
            known = self._anchors.get(event.anchor or "")
            inside = any(one.node is known for one in self._open)
            start, end = self._place(event)
            self._put(known if known and not inside else Node(start, end, ""), None)
        elif isinstance(event, CollectionEndEvent):
            top = self._open.pop()
            top.node.end = self._end(top.node, marks_of(event)[1].index)  # type: ignore[arg-type]  # libyaml marks each event
        elif isinstance(event, NodeEvent):
            start, end = self._place(event)
            node = Node(start, end)
            self._put(node, event.anchor)
            self._open.append(_Open(node, isinstance(event, MappingStartEvent)))

    def _place(self, event: NodeEvent) -> tuple[int, int]:
        start, end = marks_of(event)
        last = end.index
        if isinstance(event, ScalarEvent) and event.style in _BLOCKS:
            last = start.index + len(self._text[start.index : last].rstrip())
        return start.index, last

    def _end(self, node: Node, end: int) -> int:
        """Return where a collection ends: libyaml says it of one in block style at the next."""
        return node.start + len(self._text[node.start : end].rstrip())

    def _put(self, node: Node, anchor: str | None) -> None:
        if anchor:
            self._anchors[anchor] = node
        if not self._open:
            self.roots.append(node)
            return
        top = self._open[-1]
        if not top.is_mapping:
            top.node.children.append((str(len(top.node.children)), node))
        elif top.key is None:
            top.key = node.text if node.text is not None else ""
        else:
            top.node.children.append((top.key, node))
            if top.key == "<<":
                top.node.children += _merged(node)
            top.key = None


def _merged(node: Node) -> list[tuple[str, Node]]:
    """Return what `<<` brings; what a key of its own hides is a place of the value all the same."""
    sources = [node, *(child for key, child in node.children if key.isdigit())]
    return [pair for source in sources for pair in source.children if not pair[0].isdigit()]
