"""Kubernetes objects: told apart, taken out of Lists, and named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.kubernetes.excerpt import Excerpt, Item, Items
from govern.errors import InputError, LimitExceeded
from govern.model import Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.model import JsonObject, JsonValue
    from govern.model.document import Positions

_MOST_NESTED_LISTS = 8


def is_object(value: JsonValue) -> bool:
    """Return whether a value says what it is, as every Kubernetes object must."""
    return isinstance(value, dict) and isinstance(value.get("kind"), str) and "apiVersion" in value


def flatten(
    value: JsonObject, where: Excerpt | Item, depth: int = 0
) -> Iterator[tuple[JsonObject, Excerpt | Item]]:
    """Yield the object itself, or what it holds if it is a list, with the place of each.

    Whatever has a list at `items` is one, whatever its kind (unstructured.IsList), and items that
    say neither apiVersion nor kind have those of the list (k8s.io/apimachinery, decodeToList).

    Raises:
        InputError: an item is not an object.
        LimitExceeded: lists are nested in lists too deeply.
    """
    items = value.get("items")
    if not isinstance(items, list):
        yield value, where
        return
    if depth == _MOST_NESTED_LISTS:
        raise _fault(where, "lists nested in lists too deeply", kind=LimitExceeded)
    family = Items(where, len(items))
    for index, item in enumerate(items):
        place = Item(family, index)
        if not isinstance(item, dict):
            raise _fault(place, f"item {index} of the list is not an object")
        yield from flatten(_as_member(item, value), place, depth + 1)


def _as_member(item: JsonObject, of: JsonObject) -> JsonObject:
    if "apiVersion" in item or "kind" in item:
        return item
    kind = of.get("kind")
    kind = kind.removesuffix("List") if isinstance(kind, str) else kind
    return {"apiVersion": of.get("apiVersion"), "kind": kind, **item}


def resource_of(value: JsonObject, where: Positions) -> Resource:
    """Return the identity of an object.

    An object that the cluster is to name (`generateName`) has its prefix and `(generated)` as its
    name; one with no name at all, which the cluster would refuse, is `(unnamed)`.

    Raises:
        InputError: apiVersion or kind is missing or not a text, or metadata is not a mapping.
    """
    for key in ("apiVersion", "kind"):
        if not isinstance(value.get(key), str) or not value[key]:
            raise _fault(
                where,
                f"not a Kubernetes object: it has no {key}",
                hint="every document of a manifest needs apiVersion and kind",
            )
    metadata = value.get("metadata")
    if metadata is not None and not isinstance(metadata, dict):
        raise _fault(where, "not a Kubernetes object: its metadata is no mapping", "/metadata")
    metadata = metadata or {}
    version, kind = str(value["apiVersion"]), str(value["kind"])
    name, namespace = name_of(metadata), _text(metadata.get("namespace"))
    address = "/".join(part for part in (version, kind, namespace, name) if part)
    return Resource(kind, name, address, namespace=namespace, api_version=version)


def name_of(metadata: JsonObject) -> str:
    """Return an object's name from its metadata, or what stands for one (see `resource_of`)."""
    if name := _text(metadata.get("name")):
        return name
    prefix = _text(metadata.get("generateName"))
    return f"{prefix}(generated)" if prefix else "(unnamed)"


def _text(value: JsonValue) -> str:
    """Return a value as text; a name written as a number is refused by the cluster, not here."""
    return "" if value is None or isinstance(value, (dict, list)) else str(value)


def _fault(
    where: Positions,
    message: str,
    pointer: str = "",
    *,
    hint: str | None = None,
    kind: type[InputError] = InputError,
) -> InputError:
    place = where.locate([pointer])[pointer]
    return kind(message, path=place.path, line=place.line, column=place.column, hint=hint)
