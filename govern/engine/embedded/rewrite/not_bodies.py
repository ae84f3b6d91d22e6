"""`import future.keywords.not`: a negation is of a whole body, `not { … }` is one (OPA 1.17).

What is undefined inside makes such a negation true, as it does for regorus; so nothing is moved out
of it. The body itself regorus does not read: it becomes a comprehension that must find nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from govern.engine.embedded.rewrite.syntax import kind, statements
from govern.policies.rego_lexer import QUIET
from govern.policies.rego_text import blanked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govern.engine.embedded.rewrite.edits import Edits, Render
    from govern.engine.embedded.rewrite.syntax import Node, Tree
    from govern.policies.rego_lexer import Token

# All of `future.keywords` switches it on as well.
_IMPORT = re.compile(
    r"^[ \t]*import[ \t]+future[ \t]*\.[ \t]*keywords[ \t]*(?:\.[ \t]*not\b|$)", re.MULTILINE
)


def negates_bodies(text: str) -> bool:
    """Return whether the negations of a module are of whole bodies."""
    return "future" in text and _IMPORT.search(blanked(text)) is not None


def spell_bodies(found: Sequence[Token], pieces: list[str]) -> None:
    """Write `set() == {1 | …}` for `not { … }`; every line keeps its number."""
    negation: int | None = None
    for index, token in enumerate(found):
        if token.kind in QUIET:
            continue
        bracket = token.text if token.kind == "mark" else ""
        if bracket == "{" and negation is not None:
            pieces[negation] = "set() =="
            pieces[index] = "{1 |"
        is_negation = token.kind == "word" and token.text == "not" and found[index - 1].text != "."
        negation = index if is_negation else None


def rewrite_unifications(tree: Tree, edits: Edits) -> None:
    """Add the edits that put each negated unification into such a comprehension."""
    for statement in statements(tree.ast["rules"]):
        negation = statement["literal"].get("NotExpr")
        if negation and kind(negation["expr"]) == "AssignExpr":
            _add(tree, negation, edits)


def _add(tree: Tree, negation: Node, edits: Edits) -> None:
    start, end = tree.span(negation)
    body = tree.span(negation["expr"])

    def make(render: Render) -> bytes:
        lost = b"\n" * tree.source.count(b"\n", start, body[0])
        return b"set() == {1 | " + lost + render(*body) + b"}"

    edits.add(start, end, make)
