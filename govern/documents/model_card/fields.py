"""Reading nested fields of JSON that may hold anything anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govern.model import JsonObject, JsonValue


def object_in(fields: JsonObject, key: str) -> JsonObject:
    """Return the object under a key; an empty one where there is none."""
    value = fields.get(key)
    return value if isinstance(value, dict) else {}


def list_in(fields: JsonObject, key: str) -> list[JsonValue]:
    """Return the list under a key; an empty one where there is none."""
    value = fields.get(key)
    return value if isinstance(value, list) else []


def listed(value: JsonValue) -> list[JsonValue]:
    """Return a list as it is, null as an empty list, and anything else as a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
