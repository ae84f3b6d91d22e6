"""`semver.*` as OPA reads versions: a leading `v` and leading zeros are taken."""

from __future__ import annotations

import re
from typing import Any

from govern.engine.embedded.builtins.operands import BuiltinError, text

_IDENTIFIERS = re.compile(r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*")
_NUMBER = re.compile(r"[+-]?\d+", re.ASCII)
_MOST = 1 << 63

_Version = tuple[tuple[int, int, int], str]


def is_valid(value: Any) -> bool:
    """Return whether a value is a version."""
    return isinstance(value, str) and _parsed(value) is not None


def compare(one: Any, other: Any) -> int:
    """Return -1, 0 or 1."""
    mine, yours = _required(one, 1), _required(other, 2)
    if mine[0] != yours[0]:
        return 1 if mine[0] > yours[0] else -1
    return _compare_prereleases(mine[1], yours[1])


def _required(value: Any, position: int) -> _Version:
    parsed = _parsed(text(value, position))
    if parsed is None:
        raise BuiltinError(f"operand {position}: string {value[:80]!r} is not a valid SemVer")
    return parsed


def _parsed(value: str) -> _Version | None:
    value, _, metadata = value.removeprefix("v").partition("+")
    value, _, prerelease = value.partition("-")
    if any(part and not _IDENTIFIERS.fullmatch(part) for part in (metadata, prerelease)):
        return None
    parts = value.split(".")
    if len(parts) != 3 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    numbers = [int(part) for part in parts]
    if not all(-_MOST <= one < _MOST for one in numbers):
        return None
    return (numbers[0], numbers[1], numbers[2]), prerelease


def _compare_prereleases(one: str, other: str) -> int:
    if one == other:
        return 0
    if not one or not other:  # a version without one is the later
        return 1 if not one else -1
    mine, yours = one.split("."), other.split(".")
    for left, right in zip(mine, yours, strict=False):
        result = _compare_identifiers(left, right)
        if result:
            return result
    return (len(mine) > len(yours)) - (len(mine) < len(yours))


def _compare_identifiers(one: str, other: str) -> int:
    numeric = one.isdigit(), other.isdigit()
    if numeric[0] != numeric[1]:
        return -1 if numeric[0] else 1
    if numeric[0]:
        return (int(one) > int(other)) - (int(one) < int(other))
    return (one > other) - (one < other)
