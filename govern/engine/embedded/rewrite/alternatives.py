"""`f(x) := v if { … } else := w` with v undefined: OPA goes on to the alternative.

regorus makes the whole function undefined. So the value becomes part of the body, as in OPA's own
compiler: `f(x) := r if { …; r := v } else := w`. Rules that are no functions are not affected.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from govern.engine.embedded.rewrite.syntax import kind, queries
from govern.policies.rego_lexer import one_line

if TYPE_CHECKING:
    from govern.engine.embedded.rewrite.edits import Edits, Render
    from govern.engine.embedded.rewrite.syntax import Node, Tree

_DEFINED = frozenset({"Number", "String", "RawString", "Bool", "Null"})


def rewrite_alternatives(tree: Tree, edits: Edits) -> set[int]:
    """Add the edits; return the identities of statements that stand in braces from now on."""
    braced: set[int] = set()
    for rule in tree.ast["rules"]:
        head = rule.get("Spec", {}).get("head", {}).get("Func")
        bodies = rule["Spec"]["bodies"] if head else []
        for index, body in enumerate(bodies[:-1]):  # after the last there is no alternative
            assign = body["assign"] if index else head["assign"]
            if assign and body["query"]["stmts"] and kind(assign["value"]) not in _DEFINED:
                braced |= _add(tree, assign["value"], body["query"], edits)
    return braced


def _separate(tree: Tree, value: Node, edits: Edits) -> None:
    """Part by semicolons the statements of comprehensions, which are to stand on one line."""
    for query in queries(value):
        for one, following in pairwise(query["stmts"]):
            mods = one.get("with_mods") or []
            end = max(tree.span(part)[1] for part in (one, *mods))
            start = tree.span(following)[0]
            place = tree.source.find(b"\n", end, start)
            if place >= 0 and b";" not in tree.source[end:place].partition(b"#")[0]:
                edits.add(place, place + 1, lambda _: b"\n;")


def _add(tree: Tree, value: Node, query: Node, edits: Edits) -> set[int]:
    start, end = tree.span(value)
    first, last = tree.span(query)
    if first < start:  # in Rego v0 the body of an `else` is said to begin at the word itself
        first = tree.source.index(b"{", end)
    for mod in query["stmts"][-1].get("with_mods") or []:
        last = max(last, tree.span(mod)[1])
    _separate(tree, value, edits)
    name = f"govern_r{start}__".encode()
    lost = b"\n" * tree.source.count(b"\n", start, end)
    has_braces = tree.source[first : first + 1] == b"{"

    def make(render: Render) -> bytes:
        added = b"; " + name + b" := " + one_line(render(start, end)) + b" }"
        if has_braces:
            return name + lost + render(end, last - 1) + added
        return name + lost + render(end, first) + b"{ " + render(first, last) + added

    edits.add(start, last, make)
    return set() if has_braces else {id(query["stmts"][0])}
