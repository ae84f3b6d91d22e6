"""The type of anything that JSON can say, and JSON pointers (RFC 6901)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
JsonObject: TypeAlias = "dict[str, JsonValue]"


def pointer_of(path: Iterable[str | int]) -> str:
    """Return the JSON pointer for a list of keys and indexes; the root is the empty string."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in path)


def keys_of(pointer: str) -> tuple[str, ...]:
    """Return the reference tokens of a JSON pointer, unescaped; array indexes stay strings.

    Raises:
        ValueError: the pointer is neither empty nor starts with `/`.
    """
    if not pointer:
        return ()
    if not pointer.startswith("/"):
        raise ValueError(f"not a JSON pointer: {pointer!r}")
    return tuple(key.replace("~1", "/").replace("~0", "~") for key in pointer[1:].split("/"))


def resolve(value: JsonValue, pointer: str) -> JsonValue:
    """Return what a JSON pointer points to in `value`.

    Raises:
        KeyError: nothing is there.
    """
    for key in keys_of(pointer):
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isascii() and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            raise KeyError(pointer)
    return value
