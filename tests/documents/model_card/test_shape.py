"""The table of fields, the JSON Schema and the empty document say the same."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from govern.documents.model_card.draft import Draft
from govern.documents.model_card.places import Place, TextPositions
from govern.documents.model_card.shape import (
    FORMATS,
    LICENCE_CLASSES,
    SHAPE,
    Choice,
    Items,
    Leaf,
    Maybe,
    shape_at,
)
from tests.documents.model_card.cards import SCHEMA, validator

_JSON_TYPES = {
    Leaf.TEXT: ["string", "null"],
    Leaf.DATE: ["string", "null"],
    Leaf.INTEGER: ["integer", "null"],
    Leaf.NUMBER: ["number", "null"],
    Leaf.BOOLEAN: ["boolean", "null"],
    Leaf.MAP: "object",
    Leaf.NAMES: ["array", "null"],
}


def schema() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return loaded


def assert_same(shape: object, found: dict[str, Any]) -> None:
    if isinstance(shape, Leaf):
        assert found["type"] == _JSON_TYPES[shape]
    elif isinstance(shape, Choice):
        unknown = [] if shape.default is not None else [None]
        assert found["enum"] == [*shape.words, *unknown]
    elif isinstance(shape, list):
        assert found["items"] == {"type": "string", "minLength": 1}
    elif isinstance(shape, Items):
        assert found["type"] == "array"
        assert_same(shape.fields, found["items"])
        assert {shape.title, *shape.key} <= set(shape.fields)
    else:
        fields = shape.fields if isinstance(shape, Maybe) else shape
        assert isinstance(fields, dict)
        assert found["additionalProperties"] is False
        assert list(found["properties"]) == found["required"] == list(fields)
        for key, below in fields.items():
            assert_same(below, found["properties"][key])


def test_the_schema_is_valid_and_has_every_field() -> None:
    loaded = schema()
    jsonschema.Draft202012Validator.check_schema(loaded)
    own = {key: loaded["properties"][key] for key in SHAPE}
    assert_same(SHAPE, {"additionalProperties": False, "properties": own, "required": list(own)})
    extra = {"source", "sections", "provenance", "raw"}
    assert set(loaded["required"]) == set(loaded["properties"]) == set(SHAPE) | extra
    assert loaded["properties"]["source"]["properties"]["format"]["enum"] == list(FORMATS)


def test_a_card_that_says_nothing_has_every_key_and_is_valid() -> None:
    root = Place("README.md", TextPositions("README.md"))
    source = {"format": "markdown", "format_version": None, "path": "README.md", "sha256": "0" * 64}
    draft = Draft(root, {**source})
    content = draft.finished()
    validator().validate(content)
    assert content["licenses"] == []
    assert content["governance"]["risk_tier"] == "unset"  # type: ignore[index,call-overload]  # JSON
    provenance = content["provenance"]
    assert isinstance(provenance, dict)
    assert {str(one["confidence"]) for one in provenance.values()} == {"absent"}  # type: ignore[index,call-overload]  # JSON
    assert {"/model/id", "/licenses", "/use/limitations", "/governance/risk_tier"} <= set(
        provenance
    )


def test_empty_texts_are_invalid() -> None:
    found = schema()["properties"]["model"]["properties"]["name"]
    assert not jsonschema.Draft202012Validator(found).is_valid("")


def test_fields_are_found_by_pointer() -> None:
    assert shape_at(("model", "id")) is Leaf.TEXT
    assert shape_at(("licenses", "0", "class")) == Choice(LICENCE_CLASSES)
    assert shape_at(("use", "intended", "3")) is Leaf.TEXT
    with pytest.raises(KeyError):
        shape_at(("model", "nothing"))
