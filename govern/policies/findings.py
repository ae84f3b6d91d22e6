"""What a rule says → typed findings; a shape that is not understood is `undecided`, never lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeGuard

from govern.model.json import pointer_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.model import JsonObject, JsonValue

_KEYS = frozenset({"msg", "path", "details"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule says of a document.

    Attributes:
        verb: `deny`, `warn` or `undecided`.
        message: One sentence; it may quote the document.
        pointer: JSON pointer into the document; empty when the rule named no path.
        details: What else the rule said.
        line: A line of the document's file that the rule itself named; None: by the pointer.
        from_engine: Whether govern itself speaks here (the rule could not be understood or
            evaluated), so that the message quotes nothing of the document.
    """

    verb: str
    message: str
    pointer: str = ""
    details: JsonObject = field(default_factory=dict)
    from_engine: bool = False
    line: int | None = None


def findings_of(verb: str, value: JsonValue) -> Iterator[Finding]:
    """Yield the findings in the value of `deny`, `warn` or `undecided`.

    Each element is a text, or a mapping with `msg`, optionally `path` and `details`.
    """
    if not isinstance(value, list):
        yield _misshapen(verb, f"it is {_name(value)}, not a set of findings")
        return
    for element in value:
        try:
            yield _finding(verb, element)
        except ValueError as error:
            yield _misshapen(verb, str(error))


def _finding(verb: str, element: JsonValue) -> Finding:
    """Read one element; ValueError says what is wrong with it, quoting no values."""
    if isinstance(element, str):
        element = {"msg": element}
    if not isinstance(element, dict):
        raise ValueError(f"an element is {_name(element)}, not a text or a mapping")  # noqa: TRY004 - a value, not a Python type
    unknown = sorted(element.keys() - _KEYS)
    if unknown:
        raise ValueError(f"an element has the unknown key {unknown[0][:80]!r}")
    message, details = element.get("msg"), element.get("details", {})
    if not isinstance(message, str) or not message.strip():
        raise ValueError(f"`msg` is {_name(message)}, not a text")
    if not isinstance(details, dict):
        raise ValueError(f"`details` is {_name(details)}, not a mapping")  # noqa: TRY004 - a value, not a Python type
    return Finding(verb, message, pointer_of(_keys(element.get("path", []))), details)


def _keys(path: JsonValue) -> list[str | int]:
    keys = [key for key in path if _is_key(key)] if isinstance(path, list) else []
    if not isinstance(path, list) or len(keys) != len(path):
        raise ValueError("`path` is not a list of keys and indexes")
    return keys


def _is_key(key: JsonValue) -> TypeGuard[str | int]:
    if isinstance(key, bool):
        return False
    return isinstance(key, str) or (isinstance(key, int) and key >= 0)


def _misshapen(verb: str, reason: str) -> Finding:
    message = f"the rule's `{verb}` cannot be understood: {reason}"
    return Finding("undecided", message, from_engine=True)


def _name(value: JsonValue) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, str):
        return "an empty text" if not value.strip() else "a text"
    names = {int: "a number", float: "a number", list: "a list", dict: "a mapping"}
    return names[type(value)]
