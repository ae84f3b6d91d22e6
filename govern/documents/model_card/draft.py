"""A normalised model card in the making: values, where each came from, and what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.model_card.coerce import Coercion, is_known
from govern.documents.model_card.shape import SHAPE, Items, Leaf, empty_object, shape_at
from govern.documents.positions import MappedPositions
from govern.model.json import keys_of, pointer_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from govern.documents.model_card.coerce import Complaint
    from govern.documents.model_card.places import Place
    from govern.documents.model_card.shape import Shape
    from govern.model import JsonObject, JsonValue

DECLARED, DERIVED, PROSE, ABSENT = "declared", "derived", "prose", "absent"
_RANK = {DECLARED: 3, DERIVED: 2, PROSE: 1, ABSENT: 0}


class Draft:
    """Collects one model's card; formats `put` fields and `add` list items, most trusted first.

    A field that is known is never overwritten by `put`, so the order of calls is the order of
    precedence.

    Args:
        root: The place of everything that the card does not say.
        source: `format`, `format_version`, `path` and `sha256` of govern.model/v1's `source`.
    """

    def __init__(self, root: Place, source: JsonObject) -> None:
        self.root = root
        self.content = empty_object(SHAPE)
        self.sections: JsonObject = {}
        self.raw: JsonValue = {}
        self.related: dict[str, str] = {}
        self._source = {**source, "parser": "govern.documents.model_card"}
        self._diagnostics: list[JsonValue] = []
        self._places = {"": root}
        self._provenance: dict[str, tuple[str, str]] = {}

    @property
    def format(self) -> str:
        """The format that is read: one of shape.FORMATS."""
        return str(self._source["format"])

    def get(self, pointer: str) -> JsonValue:
        """Return what is known of a field so far."""
        value: JsonValue = self.content
        for key in keys_of(pointer):
            if isinstance(value, list):
                value = value[int(key)]
            elif isinstance(value, dict):
                value = value[key]
        return value

    def items(self, pointer: str) -> list[JsonObject]:
        """Return the objects of a list so far."""
        value = self.get(pointer)
        return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []

    def text(self, pointer: str) -> str | None:
        """Return a field's text, if it is known."""
        value = self.get(pointer)
        return value if isinstance(value, str) else None

    def knows(self, pointer: str) -> bool:
        """Return whether a field already holds a value."""
        return is_known(shape_at(keys_of(pointer)), self.get(pointer))

    def put(self, pointer: str, value: JsonValue, place: Place, confidence: str = DECLARED) -> bool:
        """Set a field that is not yet known, a list item by item; returns whether this did."""
        if value is None or self.knows(pointer):
            return False
        shape = shape_at(keys_of(pointer))
        if isinstance(shape, (Items, list)):
            many = isinstance(value, list)
            for at, one in enumerate(value if isinstance(value, list) else [value]):
                self.add(pointer, one, place.at(at) if many else place, confidence)
            if self.knows(pointer):
                self.credit(pointer, place, confidence)
            return self.knows(pointer)
        taken = self.coerced(shape, value, pointer, place, confidence)
        return self.replace(pointer, taken, place, confidence)

    def replace(
        self, pointer: str, value: JsonValue, place: Place, confidence: str = DECLARED
    ) -> bool:
        """Set a field, known or not, to a typed value; an empty value changes nothing."""
        if not is_known(shape_at(keys_of(pointer)), value):
            return False
        parent, _, _ = pointer.rpartition("/")
        holder = self.get(parent)
        if isinstance(holder, dict):
            holder[keys_of(pointer)[-1]] = value
        self.credit(pointer, place, confidence)
        return True

    def add(
        self, pointer: str, value: JsonValue, place: Place, confidence: str = DECLARED
    ) -> str | None:
        """Append to a list; returns the new item's pointer, or None when nothing was said."""
        shape = shape_at(keys_of(pointer))
        items = self.get(pointer)
        if not isinstance(items, list):
            raise TypeError(f"{pointer} is not a list")
        here = f"{pointer}/{len(items)}"
        item = shape if isinstance(shape, Items) else Leaf.TEXT
        taken = self.coerced(item, value, here, place, confidence)
        if taken is None or (item is Leaf.TEXT and taken in items):
            return None
        items.append(taken)
        self.credit(here, place, confidence)
        return here

    def coerced(
        self, shape: Shape, value: JsonValue, pointer: str, place: Place, confidence: str = DECLARED
    ) -> JsonValue:
        """Return `value` in a shape (of Items, one item), noting what could not be taken."""
        coercion = Coercion()
        if isinstance(shape, Items):
            taken: JsonValue = coercion.item(shape, value, pointer)
        else:
            taken = coercion.value(shape, value, pointer)
        for complaint in coercion.complaints:
            # Prose that is not a value is no mistake; a placeholder is one everywhere.
            if confidence != PROSE or complaint.code == "placeholder":
                self._complain(complaint, place)
        return taken

    def credit(self, pointer: str, place: Place, confidence: str) -> None:
        """Record where a value stands and how sure it is; a list is as sure as its surest item."""
        self._places[pointer] = place
        self._provenance[pointer] = (place.origin, confidence)
        parent, _, last = pointer.rpartition("/")
        if last.isdigit():
            known = self._provenance.get(parent, ("", ABSENT))[1]
            if _RANK[confidence] > _RANK[known]:
                self._provenance[parent] = (place.origin, confidence)
                self._places.setdefault(parent, place)

    def confidence_of(self, pointer: str) -> str:
        """Return how sure a field is; a part of a field is as sure as the field."""
        return self._known_as(pointer)[1]

    def origin_of(self, pointer: str) -> str:
        """Return where a field was read, for messages; empty when it was not."""
        return self._known_as(pointer)[0]

    def _known_as(self, pointer: str) -> tuple[str, str]:
        while pointer and pointer not in self._provenance:
            pointer = pointer.rpartition("/")[0]
        return self._provenance.get(pointer, ("", ABSENT))

    def point(self, pointer: str, place: Place) -> None:
        """Record where something stands that is no field (a section, the raw text)."""
        self._places[pointer] = place

    def note(self, code: str, pointer: str, message: str, place: Place | None = None) -> None:
        """Record what a reader of the card should know; `pointer` is the field concerned."""
        here = f"/source/diagnostics/{len(self._diagnostics)}"
        self._places[here] = place or self._places.get(pointer, self.root)
        self._places.setdefault(pointer, self._places[here])
        self._diagnostics.append({"code": code, "path": pointer, "msg": message})

    def finished(self) -> JsonObject:
        """Return the document with every key of govern.model/v1."""
        source = {**self._source, "diagnostics": self._diagnostics}
        rest: JsonObject = {
            "sections": self.sections,
            "provenance": self._provenance_map(),
            "raw": self.raw,
        }
        return {"source": source, **self.content, **rest}

    def positions(self) -> MappedPositions:
        """Return where the finished document's content stands."""
        return MappedPositions(
            {pointer: (place.positions, place.pointer) for pointer, place in self._places.items()}
        )

    def diagnostics(self) -> tuple[str, ...]:
        """Return the diagnostics in plain words."""
        return tuple(
            f"{note['path'] or '/'}: {note['msg']} ({note['code']})"
            for note in self._diagnostics
            if isinstance(note, dict)
        )

    def _complain(self, complaint: Complaint, place: Place) -> None:
        self.note(complaint.code, complaint.pointer, complaint.message, place)

    def _provenance_map(self) -> JsonObject:
        known = dict.fromkeys((*fields_of(SHAPE), *sorted(self._provenance)))
        return {pointer: self._provenance_of(pointer) for pointer in known}

    def _provenance_of(self, pointer: str) -> JsonObject:
        if pointer in self._provenance:
            origin, confidence = self._provenance[pointer]
            return {"from": origin, "confidence": confidence}
        return {"from": None, "confidence": ABSENT}


def fields_of(fields: Mapping[str, Shape], prefix: str = "") -> Iterator[str]:
    """Yield the pointer of every field that always has a provenance: leaves and whole lists."""
    for key, shape in fields.items():
        here = prefix + pointer_of((key,))
        if isinstance(shape, dict):
            yield from fields_of(shape, here)
        else:
            yield here
