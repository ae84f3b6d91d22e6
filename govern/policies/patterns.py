"""Patterns in which `*` stands for any characters, and nothing else is special."""

from __future__ import annotations


def matches(pattern: str, text: str) -> bool:
    """Return whether the whole of `text` matches; takes linear time for any pattern."""
    first, *rest = pattern.split("*")
    if not rest:
        return pattern == text
    *middle, last = rest
    end = len(text) - len(last)
    if not text.startswith(first) or not text.endswith(last) or end < len(first):
        return False
    start = len(first)
    for part in middle:
        found = text.find(part, start, end)
        if found < 0:
            return False
        start = found + len(part)
    return True
