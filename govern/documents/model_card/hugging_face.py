"""Hugging Face metadata: front matter, `.eval_results/` and the model's own config files.

Field names follow hub-docs `modelcard.md` and huggingface_hub's repocard_data.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.model_card.draft import DECLARED, DERIVED
from govern.documents.model_card.fields import listed, object_in
from govern.documents.model_card.licences import add_licence
from govern.documents.model_card.metrics import metric_item
from govern.documents.model_card.remote_code import fill_remote_code
from govern.documents.model_card.values import number_of, text_of

if TYPE_CHECKING:
    from govern.documents.model_card.draft import Draft
    from govern.documents.model_card.places import Place
    from govern.documents.model_card.reading import Reading
    from govern.model import JsonObject, JsonValue

_FIELDS = (
    ("/model/name", "model_name"),
    ("/model/version", "model_version"),
    ("/model/version", "version"),
    ("/model/task", "pipeline_tag"),
    ("/model/library", "library_name"),
    ("/model/languages", "language"),
    ("/model/new_version", "new_version"),
)
_LICENCE_FILES = ("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "COPYING")
# Files whose `auto_map` makes loaders run code.
_CONFIGS = ("config.json", "tokenizer_config.json", "processor_config.json",
            "preprocessor_config.json")  # fmt: skip
_LENGTHS = ("max_position_embeddings", "n_positions", "max_sequence_length", "seq_length")


def fill_front_matter(draft: Draft, values: JsonObject, place: Place) -> None:
    """Fill the draft from a card's front matter."""
    for pointer, key in _FIELDS:
        draft.put(pointer, values.get(key), place.at(key))
    _licences(draft, values, place)
    _base_models(draft, values, place)
    for at, name in enumerate(listed(values.get("datasets"))):
        dataset: JsonValue = {"name": name, "role": "train"} if isinstance(name, str) else name
        draft.add("/datasets", dataset, _item_place(values, "datasets", at, place))
    _emissions(draft, values.get("co2_eq_emissions"), place.at("co2_eq_emissions"))
    _model_index(draft, values.get("model-index"), place.at("model-index"))


def _item_place(values: JsonObject, key: str, at: int, place: Place) -> Place:
    return place.at(key, at) if isinstance(values.get(key), list) else place.at(key)


def _licences(draft: Draft, values: JsonObject, place: Place) -> None:
    name, url = values.get("license_name"), values.get("license_link")
    for at, raw in enumerate(listed(values.get("license"))):
        add_licence(draft, raw, _item_place(values, "license", at, place), name=name, url=url)
    if not draft.knows("/licenses") and text_of(name):
        add_licence(draft, name, place.at("license_name"), name=name, url=url)
    if draft.knows("/licenses"):
        draft.credit("/licenses", place.at("license"), DECLARED)


def _base_models(draft: Draft, values: JsonObject, place: Place) -> None:
    relation = text_of(values.get("base_model_relation"))
    for at, name in enumerate(listed(values.get("base_model"))):
        base, _, revision = (text_of(name) or "").partition("@")
        item: JsonObject = {"id": base, "revision": revision or None, "relation": relation}
        here = _item_place(values, "base_model", at, place)
        draft.add("/lineage/base_models", item if base else name, here)
    if relation is not None:
        merged = relation == "merge"
        draft.put("/lineage/merged", merged, place.at("base_model_relation"), DERIVED)


def _emissions(draft: Draft, value: JsonValue, place: Place) -> None:
    """Read emissions in grams of CO2 equivalent (hub-docs model-cards-co2.md)."""
    fields = value if isinstance(value, dict) else {"emissions": value}
    grams = number_of(fields.get("emissions"))
    at = place.at("emissions") if isinstance(value, dict) else place
    if grams is not None:
        draft.put("/compute/co2_kg", grams / 1000, at)
    elif fields.get("emissions") is not None:
        draft.put("/compute/co2_kg", fields["emissions"], at)
    draft.put("/compute/hardware", fields.get("hardware_used"), place.at("hardware_used"))
    draft.put("/compute/region", fields.get("geographical_location"),
              place.at("geographical_location"))  # fmt: skip


def _model_index(draft: Draft, index: JsonValue, place: Place) -> None:
    if index is None:
        return
    if not isinstance(index, list):
        draft.note("unreadable-value", "/metrics", "model-index is not a list", place)
        return
    for at, model in enumerate(index):
        results = model.get("results") if isinstance(model, dict) else None
        if not isinstance(results, list):
            draft.note("incomplete-result", "/metrics", "a model of model-index has no results",
                       place.at(at))  # fmt: skip
            continue
        for number, result in enumerate(results):
            _result(draft, result, place.at(at, "results", number))


def _result(draft: Draft, result: JsonValue, place: Place) -> None:
    """Read one result; Hugging Face drops all results when one is incomplete, we name it."""
    fields = result if isinstance(result, dict) else {}
    task, dataset, metrics = (
        object_in(fields, "task"),
        object_in(fields, "dataset"),
        fields.get("metrics"),
    )
    missing = [
        name
        for name, value in (
            ("task.type", task.get("type")),
            ("dataset.type", dataset.get("type")),
            ("dataset.name", dataset.get("name")),
            ("metrics", metrics),
        )
        if not value
    ]
    if missing:
        message = f"a result of model-index lacks {', '.join(missing)}"
        draft.note("incomplete-result", "/metrics", message, place)
    shared: JsonObject = {
        "task": task.get("type"),
        "dataset": {
            "id": dataset.get("type") or dataset.get("name"),
            "split": dataset.get("split"),
            "revision": dataset.get("revision"),
        },
        "source": {key: object_in(fields, "source").get(key) for key in ("name", "url")},
    }
    for at, metric in enumerate(metrics if isinstance(metrics, list) else []):
        _metric(draft, metric, shared, place.at("metrics", at))
    if not draft.knows("/model/task"):
        draft.put("/model/task", task.get("type"), place.at("task", "type"), DERIVED)


def _metric(draft: Draft, metric: JsonValue, shared: JsonObject, place: Place) -> None:
    fields = metric if isinstance(metric, dict) else {}
    item = metric_item(
        {
            **shared,
            "name": fields.get("type") or fields.get("name"),
            "value": fields.get("value"),
            "unit": fields.get("unit"),
            "higher_is_better": fields.get("higher_is_better"),
            "slice": fields.get("slice"),
            "verified": fields.get("verified"),
        }
    )
    if item["name"] is None or item["raw"] is None:
        draft.note("incomplete-result", "/metrics", "a metric lacks its type or value", place)
    draft.add("/metrics", item, place)


def fill_eval_results(draft: Draft, reading: Reading) -> JsonObject:
    """Add the results of `.eval_results/*.yaml`; returns what was read, by file."""
    raw: JsonObject = {}
    for name in reading.files if reading.is_folder_card else ():
        if not name.startswith(".eval_results/") or not name.endswith((".yaml", ".yml")):
            continue
        read = reading.yaml_beside(draft, name)
        if read is None:
            continue
        results, place = read
        raw[name] = results
        if not isinstance(results, list):
            draft.note("unreadable-value", "/metrics", f"{name} is not a list of results", place)
            continue
        for at, result in enumerate(results):
            _eval_result(draft, result if isinstance(result, dict) else {}, place.at(at))
    return raw


def _eval_result(draft: Draft, result: JsonObject, place: Place) -> None:
    """Read one result (hub-docs eval-results.md). A verifyToken is kept raw, never believed."""
    dataset, source = object_in(result, "dataset"), object_in(result, "source")
    task = text_of(dataset.get("task_id"))
    item = metric_item(
        {
            "name": task if task not in (None, "default") else dataset.get("id"),
            "value": result.get("value"),
            "unit": result.get("unit"),
            "dataset": {"id": dataset.get("id"), "revision": dataset.get("revision")},
            "source": {"name": source.get("name"), "url": source.get("url")},
            "date": result.get("date"),
        }
    )
    missing = [name for name, value in (("dataset.id", dataset.get("id")),
               ("dataset.task_id", task), ("value", item["raw"])) if value is None]  # fmt: skip
    if missing:
        message = f"an evaluation result lacks {', '.join(missing)}"
        draft.note("incomplete-result", "/metrics", message, place)
    draft.add("/metrics", item, place)


def fill_configs(draft: Draft, reading: Reading) -> JsonObject:
    """Derive architecture, context length, base model and code from config files beside."""
    raw: JsonObject = {}
    if not reading.is_folder_card:
        return raw
    for name in _CONFIGS:
        read = reading.object_beside(draft, name)
        if read is None:
            continue
        config, place = read
        if name == "config.json":
            raw[name] = config
            _config(draft, config, place)
        fill_remote_code(draft, reading, config.get("auto_map"), place.at("auto_map"))
    adapter = reading.object_beside(draft, "adapter_config.json")
    if adapter is not None:
        config, place = adapter
        base = config.get("base_model_name_or_path")
        item: JsonObject = {"id": base, "revision": config.get("revision"), "relation": "adapter"}
        if text_of(base):
            draft.put("/lineage/base_models", [item], place.at("base_model_name_or_path"), DERIVED)
    return raw


def _config(draft: Draft, config: JsonObject, place: Place) -> None:
    names = config.get("architectures")
    if isinstance(names, list) and names:
        draft.put("/model/architecture", names[0], place.at("architectures", 0), DERIVED)
    draft.put("/model/model_type", config.get("model_type"), place.at("model_type"), DERIVED)
    for key in _LENGTHS:
        draft.put("/model/context_length", config.get(key), place.at(key), DERIVED)


def fill_licence_file(draft: Draft, reading: Reading) -> None:
    """Take a licence file beside the card as the text of a licence that is declared as `other`."""
    present = reading.files if reading.is_folder_card else {}
    name = next((name for name in _LICENCE_FILES if name in present), None)
    if name is None:
        return
    draft.related[name] = reading.context.digest_beside(name)
    for at, licence in enumerate(draft.items("/licenses")):
        if licence["url"] is None and licence["id"] in ("other", None):
            licence["url"] = name
            draft.credit(f"/licenses/{at}/url", reading.place(), DERIVED)
