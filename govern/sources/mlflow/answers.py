"""What the answers of MLflow's REST API hold, whatever they leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.errors import RegistryError
from govern.sources.mlflow import OWN_TAGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.model import JsonObject, JsonValue

_RUN_TAGS = ("mlflow.source.git.commit", "mlflow.source.name", "mlflow.user")


def is_told(key: str) -> bool:
    """Return whether a run's tag is part of what is decided on: MLflow's own mostly change."""
    return key in _RUN_TAGS or not key.startswith("mlflow.")


def dataset_in(used: JsonObject) -> JsonValue:
    """Return what a run says of a dataset that it used."""
    dataset = part_in(used, "dataset")
    tags = dict(pairs_in(used, "tags"))
    return {
        **texts_in(dataset, "name", "digest", "source_type"),
        "context": tags.get("mlflow.data.context", ""),
    }


def metrics_in(data: JsonObject) -> list[JsonValue]:
    """Return the metrics of a run or a logged model, in one order."""
    found = [
        {
            "key": text_in(one, "key"),
            "value": one.get("value"),
            **texts_in(one, "dataset_name", "dataset_digest"),
        }
        for one in objects_in(data, "metrics")
    ]
    return [*sorted(found, key=lambda one: (str(one["key"]), str(one["dataset_name"])))]


def claims_in(holder: JsonObject) -> JsonObject:
    """Return the tags that are not govern's own."""
    pairs = sorted(pairs_in(holder, "tags"))
    return {key: value for key, value in pairs if not key.startswith(OWN_TAGS)}


def aliases_in(model: JsonObject) -> dict[str, str]:
    """Return the aliases of a model: alias → version."""
    return {text_in(one, "alias"): text_in(one, "version") for one in objects_in(model, "aliases")}


def own_tags_in(holder: JsonObject) -> dict[str, str]:
    """Return the tags of govern's own."""
    return {key: value for key, value in pairs_in(holder, "tags") if key.startswith(OWN_TAGS)}


def pairs_in(holder: JsonObject, key: str) -> Iterator[tuple[str, str]]:
    """Yield the keys and values of a list of them."""
    for one in objects_in(holder, key):
        yield text_in(one, "key"), text_in(one, "value")


def object_in(answer: JsonObject, key: str) -> JsonObject:
    """Return an object that every answer of this kind holds.

    Raises:
        RegistryError: this one does not.
    """
    value = answer.get(key)
    if not isinstance(value, dict):
        raise RegistryError(
            "the answer is not that of an MLflow registry", reason="not_mlflow", cause=f"no {key!r}"
        )
    return value


def part_in(answer: JsonObject, key: str) -> JsonObject:
    """Return an object that may be missing; it is then empty."""
    value = answer.get(key)
    return value if isinstance(value, dict) else {}


def objects_in(holder: JsonObject, key: str) -> list[JsonObject]:
    """Return the objects of a list that may be missing."""
    value = holder.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def texts_in(holder: JsonObject, *keys: str) -> JsonObject:
    """Return texts by their keys, as `text_in` does."""
    return {key: text_in(holder, key) for key in keys}


def text_in(holder: JsonObject, key: str) -> str:
    """Return a text or a number of an answer as text; empty where there is none."""
    value = holder.get(key)
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
