"""`x in y` as a value, with x or y undefined: undefined to OPA, false to regorus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.engine.embedded.builtins.overlay import PACKAGE
from govern.engine.embedded.rewrite.syntax import nodes, statements

if TYPE_CHECKING:
    from govern.engine.embedded.rewrite.edits import Edits, Render
    from govern.engine.embedded.rewrite.syntax import Node, Tree


def rewrite_membership(tree: Tree, edits: Edits) -> None:
    """Add the edits that make a function call of each `in` that is not a statement by itself."""
    whole = set()
    for statement in statements(tree.ast["rules"]):
        for name in ("Expr", "NotExpr"):
            node = statement["literal"].get(name, {}).get("expr", {}).get("Membership")
            whole.add(id(node))
    for name, node in nodes(tree.ast["rules"]):
        if name == "Membership" and id(node) not in whole:
            _add(tree, node, edits)


def _add(tree: Tree, node: Node, edits: Edits) -> None:
    start, end = tree.span(node)
    parts = [tree.span(node[one]) for one in ("key", "value", "collection") if node[one]]
    function = f"data.{PACKAGE}.member_{len(parts)}".encode()

    def make(render: Render) -> bytes:
        text = function + b"(" + b", ".join(render(*part) for part in parts) + b")"
        return text + b"\n" * (tree.source.count(b"\n", start, end) - text.count(b"\n"))

    edits.add(start, end, make)
