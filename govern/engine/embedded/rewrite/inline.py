"""Builtins of regorus that need only an argument or a result changed, in place.

A pattern that is written out is translated here, once, and costs nothing afterwards.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from govern.engine.embedded.builtins import globs, regexes
from govern.engine.embedded.builtins.operands import BuiltinError
from govern.engine.embedded.rewrite.syntax import inner, kind

if TYPE_CHECKING:
    from govern.engine.embedded.rewrite.edits import Edits, Render
    from govern.engine.embedded.rewrite.survey import Call
    from govern.engine.embedded.rewrite.syntax import Node, Tree

# builtin → function for each argument, by its index
_ARGUMENTS: dict[str, dict[int, str]] = {
    "array.slice": {1: "govern.integer", 2: "govern.integer"},
    "regex.find_all_string_submatch_n": {0: "govern.regex", 2: "govern.integer"},
    "regex.find_n": {0: "govern.regex", 2: "govern.integer"},
    "regex.is_valid": {0: "govern.regex_or_invalid"},
    "regex.match": {0: "govern.regex"},
    "uuid.parse": {0: "govern.uuid"},
}
_PATTERNS = frozenset({"govern.regex", "govern.regex_or_invalid"})
_RESULTS = {"json.marshal": "govern.html_safe"}
INLINE = frozenset({*_ARGUMENTS, *_RESULTS, "glob.match", "re_match"})
_TEXTS = frozenset({"String", "RawString"})


def rewrite_inline(tree: Tree, call: Call, edits: Edits) -> None:
    """Add the edits for a call of one of INLINE."""
    name = ".".join(call.name)
    if name == "glob.match":
        _glob(tree, call.node, edits)
        return
    if name == "re_match":
        name = "regex.match"
        place = tree.span(call.node["fcn"])
        edits.add(*place, lambda _: b"regex.match")
    if name in _RESULTS:
        _wrap(tree, {"Call": call.node}, _RESULTS[name], edits)
    for index, function in _ARGUMENTS.get(name, {}).items():
        _argument(tree, call.node["params"][index], function, edits)


def _argument(tree: Tree, node: Node, function: str, edits: Edits) -> None:
    if function == "govern.integer":
        if kind(node) != "Number" or not isinstance(inner(node)["value"], int):
            _wrap(tree, node, function, edits)
        return
    if function in _PATTERNS and kind(node) in _TEXTS:
        try:
            pattern = regexes.for_rust(inner(node)["value"])
        except BuiltinError:
            pattern = None  # it fails when, and only when, it is evaluated
        if pattern is not None:
            _put(tree, node, pattern, edits)
            return
    _wrap(tree, node, function, edits)


def _glob(tree: Tree, node: Node, edits: Edits) -> None:
    """`glob.match(p, d, x)` is `regex.match(pattern, x)`."""
    start, end = tree.span({"Call": node})
    pattern, delimiters, _ = node["params"]
    places = [tree.span(one) for one in node["params"]]
    known = _known_glob(pattern, delimiters)

    def make(render: Render) -> bytes:
        if known is not None:
            first = _quoted(known)
        else:
            first = b"govern.glob(" + render(*places[0]) + b", " + render(*places[1]) + b")"
        text = b"regex.match(" + first + b", " + render(*places[2]) + b")"
        return text + b"\n" * (tree.source.count(b"\n", start, end) - text.count(b"\n"))

    edits.add(start, end, make)


def _known_glob(pattern: Node, delimiters: Node) -> str | None:
    """Return the regular expression when everything is written out."""
    if kind(pattern) not in _TEXTS:
        return None
    separators: list[str] | None = None
    if kind(delimiters) == "Array":
        items = inner(delimiters)["items"]
        if any(kind(item) not in _TEXTS for item in items):
            return None
        separators = [inner(item)["value"] for item in items]
    elif kind(delimiters) != "Null":
        return None
    try:
        return globs.for_rust(inner(pattern)["value"], separators)
    except BuiltinError:
        return None


def _put(tree: Tree, node: Node, pattern: str, edits: Edits) -> None:
    start, end = tree.span(node)
    lost = b"\n" * tree.source.count(b"\n", start, end)
    if pattern != inner(node)["value"]:
        edits.add(start, end, lambda _: _quoted(pattern) + lost)


def _quoted(pattern: str) -> bytes:
    return json.dumps(pattern, ensure_ascii=False).encode()


def _wrap(tree: Tree, node: Node, function: str, edits: Edits) -> None:
    start, end = tree.span(node)
    edits.add(start, end, lambda render: function.encode() + b"(" + render(start, end) + b")")
