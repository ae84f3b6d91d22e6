"""A manifest file → its values, one at a time, read as kubectl reads them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, TypeAlias

from govern.documents.json_reader import JsonPart, read_json, read_part, skeleton_of
from govern.documents.kubernetes.excerpt import Excerpt
from govern.documents.yaml_reader import read_yaml, split_stream
from govern.errors import InputError, LimitExceeded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.interface import Limits
    from govern.model import JsonValue

Entry: TypeAlias = "tuple[JsonValue, Excerpt]"

_SPACE = re.compile(r"[ \t\r\n]*")
# `len` in place of each object: what is only stepped over is never held.
_end_of_value = json.JSONDecoder(object_pairs_hook=len).raw_decode


def read_stream(text: str, path: str, limits: Limits) -> Iterator[Entry]:
    """Yield each value of a manifest file that is not null, with the text it stands in.

    A text that begins with `{` is a stream of JSON values, any other one of YAML documents
    (k8s.io/apimachinery/pkg/util/yaml, YAMLOrJSONDecoder).

    Raises:
        InputError: a value cannot be read; those before it have been yielded.
        LimitExceeded: a value is too large or too deep, or there are too many.
    """
    entries = _json_entries if text[_after_space(text, 0) :][:1] == "{" else _yaml_entries
    for count, entry in enumerate(entries(text, path, limits)):
        if count >= limits.max_documents:
            raise LimitExceeded(
                f"more than {limits.max_documents} documents", path=path, line=entry[1].line
            )
        yield entry


def _yaml_entries(text: str, path: str, limits: Limits) -> Iterator[Entry]:
    for chunk in split_stream(text):
        value = read_yaml(chunk.text, path, limits, first_line=chunk.first_line)
        if value is not None:
            end = len(chunk.text)
            yield value, Excerpt(path, chunk.text, 0, end, chunk.first_line, 1, "yaml")


def _json_entries(text: str, path: str, limits: Limits) -> Iterator[Entry]:
    _check_nodes(text, path, limits)
    try:
        value = read_json(text, path, limits)
    except LimitExceeded:
        raise
    except InputError:
        parts = json_parts(text)
        if len(parts) == 1:  # not a stream, but one broken value
            raise
    else:
        if value is not None:
            yield value, Excerpt(path, text, 0, len(text), 1, 1, "json")
        return
    line, line_start, seen = 1, 0, 0
    for start, end in parts:
        if newlines := text.count("\n", seen, start):
            line, line_start = line + newlines, text.rfind("\n", seen, start) + 1
        seen = start
        part = JsonPart(path, text, start, end, text[start:end].encode())
        value = read_part(part, limits)
        if value is not None:
            yield value, Excerpt(path, text, start, end, line, start - line_start + 1, "json")


def _check_nodes(text: str, path: str, limits: Limits) -> None:
    """Refuse more values than the limit before they fill the memory; YAML is counted as it is read.

    Raises:
        LimitExceeded: the text holds more.
    """
    if len(text) <= limits.max_nodes:  # a value takes a character at least
        return
    outside = skeleton_of(text.encode())
    if outside.count(b",") + outside.count(b"{") + outside.count(b"[") > limits.max_nodes:
        raise LimitExceeded(
            f"more than {limits.max_nodes} values",
            path=path,
            line=1,
            hint="split the file",
        )


def json_parts(text: str) -> list[tuple[int, int]]:
    """Return where each value starts and ends; the last one may be broken."""
    parts: list[tuple[int, int]] = []
    start = _after_space(text, 0)
    while start < len(text):
        try:
            _, end = _end_of_value(text, start)
        except (ValueError, RecursionError):
            end = len(text)
        parts.append((start, end))
        start = _after_space(text, end)
    return parts


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
