"""YAML as cards use it: typed by the YAML 1.2 core schema, numbers never other than written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from govern.documents.yaml_reader import Schema, read_yaml

if TYPE_CHECKING:
    from govern.documents.interface import Limits
    from govern.model import JsonValue

SCHEMA = Schema.CORE  # for YamlPositions as well: it decides on the names of keys
MAX_BYTES = 1024 * 1024
_MAX_DEPTH = 50
_MAX_NODES = 200_000


def card_limits(limits: Limits) -> Limits:
    """Return the narrower limits that front matter, sidecars and other small YAML get."""
    return replace(
        limits,
        max_bytes=min(limits.max_bytes, MAX_BYTES),
        max_depth=min(limits.max_depth, _MAX_DEPTH),
        max_nodes=min(limits.max_nodes, _MAX_NODES),
    )


def read_card_yaml(text: str, path: str, limits: Limits, *, first_line: int = 1) -> JsonValue:
    """Return the value of one YAML document.

    `no` is a text (a language), dates are text, and a number whose JSON form differs from what is
    written (`1.10`, `20.90`, `1e3`) stays text, so that no version and no metric is re-spelled.

    Raises:
        InputError: the text is not such YAML; duplicate keys and custom tags are refused.
        LimitExceeded: more than 1 MiB, 50 levels, or 200,000 nodes with aliases expanded.
    """
    narrow = card_limits(limits)
    typed = read_yaml(text, path, narrow, first_line=first_line, schema=SCHEMA)
    if not _holds_number(typed):
        return typed
    written = read_yaml(text, path, narrow, first_line=first_line, schema=Schema.FAILSAFE)
    return _as_written(typed, written)


def _holds_number(value: JsonValue) -> bool:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, (int, float)) and not isinstance(one, bool):
            return True
    return False


def _as_written(typed: JsonValue, written: JsonValue) -> JsonValue:
    """Replace numbers by their text where that says more; both values have the same shape."""
    if isinstance(typed, dict) and isinstance(written, dict):
        return {key: _as_written(value, written[key]) for key, value in typed.items()}
    if isinstance(typed, list) and isinstance(written, list):
        return [_as_written(one, other) for one, other in zip(typed, written, strict=True)]
    if isinstance(typed, (int, float)) and not isinstance(typed, bool):
        return typed if repr(typed) == written else written
    return typed
