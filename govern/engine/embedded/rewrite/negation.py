"""`not f(x)` with x undefined: OPA fails the body, regorus makes the negation true.

OPA's compiler moves operands out: `not f(input.x)` is `t = input.x; not f(t)`, so an undefined
`input.x` fails the body (rewriteExprTerms and rewriteDynamics in OPA's ast/compile.go). The same is
done here in the source text. A reference that stands alone, or on a side of an equality, stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from govern.engine.embedded.rewrite.membership import MEMBER_WITH_KEY
from govern.engine.embedded.rewrite.ordering import ordering
from govern.engine.embedded.rewrite.syntax import Tree, inner, kind, statements
from govern.policies.rego_lexer import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.engine.embedded.rewrite.edits import Edits, Render
    from govern.engine.embedded.rewrite.survey import Survey
from govern.engine.embedded.rewrite.syntax import Node

_REFERENCES = frozenset({"RefDot", "RefBrack"})
_CALLS = frozenset({"Call", "ArithExpr", "BinExpr", "BoolExpr", "Membership"})
_LITERALS = frozenset({"Array", "Set"})


def hoist(found: Survey, edits: Edits, outputs: set[int], bare: set[int]) -> None:
    """Add the edits that move operands out of negations.

    `outputs` are the identities of calls whose last argument takes the result: `not f(a, x)` means
    `not x = f(a)`, in which the call stays. `bare` are those of statements without braces.
    """
    tree = found.tree
    numbers = count(1)
    # A name of a rule or an import is a reference; a local of that name loses nothing by moving.
    finder = _Finder(frozenset({*found.local, *found.aliases, "input", "data"}))
    for statement in statements(tree.ast["rules"]):
        literal = statement["literal"]
        if "NotExpr" not in literal:
            continue
        call = literal["NotExpr"]["expr"].get("Call")
        output = call["params"][-1] if id(call) in outputs else None
        operands = list(finder.moved(literal["NotExpr"]["expr"]))
        if operands or output:
            names = [f"govern_{next(numbers)}__" for _ in operands]
            hoisted = [(*tree.span(node), name) for node, name in zip(operands, names, strict=True)]
            _add(tree, edits, statement, sorted(hoisted), output, braces=id(statement) in bare)


@dataclass(frozen=True, slots=True)
class _Finder:
    """Finds what OPA's compiler moves; `names` are references although they look like variables."""

    names: frozenset[str]

    def moved(self, expression: Node) -> Iterator[Node]:
        """Yield what is moved out of a negated expression."""
        value = inner(expression)
        match kind(expression):
            case "Call":
                for parameter in value["params"]:
                    yield from self._operand(parameter)
            case "BoolExpr" | "AssignExpr" if value["op"] == "Eq":
                yield from self._term(value["lhs"])
                yield from self._term(value["rhs"])
            case "BoolExpr" | "ArithExpr" | "BinExpr":
                yield from self._operand(value["lhs"])
                yield from self._operand(value["rhs"])
            case "Membership":
                for part in ("key", "value", "collection"):
                    if value[part]:
                        yield from self._operand(value[part])
            case _:
                yield from self._term(expression)

    def _operand(self, node: Node) -> Iterator[Node]:
        """A reference, a call, or a literal that contains one moves as a whole."""
        if self._contains_reference(node):
            yield node

    def _term(self, node: Node) -> Iterator[Node]:
        """A reference stays; what moves is a call that it begins with, and its computed keys."""
        while kind(node) in _REFERENCES:
            if kind(node) == "RefBrack":
                yield from self._operand(inner(node)["index"])
            node = inner(node)["refr"]
        if kind(node) != "Var":
            yield from self._operand(node)

    def _contains_reference(self, node: Node) -> bool:
        """Whether it is a reference or call, or a literal with one outside of comprehensions."""
        name, value = kind(node), inner(node)
        if name == "Var":
            return value["value"] in self.names
        if name == "Object":
            return any(
                self._contains_reference(part) for _, *pair in value["fields"] for part in pair
            )
        if name in _LITERALS:
            return any(self._contains_reference(part) for part in value["items"])
        return name in _REFERENCES | _CALLS


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
        function, sides = _function_of(negation["expr"])
        if function:
            node = inner(negation["expr"])
            body = _with_function(tree, render, node, hoisted, function, sides)
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


def _function_of(expression: Node) -> tuple[str | None, tuple[str, ...]]:
    """Return the function that answers instead of an operator, and which parts it takes."""
    name, value = kind(expression), inner(expression)
    if name == "Membership" and value["key"]:
        return MEMBER_WITH_KEY, ("key", "value", "collection")
    return ordering(name, value), ("lhs", "rhs")


def _with_function(
    tree: Tree,
    render: Render,
    node: Node,
    hoisted: list[tuple[int, int, str]],
    function: str,
    parts: tuple[str, ...],
) -> bytes:
    """Render `not less(a, b)` for `not a < b`."""
    start, end = tree.span(node)
    sides = [_replaced(render, *tree.span(node[part]), hoisted) for part in parts]
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
