"""`bits.*`, on integers of 64 bits; OPA's are wider."""

from __future__ import annotations

from typing import Any

from govern.engine.embedded.builtins.operands import BuiltinError, exact, integer

_WIDEST = 64


def both(one: Any, other: Any) -> int | float:
    """Return the bits that both have."""
    return exact(integer(one, 1) & integer(other, 2))


def either(one: Any, other: Any) -> int | float:
    """Return the bits that either has."""
    return exact(integer(one, 1) | integer(other, 2))


def differing(one: Any, other: Any) -> int | float:
    """Return the bits that only one has."""
    return exact(integer(one, 1) ^ integer(other, 2))


def negate(value: Any) -> int | float:
    """Flip every bit."""
    return exact(~integer(value))


def shift_left(value: Any, bits: Any) -> int | float:
    """Multiply by a power of two."""
    value, bits = integer(value, 1), _shift(bits)
    if value and bits > _WIDEST:
        raise BuiltinError("the result is wider than 64 bits; run this with --engine opa")
    return exact(value << bits) if value else 0


def shift_right(value: Any, bits: Any) -> int | float:
    """Divide by a power of two, downwards."""
    shifted: int = integer(value, 1) >> min(_shift(bits), _WIDEST)
    return shifted


def _shift(bits: Any) -> int:
    number = integer(bits, 2)
    if number < 0:
        raise BuiltinError("argument 2 must be an unsigned integer number but got a negative")
    return number
