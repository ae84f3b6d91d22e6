"""`not f(x)` with x undefined: OPA fails the body, regorus makes the negation true.

OPA's compiler moves operands out: `not f(input.x)` is `t = input.x; not f(t)`, so an undefined
`input.x` fails the body (rewriteExprTerms and rewriteDynamics in OPA's ast/compile.go). The same is
done here in the source text. A reference that stands alone, or on a side of an equality, stays.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from govern.engine.embedded.rewrite.lexer import one_line
from govern.engine.embedded.rewrite.ordering import ordering
from govern.engine.embedded.rewrite.syntax import Tree, bare_statements, inner, kind, statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.engine.embedded.rewrite.edits import Edits, Render
from govern.engine.embedded.rewrite.syntax import Node

_REFERENCES = frozenset({"RefDot", "RefBrack"})
_CALLS = frozenset({"Call", "ArithExpr", "BinExpr", "BoolExpr", "Membership"})
_LITERALS = frozenset({"Array", "Set", "Object"})


def hoist(tree: Tree, edits: Edits, outputs: set[int]) -> None:
    """Add the edits that move operands out of negations.

    `outputs` are the identities of calls whose last argument takes the result: `not f(a, x)` means
    `not x = f(a)`, in which the call stays.
    """
    numbers = count(1)
    bare = bare_statements(tree)
    for statement in statements(tree.ast["rules"]):
        literal = statement["literal"]
        if "NotExpr" not in literal:
            continue
        call = literal["NotExpr"]["expr"].get("Call")
        output = call["params"][-1] if id(call) in outputs else None
        operands = list(_moved(literal["NotExpr"]["expr"]))
        if operands or output:
            names = [f"govern_{next(numbers)}__" for _ in operands]
            hoisted = [(*tree.span(node), name) for node, name in zip(operands, names, strict=True)]
            _add(tree, edits, statement, sorted(hoisted), output, braces=id(statement) in bare)


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
    hoisted: list[tuple[int, int, str]],
    output: Node | None,
    *,
    braces: bool,
) -> None:
    negation = statement["literal"]["NotExpr"]
    start, end = tree.span(negation)
    mods = statement.get("with_mods") or []
    whole_end = tree.span(mods[-1])[1] if mods else end

    def make(render: Render) -> bytes:
        # Under the same `with` as the negation, as OPA's compiler does it.
        mods_text = render(end, whole_end)
        before = b"".join(
            name.encode() + b" := " + render(first, last) + one_line(mods_text) + b"; "
            for first, last, name in hoisted
        )
        body = _replaced(render, start, end, hoisted)
        function = ordering(*next(iter(negation["expr"].items())))
        if function:
            body = _with_function(tree, render, negation["expr"]["BoolExpr"], hoisted, function)
        if output is not None:
            body = _with_output(tree, render, negation["expr"]["Call"], hoisted)
        text = before + body + mods_text
        return b"{ " + text + b" }" if braces else text

    edits.add(start, whole_end, make)


def _replaced(render: Render, start: int, end: int, hoisted: list[tuple[int, int, str]]) -> bytes:
    """Render a part of the source with each operand in it replaced by its name."""
    pieces, at = [], start
    for first, last, name in hoisted:
        if start <= first and last <= end:
            pieces += [render(at, first), name.encode()]
            at = last
    return b"".join(pieces) + render(at, end)


def _with_function(
    tree: Tree, render: Render, node: Node, hoisted: list[tuple[int, int, str]], function: str
) -> bytes:
    """Render `not less(a, b)` for `not a < b`."""
    start, end = tree.span(node)
    sides = [_replaced(render, *tree.span(node[side]), hoisted) for side in ("lhs", "rhs")]
    text = b"not " + function.encode() + b"(" + b", ".join(sides) + b")"
    return text + b"\n" * (tree.source.count(b"\n", start, end) - text.count(b"\n"))


def _with_output(
    tree: Tree, render: Render, call: Node, hoisted: list[tuple[int, int, str]]
) -> bytes:
    """Render `not x = f(a)` for `not f(a, x)`; all on the call's first line."""
    start, end = tree.span({"Call": call})
    *inputs, output = call["params"]
    stop = tree.span(inputs[-1])[1] if inputs else tree.span(output)[0]
    target = _replaced(render, *tree.span(output), hoisted)
    text = b"not " + target + b" = " + _replaced(render, start, stop, hoisted) + b")"
    return text + b"\n" * (tree.source.count(b"\n", start, end) - text.count(b"\n"))
