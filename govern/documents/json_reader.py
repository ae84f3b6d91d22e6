"""Strict JSON (RFC 8259): one meaning for every text, or an error that says where it is broken.

orjson reads the values, strictly and without deep recursion. What it lets through is checked on
the text's skeleton (everything outside of strings): nesting before it is read, integers wider
than 64 bits, and duplicate keys by counting members, which costs a fraction of reading them.
Only a text that fails is looked at once more, to name the place.
"""

from __future__ import annotations

import gc
import json
import re
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any, cast

import orjson

from govern.documents.json_faults import find_duplicate_key, find_too_deep
from govern.documents.json_positions import JsonPositions, place_of
from govern.errors import InputError, LimitExceeded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.interface import Limits
    from govern.model import JsonValue

__all__ = ["JsonPart", "JsonPositions", "read_json", "read_part", "skeleton_of"]

_CHUNK = 1 << 18  # bytes whose pieces are held at once while strings are cut out
_LARGE = 1 << 20  # bytes from which the garbage collector's passes cost more than the reading
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_STEP = tuple({91: 1, 123: 1, 93: -1, 125: -1}.get(byte, 0) for byte in range(256))
_WIDE_INTEGER = re.compile(rb"[0-9]{19}")  # from here on a number may need more than 64 bits
_NESTED = frozenset({dict, list})
_NO_BACKSLASH = re.compile(rb"[^\\]")


@dataclass(frozen=True, slots=True)
class JsonPart:
    """A value inside a JSON text: `text[start:end]`, of the file `path`.

    `data` is that part in UTF-8; `first_line` is the line of the file that `text` starts on.
    """

    path: str
    text: str
    start: int
    end: int
    data: bytes | memoryview
    first_line: int = 1

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line and column in the file of an offset in this part."""
        return place_of(self.text, self.start + offset, self.first_line)

    def invalid(self, offset: int, cause: str) -> InputError:
        """Return the error for a part that is broken at `offset`."""
        line, column = self.place(offset)
        return InputError("not valid JSON", path=self.path, line=line, column=column, cause=cause)


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
        part = JsonPart(path, text, 0, len(text), b"", first_line)
        raise part.invalid(error.start, "a lone surrogate") from None
    return read_part(JsonPart(path, text, 0, len(text), data, first_line), limits)


def read_part(part: JsonPart, limits: Limits) -> JsonValue:
    """Return the value of a part of a larger text, as strictly as `read_json`.

    Raises:
        InputError: the part is not JSON; the line is that in the file.
        LimitExceeded: it is nested deeper than the limits allow.
    """
    skeleton = skeleton_of(part.data)
    _check_depth(skeleton, part, limits)
    with _collector_paused(len(part.data)):
        value = _parse(part)
        if _WIDE_INTEGER.search(skeleton):
            value = _parse_exactly(part)
    if skeleton.count(b":") != _members(value):
        raise _duplicate_key(part)
    return value


def skeleton_of(data: bytes | memoryview) -> bytes:
    """Return the bytes of a JSON text that stand outside of its strings."""
    outside: list[bytes] = []
    inside = start = 0
    while start < len(data):
        end = start + _CHUNK
        if end < len(data) and data[end - 1] == 0x5C:  # an escape stays in one piece
            match = _NO_BACKSLASH.search(data, end)
            end = match.end() if match else len(data)
        chunk = bytes(data[start:end])
        if b"\\" in chunk:
            chunk = chunk.replace(b"\\\\", b"").replace(b'\\"', b"")
        pieces = chunk.split(b'"')
        outside.append(b"".join(pieces[inside::2]))
        inside = (inside + len(pieces) - 1) & 1
        start = end
    return b"".join(outside)


def _check_depth(skeleton: bytes, part: JsonPart, limits: Limits) -> None:
    brackets = skeleton.translate(None, _NOT_BRACKETS)
    opened = brackets.count(b"{") + brackets.count(b"[")
    if opened <= limits.max_depth:
        return
    if max(accumulate(map(_STEP.__getitem__, brackets))) <= limits.max_depth:
        return
    line, column = part.place(find_too_deep(part.text[part.start : part.end], limits.max_depth))
    raise LimitExceeded(
        f"nested deeper than {limits.max_depth} levels", path=part.path, line=line, column=column
    )


@contextmanager
def _collector_paused(size: int) -> Iterator[None]:
    """Pause the garbage collector: nothing just parsed is garbage, and it would look at all of it.

    Reading 70 MB takes a third of the time (benchmarks/plan_reading.py).
    """
    pause = size >= _LARGE and gc.isenabled()
    if pause:
        gc.disable()
    try:
        yield
    finally:
        if pause:
            gc.enable()


def _members(value: JsonValue) -> int:
    """Count the members of all objects in `value`; fewer than in the text means duplicate keys."""
    count = 0
    waiting: list[Any] = [value]  # `type(…)` and no `isinstance`: this loop sees every value
    while waiting:
        item = waiting.pop()
        if type(item) is dict:
            count += len(item)
            waiting.extend([inner for inner in item.values() if type(inner) in _NESTED])
        elif type(item) is list:
            waiting.extend([inner for inner in item if type(inner) in _NESTED])
    return count


def _parse(part: JsonPart) -> JsonValue:
    try:
        return cast("JsonValue", orjson.loads(part.data))
    except orjson.JSONDecodeError as error:
        # `from None`: the vendor's error carries the whole text, secrets and all.
        raise part.invalid(error.pos, error.msg) from None


def _parse_exactly(part: JsonPart) -> JsonValue:
    """Read a text that orjson has found valid, keeping integers of any width."""
    try:
        return cast("JsonValue", json.loads(part.text[part.start : part.end]))
    except RecursionError:  # only where the limits allow more levels than Python does
        line, column = part.place(0)
        raise LimitExceeded(
            "nested too deeply to be read", path=part.path, line=line, column=column
        ) from None


def _duplicate_key(part: JsonPart) -> InputError:
    key, first, second = find_duplicate_key(part.text[part.start : part.end])
    line, column = part.place(second)
    return InputError(
        f"the key {_shown(key)} appears twice in one object",
        path=part.path,
        line=line,
        column=column,
        cause=f"it was first written on line {part.place(first)[0]}",
        hint="keep one of them; readers disagree on which of the two counts",
    )


def _shown(key: str) -> str:
    """A key as a reader may see it: quoted, and cut when it is longer than a line bears."""
    return json.dumps(key if len(key) <= 60 else key[:57] + "…", ensure_ascii=False)
