"""Deep literals: regorus' parser takes twice as long for every level of nesting.

A literal of constants is given to it as JSON text instead. What is deep and computed is refused
before the parser sees it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from govern.errors import PolicyError
from govern.policies.rego_lexer import QUIET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govern.policies.rego_lexer import Token

DEEP = 6  # brackets within brackets that cost nothing worth mentioning
MOST = 20  # a second of parsing
MOST_CONSTANT = 100  # even of constants
_CONSTANT_MARKS = frozenset({"true", "false", "null", ",", ":", "-"})
_CLOSING = {"{": "}", "[": "]"}


def shallow(found: Sequence[Token], pieces: list[str], path: str) -> None:
    """Replace deep constant literals in `pieces` by `json.unmarshal(…)`.

    Raises:
        PolicyError: brackets nest too deeply in something computed.
    """
    for start, end in _constants(found):
        _replace(found, pieces, start, end)
    _refuse_deep(found, pieces, path)


def _constants(found: Sequence[Token]) -> list[tuple[int, int]]:
    """Return the outermost deep literals of constants, as first and last token."""
    opened: list[list[int]] = []  # first token, deepest nesting below it, whether it is constant
    literals: list[tuple[int, int]] = []
    for index, token in enumerate(found):
        if token.kind == "mark" and token.text in _CLOSING:
            opened.append([index, 0, True])
        elif not opened or token.kind in QUIET:
            continue
        elif token.kind == "mark" and token.text in "}]":
            start, below, constant = opened.pop()
            if constant and below >= DEEP:
                while literals and literals[-1][0] > start:
                    literals.pop()
                literals.append((start, index))
            if opened:
                opened[-1][1] = max(opened[-1][1], below + 1)
                opened[-1][2] &= constant
        elif token.kind not in {"string", "number"} and token.text not in _CONSTANT_MARKS:
            opened[-1][2] = False
    return literals


def _value(found: Sequence[Token], start: int, end: int) -> object:
    """Return the value of a literal of constants; None when it has no JSON: sets have none."""
    text: list[str] = []
    for token in found[start : end + 1]:
        if token.kind in QUIET:
            continue
        if token.kind == "string" and token.text.startswith("`"):
            text.append(json.dumps(token.text[1:-1]))
        else:
            if token.text in {"}", "]"} and text[-1:] == [","]:
                text.pop()  # Rego allows a comma after the last item
            text.append(token.text)
    try:
        value: object = json.loads("".join(text), object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        return None
    return value


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key is there twice")
    return dict(pairs)


def _replace(found: Sequence[Token], pieces: list[str], start: int, end: int) -> None:
    value = _value(found, start, end)
    if value is None:
        return
    lines = "".join(pieces[start : end + 1]).count("\n")
    pieces[start : end + 1] = [""] * (end + 1 - start)
    text = json.dumps(json.dumps(value))
    pieces[start] = "json.unmarshal(" + text + "\n" * lines + ")"


def _refuse_deep(found: Sequence[Token], pieces: Sequence[str], path: str) -> None:
    depth = 0
    line = 1
    for token, piece in zip(found, pieces, strict=True):
        line += token.text.count("\n")
        if piece != token.text or token.kind != "mark":
            continue
        if token.text in _CLOSING:
            depth += 1
        elif token.text in _CLOSING.values():
            depth = max(0, depth - 1)
        if depth > MOST:
            raise too_deep(path, line)


def too_deep(path: str, line: int) -> PolicyError:
    """Return the refusal of brackets that nest too deeply."""
    return PolicyError(
        f"brackets nest deeper than {MOST}, which the embedded engine cannot parse in time",
        path=path,
        line=line,
        hint="give parts names of their own, or run this with --engine opa",
    )
