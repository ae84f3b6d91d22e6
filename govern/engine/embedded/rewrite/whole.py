"""`data` as a whole, in a query: without the packages that govern loads beside the policies.

No module reads all of `data`: its rules would depend on themselves, which is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govern.engine.embedded.builtins.mirror import MIRROR
from govern.engine.embedded.builtins.overlay import PACKAGE
from govern.engine.embedded.rewrite.syntax import inner, kind

if TYPE_CHECKING:
    from govern.engine.embedded.rewrite.edits import Edits
    from govern.engine.embedded.rewrite.syntax import Node, Tree

_OTHERS = f'object.remove(data, ["{PACKAGE}", "{MIRROR}"])'.encode()


def hide_own_packages(tree: Tree, edits: Edits) -> None:
    """Add the edits for each `data` that no written name follows: `data`, `data[x]`."""
    _visit(tree.ast["rules"], edits)


def _visit(value: Any, edits: Edits) -> None:
    if isinstance(value, list):
        for item in value:
            _visit(item, edits)
    elif isinstance(value, dict):
        for name, child in value.items():
            if name == "with_mods":  # what is replaced is no value
                _visit([mod["as"] for mod in child or ()], edits)
            elif name == "RefDot" or (name == "RefBrack" and _is_text(child["index"])):
                if not _is_data(child["refr"]):
                    _visit(child["refr"], edits)
            elif _is_data({name: child}):
                span = child["span"]
                edits.add(span["start"], span["end"], lambda _: _OTHERS)
            elif name != "span":
                _visit(child, edits)


def _is_text(index: Node) -> bool:
    return kind(index) in {"String", "RawString"}


def _is_data(node: Any) -> bool:
    return kind(node) == "Var" and bool(inner(node)["value"] == "data")
