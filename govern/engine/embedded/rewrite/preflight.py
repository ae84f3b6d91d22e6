"""What cannot be run with OPA's meaning is refused, before anything is evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.engine.embedded.builtins import arity_of
from govern.engine.embedded.builtins.catalogue import NETWORK, OPERATORS, REFUSED, VARIADIC
from govern.engine.embedded.rewrite.graph import cycles
from govern.engine.embedded.rewrite.prepared import Refusal
from govern.engine.embedded.rewrite.syntax import inner, join, kind, line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from govern.engine.embedded.rewrite.survey import Call, Path, Survey

_BINARY = frozenset({"BinExpr", "BoolExpr", "ArithExpr", "AssignExpr"})
_OTHER_ENGINE = "run this with --engine opa"


def refusals(surveys: Sequence[Survey], arities: Mapping[Path, int]) -> Iterator[Refusal]:
    """Yield what is refused in each module by itself."""
    for found in surveys:
        for call in found.calls:
            yield from _call(found, call, arities)
        yield from _unions(found)


def refusals_of_set(surveys: Sequence[Survey]) -> Iterator[Refusal]:
    """Yield what is refused in modules taken together."""
    yield from _recursion(surveys)
    yield from _conflicts(surveys)
    yield from _computed_heads(surveys)


def _call(found: Survey, call: Call, arities: Mapping[Path, int]) -> Iterator[Refusal]:
    name = join(call.name) if call.name else "(an expression)"
    where = (found.tree.path, call.line)
    if call.name in arities:
        yield from _arity(found, call, name, arities[call.name])
        return
    if call.name[:1] == ("data",) or not call.name:
        yield Refusal(f"no function {name} is defined", *where)
        return
    name = ".".join(call.name)
    if id(call.node) in found.constants:
        if call.arguments:
            yield Refusal(f"`{name}` takes no arguments", *where)
        return
    if name in VARIADIC or (name in OPERATORS and call.arguments in {2, 3}):
        return
    arity = arity_of(name)
    if name == "walk" and call.arguments == 1 and id(call.node) not in found.assigned:
        yield Refusal("`walk` is used other than as a whole statement", *where, _OTHER_ENGINE)
    elif arity is not None:
        yield from _arity(found, call, name, arity)
    elif name in NETWORK:
        yield Refusal(
            f"`{name}` asks the network, and a decision must not depend on that",
            *where,
            "give the rule what it needs as data or facts",
        )
    elif name in REFUSED:
        yield Refusal(f"the embedded engine has no `{name}`", *where, _OTHER_ENGINE)
    else:
        yield Refusal(f"no function or builtin `{name}` is defined", *where)


def _arity(found: Survey, call: Call, name: str, arity: int) -> Iterator[Refusal]:
    if call.arguments == arity:
        return
    if call.arguments == arity + 1 and id(call.node) in found.statement_calls:
        return
    yield Refusal(
        f"`{name}` takes {arity} arguments, but {call.arguments} are given",
        found.tree.path,
        call.line,
    )


def _unions(found: Survey) -> Iterator[Refusal]:
    """`x if { a | b }` is a body to regorus, and a set comprehension to OPA."""
    for rule in found.tree.ast["rules"]:
        for body in rule.get("Spec", {}).get("bodies") or []:
            statements = body["query"]["stmts"]
            start = body["query"]["span"]["start"]
            if not statements or found.tree.source[start : start + 1] != b"{":
                continue
            node = statements[0]["literal"].get("Expr", {}).get("expr", {})
            while node and kind(node) in _BINARY:
                if inner(node).get("op") == "Union":
                    yield Refusal(
                        "a body that begins with `a |` is a set comprehension to OPA",
                        found.tree.path,
                        line(statements[0]),
                        "put the union in parentheses",
                    )
                    break
                node = inner(node)["lhs"]


def _recursion(surveys: Sequence[Survey]) -> Iterator[Refusal]:
    uses = [use for found in surveys for use in found.uses]
    places = {
        definition.path: (found.tree.path, definition.line)
        for found in reversed(surveys)
        for definition in reversed(found.definitions)
    }
    for loop in cycles(uses):
        way = " → ".join(join(path) for path in loop)
        yield Refusal(f"rules depend on themselves: {way}", *places[loop[0]])


def _conflicts(surveys: Sequence[Survey]) -> Iterator[Refusal]:
    """A name is either a function of one arity or a rule, and has one default."""
    seen: dict[Path, tuple[int | None, str, int]] = {}
    defaults: dict[Path, str] = {}
    for found in surveys:
        for one in found.definitions:
            here = (one.arity, found.tree.path, one.line)
            arity, path, line = seen.setdefault(one.path, here)
            if arity != one.arity:
                yield Refusal(
                    f"{join(one.path)} is defined with other arguments at {path}:{line}",
                    found.tree.path,
                    one.line,
                )
            if one.default:
                place = f"{found.tree.path}:{one.line}"
                if defaults.setdefault(one.path, place) != place:
                    yield Refusal(
                        f"{join(one.path)} has another default at {defaults[one.path]}",
                        found.tree.path,
                        one.line,
                    )


def _computed_heads(surveys: Sequence[Survey]) -> Iterator[Refusal]:
    """`p[q].r` beside `p.b.s`: regorus does not see what the first gives to `p.b`."""
    everything = [(found.tree.path, one) for found in surveys for one in found.definitions]
    for path, one in everything:
        if not one.computed:
            continue
        size = len(one.path)
        for other_path, other in everything:
            deeper = len(other.path) + other.computed - size
            if other.path[:size] == one.path and len(other.path) > size:
                if one.computed == deeper == 1:
                    continue  # two keys of one object
                yield Refusal(
                    f"{join(one.path)}[…] is computed, and {join(other.path)} stands beside it",
                    path,
                    one.line,
                    f"see {other_path}:{other.line}; {_OTHER_ENGINE}",
                )
                break
