"""The shape of `govern.model/v1`: every key a normalised model card has, and of what type.

One table serves everybody: the empty document, the coercion of what formats and sidecars say, and
the JSON Schema (evidence/schemas/govern.model.v1.schema.json, kept equal by a test).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govern.model import JsonObject, JsonValue

SCHEMA = "govern.model/v1"


class Leaf(StrEnum):
    """A value without parts; unknown is null."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"  # ISO 8601, as text
    MAP = "map"  # free keys, text values
    NAMES = "names"  # a list of texts; null when nobody looked


@dataclass(frozen=True, slots=True)
class Choice:
    """One word out of a closed list; `default` stands for unknown."""

    words: tuple[str, ...]
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Maybe:
    """An object that is null as long as nothing of it is known."""

    fields: Mapping[str, Shape]


@dataclass(frozen=True, slots=True)
class Items:
    """A list of objects.

    Attributes:
        fields: What each object holds.
        title: The field that a bare string stands for (`owners: [risk-team]`).
        key: The fields that tell two objects of the list apart when a sidecar merges over.
    """

    fields: Mapping[str, Shape]
    title: str
    key: tuple[str, ...]


Shape: TypeAlias = "Leaf | Choice | Maybe | Items | list[Leaf] | Mapping[str, Shape]"

_TEXT, _NUMBER, _BOOLEAN, _DATE = Leaf.TEXT, Leaf.NUMBER, Leaf.BOOLEAN, Leaf.DATE
_INTEGER, _NAMES = Leaf.INTEGER, Leaf.NAMES

LICENCE_CLASSES = ("permissive", "weak", "copyleft", "noncommercial", "use-restricted", "custom")
FORMATS = (
    "huggingface",
    "mct",
    "cyclonedx",
    "mlflow",
    "sagemaker",
    "kitfile",
    "markdown",
    "govern",
)
RISK_TIERS = ("low", "medium", "high", "critical")
_EU_CLASSES = ("prohibited", "high", "limited", "minimal", "gpai", "gpai-systemic")

_CHANNEL = Items(
    {"modality": _TEXT, "format": _TEXT, "max": _TEXT}, "modality", ("modality", "format")
)
_PARTY = Items({"name": _TEXT, "contact": _TEXT, "team": _TEXT}, "name", ("name",))

SHAPE: Mapping[str, Shape] = {
    "model": {
        "id": _TEXT,
        "name": _TEXT,
        "version": _TEXT,
        "revision": _TEXT,
        "description": _TEXT,
        "task": [_TEXT],
        "model_type": _TEXT,
        "architecture": _TEXT,
        "parameters": _INTEGER,
        "library": _TEXT,
        "languages": [_TEXT],
        "inputs": _CHANNEL,
        "outputs": _CHANNEL,
        "context_length": _INTEGER,
        "released": _DATE,
        "new_version": _TEXT,
    },
    "parties": {"provider": _TEXT, "owners": _PARTY, "approvers": _PARTY, "contact": _TEXT},
    "licenses": Items(
        {
            "raw": _TEXT,
            "spdx": _TEXT,
            "id": _TEXT,
            "name": _TEXT,
            "url": _TEXT,
            "class": Choice(LICENCE_CLASSES),
            "conditions": [_TEXT],
        },
        "raw",
        ("id", "raw"),
    ),
    "lineage": {
        "base_models": Items(
            {"id": _TEXT, "revision": _TEXT, "relation": _TEXT, "license": _TEXT}, "id", ("id",)
        ),
        "merged": _BOOLEAN,
        "training_code": _TEXT,
        "run_id": _TEXT,
        "ancestors": [_TEXT],
    },
    "artifacts": Items(
        {
            "path": _TEXT,
            "uri": _TEXT,
            "format": _TEXT,
            "sha256": _TEXT,
            "size": _INTEGER,
            "pinned": _BOOLEAN,
            "signed": {"verified": _BOOLEAN, "signer": _TEXT, "issuer": _TEXT, "bundle": _TEXT},
            "unsafe": {"format": _BOOLEAN, "globals": _NAMES},
        },
        "path",
        ("path", "uri"),
    ),
    "use": {
        "intended": [_TEXT],
        "users": [_TEXT],
        "out_of_scope": [_TEXT],
        "limitations": [_TEXT],
        "tradeoffs": [_TEXT],
        "acceptable_use_policy": _TEXT,
        "human_oversight": _TEXT,
    },
    "datasets": Items(
        {
            "name": _TEXT,
            "role": Choice(("train", "eval", "test", "unknown"), "unknown"),
            "url": _TEXT,
            "revision": _TEXT,
            "license": _TEXT,
            "classification": _TEXT,
            "pii": Choice(("yes", "no", "unknown"), "unknown"),
            "sensitive": [_TEXT],
            "provenance": _TEXT,
            "collected": _TEXT,
            "size": _TEXT,
            "governance": Leaf.MAP,
        },
        "name",
        ("name",),
    ),
    "metrics": Items(
        {
            "name": _TEXT,
            "value": _NUMBER,
            "raw": _TEXT,
            "unit": Choice(("fraction", "percent", "raw")),
            "higher_is_better": _BOOLEAN,
            "ci": Maybe({"low": _NUMBER, "high": _NUMBER}),
            "slice": Maybe({"name": _TEXT, "value": _TEXT}),
            "task": _TEXT,
            "dataset": Maybe({"id": _TEXT, "split": _TEXT, "revision": _TEXT}),
            "source": Maybe({"name": _TEXT, "url": _TEXT}),
            "verified": _BOOLEAN,
            "date": _DATE,
        },
        "name",
        ("name", "slice", "dataset", "task"),
    ),
    "fairness": Items(
        {"group": _TEXT, "benefit": _TEXT, "harm": _TEXT, "mitigation": _TEXT}, "group", ("group",)
    ),
    "risks": Items({"name": _TEXT, "category": _TEXT, "mitigation": _TEXT}, "name", ("name",)),
    "safety": {
        "evals": Items(
            {
                "suite": _TEXT,
                "name": _TEXT,
                "value": _NUMBER,
                "threshold": _NUMBER,
                "date": _DATE,
                "report": _TEXT,
            },
            "suite",
            ("suite", "name"),
        ),
        "red_team": {"done": _BOOLEAN, "date": _DATE, "report": _TEXT},
        "guardrails": [_TEXT],
        "prompts": Items({"name": _TEXT, "version": _TEXT, "sha256": _TEXT}, "name", ("name",)),
    },
    "compute": {
        "hardware": _TEXT,
        "hours": _NUMBER,
        "flops": _NUMBER,
        "energy_kwh": _NUMBER,
        "co2_kg": _NUMBER,
        "region": _TEXT,
    },
    "governance": {
        "risk_tier": Choice((*RISK_TIERS, "unset"), "unset"),
        "eu_ai_act": {
            "class": Choice((*_EU_CLASSES, "unset"), "unset"),
            "annex_iii": _TEXT,
            "annex_iv": {f"p{point}": {"status": _TEXT, "ref": _TEXT} for point in range(1, 10)},
            "gpai_form": _TEXT,
        },
        "review": {"last": _DATE, "next": _DATE, "expires": _DATE},
        "impact_assessment": _TEXT,
        "status": Choice(("draft", "review", "approved", "retired")),
        "tags": Leaf.MAP,
    },
}


def empty_of(shape: Shape) -> JsonValue:
    """Return the value that stands for `nothing is known` in this shape."""
    if isinstance(shape, Choice):
        return shape.default
    if isinstance(shape, (Items, list)):
        return []
    if isinstance(shape, Leaf):
        return {} if shape is Leaf.MAP else None
    if isinstance(shape, Maybe):
        return None
    return empty_object(shape)


def empty_object(fields: Mapping[str, Shape]) -> JsonObject:
    """Return an object with every key of `fields`, each unknown."""
    return {key: empty_of(shape) for key, shape in fields.items()}


def shape_at(keys: tuple[str, ...]) -> Shape:
    """Return the shape of a field; list indexes in `keys` are stepped over.

    Raises:
        KeyError: govern.model/v1 has no such field.
    """
    shape: Shape = SHAPE
    for key in keys:
        if isinstance(shape, Items) and key.isdigit():
            shape = shape.fields
        elif isinstance(shape, list) and key.isdigit():
            shape = shape[0]
        else:
            fields = shape.fields if isinstance(shape, Maybe) else shape
            if not isinstance(fields, dict):
                raise KeyError(key)
            shape = fields[key]
    return shape
