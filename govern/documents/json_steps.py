"""Steps over the parts of a JSON text at C speed, without keeping what is stepped over."""

from __future__ import annotations

import json
import re
from typing import NoReturn

_SPACES = frozenset(" \t\r\n")
_SPACE = re.compile(r"[ \t\r\n]*")


def _not_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


_string_at = json.decoder.scanstring  # type: ignore[attr-defined]  # C code, public by use
# `len` in place of each object: the values in it are dropped as soon as they are read.
_value_at = json.JSONDecoder(object_pairs_hook=len, parse_constant=_not_json).raw_decode


def after_space(text: str, at: int) -> int:
    """Return the offset of the first character from `at` on that is not JSON white space."""
    if text[at : at + 1] not in _SPACES:
        return at
    match = _SPACE.match(text, at)
    return match.end() if match else at


def string_at(text: str, at: int) -> tuple[str, int]:
    """Return the string whose opening quote is at `at`, and the offset after it.

    Raises:
        json.JSONDecodeError: no valid string stands there.
    """
    value, end = _string_at(text, at + 1, True)
    return str(value), int(end)


def value_end(text: str, at: int) -> int:
    """Return the offset after the JSON value at `at`.

    Raises:
        ValueError: no valid value stands there; a `json.JSONDecodeError` where the place is known.
        RecursionError: it is nested deeper than Python's own limit.
    """
    return int(_value_at(text, at)[1])
