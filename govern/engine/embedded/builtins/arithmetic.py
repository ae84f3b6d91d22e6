"""Arithmetic as OPA does it: on decimals as they are written, so that 0.1 + 0.2 is 0.3."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from govern.engine.embedded.builtins.operands import (
    BuiltinError,
    exact,
    number,
    refuse_ambiguous,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHORT = 18  # digits that fit into 64 bits
# What Go's strconv.ParseFloat takes and JSON can say again.
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


def plus(one: Any, other: Any) -> int | float:
    """Add."""
    if type(one) is int and type(other) is int:
        return exact(one + other)
    return _result(_fraction(one, 1) + _fraction(other, 2))


def minus(one: Any, other: Any) -> int | float | set[Any]:
    """Subtract numbers or sets."""
    if type(one) is int and type(other) is int:
        return exact(one - other)
    if isinstance(one, set | frozenset) and isinstance(other, set | frozenset):
        refuse_ambiguous(one, other)
        return set(one) - other
    return _result(_fraction(one, 1) - _fraction(other, 2))


def times(one: Any, other: Any) -> int | float:
    """Multiply."""
    if type(one) is int and type(other) is int:
        return exact(one * other)
    return _result(_fraction(one, 1) * _fraction(other, 2))


def divided(one: Any, other: Any) -> int | float:
    """Divide; an exact quotient is an integer."""
    divisor = _fraction(other, 2)
    if not divisor:
        raise BuiltinError("divide by zero")
    return _result(_fraction(one, 1) / divisor)


def remainder(one: Any, other: Any) -> int:
    """Return the remainder, with the sign of the dividend."""
    one, other = number(one, 1), number(other, 2)
    if not isinstance(one, int) or not isinstance(other, int):
        raise BuiltinError("modulo on floating-point number")
    if not other:
        raise BuiltinError("modulo by zero")
    return int(math.copysign(1, one)) * (abs(one) % abs(other))


def total(values: Any) -> int | float:
    """Add up."""
    return _result(sum((_fraction(one) for one in _collection(values)), Fraction(0)))


def product(values: Any) -> int | float:
    """Multiply up; with fractions, OPA does it in 53 bits here, and in 64 everywhere else."""
    numbers = [number(one) for one in _collection(values)]
    if all(isinstance(one, int) for one in numbers):
        return exact(math.prod(numbers))  # type: ignore[arg-type]  # they are integers
    result = 1.0
    for one in numbers:
        result = float(Fraction(result) * _fraction(one))
    return _result(Fraction(repr(result)))


def to_number(value: Any) -> int | float:
    """Convert null, booleans, numbers and texts."""
    if value is None or isinstance(value, bool):
        return 1 if value else 0
    if isinstance(value, int | float):
        return value
    value = text(value)
    if len(value) <= _SHORT and value.isdecimal() and value.isascii():
        return int(value)
    if not _NUMBER.fullmatch(value):
        raise BuiltinError(f"invalid number: {value[:40]!r}")
    return _result(Fraction(value))


def _collection(values: Any) -> Iterable[Any]:
    if isinstance(values, str | dict) or not hasattr(values, "__iter__"):
        raise BuiltinError("argument 1 must be an array or a set of numbers")
    found: Iterable[Any] = values
    return found


def _fraction(value: Any, position: int = 1) -> Fraction:
    """Return the decimal that a number was written as."""
    value = number(value, position)
    return Fraction(value) if isinstance(value, int) else _written(value)


@lru_cache(maxsize=256)  # policies have few such numbers, and parsing one costs more than the sum
def _written(value: float) -> Fraction:
    return Fraction(repr(value))


def _result(value: Fraction) -> int | float:
    if value.denominator == 1:
        return exact(value.numerator)
    return float(value)
