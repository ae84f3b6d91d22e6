"""Values as OPA writes them in messages, and the order that it puts them in."""

from __future__ import annotations

import functools
import json
from typing import Any

from govern.engine.embedded.builtins.operands import BuiltinError, refuse_ambiguous

_ESCAPES = {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    "\\": "\\\\",
    '"': '\\"',
}
_MOST_EXACT = 1e15  # beyond it, a float does not tell how its author wrote it


def written(value: Any) -> str:
    """Return a value as Go's `Value.String()` does: text quoted, sets in braces."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, dict):
        pairs = sorted(value.items(), key=lambda pair: ORDER(pair[0]))
        return "{" + ", ".join(f"{written(key)}: {written(one)}" for key, one in pairs) + "}"
    refuse_ambiguous(value)
    return "{" + ", ".join(map(written, sorted(value, key=ORDER))) + "}" if value else "set()"


def number_text(value: float) -> str:
    """Return a number as it was written, as far as its value tells.

    Raises:
        BuiltinError: there is no telling: it may have been written with an exponent.
    """
    if isinstance(value, int):
        return str(value)
    text = repr(value)
    if "e" in text or abs(value) >= _MOST_EXACT:
        raise BuiltinError("a number of this size has no certain text; run this with --engine opa")
    return text


def quoted(text: str) -> str:
    """Return a text as Go's strconv.Quote does."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return '"' + "".join(map(_quoted_character, text)) + '"'


def _quoted_character(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def json_text(value: Any) -> str:
    """Return a value as JSON, with sets as arrays in OPA's order."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, set | frozenset):
        return [_plain(one) for one in sorted(value, key=ORDER)]
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value


def compare(one: Any, other: Any) -> int:
    """Compare as OPA's ast.Compare: null, booleans, numbers, texts, arrays, objects, sets."""
    kinds = _rank(one), _rank(other)
    if kinds[0] != kinds[1]:
        return -1 if kinds[0] < kinds[1] else 1
    if kinds[0] == 0:
        return 0
    if kinds[0] <= 3:
        return int(one > other) - int(one < other)
    if kinds[0] == 4:
        return _compare_lists(one, other)
    if kinds[0] == 5:
        return _compare_lists(*(_flat(value) for value in (one, other)))
    return _compare_lists(sorted(one, key=ORDER), sorted(other, key=ORDER))


def _flat(value: dict[Any, Any]) -> list[Any]:
    pairs = sorted(value.items(), key=lambda pair: ORDER(pair[0]))
    return [part for pair in pairs for part in pair]


def _compare_lists(one: list[Any], other: list[Any]) -> int:
    for mine, yours in zip(one, other, strict=False):
        result = compare(mine, yours)
        if result:
            return result
    return (len(one) > len(other)) - (len(one) < len(other))


def _rank(value: Any) -> int:
    if value is None:
        return 0
    ranks = {bool: 1, int: 2, float: 2, str: 3, list: 4, dict: 5}
    return ranks.get(type(value), 6)


ORDER = functools.cmp_to_key(compare)
