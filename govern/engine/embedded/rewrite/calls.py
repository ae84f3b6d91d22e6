"""Calls that regorus cannot make as they are written, or would answer unlike OPA."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.engine.embedded.builtins import ANSWERED, OVERLAID
from govern.engine.embedded.builtins.catalogue import OPERATORS
from govern.engine.embedded.builtins.overlay import PACKAGE
from govern.engine.embedded.rewrite.syntax import ground_path, inner, kind, nodes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govern.engine.embedded.rewrite.edits import Edits, Render
    from govern.engine.embedded.rewrite.survey import Call, Path, Survey
    from govern.engine.embedded.rewrite.syntax import Node, Tree

_ARITHMETIC = {
    "Add": b"govern.plus",
    "Sub": f"data.{PACKAGE}.minus".encode(),
    "Mul": b"govern.times",
    "Div": b"govern.divide",
    "Mod": b"govern.remainder",
}
_WIDE = 1 << 63  # numbers from here on cannot be handed to functions of ours
_NOT_TEXT = frozenset({"Array", "Object", "Set", "ArrayCompr", "ObjectCompr", "SetCompr"})


def output_calls(found: Survey, arities: Mapping[Path, int]) -> set[int]:
    """Return the identities of calls that regorus cannot give an output argument.

    `f(a, x)` for an f of one argument means `x = f(a)`; regorus knows that of its own builtins
    alone.
    """
    return {id(call.node) for call in found.calls if _has_output(call, arities)}


def _has_output(call: Call, arities: Mapping[Path, int]) -> bool:
    arity = arities.get(call.name)
    if arity is None:
        arity = _own_arity(".".join(call.name))
    return arity is not None and call.arguments == arity + 1


def rewrite_calls(found: Survey, arities: Mapping[Path, int], edits: Edits) -> None:
    """Add the edits for calls: output arguments, operators by name, overlaid builtins."""
    for call in found.calls:
        if _has_output(call, arities):
            _output(found.tree, call, edits)
        if call.name not in arities:
            _rewrite_builtin(found, call, edits)
    mocks = [(mock.node, mock.name) for mock in found.mocks]
    for node, name in (*mocks, *((one, ground_path(one)[1]) for one in found.mocked)):
        if ".".join(name) in OVERLAID:
            _rename(found.tree, node, ".".join(name), edits)


def _rewrite_builtin(found: Survey, call: Call, edits: Edits) -> None:
    name = ".".join(call.name)
    if name in OPERATORS and call.arguments in {2, 3}:
        _operator(found.tree, call, OPERATORS[name], edits, output=call.arguments == 3)
    elif name in OVERLAID and not _is_plain_count(call):
        _rename(found.tree, call.node["fcn"], name, edits)
    elif name == "walk" and call.arguments == 1:
        _walk(found, call, edits)


def rewrite_arithmetic(tree: Tree, edits: Edits) -> None:
    """Add the edits that make arithmetic decimal, as OPA's is."""
    for name, node in nodes(tree.ast["rules"]):
        if name == "ArithExpr" and not _is_plain(node):
            _arithmetic(tree, node, edits)


def _own_arity(name: str) -> int | None:
    """Return the arity of what is no builtin to regorus."""
    if name in OVERLAID:
        return OVERLAID[name][1]
    return ANSWERED[name][2] if name in ANSWERED else None


def _is_plain_count(call: Call) -> bool:
    """Whether it counts what is certainly no text."""
    return call.name == ("count",) and kind(call.node["params"][0]) in _NOT_TEXT


def _is_plain(node: Node) -> bool:
    """Whether both sides are written out, and regorus' own arithmetic does as well."""
    sides = [node["lhs"], node["rhs"]]
    if any(kind(side) != "Number" for side in sides):
        return False
    values = [inner(side)["value"] for side in sides]
    wide = any(abs(value) >= _WIDE for value in values)
    return wide or (node["op"] != "Div" and all(isinstance(value, int) for value in values))


def _rename(tree: Tree, node: Node, name: str, edits: Edits) -> None:
    start, end = tree.span(node)
    text = f"data.{PACKAGE}.{OVERLAID[name][0]}".encode()
    edits.add(start, end, lambda _: text)


def _output(tree: Tree, call: Call, edits: Edits) -> None:
    start, end = tree.span({"Call": call.node})
    *inputs, output = call.node["params"]
    place = tree.span(output)
    stop = tree.span(inputs[-1])[1] if inputs else place[0]

    def make(render: Render) -> bytes:
        lost = tree.source.count(b"\n", stop, place[0]) + tree.source.count(b"\n", place[1], end)
        return render(*place) + b" = " + render(start, stop) + b"\n" * lost + b")"

    edits.add(start, end, make)


def _operator(tree: Tree, call: Call, operator: str, edits: Edits, *, output: bool) -> None:
    start, end = tree.span({"Call": call.node})
    places = [tree.span(node) for node in call.node["params"]]

    def make(render: Render) -> bytes:
        sides = [render(*place) for place in places]
        text = b"(" + sides[0] + f" {operator} ".encode() + sides[1] + b")"
        if output:
            text = sides[2] + b" = " + text
        return text + b"\n" * (tree.source.count(b"\n", start, end) - text.count(b"\n"))

    edits.add(start, end, make)


def _arithmetic(tree: Tree, node: Node, edits: Edits) -> None:
    start, end = tree.span(node)
    left, right = tree.span(node["lhs"]), tree.span(node["rhs"])

    def make(render: Render) -> bytes:
        lost = tree.source.count(b"\n", left[1], right[0])
        return b"".join(
            (
                *(_ARITHMETIC[node["op"]], b"(", render(*left), b",", b"\n" * lost, b" "),
                *(render(*right), b")"),
            )
        )

    edits.add(start, end, make)


def _walk(found: Survey, call: Call, edits: Edits) -> None:
    """`[path, value] := walk(x)` is `walk(x, [path, value])`."""
    assignment = found.assigned.get(id(call.node))
    if assignment is None:
        return
    tree = found.tree
    start, end = tree.span(assignment)
    target, argument = tree.span(assignment["lhs"]), tree.span(call.node["params"][0])

    def make(render: Render) -> bytes:
        text = b"walk(" + render(*argument) + b", " + render(*target) + b")"
        return text + b"\n" * (tree.source.count(b"\n", start, end) - text.count(b"\n"))

    edits.add(start, end, make)
