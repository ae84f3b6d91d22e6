"""Arguments as the builtins want them; anything else is an error that names the argument."""

from __future__ import annotations

from typing import Any

# Integers beyond this are floats to regorus, and no longer exact.
EXACT = 1 << 63
_FLOAT_BITS = 1000


class BuiltinError(ValueError):
    """A builtin cannot answer; the rule that asked has no value."""


def text(value: Any, position: int = 1) -> str:
    """Return a text argument."""
    if not isinstance(value, str):
        raise BuiltinError(f"argument {position} must be a string but got {type_name(value)}")
    return value


def integer(value: Any, position: int = 1) -> int:
    """Return an integer argument."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BuiltinError(f"argument {position} must be a number but got {type_name(value)}")
    if isinstance(value, float):
        raise BuiltinError(f"argument {position} must be an integer")
    return value


def number(value: Any, position: int = 1) -> int | float:
    """Return a number argument."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BuiltinError(f"argument {position} must be a number but got {type_name(value)}")
    return value


class Ambiguous(BuiltinError):  # noqa: N818 - a name that is told to the interpreter
    """The values do not tell what they were in Rego; the careful way is to be taken."""


def refuse_ambiguous(*sets: Any) -> None:
    """Refuse sets of which Python takes elements for equal that Rego does not: 1 and true."""
    for one in sets:
        if any(isinstance(element, bool) for element in one) or {0, 1} & one:
            raise Ambiguous("true and 1 are the same to Python")


def exact(value: int) -> int | float:
    """Return an integer result that regorus can hold: of 64 bits, or one that is exact as a float.

    Raises:
        BuiltinError: it is wider, which OPA can hold and regorus cannot.
    """
    if -EXACT <= value < EXACT:
        return value
    if value.bit_length() < _FLOAT_BITS and int(float(value)) == value:
        return float(value)
    raise BuiltinError("the result is wider than 64 bits; run this with --engine opa")


def type_name(value: Any) -> str:
    """Return Rego's name for a value's type."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    names = {str: "string", int: "number", float: "number", list: "array", dict: "object"}
    return names.get(type(value), "set")
