"""Reads members of JSON objects whose shape a schema has already proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govern.model import JsonObject, JsonValue


def text(source: JsonObject, key: str) -> str | None:
    """Return the member when it is a string that is not blank, without surrounding space."""
    value = source.get(key)
    return (value.strip() or None) if isinstance(value, str) else None


def flag(source: JsonObject, key: str) -> bool | None:
    """Return the member when it is a boolean."""
    value = source.get(key)
    return value if isinstance(value, bool) else None


def number(source: JsonObject, key: str) -> int | float | None:
    """Return the member when it is a number."""
    value = source.get(key)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def child(source: JsonObject, key: str) -> JsonObject:
    """Return the member when it is an object, else an empty one."""
    value = source.get(key)
    return value if isinstance(value, dict) else {}


def items(source: JsonObject, key: str) -> list[JsonValue]:
    """Return the member when it is an array, else an empty one."""
    value = source.get(key)
    return value if isinstance(value, list) else []


def objects(source: JsonObject, key: str) -> list[JsonObject]:
    """Return the objects in the member when it is an array."""
    value = source.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def strings(source: JsonObject, key: str) -> tuple[str, ...]:
    """Return the strings in the member when it is an array."""
    value = source.get(key)
    if not isinstance(value, list):
        return ()
    return tuple([item for item in value if isinstance(item, str)])
