"""Amazon SageMaker model cards: the card's JSON, or an API answer with the card as its Content."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from govern.documents.model_card.artifacts import add_claimed
from govern.documents.model_card.draft import DERIVED
from govern.documents.model_card.fields import list_in, object_in
from govern.documents.model_card.metrics import metric_item
from govern.documents.model_card.overlay import SHORT, merge_flat
from govern.documents.model_card.sidecar import merge_sidecar
from govern.documents.model_card.values import text_of
from govern.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.model_card.draft import Draft
    from govern.documents.model_card.places import Place
    from govern.documents.model_card.reading import Reading
    from govern.model import JsonObject, JsonValue

_STATUS = {
    "Draft": "draft",
    "PendingReview": "review",
    "Approved": "approved",
    "Archived": "retired",
}
_OVERVIEW = (
    ("/model/name", "model_name"),
    ("/model/description", "model_description"),
    ("/model/version", "model_version"),
    ("/model/task", "problem_type"),
    ("/model/architecture", "algorithm_type"),
    ("/parties/provider", "model_creator"),
    ("/parties/owners", "model_owner"),
)
_USES = (
    ("/use/intended", "purpose_of_model"),
    ("/use/intended", "intended_uses"),
    ("/use/limitations", "factors_affecting_model_efficiency"),
)
_NUMERIC = "number"  # the only metric type whose value is one number
_PREFIX = "govern."


def read_sagemaker(reading: Reading) -> Iterator[Draft]:
    """Yield the one model of a SageMaker card (schema 0.1.0).

    Raises:
        InputError: the text is not a JSON object, or its Content is none.
    """
    outer, root = reading.json()
    if not isinstance(outer, dict):
        raise InputError("a model card is a JSON object", path=reading.source.path, line=1)
    card, place = _content(reading, outer, root)
    draft = reading.draft(root, "sagemaker", "0.1.0")
    _wrapper(draft, outer, root)
    overview = object_in(card, "model_overview")
    _overview(draft, reading, overview, place.at("model_overview"))
    _uses(draft, card, place)
    _training(draft, object_in(card, "training_details"), place.at("training_details"))
    for at, evaluation in enumerate(list_in(card, "evaluation_details")):
        fields = evaluation if isinstance(evaluation, dict) else {}
        _evaluation(draft, fields, place.at("evaluation_details", at))
    files: JsonObject = {}
    merge_sidecar(draft, reading, files)
    draft.raw = outer if outer is card else {**outer, "Content": card}
    draft.point("/raw", root)
    yield draft


def _content(reading: Reading, outer: JsonObject, root: Place) -> tuple[JsonObject, Place]:
    """Return the card inside of an API answer, or the whole when it is the card itself.

    What stands in a Content text has the place of that text: its lines are not lines of the file.
    """
    content = outer.get("Content")
    if content is None:
        return outer, root
    place = root.at("Content")
    cause = "it is neither a JSON object nor the text of one"
    if isinstance(content, str):
        try:
            content = orjson.loads(content)
        except orjson.JSONDecodeError as error:
            cause = error.msg
    if isinstance(content, dict):
        return content, place
    location = place.positions.locate([place.pointer])[place.pointer]
    raise InputError(
        "the Content of the model card cannot be read",
        path=reading.source.path,
        line=location.line,
        column=location.column,
        cause=cause,
    )


def _wrapper(draft: Draft, outer: JsonObject, root: Place) -> None:
    draft.put("/model/id", outer.get("ModelCardName"), root.at("ModelCardName"))
    version = text_of(outer.get("ModelCardVersion"))
    draft.put("/model/version", version, root.at("ModelCardVersion"))
    status = text_of(outer.get("ModelCardStatus"))
    if status is not None:
        place = root.at("ModelCardStatus")
        draft.put("/governance/status", _STATUS.get(status, status), place)


def _overview(draft: Draft, reading: Reading, overview: JsonObject, place: Place) -> None:
    for pointer, key in _OVERVIEW:
        draft.put(pointer, overview.get(key), place.at(key))
    for key in ("model_name", "model_id"):
        draft.put("/model/id", overview.get(key), place.at(key))
    draft.put("/model/id", reading.stem, reading.place(), DERIVED)
    for at, uri in enumerate(list_in(overview, "model_artifact")):
        add_claimed(draft, reading, uri, place.at("model_artifact", at))


def _uses(draft: Draft, card: JsonObject, place: Place) -> None:
    uses, here = object_in(card, "intended_uses"), place.at("intended_uses")
    for pointer, key in _USES:
        draft.add(pointer, uses.get(key), here.at(key))
    rating = text_of(uses.get("risk_rating"))
    if rating is not None and rating != "Unknown":
        draft.put("/governance/risk_tier", rating, here.at("risk_rating"))
    more, there = object_in(card, "additional_information"), place.at("additional_information")
    draft.add("/use/limitations", more.get("caveats_and_recommendations"),
              there.at("caveats_and_recommendations"))  # fmt: skip
    if text_of(more.get("ethical_considerations")):
        risk: JsonObject = {"name": more["ethical_considerations"], "category": "ethics"}
        draft.add("/risks", risk, there.at("ethical_considerations"))
    details = object_in(more, "custom_details")
    merge_flat(draft, _own_details(details, there.at("custom_details")))


def _own_details(details: JsonObject, place: Place) -> Iterator[tuple[str, JsonValue, Place]]:
    """Yield custom details by the names of govern, with or without the prefix `govern.`."""
    for key, value in details.items():
        name = key.removeprefix(_PREFIX)
        if key.startswith(_PREFIX) or name in SHORT or name == "team":
            yield name, value, place.at(key)


def _training(draft: Draft, training: JsonObject, place: Place) -> None:
    job, here = object_in(training, "training_job_details"), place.at("training_job_details")
    draft.put("/lineage/run_id", job.get("training_arn"), here.at("training_arn"))
    for at, name in enumerate(list_in(job, "training_datasets")):
        _dataset(draft, name, "train", here.at("training_datasets", at))
    for key in ("training_metrics", "user_provided_training_metrics"):
        for at, metric in enumerate(list_in(job, key)):
            if isinstance(metric, dict):
                item = metric_item({"name": metric.get("name"), "value": metric.get("value")})
                draft.add("/metrics", item, here.at(key, at))


def _evaluation(draft: Draft, evaluation: JsonObject, place: Place) -> None:
    datasets = list_in(evaluation, "datasets")
    for at, name in enumerate(datasets):
        _dataset(draft, name, "eval", place.at("datasets", at))
    dataset = text_of(datasets[0]) if len(datasets) == 1 else None
    source = {"name": evaluation.get("name"), "url": evaluation.get("evaluation_job_arn")}
    for number, group in enumerate(list_in(evaluation, "metric_groups")):
        fields = group if isinstance(group, dict) else {}
        for at, metric in enumerate(list_in(fields, "metric_data")):
            if isinstance(metric, dict):
                here = place.at("metric_groups", number, "metric_data", at)
                numeric = metric.get("type") == _NUMERIC
                item = metric_item(
                    {
                        "name": metric.get("name"),
                        "value": metric.get("value") if numeric else None,
                        "raw": metric.get("value"),
                        "dataset": {"id": dataset},
                        "source": source,
                    }
                )
                draft.add("/metrics", item, here)


def _dataset(draft: Draft, name: JsonValue, role: str, place: Place) -> None:
    text = text_of(name)
    if text is None:
        return
    url = text if "://" in text else None
    known = [one["name"] for one in draft.items("/datasets")]
    if text not in known:
        draft.add("/datasets", {"name": text, "role": role, "url": url}, place)
