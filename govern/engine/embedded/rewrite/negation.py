"""`not f(x)` with x undefined: OPA fails the body, regorus makes the negation true.

OPA's compiler moves operands out: `not f(input.x)` is `t = input.x; not f(t)`, so an undefined
`input.x` fails the body (rewriteExprTerms and rewriteDynamics in OPA's ast/compile.go). The same is
done here in the source text. A reference that stands alone, or on a side of an equality, stays.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from govern.engine.embedded.rewrite.lexer import one_line
from govern.engine.embedded.rewrite.syntax import Tree, inner, kind, statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.engine.embedded.rewrite.edits import Edits, Render
    from govern.engine.embedded.rewrite.syntax import Node

_REFERENCES = frozenset({"RefDot", "RefBrack"})
_CALLS = frozenset({"Call", "ArithExpr", "BinExpr", "BoolExpr", "Membership"})
_LITERALS = frozenset({"Array", "Set", "Object"})


def hoist(tree: Tree, edits: Edits) -> None:
    """Add the edits that move operands out of negations."""
    numbers = count(1)
    bare = _bare_bodies(tree)
    for statement in statements(tree.ast["rules"]):
        literal = statement["literal"]
        if "NotExpr" not in literal:
            continue
        operands = list(_moved(literal["NotExpr"]["expr"]))
        if operands:
            names = [f"govern_{next(numbers)}__" for _ in operands]
            _add(tree, edits, statement, operands, names, braces=id(statement) in bare)


def _bare_bodies(tree: Tree) -> set[int]:
    """Return the statements that are a rule's whole body, without braces: `x if not f(y)`."""
    found = set()
    for rule in tree.ast["rules"]:
        for body in rule.get("Spec", {}).get("bodies") or []:
            query = body["query"]
            start = query["span"]["start"]
            if query["stmts"] and tree.source[start : start + 1] != b"{":
                found.add(id(query["stmts"][0]))
    return found


def _moved(expression: Node) -> Iterator[Node]:
    """Yield what OPA's compiler moves out of a negated expression."""
    value = inner(expression)
    match kind(expression):
        case "Call":
            for parameter in value["params"]:
                yield from _operand(parameter)
        case "BoolExpr" | "AssignExpr" if value["op"] == "Eq":
            yield from _term(value["lhs"])
            yield from _term(value["rhs"])
        case "BoolExpr" | "ArithExpr" | "BinExpr":
            yield from _operand(value["lhs"])
            yield from _operand(value["rhs"])
        case "Membership":
            for part in ("key", "value", "collection"):
                if value[part]:
                    yield from _operand(value[part])
        case _:
            yield from _term(expression)


def _operand(node: Node) -> Iterator[Node]:
    """A reference, a call, or a literal that contains one moves as a whole."""
    name = kind(node)
    if name in _REFERENCES | _CALLS or (name in _LITERALS and _has_reference(node)):
        yield node


def _term(node: Node) -> Iterator[Node]:
    """A reference stays; what moves is a call that it begins with, and its computed keys."""
    while kind(node) in _REFERENCES:
        if kind(node) == "RefBrack":
            yield from _operand(inner(node)["index"])
        node = inner(node)["refr"]
    if kind(node) != "Var":
        yield from _operand(node)


def _has_reference(node: Node) -> bool:
    """Whether a literal contains a reference or call outside of comprehensions."""
    name = kind(node)
    if name in _REFERENCES | _CALLS:
        return True
    if name not in _LITERALS:
        return False
    value = inner(node)
    if name == "Object":
        parts = [part for _, *pair in value["fields"] for part in pair]
    else:
        parts = value["items"]
    return any(_has_reference(part) for part in parts)


def _add(
    tree: Tree,
    edits: Edits,
    statement: Node,
    operands: list[Node],
    names: list[str],
    *,
    braces: bool,
) -> None:
    negation = statement["literal"]["NotExpr"]
    start, end = tree.span(negation)
    mods = statement.get("with_mods") or []
    whole_end = tree.span(mods[-1])[1] if mods else end
    places = [tree.span(operand) for operand in operands]

    def make(render: Render) -> bytes:
        # Under the same `with` as the negation, as OPA's compiler does it.
        mods_text = render(end, whole_end)
        before = b"".join(
            name.encode() + b" := " + render(*place) + one_line(mods_text) + b"; "
            for name, place in zip(names, places, strict=True)
        )
        pieces, at = [], start
        for name, (first, last) in sorted(zip(names, places, strict=True), key=lambda one: one[1]):
            pieces += [render(at, first), name.encode()]
            at = last
        text = before + b"".join(pieces) + render(at, end) + mods_text
        return b"{ " + text + b" }" if braces else text

    edits.add(start, whole_end, make)
