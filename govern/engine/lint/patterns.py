"""Regular expressions: classes by script, and what RE2 does not know."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from govern.engine.embedded.rewrite.syntax import ground_path, inner, kind, line, nodes
from govern.engine.lint.finding import LintFinding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.engine.embedded.rewrite.syntax import Node, Tree

# Which argument of each builtin is the pattern.
_PATTERN_AT = {
    "regex.match": 0, "regex.is_valid": 0, "regex.find_n": 0, "regex.split": 0,
    "regex.find_all_string_submatch_n": 0, "regex.replace": 1, "re_match": 0,
}  # fmt: skip
_TEXT_KINDS = frozenset({"String", "RawString"})
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_AROUND = re.compile(r"\(\?(?:[=!]|<[=!])")
_BACK = re.compile(r"\\[1-9]")
_BY_SCRIPT = re.compile(r"\\[pP](?:\{\^?(\w+)\}|([A-Z]))")
_WORD = re.compile(r"\\[wWbB]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def check_patterns(tree: Tree) -> Iterator[LintFinding]:
    """Yield what is suspicious about the patterns that are written out in a module."""
    for name, node in nodes(tree.ast["rules"]):
        if name != "Call":
            continue
        at = _PATTERN_AT.get(".".join(ground_path(node["fcn"])[1]))
        if at is not None and len(node["params"]) > at:
            item = node["params"][at]
            if kind(item) in _TEXT_KINDS:
                yield from _pattern(tree, node, str(inner(item)["value"]))


def _pattern(tree: Tree, node: Node, pattern: str) -> Iterator[LintFinding]:
    where = line(node["fcn"])
    outside = _ESCAPED.sub("", pattern)
    if _AROUND.search(outside):
        yield LintFinding(tree.path, where, "regex-invalid", "RE2 has no look-around")
    elif any(_BACK.fullmatch(one[0]) for one in _ESCAPED.finditer(pattern)):
        yield LintFinding(tree.path, where, "regex-invalid", "RE2 has no back-references")
    found, word = _BY_SCRIPT.search(pattern), _WORD.search(pattern)
    beyond = _NOT_ASCII.search(pattern) is not None
    message = ""
    if found:
        message = f"`{found[0]}` takes characters of every script, look-alikes among them"
    elif word and beyond:
        message = f"`{word[0]}` knows ASCII alone, unlike the rest of the pattern"
    elif "(?i)" in pattern and beyond:
        message = "`(?i)` folds letters beyond ASCII, each engine a little differently"
    if message:
        yield LintFinding(tree.path, where, "regex-unicode", message)
