"""What a card says → what a field of govern.model/v1 may hold, with a complaint for the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.documents.model_card.shape import Choice, Items, Leaf, Maybe, empty_of
from govern.documents.model_card.values import (
    boolean_of,
    date_of,
    integer_of,
    is_placeholder,
    number_of,
    text_of,
)
from govern.model.json import pointer_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from govern.documents.model_card.shape import Shape
    from govern.model import JsonObject, JsonValue


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why a value was not taken: a stable code, the field's pointer, and one sentence."""

    code: str
    pointer: str
    message: str


_READERS: Mapping[Leaf, Callable[[JsonValue], JsonValue]] = {
    Leaf.INTEGER: integer_of,
    Leaf.NUMBER: number_of,
    Leaf.BOOLEAN: boolean_of,
    Leaf.DATE: date_of,
    Leaf.NAMES: lambda value: value if _is_texts(value) else None,
}
_WANTED = {
    Leaf.TEXT: "text",
    Leaf.INTEGER: "a whole number",
    Leaf.NUMBER: "a plain number",
    Leaf.BOOLEAN: "true or false",
    Leaf.DATE: "an ISO 8601 date such as 2026-11-21",
    Leaf.MAP: "a mapping of names to texts",
    Leaf.NAMES: "a list of texts",
}


class Coercion:
    """Reads values into shapes; what it could not take is in `complaints`."""

    def __init__(self) -> None:
        self.complaints: list[Complaint] = []

    def value(self, shape: Shape, value: JsonValue, pointer: str) -> JsonValue:
        """Return `value` as the shape demands; the shape's empty value where it cannot be."""
        if value is None:
            return empty_of(shape)
        if isinstance(shape, Leaf):
            return self._leaf(shape, value, pointer)
        if isinstance(shape, Choice):
            return self._choice(shape, value, pointer)
        if isinstance(shape, (Items, list)):
            return self._list(shape, value, pointer)
        return self._object(shape, value, pointer)

    def _object(
        self, shape: Maybe | Mapping[str, Shape], value: JsonValue, pointer: str
    ) -> JsonValue:
        fields = shape.fields if isinstance(shape, Maybe) else shape
        if not isinstance(value, dict):
            self._complain("unreadable-value", pointer, "a mapping is wanted here")
            return empty_of(shape)
        known = self.fields(fields, value, pointer)
        return known if not isinstance(shape, Maybe) or any(_known(known)) else None

    def fields(self, fields: Mapping[str, Shape], value: JsonObject, pointer: str) -> JsonObject:
        """Return an object with exactly the keys of `fields`."""
        for key in value:
            if key not in fields:
                self._complain(
                    "unknown-key", pointer + pointer_of((key,)), f"govern.model/v1 has no {key!r}"
                )
        return {
            key: self.value(shape, value.get(key), pointer + pointer_of((key,)))
            for key, shape in fields.items()
        }

    def item(self, shape: Items, value: JsonValue, pointer: str) -> JsonObject | None:
        """Return one object of a list; None when nothing can be read from `value`."""
        if not isinstance(value, dict):
            text = self._text(value, pointer)
            if text is None:
                return None
            value = {shape.title: text}
        item = self.fields(shape.fields, value, pointer)
        return item if any(_known(item)) else None

    def _list(self, shape: Items | list[Leaf], value: JsonValue, pointer: str) -> list[JsonValue]:
        taken: list[JsonValue] = []
        for at, one in enumerate(value if isinstance(value, list) else [value]):
            here = f"{pointer}/{at}"
            item = (
                self.item(shape, one, here) if isinstance(shape, Items) else self._text(one, here)
            )
            if item is not None and item not in taken:
                taken.append(item)
        return taken

    def _text(self, value: JsonValue, pointer: str) -> str | None:
        text = text_of(value)
        if text is None:
            if value not in (None, ""):
                self._complain("unreadable-value", pointer, "text is wanted here")
            return None
        if isinstance(value, str) and is_placeholder(text):
            self._complain("placeholder", pointer, f"{_short(text)} stands where a value should be")
            return None
        return text

    def _leaf(self, shape: Leaf, value: JsonValue, pointer: str) -> JsonValue:
        if shape is Leaf.MAP:
            return self._map(value, pointer)
        if shape is Leaf.TEXT:
            return self._text(value, pointer)
        if isinstance(value, str) and (not value.strip() or is_placeholder(value)):
            self._text(value, pointer)
            return None
        read = _READERS[shape](value)
        if read is None:
            shown = _short(text_of(value) or type(value).__name__)
            self._complain("unreadable-value", pointer, f"{shown} is not {_WANTED[shape]}")
        return read

    def _map(self, value: JsonValue, pointer: str) -> JsonObject:
        if not isinstance(value, dict):
            self._complain("unreadable-value", pointer, f"{_WANTED[Leaf.MAP]} is wanted here")
            return {}
        texts = {key: self._text(one, pointer + pointer_of((key,))) for key, one in value.items()}
        return {key: text for key, text in texts.items() if text is not None}

    def _choice(self, shape: Choice, value: JsonValue, pointer: str) -> str | None:
        text = self._text(value, pointer)
        if text is None:
            return shape.default
        word = text.casefold().replace("_", "-").replace(" ", "-")
        if word in shape.words:
            return word
        known = ", ".join(shape.words)
        self._complain("unreadable-value", pointer, f"{_short(text)} is not one of: {known}")
        return shape.default

    def _complain(self, code: str, pointer: str, message: str) -> None:
        self.complaints.append(Complaint(code, pointer, message))


def _is_texts(value: JsonValue) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one for one in value)


def is_known(shape: Shape, value: JsonValue) -> bool:
    """Return whether a field holds more than its shape's empty value."""
    if isinstance(shape, (Leaf, Choice, Items, list)):
        return value not in (empty_of(shape), None, "")
    return value is not None and isinstance(value, dict) and any(_known(value))


def _known(item: JsonValue) -> list[bool]:
    """One entry for each leaf in `item` that says something."""
    if isinstance(item, dict):
        return [known for value in item.values() for known in _known(value)]
    if isinstance(item, list):
        return [True] if item else []
    return [] if item in (None, "unknown", "unset") else [True]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:57]}\u2026" if len(line) > 60 else repr(line)
