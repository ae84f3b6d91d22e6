"""Globs (github.com/gobwas/glob, which OPA uses) → regular expressions of regorus."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from govern.engine.embedded.builtins.operands import BuiltinError, text

_SPECIAL = frozenset("\\.+*?()|[]{}^$#&-~")
_REMEMBERED = 10_000  # characters of a glob that is remembered
_META = re.compile(r"([*?\\\[\]{}])")


def for_rust(pattern: Any, delimiters: Any) -> str:
    """Return a regular expression for a glob; `*` and `?` do not match delimiters.

    Raises:
        BuiltinError: the glob or a delimiter is wrong.
    """
    pattern, delimiters = text(pattern, 1), _delimiters(delimiters)
    if len(pattern) > _REMEMBERED:
        return _Glob(pattern, delimiters).run()
    return _translated(pattern, delimiters)


@lru_cache(maxsize=512)
def _translated(pattern: str, delimiters: str) -> str:
    """Remember: policies ask for few globs, and for the same ones of every document."""
    return _Glob(pattern, delimiters).run()


def quote_meta(value: Any) -> str:
    """Escape what is special in a glob."""
    return _META.sub(r"\\\1", text(value))


def _delimiters(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, list):
        raise BuiltinError("argument 2 must be an array or null")
    for one in value:
        if len(text(one, 2)) != 1:
            raise BuiltinError("a delimiter must be a single character")
    return "".join(value) or "."


class _Glob:
    def __init__(self, pattern: str, delimiters: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._level = 0
        inside = "".join(map(_literal, delimiters))
        self._single = f"[^{inside}]" if inside else "(?s:.)"

    def run(self) -> str:
        out = []
        while self._at < len(self._pattern):
            out.append(self._item())
        if self._level:
            raise BuiltinError("a brace is not closed")
        return f"^(?:{''.join(out)})$"

    def _item(self) -> str:
        character = self._pattern[self._at]
        self._at += 1
        if character == "*":
            return self._stars()
        if character == "?":
            return self._single
        if character == "[":
            return self._range()
        if character == "{" or (self._level and character in ",}"):
            self._level += {"{": 1, ",": 0, "}": -1}[character]
            return {"{": "(?:", ",": "|", "}": ")"}[character]
        if character == "\\":
            character = self._pattern[self._at : self._at + 1]
            self._at += 1
        return _literal(character)

    def _stars(self) -> str:
        if self._pattern.startswith("*", self._at):
            self._at += 1
            return "(?s:.*)"
        return f"{self._single}*"

    def _range(self) -> str:
        end_error = BuiltinError("unexpected end of input")
        negated = self._pattern.startswith("!", self._at)
        self._at += negated
        if self._pattern[self._at + 1 : self._at + 2] == "-":
            low, high = self._pattern[self._at], self._pattern[self._at + 2 : self._at + 3]
            if not high:
                raise end_error
            if self._pattern[self._at + 3 : self._at + 4] != "]" or high < low:
                raise BuiltinError("could not parse range")
            self._at += 4
            inside = f"{_literal(low)}-{_literal(high)}"
        else:
            inside = self._list(end_error)
        return f"[{'^' if negated else ''}{inside}]"

    def _list(self, end_error: BuiltinError) -> str:
        out = []
        while True:
            character = self._pattern[self._at : self._at + 1]
            self._at += 1
            if not character:
                raise end_error
            if character == "]":
                break
            if character == "\\":
                character = self._pattern[self._at : self._at + 1]
                self._at += 1
            out.append(_literal(character))
        if not out:
            raise BuiltinError("could not parse range")
        return "".join(out)


def _literal(character: str) -> str:
    return f"\\{character}" if character in _SPECIAL else character
