"""`some x in y` where y is no collection: nothing to OPA, an error to regorus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.engine.embedded.builtins.overlay import PACKAGE
from govern.engine.embedded.rewrite.syntax import kind, nodes

if TYPE_CHECKING:
    from govern.engine.embedded.rewrite.edits import Edits, Render
    from govern.engine.embedded.rewrite.syntax import Node, Tree

_COLLECTIONS = frozenset({"Array", "Set", "Object", "ArrayCompr", "SetCompr", "ObjectCompr"})


def rewrite_iteration(tree: Tree, edits: Edits) -> None:
    """Add the edits that make nothing of what is no collection."""
    for name, node in nodes(tree.ast["rules"]):
        if name == "SomeIn" and kind(node["collection"]) not in _COLLECTIONS:
            _add(tree, node["collection"], edits)


def _add(tree: Tree, collection: Node, edits: Edits) -> None:
    start, end = tree.span(collection)

    def make(render: Render) -> bytes:
        return f"data.{PACKAGE}.items(".encode() + render(start, end) + b")"

    edits.add(start, end, make)
