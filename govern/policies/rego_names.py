"""Packages and references below a prefix, so that a shared server's own are left alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from govern.policies.rego_lexer import tokens

if TYPE_CHECKING:
    from govern.policies.rego_lexer import Token

_QUIET = frozenset({"space", "comment"})
_IN_TEMPLATE = re.compile(r"(?<![\w.\"])data(?=[.\[])")


def prefixed(text: str, prefix: str, path: str) -> str:
    """Return a module or query in which `data.x` is `data.<prefix>.x`, and so is its package.

    Raises:
        PolicyError: a template string does not end.
    """
    found = tokens(text, path)
    pieces = []
    for index, token in enumerate(found):
        if token.kind == "template":
            pieces.append(_IN_TEMPLATE.sub(f"data.{prefix}", token.text))
        elif token.text == "data" and _is_root(found, index):
            pieces.append(f"data.{prefix}")
        elif token.text == "package" and _begins_line(found, index):
            pieces.append("package")
            found[index + 1 : index + 2] = _with_prefix(found[index + 1], prefix)
        else:
            pieces.append(token.text)
    return "".join(pieces)


def _is_root(found: list[Token], index: int) -> bool:
    """Whether `data` is the document, and not a field, a key of an object or an alias."""
    before = found[index - 1].text if index else ""
    after = next((one.text for one in found[index + 1 :] if one.kind not in _QUIET), "")
    return before != "." and not (after == ":" and before in {"{", ",", " "})


def _begins_line(found: list[Token], index: int) -> bool:
    for token in reversed(found[:index]):
        if token.kind == "newline":
            return True
        if token.kind != "space":
            return False
    return True


def _with_prefix(space: Token, prefix: str) -> list[Token]:
    """Return what follows `package`: the space, and the prefix with its dot."""
    return [space, type(space)("word", f"{prefix}.", space.end)]
