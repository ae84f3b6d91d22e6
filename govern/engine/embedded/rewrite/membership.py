"""`x in y` as a value, with x or y undefined: undefined to OPA, false to regorus.

And `k, v in y`, of which regorus does not know that a set's elements are their own keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.engine.embedded.builtins.overlay import PACKAGE
from govern.engine.embedded.rewrite.syntax import nodes, statements

if TYPE_CHECKING:
    from govern.engine.embedded.rewrite.edits import Edits, Render
    from govern.engine.embedded.rewrite.syntax import Node, Tree

MEMBER_WITH_KEY = f"data.{PACKAGE}.member_3"
_MEMBER = f"data.{PACKAGE}.member_2"


def rewrite_membership(tree: Tree, edits: Edits) -> None:
    """Add the edits that make a function call of each `in` with a key, or that is no statement."""
    whole = set()
    for statement in statements(tree.ast["rules"]):
        for name in ("Expr", "NotExpr"):
            node = statement["literal"].get(name, {}).get("expr", {}).get("Membership")
            if node and not node["key"]:
                whole.add(id(node))
    for name, node in nodes(tree.ast["rules"]):
        if name == "Membership" and id(node) not in whole:
            _add(tree, node, edits)


def _add(tree: Tree, node: Node, edits: Edits) -> None:
    start, end = tree.span(node)
    parts = [tree.span(node[one]) for one in ("key", "value", "collection") if node[one]]
    function = (MEMBER_WITH_KEY if node["key"] else _MEMBER).encode()

    def make(render: Render) -> bytes:
        text = function + b"(" + b", ".join(render(*part) for part in parts) + b")"
        return text + b"\n" * (tree.source.count(b"\n", start, end) - text.count(b"\n"))

    edits.add(start, end, make)
