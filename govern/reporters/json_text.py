"""JSON text for reports: strict, deterministic, and safe to print on a terminal."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, TypeAlias

import orjson

from govern.reporters.escape import UNSEEN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Reportable: TypeAlias = (
    "str | int | float | bool | Mapping[str, Reportable] | Sequence[Reportable] | None"
)

_MAX_DEPTH = 100  # orjson itself stops at 254
_WIDE = 2**63
# Of what is unseen, orjson escapes the first 32 in strings; elsewhere they are line ends.
_UNSEEN = re.compile(UNSEEN.pattern.replace("\x00-\x1f", ""))


def json_text(value: Reportable) -> str:
    """Return a value as indented JSON, ending in a newline; keys keep their order.

    What JSON in UTF-8 cannot say is replaced: lone surrogates by U+FFFD, and what is nested deeper
    than 100 levels by a note. Integers of any size are exact.
    """
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    try:
        data = orjson.dumps(value, option=options)
    except TypeError:  # a wide integer, a lone surrogate, or nesting: all rare, so not looked for
        data = orjson.dumps(_sayable(value, 0), option=options)
    # Of ASCII, orjson has escaped all that is unseen but this one.
    if data.isascii() and b"\x7f" not in data:
        return data.decode()
    return _UNSEEN.sub(_escaped, data.decode())


def _escaped(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1]


def _sayable(value: Reportable, depth: int) -> object:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, int) and not -_WIDE <= value < _WIDE:
        return orjson.Fragment(str(value))
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if depth == _MAX_DEPTH:
        return f"(not shown: nested deeper than {_MAX_DEPTH} levels)"
    if isinstance(value, (list, tuple)):
        return [_sayable(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {str(_sayable(key, depth)): _sayable(item, depth + 1) for key, item in value.items()}
    raise TypeError(f"{type(value).__name__} has no place in a report")
