"""Calls that regorus cannot make as they are written, or would answer unlike OPA."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.engine.embedded.builtins import FAST, OVERLAID, arity_of, is_answered
from govern.engine.embedded.builtins.catalogue import OPERATORS
from govern.engine.embedded.builtins.mirror import MIRROR, mirrored
from govern.engine.embedded.builtins.overlay import PACKAGE
from govern.engine.embedded.rewrite.inline import INLINE, rewrite_inline
from govern.engine.embedded.rewrite.syntax import ground_path, inner, kind, nodes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from govern.engine.embedded.rewrite.edits import Edits, Render
    from govern.engine.embedded.rewrite.survey import Call, Path, Survey
    from govern.engine.embedded.rewrite.syntax import Node, Tree

_ARITHMETIC = {
    "Add": "govern.plus",
    "Sub": "govern.minus",
    "Mul": "govern.times",
    "Div": "govern.divide",
    "Mod": "govern.remainder",
}
_WIDE = 1 << 63  # numbers from here on cannot be handed to functions of ours
_SMALL = 1 << 32  # two numbers below this have a sum that fits


@dataclass(frozen=True, slots=True)
class Plan:
    """How the calls of a set of modules are to be made.

    Attributes:
        arities: How many arguments each function takes, by its path.
        mocked: Builtins that some `with` replaces; only functions in Rego can be replaced.
        careful: Whether to take the way that answers always, not the one that is fast and may
            say that it cannot.
    """

    arities: Mapping[Path, int]
    mocked: frozenset[str] = frozenset()
    careful: bool = False

    def target(self, name: str) -> str | None:
        """Return the name to call a builtin by; None when it is its own."""
        if name in self.mocked and is_answered(name):
            return f"data.{MIRROR}.{mirrored(name)}"
        if not self.careful and name in FAST:
            return FAST[name]
        if name in OVERLAID:
            return f"data.{PACKAGE}.{OVERLAID[name][0]}"
        return None

    def has_output(self, call: Call) -> bool:
        """Whether a call's last argument takes its result, and regorus does not know that.

        `f(a, x)` for an f of one argument means `x = f(a)`.
        """
        arity = self.arities.get(call.name)
        if arity is None:
            name = ".".join(call.name)
            arity = arity_of(name) if is_answered(name) else None
        return arity is not None and call.arguments == arity + 1


def rewrite_calls(found: Survey, plan: Plan, edits: Edits) -> None:
    """Add the edits for calls: output arguments, operators by name, other functions."""
    for call in found.calls:
        if plan.has_output(call):
            _output(found.tree, call, edits)
        if call.name not in plan.arities:
            _rewrite_builtin(found, call, plan, edits)
    for mock in found.mocks:
        name = ".".join(mock.name)
        if arity_of(name) is not None:
            _rename(found.tree, mock.node, f"data.{MIRROR}.{mirrored(name)}", edits)
    for node in found.mocked:
        target = plan.target(".".join(ground_path(node)[1]))
        if target:
            _rename(found.tree, node, target, edits)


def _rewrite_builtin(found: Survey, call: Call, plan: Plan, edits: Edits) -> None:
    name = ".".join(call.name)
    if id(call.node) in found.constants:
        _constant(found, call, edits)
    elif name in OPERATORS and call.arguments in {2, 3}:
        _operator(found.tree, call, OPERATORS[name], edits, output=call.arguments == 3)
    elif name == "walk" and call.arguments == 1:
        _walk(found, call, edits)
    elif name in INLINE and name not in plan.mocked and not plan.has_output(call):
        rewrite_inline(found.tree, call, edits)
    else:
        target = plan.target(name)
        if target and target != name:
            _rename(found.tree, call.node["fcn"], target, edits)


def rewrite_arithmetic(found: Survey, plan: Plan, edits: Edits) -> None:
    """Add the edits that make arithmetic decimal, as OPA's is."""
    tree = found.tree
    counts = {id(call.node) for call in found.calls if call.name == ("count",)}
    if "count" in plan.mocked or ("count",) in plan.arities:
        counts.clear()
    for name, node in nodes(tree.ast["rules"]):
        if name == "ArithExpr" and not _is_plain(node, counts):
            function = _ARITHMETIC[node["op"]]
            if plan.careful and node["op"] == "Sub":  # of sets, too
                function = f"data.{PACKAGE}.minus"
            _arithmetic(tree, node, function, edits)


def _is_plain(node: Node, counts: Collection[int]) -> bool:
    """Whether regorus' own arithmetic does as well: on sets, and on integers that fit.

    `counts` are the identities of calls of `count`.
    """
    sides = [node["lhs"], node["rhs"]]
    if node["op"] in {"Add", "Sub"} and all(_is_small(side, counts) for side in sides):
        return True
    if node["op"] == "Sub" and any(kind(side) in {"Set", "SetCompr"} for side in sides):
        return True
    if any(kind(side) != "Number" for side in sides):
        return False
    values = [inner(side)["value"] for side in sides]
    wide = any(abs(value) >= _WIDE for value in values)
    return wide or (node["op"] != "Div" and all(isinstance(value, int) for value in values))


def _is_small(node: Node, counts: Collection[int]) -> bool:
    """Whether it is an integer that can be added to another one: a count, or one written out."""
    if kind(node) != "Number":
        return id(inner(node)) in counts
    value = inner(node)["value"]
    return type(value) is int and abs(value) < _SMALL


def _rename(tree: Tree, node: Node, name: str, edits: Edits) -> None:
    start, end = tree.span(node)
    edits.add(start, end, lambda _: name.encode())


def _output(tree: Tree, call: Call, edits: Edits) -> None:
    start, end = tree.span({"Call": call.node})
    *inputs, output = call.node["params"]
    place = tree.span(output)
    stop = tree.span(inputs[-1])[1] if inputs else place[0]

    def make(render: Render) -> bytes:
        lost = tree.source.count(b"\n", stop, place[0]) + tree.source.count(b"\n", place[1], end)
        return render(*place) + b" = " + render(start, stop) + b"\n" * lost + b")"

    edits.add(start, end, make)


def _constant(found: Survey, call: Call, edits: Edits) -> None:
    start, end = found.tree.span({"Call": call.node})
    text = found.constants[id(call.node)].encode()
    text += b"\n" * found.tree.source.count(b"\n", start, end)
    edits.add(start, end, lambda _: text)


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


def _arithmetic(tree: Tree, node: Node, function: str, edits: Edits) -> None:
    start, end = tree.span(node)
    left, right = tree.span(node["lhs"]), tree.span(node["rhs"])

    def make(render: Render) -> bytes:
        lost = tree.source.count(b"\n", left[1], right[0])
        return b"".join(
            (
                *(function.encode(), b"(", render(*left), b",", b"\n" * lost, b" "),
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
