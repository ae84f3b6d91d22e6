"""Calls that regorus cannot make as they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.engine.embedded.builtins import ANSWERED
from govern.engine.embedded.builtins.catalogue import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govern.engine.embedded.rewrite.edits import Edits, Render
    from govern.engine.embedded.rewrite.survey import Call, Path, Survey
    from govern.engine.embedded.rewrite.syntax import Tree


def rewrite_calls(found: Survey, arities: Mapping[Path, int], edits: Edits) -> None:
    """Write output arguments as assignments and operators' function names as operators.

    `f(a, x)` for an f of one argument means `x = f(a)`; regorus knows that of its own builtins
    alone.
    """
    for call in found.calls:
        operator = OPERATORS.get(call.name[0]) if len(call.name) == 1 else None
        is_statement = id(call.node) in found.statement_calls
        if operator and call.name not in arities and call.arguments in {2, 3}:
            _operator(found.tree, call, operator, edits, output=call.arguments == 3)
        elif is_statement and _takes_output(call, arities):
            _output(found.tree, call, edits)


def _takes_output(call: Call, arities: Mapping[Path, int]) -> bool:
    if call.name in arities:
        return call.arguments == arities[call.name] + 1
    name = ".".join(call.name)
    return name in ANSWERED and call.arguments == ANSWERED[name][2] + 1


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
