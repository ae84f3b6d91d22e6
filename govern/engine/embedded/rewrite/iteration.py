"""`some x in y` where y is no collection: nothing to OPA, an error to regorus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.engine.embedded.builtins.overlay import PACKAGE
from govern.engine.embedded.rewrite.survey import declared
from govern.engine.embedded.rewrite.syntax import kind, statements
from govern.policies.rego_lexer import one_line

if TYPE_CHECKING:
    from collections.abc import Collection

    from govern.engine.embedded.rewrite.edits import Edits, Render
    from govern.engine.embedded.rewrite.syntax import Node, Tree

_COLLECTIONS = frozenset({"Array", "Set", "Object", "ArrayCompr", "SetCompr", "ObjectCompr"})
_REFERENCES = frozenset({"Var", "RefDot", "RefBrack"})


def rewrite_iteration(tree: Tree, names: Collection[str], edits: Edits, bare: set[int]) -> None:
    """Add the edits that write `some k, v in y` as `v := y[k]`.

    Patterns, as in `some [a, b] in y`, keep their form; a function then makes y a collection.
    `names` are those that mean something in the module without being declared; `bare` are the
    identities of statements without braces.
    """
    for rule in tree.ast["rules"]:
        own = declared(tree, rule)
        for statement in statements(rule):
            node = statement["literal"].get("SomeIn")
            if not node or kind(node["collection"]) in _COLLECTIONS:
                continue
            if any(one is not None and kind(one) != "Var" for one in (node["key"], node["value"])):
                _wrap(tree, node["collection"], edits)
                continue
            key = tree.text(node["key"]) if node["key"] else "_"
            # Where the name could mean something else as well, another stands for the index.
            plain = key == "_" or (own[key] == 1 and key not in names)
            index = key if plain else f"govern_i{tree.span(statement)[0]}__"
            _write_out(tree, statement, node, index, edits, braces=id(statement) in bare)


def _wrap(tree: Tree, collection: Node, edits: Edits) -> None:
    start, end = tree.span(collection)

    def make(render: Render) -> bytes:
        return f"data.{PACKAGE}.items(".encode() + render(start, end) + b")"

    edits.add(start, end, make)


def _write_out(
    tree: Tree, statement: Node, node: Node, index: str, edits: Edits, *, braces: bool
) -> None:
    start = tree.span(statement)[0]
    mods = statement.get("with_mods") or []
    collection = tree.span(node["collection"])
    whole_end = tree.span(mods[-1])[1] if mods else collection[1]
    key = tree.text(node["key"]) if node["key"] else "_"
    value = tree.text(node["value"])

    def make(render: Render) -> bytes:
        mods_text = render(collection[1], whole_end)
        text, whole = b"", render(*collection)
        if kind(node["collection"]) not in _REFERENCES:
            name = f"govern_c{start}__".encode()
            text, whole = name + b" := " + whole + one_line(mods_text) + b"; ", name
        target = f"govern_v{start}__" if value == "_" else value
        text += f"{target} := ".encode() + whole + f"[{index}]".encode() + mods_text
        if key != index:
            text += f"; {key} := {index}".encode()
        text += b"\n" * (tree.source.count(b"\n", start, whole_end) - text.count(b"\n"))
        return b"{ " + text + b" }" if braces else text

    edits.add(start, whole_end, make)
