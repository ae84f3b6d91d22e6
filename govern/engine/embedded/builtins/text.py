"""`upper`, `lower`, `indexof`, `substring` and `strings.*` as Go does them."""

from __future__ import annotations

from typing import Any

from govern.engine.embedded.builtins.operands import BuiltinError, integer, text
from govern.engine.embedded.builtins.terms import written


def upper(value: Any) -> str:
    """Map each character by itself, as Go's strings.ToUpper; Python's `ß` becomes `SS`."""
    given = text(value)
    return given.upper() if given.isascii() else "".join(map(_upper, given))


def _upper(character: str) -> str:
    for mapped in (character.upper(), character.title()):
        if len(mapped) == 1:
            return mapped
    return character


def lower(value: Any) -> str:
    """Map each character by itself, as Go's strings.ToLower."""
    given = text(value)
    if given.isascii():
        return given.lower()
    return "".join("i" if character == "\u0130" else character.lower() for character in given)


def length(value: Any) -> int:
    """Count characters; regorus counts UTF-16 units."""
    return len(text(value))


def indexof(base: Any, search: Any) -> int:
    """Find a text, in characters; -1 when it is not there."""
    return text(base, 1).find(_searched(search))


def indexof_n(base: Any, search: Any) -> list[int]:
    """Find a text everywhere, overlaps included."""
    base, search = text(base, 1), _searched(search)
    found = []
    at = base.find(search)
    while at >= 0:
        found.append(at)
        at = base.find(search, at + 1)
    return found


def _searched(search: Any) -> str:
    wanted = text(search, 2)
    if not wanted:
        raise BuiltinError("empty search character")
    return wanted


def substring(base: Any, offset: Any, length: Any) -> str:
    """Cut out a part; a negative length reaches to the end."""
    whole, start, size = text(base, 1), integer(offset, 2), integer(length, 3)
    if start < 0:
        raise BuiltinError("negative offset")
    return whole[start:] if size < 0 else whole[start : start + size]


def count(base: Any, search: Any) -> int:
    """Count a text without overlaps; the empty one is between all characters."""
    return text(base, 1).count(text(search, 2))


def replace(base: Any, old: Any, new: Any) -> str:
    """Replace a text everywhere; the empty one is between all characters."""
    whole, wanted = text(base, 1), text(old, 2)
    if not wanted and not whole.isascii():
        raise BuiltinError("the empty text would be found inside of characters")
    return whole.replace(wanted, text(new, 3))


def replace_n(patterns: Any, base: Any) -> str:
    """Replace several texts at once (Go's strings.NewReplacer): at each place, the first key."""
    if not isinstance(patterns, dict):
        raise BuiltinError("argument 1 must be an object")
    base = text(base, 2)
    pairs = sorted((text(old), text(new)) for old, new in patterns.items())
    if pairs and not pairs[0][0] and not base.isascii():
        raise BuiltinError("the empty text would be found inside of characters")
    found: list[str] = []
    at = 0
    was_empty = False
    while at <= len(base):
        hit = next(
            (p for p in pairs if base.startswith(p[0], at) and not (was_empty and not p[0])), None
        )
        was_empty = hit is not None and not hit[0]
        if hit:
            found.append(hit[1])
            at += len(hit[0])
        else:
            found.append(base[at : at + 1])
            at += 1
    return "".join(found)


def split_n(base: Any, delimiter: Any, number: Any) -> list[str]:
    """Return the first `number` parts, or the last ones when it is negative."""
    base, delimiter, number = text(base, 1), text(delimiter, 2), integer(number, 3)
    parts = base.split(delimiter) if delimiter else list(base)
    return parts[:number] if number >= 0 else parts[number:]


def template_string(parts: Any) -> str:
    """Join a template: texts as they are, and lists that hold an expression's values."""
    return "".join(part if isinstance(part, str) else _interpolated(part) for part in parts)


def _interpolated(values: list[Any]) -> str:
    if not values:
        return "<undefined>"
    first = values[0]
    if any(other != first for other in values[1:]):
        raise BuiltinError("template-strings must not produce multiple outputs")
    return first if isinstance(first, str) else written(first)
