"""What in a Kubernetes object is a secret: by its place, by its name, or by its shape."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from govern.documents.interface import Limits
from govern.documents.json_reader import read_json
from govern.documents.redaction.credentials import (
    TELLS_NOTHING,
    credential_shapes,
    looks_like_credential,
)
from govern.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.model import JsonObject, JsonValue

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def credentials_of(value: JsonObject) -> set[str]:
    """Return the texts in a Kubernetes object that must not leave the process.

    These are the values of a Secret (as written and decoded), values whose name promises a
    credential (of environment variables, annotations, and ConfigMaps), the same in what kubectl
    applied last, and whatever has the shape of a credential anywhere.
    """
    found: set[str] = set()
    item: JsonObject | None = value
    while item is not None:  # each was applied before the other: a chain as short as the text
        found.update(_of_secret(item))
        found.update(_by_name_or_shape(item))
        item, unread = _applied_before(item)
        if unread is not None:
            found.add(unread)
    return {text for text in found if text.strip().lower() not in TELLS_NOTHING}


def _of_secret(item: JsonObject) -> Iterator[str]:
    """Yield the values of a Secret, as written and decoded."""
    if item.get("kind") != "Secret":
        return
    for field in ("data", "stringData"):
        for text in _texts(item.get(field)).values():
            yield text
            if field == "data":
                yield from _decoded(text)


def _decoded(text: str) -> Iterator[str]:
    try:
        yield base64.b64decode(text).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return  # no text: it cannot appear in a report other than as written


def _by_name_or_shape(item: JsonObject) -> Iterator[str]:
    if item.get("kind") == "ConfigMap":
        yield from _promised(_texts(item.get("data")))
    waiting: list[JsonValue] = [item]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield from credential_shapes(value)
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            waiting.extend(value.values())
            name, given = value.get("name"), value.get("value")
            if isinstance(name, str) and isinstance(given, str):
                yield from _promised({name: given})
            yield from _promised(_texts(value.get("annotations")))


def _promised(members: dict[str, str]) -> Iterator[str]:
    return (text for name, text in members.items() if looks_like_credential(name, text))


def _applied_before(item: JsonObject) -> tuple[JsonObject | None, str | None]:
    """Return the object that kubectl applied last, or its text where that cannot be read."""
    metadata = item.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    text = _texts(annotations).get(LAST_APPLIED)
    if text is None:
        return None, None
    try:
        value = read_json(text, LAST_APPLIED, Limits())
    except InputError:
        return None, text
    return (value, None) if isinstance(value, dict) else (None, text)


def _texts(value: JsonValue) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {key: text for key, text in value.items() if isinstance(text, str)}
