"""`a < b` where nothing tells what a and b are: they may be a set and an object.

OPA puts objects before sets, regorus the other way round. A comparison with a number, a text or a
count is left as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.engine.embedded.builtins.overlay import PACKAGE
from govern.engine.embedded.rewrite.syntax import ground_path, inner, kind, nodes

if TYPE_CHECKING:
    from govern.engine.embedded.rewrite.edits import Edits, Render
    from govern.engine.embedded.rewrite.syntax import Node, Tree

_FUNCTIONS = {"Lt": "less", "Le": "less_or_equal", "Gt": "greater", "Ge": "greater_or_equal"}
_SCALARS = frozenset(
    {"Number", "String", "RawString", "Bool", "True", "False", "Null", "ArithExpr", "UnaryExpr"}
)
# Builtins that give a number or a text.
_SCALAR_CALLS = frozenset(
    {"count", "sum", "to_number", "round", "ceil", "floor", "abs", "lower", "upper", "sprintf"}
    | {"time.now_ns", "time.parse_rfc3339_ns", "time.parse_ns", "units.parse", "units.parse_bytes"}
)


def rewrite_order(tree: Tree, edits: Edits) -> None:
    """Add the edits for comparisons of what may be anything."""
    for name, node in nodes(tree.ast["rules"]):
        function = ordering(name, node)
        if function:
            _add(tree, node, function, edits)


def ordering(name: str, node: Node) -> str | None:
    """Return the function that is to compare; None when the operator does it as well."""
    if name != "BoolExpr" or node["op"] not in _FUNCTIONS:
        return None
    if _is_scalar(node["lhs"]) or _is_scalar(node["rhs"]):
        return None
    return f"data.{PACKAGE}.{_FUNCTIONS[node['op']]}"


def _is_scalar(node: Node) -> bool:
    if kind(node) == "Call":
        return ".".join(ground_path(inner(node)["fcn"])[1]) in _SCALAR_CALLS
    return kind(node) in _SCALARS


def _add(tree: Tree, node: Node, function: str, edits: Edits) -> None:
    start, end = tree.span(node)
    left, right = tree.span(node["lhs"]), tree.span(node["rhs"])

    def make(render: Render) -> bytes:
        lost = b"\n" * tree.source.count(b"\n", left[1], right[0])
        return b"".join(
            (function.encode(), b"(", render(*left), b",", lost, b" ", render(*right), b")")
        )

    edits.add(start, end, make)
