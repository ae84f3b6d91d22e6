"""Strict JSON (RFC 8259): one meaning for every text, or an error that says where it is broken.

orjson reads the values, strictly and without deep recursion. What it lets through is checked on
the text's skeleton (everything outside of strings): nesting before it is read, integers wider
than 64 bits, and duplicate keys by counting members, which costs a fraction of reading them.
Only a text that fails is looked at once more, to name the place.
"""

from __future__ import annotations

import json
import re
from itertools import accumulate
from typing import TYPE_CHECKING, cast

import orjson

from govern.documents.json_faults import find_duplicate_key, find_too_deep
from govern.documents.json_positions import JsonPositions, place_of
from govern.errors import InputError, LimitExceeded

if TYPE_CHECKING:
    from govern.documents.interface import Limits
    from govern.model import JsonValue

__all__ = ["JsonPositions", "check_depth", "has_duplicate_keys", "read_json", "skeleton_of"]

_CHUNK = 1 << 18  # bytes whose pieces are held at once while strings are cut out
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_STEP = tuple({91: 1, 123: 1, 93: -1, 125: -1}.get(byte, 0) for byte in range(256))
_WIDE_INTEGER = re.compile(rb"[0-9]{19}")  # from here on a number may need more than 64 bits


def read_json(text: str, path: str, limits: Limits, *, first_line: int = 1) -> JsonValue:
    """Return the value of a JSON text; `first_line` is the line of `path` that it starts on.

    Integers are exact. Refused are duplicate keys, `NaN` and infinities (also `1e999`), lone
    surrogates, anything after the value, and nesting deeper than `limits.max_depth`.

    Raises:
        InputError: the text is not JSON in this strict sense.
        LimitExceeded: it is larger or deeper than the limits allow.
    """
    if len(text) > limits.max_bytes:
        raise LimitExceeded(
            f"the JSON text is larger than {limits.max_bytes} characters", path=path
        )
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        line, column = place_of(text, error.start, first_line)
        raise InputError(
            "not valid JSON", path=path, line=line, column=column, cause="a lone surrogate"
        ) from None
    skeleton = skeleton_of(data)
    check_depth(skeleton, text, path, limits, first_line)
    value = _parse(data, text, path, first_line)
    if _WIDE_INTEGER.search(skeleton):
        value = _parse_exactly(text, path, first_line)
    if has_duplicate_keys(skeleton, value):
        raise _duplicate_key(text, path, first_line)
    return value


def skeleton_of(data: bytes) -> bytes:
    """Return the bytes of a JSON text that stand outside of its strings."""
    if b"\\" in data:  # without escapes, every quote opens or closes a string
        data = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    outside: list[bytes] = []
    inside = 0
    for start in range(0, len(data), _CHUNK):
        pieces = data[start : start + _CHUNK].split(b'"')
        outside.append(b"".join(pieces[inside::2]))
        inside = (inside + len(pieces) - 1) & 1
    return b"".join(outside)


def check_depth(skeleton: bytes, text: str, path: str, limits: Limits, first_line: int = 1) -> None:
    """Refuse nesting deeper than `limits.max_depth`, without recursion.

    Raises:
        LimitExceeded: with the line and column of the first bracket that is too deep.
    """
    brackets = skeleton.translate(None, _NOT_BRACKETS)
    opened = brackets.count(b"{") + brackets.count(b"[")
    if opened <= limits.max_depth:
        return
    if max(accumulate(map(_STEP.__getitem__, brackets))) <= limits.max_depth:
        return
    line, column = place_of(text, find_too_deep(text, limits.max_depth), first_line)
    raise LimitExceeded(
        f"nested deeper than {limits.max_depth} levels", path=path, line=line, column=column
    )


def has_duplicate_keys(skeleton: bytes, value: JsonValue) -> bool:
    """Return whether `value` has fewer members than the text it was read from."""
    return skeleton.count(b":") != _members(value)


def _members(value: JsonValue) -> int:
    """Count the members of all objects in `value`."""
    count = 0
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            count += len(item)
            waiting.extend([v for v in item.values() if isinstance(v, (dict, list))])
        elif isinstance(item, list):
            waiting.extend([v for v in item if isinstance(v, (dict, list))])
    return count


def _parse(data: bytes, text: str, path: str, first_line: int) -> JsonValue:
    try:
        return cast("JsonValue", orjson.loads(data))
    except orjson.JSONDecodeError as error:
        line, column = place_of(text, error.pos, first_line)
        # `from None`: the vendor's error carries the whole text, secrets and all.
        raise InputError(
            "not valid JSON", path=path, line=line, column=column, cause=error.msg
        ) from None


def _parse_exactly(text: str, path: str, first_line: int) -> JsonValue:
    """Read a text that orjson has found valid, keeping integers of any width."""
    try:
        return cast("JsonValue", json.loads(text))
    except ValueError:
        raise InputError(
            "not valid JSON",
            path=path,
            line=first_line,
            cause="an integer has too many digits",
            hint="write it as a string",
        ) from None
    except RecursionError:
        raise LimitExceeded("nested too deeply to be read", path=path, line=first_line) from None


def _duplicate_key(text: str, path: str, first_line: int) -> InputError:
    key, first, second = find_duplicate_key(text)
    line, column = place_of(text, second, first_line)
    return InputError(
        f"the key {_shown(key)} appears twice in one object",
        path=path,
        line=line,
        column=column,
        cause=f"it was first written on line {place_of(text, first, first_line)[0]}",
        hint="keep one of them; readers disagree on which of the two counts",
    )


def _shown(key: str) -> str:
    """A key as a reader may see it: quoted, and cut when it is longer than a line bears."""
    return json.dumps(key if len(key) <= 60 else key[:57] + "…", ensure_ascii=False)
