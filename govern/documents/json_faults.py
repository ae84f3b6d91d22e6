"""Finds the place of a fault in a JSON text that is known to have one; slow, and rarely called."""

from __future__ import annotations

import json
import re

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]', re.DOTALL)
_COLON = re.compile(r"[ \t\r\n]*:")


def find_too_deep(text: str, limit: int) -> int:
    """Return the offset of the first bracket nested deeper than `limit`, or of the last one."""
    depth = last = 0
    for match in _TOKEN.finditer(text):
        token = match.group()
        last = match.start()
        if token in {"[", "{"}:
            depth += 1
            if depth > limit:
                break
        elif token in {"]", "}"}:
            depth -= 1
    return last


def find_duplicate_key(text: str) -> tuple[str, int, int]:
    """Return the first key that appears twice in one object, and both its offsets.

    The text must be valid JSON in which one such key exists.
    """
    open_objects: list[dict[str, int]] = []
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token in {"{", "["}:
            open_objects.append({})
        elif token in {"}", "]"}:
            open_objects.pop()
        elif _COLON.match(text, match.end()):
            key = json.loads(token)
            first = open_objects[-1].setdefault(key, match.start())
            if first != match.start():
                return key, first, match.start()
    raise AssertionError("called for a text without duplicate keys")
