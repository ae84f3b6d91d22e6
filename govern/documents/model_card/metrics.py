"""Metrics of all formats → `metrics` of govern.model/v1. Percent and fraction are never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.model_card.values import number_of, text_of

if TYPE_CHECKING:
    from govern.model import JsonObject, JsonValue


def metric_item(fields: JsonObject) -> JsonObject:
    """Return a metric with `raw`, and with `value` and `unit` as far as the text declares them.

    `value` is set only by a plain number: of `20.0 ± 1.2` it stays null. The unit is percent when
    the text has a percent sign, or what the card declares; a bare 0.9 has none.
    """
    written = fields.get("value") if fields.get("raw") is None else fields.get("raw")
    raw = _raw(written)
    value = number_of(fields.get("value"))
    unit = fields.get("unit")
    if value is None and raw is not None and raw.endswith("%"):
        value = number_of(raw[:-1].strip())
        unit = "percent" if unit is None and value is not None else unit
    return {**fields, "value": value, "raw": raw, "unit": unit}


def _raw(value: JsonValue) -> str | None:
    text = text_of(value)
    if text is None and isinstance(value, (dict, list)) and value:
        return str(value)
    return text


def confidence_interval(low: JsonValue, high: JsonValue) -> JsonObject | None:
    """Return an interval when both ends are plain numbers; None otherwise."""
    ends = number_of(low), number_of(high)
    return {"low": ends[0], "high": ends[1]} if None not in ends else None


def slice_of(value: JsonValue) -> JsonObject | None:
    """Return the slice of a format that names it by one text; None for the whole data."""
    text = text_of(value)
    return None if text is None else {"name": None, "value": text}
