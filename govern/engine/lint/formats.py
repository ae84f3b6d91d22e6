"""`sprintf`: as many arguments as verbs, each of a type that its verb prints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from govern.engine.embedded.rewrite.syntax import ground_path, inner, kind, line, nodes
from govern.engine.lint.finding import LintFinding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.engine.embedded.rewrite.syntax import Node, Tree

_VERB = re.compile(r"%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d+))?(\[\d+\])?([A-Za-z%])?")
_NUMBERS = frozenset("bcdoOxXU")
_FLOATS = frozenset("eEfFgG")
_TEXTS = frozenset("sqxX")
_KNOWN = _NUMBERS | _FLOATS | _TEXTS | frozenset("vTt%")
_GIVES = {  # what some builtins give
    "count": "number",
    "sum": "number",
    "concat": "text",
    "lower": "text",
    "upper": "text",
    "sprintf": "text",
}
_TEXT_KINDS = frozenset({"String", "RawString"})


def check_formats(tree: Tree) -> Iterator[LintFinding]:
    """Yield what is wrong with the calls of `sprintf` in a module."""
    for name, node in nodes(tree.ast["rules"]):
        if name != "Call" or ground_path(node["fcn"])[1] != ["sprintf"]:
            continue
        if len(node["params"]) == 2 and kind(node["params"][0]) in _TEXT_KINDS:
            yield from _call(tree, node)


def _call(tree: Tree, node: Node) -> Iterator[LintFinding]:
    template, values = node["params"]
    text = str(inner(template)["value"])
    where = line(node["fcn"])
    verbs = [found for found in _VERB.finditer(text) if found[5] != "%"]
    for verb in verbs:
        if verb[5] is None or verb[5] not in _KNOWN:
            yield _finding(tree, where, "sprintf-verb", f"`{verb[0]}` is no verb of sprintf")
    if any(verb[4] for verb in verbs) or kind(values) != "Array":
        return  # arguments by number, or not known here
    wanted = len(verbs) + sum(part == "*" for verb in verbs for part in (verb[2], verb[3]))
    items = inner(values)["items"]
    if wanted != len(items):
        message = f"the text has {wanted} verbs, but {len(items)} values are given"
        yield _finding(tree, where, "sprintf-arguments", message)
    elif wanted == len(verbs):
        for verb, item in zip(verbs, items, strict=True):
            yield from _fit(tree, verb[5] or "", item, where)


def _fit(tree: Tree, verb: str, item: Node, where: int) -> Iterator[LintFinding]:
    """Compare a verb with a value whose type can be seen."""
    if verb in {"v", "T"} or verb not in _KNOWN:
        return
    given = _type(item)
    fits = {
        "text": verb in _TEXTS,
        "number": verb in _NUMBERS | _FLOATS,
        "boolean": verb == "t",
        "composite": verb == "s",
        "": True,
    }
    if not fits[given]:
        message = f"`%{verb}` does not print a {given}; use %v"
        yield _finding(tree, where, "sprintf-verb", message)


def _type(item: Node) -> str:
    name = kind(item)
    if name in _TEXT_KINDS:
        return "text"
    if name == "Number":
        return "number"
    if name in {"True", "False", "Bool"}:
        return "boolean"
    if name == "Call":
        return _GIVES.get(".".join(ground_path(inner(item)["fcn"])[1]), "")
    return ""


def _finding(tree: Tree, where: int, code: str, message: str) -> LintFinding:
    return LintFinding(tree.path, where, code, message)
