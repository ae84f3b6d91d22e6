"""Small functions that the overlay calls: an argument checked, a result checked, a refusal."""

from __future__ import annotations

import re
from typing import Any, NoReturn

from govern.engine.embedded.builtins import operands
from govern.engine.embedded.builtins.operands import BuiltinError

# What Go's YAML writer would quote or break, and regorus' differently or not at all.
_UNCERTAIN_YAML = re.compile(r"['\"|>\\]|[^\x20-\x7e\n]")
_UUID_IN_BRACES = 38  # bytes


def integer(value: Any) -> int:
    """Return an integer, or fail."""
    return operands.integer(value)


def text(value: Any) -> str:
    """Return a text, or fail."""
    return operands.text(value)


def fail(message: str) -> NoReturn:
    """Fail as the builtin would."""
    raise BuiltinError(message)


def refuse(message: str) -> NoReturn:
    """Fail, since OPA would answer and nobody here can."""
    raise BuiltinError(f"{message}; run this with --engine opa")


def trace(value: Any) -> bool:
    """Be true; what is traced goes nowhere."""
    operands.text(value)
    return True


def checked_text(value: str) -> str:
    """Return how regorus writes a set, unless OPA would write it otherwise."""
    if "{}" in value or not value.isprintable() or not value.isascii():
        refuse("a set of arrays or objects with such text cannot be written as OPA does")
    return value


def checked_yaml(value: str) -> str:
    """Return the YAML that regorus wrote, unless Go would write it otherwise."""
    if _UNCERTAIN_YAML.search(value):
        refuse("YAML with such text cannot be written as OPA does")
    return value


def split_parts(parts: list[str], found: list[str]) -> list[str]:
    """Drop what an empty match at either end leaves; Go's Regexp.Split leaves nothing there."""
    if found and not found[0] and parts and not parts[0]:
        parts = parts[1:]
    if found and not found[-1] and parts and not parts[-1]:
        parts = parts[:-1]
    return parts


def uuid(value: Any) -> str:
    """Return a UUID as regorus reads it; to OPA, any two characters around one are braces."""
    found = operands.text(value)
    return "{" + found[1:-1] + "}" if len(found.encode()) == _UUID_IN_BRACES else found


def regex_template(pattern: Any, value: Any, start: Any, end: Any) -> str:
    """Return the pattern of a template."""
    from govern.engine.embedded.builtins.regexes import template  # noqa: PLC0415 - when it is used

    operands.text(value, 2)
    return template(pattern, start, end)
