"""`units.parse` and `units.parse_bytes`, exact."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from govern.engine.embedded.builtins.operands import BuiltinError, exact, text

_POWERS = {"k": 1, "m": 2, "g": 3, "t": 4, "p": 5, "e": 6}
# A number, perhaps with an exponent; then whatever names the unit.
_PARTS = re.compile(r"((?:[0-9.+-]|[eE](?=[0-9+-])[+-]?)*)(.*)", re.DOTALL)
_MANTISSA = 64  # bits of Go's big.Float, in which parse_bytes multiplies
_EXPONENT = re.compile(r"[eE][+-]?\d{7,}")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


def parse(value: Any) -> int | float:
    """Read `10Mi`, `1.5G`, `200m` …; case matters in the first letter of the unit only."""
    amount, unit = _split(text(value).replace('"', ""))
    unit = unit[:1] + unit[1:].lower()
    if unit == "m":
        factor = Fraction(0.001)  # as binary as OPA's own
    elif not unit:
        factor = Fraction(1)
    else:
        factor = _factor(unit[:1].lower(), unit[1:], ("", "i"))
        if unit == "M":
            factor = Fraction(10**6)
    result = _number(amount) * factor
    if result.denominator == 1:
        return exact(result.numerator)
    return float(f"{float(round(result, 10)):.10f}")


def parse_bytes(value: Any) -> int | float:
    """Read `10MiB`, `1.5gb` …; case does not matter; fractions of a byte are cut off."""
    amount, unit = _split(text(value).lower().replace('"', ""))
    factor = _factor(unit[:1], unit[1:], ("", "b", "i", "ib")) if unit else Fraction(1)
    product = _rounded(_rounded(_number(amount)) * factor)
    return exact(int(product))


def _split(value: str) -> tuple[str, str]:
    if " " in value:
        raise BuiltinError("spaces not allowed in resource strings")
    if _EXPONENT.search(value):
        raise BuiltinError("exponent too large")
    match = _PARTS.fullmatch(value)
    amount, unit = (match[1], match[2]) if match else ("", value)
    if not amount:
        raise BuiltinError("no amount provided")
    return amount, unit


def _factor(letter: str, rest: str, endings: tuple[str, ...]) -> Fraction:
    if letter not in _POWERS or rest not in endings:
        raise BuiltinError(f"unit {letter}{rest} not recognized")
    return Fraction((1024 if "i" in rest else 1000) ** _POWERS[letter])


def _number(amount: str) -> Fraction:
    if not _NUMBER.fullmatch(amount):
        raise BuiltinError("could not parse amount to a number")
    return Fraction(amount)


def _rounded(value: Fraction) -> Fraction:
    """Round to the mantissa of a big.Float, to nearest even."""
    if not value:
        return value
    exponent = abs(value.numerator).bit_length() - value.denominator.bit_length() - _MANTISSA
    step = Fraction(2) ** exponent
    while abs(value) / step >= 2**_MANTISSA:
        step *= 2
    return round(value / step) * step
