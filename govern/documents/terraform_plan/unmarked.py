"""Secrets in a plan that nobody marked as such, by their name or their shape."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from govern.documents.redaction.credentials import credential_shapes, looks_like_credential
from govern.documents.redaction.spellings import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.model import JsonObject, JsonValue

# Names of attributes that hold secrets though nobody has marked them. Stricter than for variables
# of an environment: `http_tokens` or `password_policy` are settings.
_CREDENTIAL = re.compile(
    r"(?:^|[_-])(?:password|passwd|passphrase|secret|token|api_?key|access_?key|secret_?key"
    r"|private_?key|credentials?)$",
    re.IGNORECASE,
)
_SHORTEST = 8  # characters of the shortest text in which a credential shows by its shape


@lru_cache(maxsize=8192)  # a plan has few names, each many times
def names_credential(name: str) -> bool:
    """Tell whether a name is one that providers and people give to secrets."""
    return _CREDENTIAL.search(name) is not None


def unmarked_credentials(value: JsonValue, seen: set[str]) -> Iterator[JsonValue]:
    """Yield strings that nobody marked but whose name or shape says what they are.

    Texts in `seen` are not looked at for their shape again; those looked at are added.
    """
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            yield from _credentials_in(item)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, str) and len(item) >= _SHORTEST and item not in seen:
            seen.add(item)
            yield from credential_shapes("" if item.startswith("arn:") else item)
            waiting.append(parsed(item) if item[0] in "{[" else None)


def _credentials_in(item: JsonObject) -> Iterator[JsonValue]:
    for key, inner in item.items():
        if inner and names_credential(key):
            yield inner if isinstance(inner, str) else _constant(inner)
    name = item.get("name")  # {"name": "DB_PASSWORD", "value": …}, as containers have it
    value = item.get("value")
    if isinstance(name, str) and isinstance(value, str) and looks_like_credential(name, value):
        yield value


def _constant(expression: JsonValue) -> JsonValue:
    return expression.get("constant_value") if isinstance(expression, dict) else None
