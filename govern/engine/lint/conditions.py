"""Conditions that can never hold, and `not` over what may be missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govern.engine.embedded.rewrite.syntax import (
    ground_path,
    inner,
    join,
    kind,
    line,
    nodes,
    queries,
)
from govern.engine.lint.finding import LintFinding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.engine.embedded.rewrite.syntax import Node, Tree

_SCALARS = frozenset({"String", "RawString", "Number", "Bool", "True", "False", "Null"})
_FOLDS = {"lower": str.lower, "upper": str.upper}
_TYPES = {"count": (int, float), "lower": (str,), "upper": (str,), "sprintf": (str,)}
_NOTHING = object()


def check_conditions(tree: Tree) -> Iterator[LintFinding]:
    """Yield the conditions of a module that can never hold."""
    for query in queries(tree.ast["rules"]):
        equal: dict[str, Any] = {}
        for statement in query["stmts"]:
            expression = statement["literal"].get("Expr", {}).get("expr")
            if expression is None or statement.get("with_mods"):
                continue
            for message in _never(tree, expression, equal):
                yield LintFinding(tree.path, line(statement), "never-matches", message)


def check_negations(tree: Tree) -> Iterator[LintFinding]:
    """Yield each `not` of a call over a field that may be missing: it fails with the field."""
    for name, node in nodes(tree.ast["rules"]):
        call = node.get("expr", {}).get("Call") if name == "NotExpr" else None
        for item in call["params"] if call else ():
            _, names, rest = ground_path(item)
            if names[:1] == ["input"] and len(names) > 1 and not rest:
                message = (
                    f"where {join(names)} is missing, this `not` does not hold either; ask for it "
                    "in a rule of its own"
                )
                yield LintFinding(tree.path, line(node), "not-undefined", message)


def _never(tree: Tree, expression: Node, equal: dict[str, Any]) -> Iterator[str]:
    """Yield why a statement cannot hold; `equal` collects what statements before it demand."""
    if _scalar(expression) is False:
        yield "`false` never holds"
    if kind(expression) != "BoolExpr":
        return
    operation, left, right = (inner(expression)[key] for key in ("op", "lhs", "rhs"))
    if _scalar(left) is not _NOTHING:
        left, right = right, left
    value, other = _scalar(right), _scalar(left)
    if value is _NOTHING:
        return
    if other is not _NOTHING:
        if operation == "Eq" and not _same(other, value):
            yield "two different constants are never equal"
    elif operation == "Eq":
        yield from _never_equal(tree, left, value, equal)
    elif operation == "Lt" and value == 0 and _called(left) == "count":
        yield "a count is never below zero"


def _never_equal(tree: Tree, left: Node, value: Any, equal: dict[str, Any]) -> Iterator[str]:
    """Yield why `left == value` cannot hold."""
    name = _called(left)
    fold, types = _FOLDS.get(name), _TYPES.get(name)
    is_folded = fold and isinstance(value, str) and fold(value) != value
    is_other = types and (isinstance(value, bool) or not isinstance(value, types))
    if is_folded or is_other:
        yield f"`{name}` never gives {_shown(value)}"
    _, names, rest = ground_path(left)
    if names[:1] in (["input"], ["data"]) and not rest:
        text = tree.text(left)
        if text in equal and not _same(equal[text], value):
            yield f"{text} cannot be {_shown(equal[text])} and {_shown(value)} at once"
        equal.setdefault(text, value)


def _called(node: Node) -> str:
    return ".".join(ground_path(inner(node)["fcn"])[1]) if kind(node) == "Call" else ""


def _scalar(node: Node) -> Any:
    name = kind(node)
    if name not in _SCALARS:
        return _NOTHING
    if name in {"True", "False"}:
        return name == "True"
    return None if name == "Null" else inner(node).get("value")


def _same(one: Any, other: Any) -> bool:
    return bool(one == other and isinstance(one, bool) == isinstance(other, bool))


def _shown(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()
