"""In any YAML, the bytes of a field are its value's: put another there, and only that changes."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from govern.evidence.redaction.fields import fields_of
from govern.model.json import keys_of, pointer_of

_TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=12,
)


def _scalars(value: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if isinstance(value, dict):
        return [one for key, inner in value.items() for one in _scalars(inner, (*path, key))]
    if isinstance(value, list):
        return [one for at, inner in enumerate(value) for one in _scalars(inner, (*path, str(at)))]
    return [path]


def _with(value: Any, path: tuple[str, ...], new: str) -> Any:
    changed = deepcopy(value)
    holder = changed
    for key in path[:-1]:
        holder = holder[int(key) if isinstance(holder, list) else key]
    holder[int(path[-1]) if isinstance(holder, list) else path[-1]] = new
    return changed


@given(
    st.dictionaries(_TEXT, _VALUES, min_size=1, max_size=3),
    st.data(),
    st.booleans(),
    st.booleans(),
    st.sampled_from([8, 80]),
)
def test_another_value_in_the_place_of_a_field_changes_it_alone(
    document: dict[str, Any], data: st.DataObject, flow: bool, unicode: bool, width: int
) -> None:
    text = yaml.safe_dump(document, default_flow_style=flow, allow_unicode=unicode, width=width)
    paths = [one for one in _scalars(document) if one and not {"*", "**", "<<"} & set(one)]
    if not paths or yaml.safe_load(text) != document:  # its own writer does not round-trip all
        return
    raw = text.encode()
    path = data.draw(st.sampled_from(paths))
    fields = fields_of(raw, "a.yaml")
    (node,) = fields.matching(keys_of(pointer_of(path)))
    ((start, end),) = fields.in_bytes([node])
    told = raw[:start] + b"put-here" + raw[end:]
    assert yaml.safe_load(told) == _with(document, path, "put-here")
