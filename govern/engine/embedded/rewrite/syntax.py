"""regorus' syntax tree, read: `get_ast_as_json()` of one module.

Every node is `{Kind: {"span": {line, col, start, end}, …}}`; offsets are bytes. The span of a text
literal leaves out its quotes, and so does the span of whatever begins or ends with one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Node: TypeAlias = "dict[str, Any]"

_PART = re.compile(r'([A-Za-z_]\w*)|\["((?:[^"\\]|\\.)*)"\]')
_SCALARS = frozenset({"Number", "True", "False", "Bool", "Null"})
_QUOTES = b'"`'
_OPENING = re.compile(rb"\{(?:\s|#[^\n]*\n)*\Z")


@dataclass(frozen=True, slots=True)
class Tree:
    """One module: its source as the interpreter sees it, and its tree."""

    path: str
    source: bytes
    ast: Node

    @property
    def package(self) -> tuple[str, ...]:
        """The package path, without `data`."""
        return tuple(ground_path(self.ast["package"]["refr"])[1])

    def span(self, node: Node) -> tuple[int, int]:
        """Return where a node begins and ends, quotes included."""
        span = inner(node)["span"] if "span" not in node else node["span"]
        start, end = span["start"], span["end"]
        if "Object" in node and len(node["Object"]["fields"]) > 1:
            start = self._brace_before(node["Object"]["fields"][0][1])
        if start and self.source[start - 1] in _QUOTES:
            start -= 1
        if self.source[end : end + 1] and self.source[end] in _QUOTES:
            end += 1
        return start, end

    def _brace_before(self, first_key: Node) -> int:
        """Return where an object begins; regorus says that it begins at its last key."""
        found = _OPENING.search(self.source, 0, self.span(first_key)[0])
        assert found is not None  # noqa: S101 - it was parsed
        return found.start()

    def text(self, node: Node) -> str:
        """Return a node's source text."""
        start, end = self.span(node)
        return self.source[start:end].decode()


def kind(node: Node) -> str:
    """Return a node's kind, such as `Call`."""
    return next(iter(node))


def inner(node: Node) -> Node:
    """Return what is inside of a node."""
    value: Node = next(iter(node.values()))
    return value


def line(node: Node) -> int:
    """Return the 1-based line that a node begins on."""
    found: int = (inner(node)["span"] if "span" not in node else node["span"])["line"]
    return found


def nodes(value: Any) -> Iterator[tuple[str, Node]]:
    """Yield every node below `value` as (kind, inside), parents first."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            for key, child in item.items():
                if isinstance(child, dict):
                    if key[0].isupper():
                        yield key, child
                    if key != "span":
                        stack.append(child)
                elif isinstance(child, list):
                    stack.append(child)
        elif isinstance(item, list):
            stack.extend(reversed(item))


def statements(value: Any) -> Iterator[Node]:
    """Yield every statement of every query below `value`."""
    for query in queries(value):
        yield from query["stmts"]


def queries(value: Any) -> Iterator[Node]:
    """Yield every query below `value`: a body, or what a comprehension is made of."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            if "stmts" in item:
                yield item
            stack.extend(child for child in item.values() if isinstance(child, dict | list))
        elif isinstance(item, list):
            stack.extend(child for child in item if isinstance(child, dict | list))


def bare_statements(tree: Tree) -> set[int]:
    """Return the identities of statements that are a whole body without braces: `x if y`."""
    found = set()
    for rule in tree.ast["rules"]:
        for body in rule.get("Spec", {}).get("bodies") or []:
            query = body["query"]
            start = query["span"]["start"]
            if query["stmts"] and tree.source[start : start + 1] != b"{":
                found.add(id(query["stmts"][0]))
    return found


def ground_path(node: Node) -> tuple[Node | None, list[str], list[Node]]:
    """Take a reference apart.

    Returns:
        The base when it is no name, else None; the leading names and text keys, the base's name
        first; and everything from the first computed key on, as nodes.
    """
    keys: list[str | Node] = []
    scalar = False
    while True:
        name, value = kind(node), inner(node)
        if name == "RefDot":
            keys.append(value["field"][1])
        elif name == "RefBrack":
            index = value["index"]
            text = kind(index) in {"String", "RawString"}
            keys.append(inner(index)["value"] if text else index)
            scalar = scalar or kind(index) in _SCALARS
        else:
            break
        node = value["refr"]
    keys.reverse()
    base = None
    names: list[str] = []
    if kind(node) == "Var":
        names.append(inner(node)["value"])
    else:
        base = node
    rest: list[Node] = []
    for key in keys:
        if isinstance(key, str) and not rest and base is None:
            names.append(key)
        elif not isinstance(key, str):
            rest.append(key)
    if scalar and names:
        names.append("")  # a number or the like names no rule
    return base, names, rest


def rule_parts(rule: Node) -> tuple[Node, Node | None]:
    """Return a rule's reference node and its head's inside; the head is None for a default."""
    if "Default" in rule:
        return rule["Default"]["refr"], None
    head: Node = inner(rule["Spec"]["head"])
    return head["refr"], head


def arguments(rule: Node) -> list[Node] | None:
    """Return a function's parameters; None when the rule is no function."""
    if "Default" in rule:
        return rule["Default"]["args"] or None
    head = rule["Spec"]["head"]
    return head["Func"]["args"] if "Func" in head else None


def join(keys: tuple[str, ...] | list[str]) -> str:
    """Return a path as text, for people and as a key: `data.a["b-c"].d`."""
    first, *rest = keys
    return first + "".join(f".{key}" if key.isidentifier() else f'["{key}"]' for key in rest)


def split_path(path: str) -> list[str]:
    """Undo `join`."""
    return [plain or quoted for plain, quoted in _PART.findall(path)]
