"""A version in MLflow's registry: tags, description, run and metrics, and the model's own files.

`govern promote` writes what the registry says into one file (govern.sources.mlflow), beside the
files of the version; this reads all of them as one card. The registry has the last word: its tags
`govern.*` stand over a `govern.yaml`, that over the card, and that over the MLmodel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.model_card.artifacts import fill_artifacts
from govern.documents.model_card.croissant import fill_from_croissant
from govern.documents.model_card.draft import DERIVED
from govern.documents.model_card.fields import list_in, object_in
from govern.documents.model_card.hugging_face import fill_licence_file
from govern.documents.model_card.markdown_card import fill_from_markdown
from govern.documents.model_card.metrics import metric_item
from govern.documents.model_card.mlflow_model import PREFIX, fill_from_mlmodel
from govern.documents.model_card.overlay import merge_flat
from govern.documents.model_card.reading import Reading
from govern.documents.model_card.sidecar import merge_sidecar
from govern.documents.model_card.values import text_of
from govern.errors import InputError
from govern.model import Source
from govern.sources.mlflow import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.model_card.draft import Draft
    from govern.documents.model_card.places import Place
    from govern.model import JsonObject, JsonValue

_CARDS = ("README.md", "MODEL_CARD.md", "model_card.md")
_ROLES = {"training": "train", "train": "train", "evaluation": "eval", "eval": "eval",
          "validation": "eval", "testing": "test", "test": "test"}  # fmt: skip


def read_mlflow_version(reading: Reading) -> Iterator[Draft]:
    """Yield the one model of a registered version.

    Raises:
        InputError: the file, or one beside it that belongs to the card, cannot be read.
    """
    says, root = reading.json()
    if not isinstance(says, dict):
        raise InputError(f"{SCHEMA} is an object", path=reading.source.path, line=1)
    draft = reading.draft(root, "mlflow", SCHEMA)
    model, version = object_in(says, "model"), object_in(says, "version")
    _identity(draft, model, version, root)
    _metrics(draft, says, root)
    _from_files(draft, reading)
    _descriptions(draft, reading, says, root)
    _run(draft, object_in(says, "run"), root.at("run"))
    files: JsonObject = {}
    merge_sidecar(draft, reading, files)
    merge_flat(draft, _tags(model, version, root))
    fill_from_croissant(draft, reading)
    fill_artifacts(draft, reading)
    fill_licence_file(draft, reading)
    _compare_files(draft, reading, says, root)
    draft.raw = says
    draft.point("/raw", root)
    yield draft


def _identity(draft: Draft, model: JsonObject, version: JsonObject, root: Place) -> None:
    draft.put("/model/id", model.get("name"), root.at("model", "name"))
    draft.put("/model/name", model.get("name"), root.at("model", "name"))
    draft.put("/model/version", text_of(version.get("version")), root.at("version", "version"))
    draft.put("/lineage/run_id", version.get("run_id"), root.at("version", "run_id"))


def _metrics(draft: Draft, says: JsonObject, root: Place) -> None:
    """Add the metrics of the logged model; those of the run where the model has none."""
    for holder in ("logged_model", "run"):
        found = list_in(object_in(says, holder), "metrics")
        for at, one in enumerate(found):
            if isinstance(one, dict):
                draft.add("/metrics", _metric(one), root.at(holder, "metrics", at))
        if found:
            return


def _metric(one: JsonObject) -> JsonObject:
    name = text_of(one.get("dataset_name"))
    digest = text_of(one.get("dataset_digest"))
    return metric_item(
        {
            "name": one.get("key"),
            "value": one.get("value"),
            "dataset": {"id": name, "revision": digest} if name else None,
            "source": {"name": "mlflow"},
        }
    )


def _from_files(draft: Draft, reading: Reading) -> None:
    """Read the card and the MLmodel among the version's files."""
    name = next((one for one in _CARDS if one in reading.files), None)
    text = reading.text_beside(draft, name) if name else None
    if name is not None and text is not None:
        beside = Source.of(reading.shown(name), text.encode())
        fill_from_markdown(draft, Reading(beside, text, reading.context))
    read = reading.yaml_beside(draft, "MLmodel")
    if read is None:
        draft.note("missing-file", "/artifacts", "the version has no MLmodel")
        return
    mlmodel, place = read
    if not isinstance(mlmodel, dict):
        raise InputError("an MLmodel is a mapping of keys", path=reading.shown("MLmodel"), line=1)
    fill_from_mlmodel(draft, reading, mlmodel, place)


def _descriptions(draft: Draft, reading: Reading, says: JsonObject, root: Place) -> None:
    """Read descriptions as Markdown cards: that of the version first, then that of the model."""
    for holder in ("version", "model"):
        text = text_of(object_in(says, holder).get("description"))
        if text is None:
            continue
        draft.put("/model/description", text, root.at(holder, "description"), DERIVED)
        path = f"{reading.source.path}#{holder}.description"
        fill_from_markdown(draft, Reading(Source.of(path, text.encode()), text, reading.context))


def _run(draft: Draft, run: JsonObject, place: Place) -> None:
    commit = object_in(run, "tags").get("mlflow.source.git.commit")
    draft.put("/lineage/training_code", commit, place.at("tags", "mlflow.source.git.commit"))
    known = {item["name"] for item in draft.items("/datasets")}
    for at, one in enumerate(list_in(run, "datasets")):
        if isinstance(one, dict) and text_of(one.get("name")) not in known:
            context = (text_of(one.get("context")) or "").casefold()
            dataset: JsonObject = {
                "name": one.get("name"),
                "role": _ROLES.get(context, "unknown"),
                "revision": text_of(one.get("digest")),
                "provenance": text_of(one.get("source_type")),
            }
            draft.add("/datasets", dataset, place.at("datasets", at))


def _tags(
    model: JsonObject, version: JsonObject, root: Place
) -> Iterator[tuple[str, JsonValue, Place]]:
    """Yield what tags `govern.*` say; those of the version stand over those of its model."""
    own = object_in(version, "tags")
    for holder, tags in (("model", object_in(model, "tags")), ("version", own)):
        for key, value in tags.items():
            if key.startswith(PREFIX) and (holder == "version" or key not in own):
                yield key.removeprefix(PREFIX), value, root.at(holder, "tags", key)


def _compare_files(draft: Draft, reading: Reading, says: JsonObject, root: Place) -> None:
    """Note files that were listed and are not there, or are others."""
    seen = {item["path"]: item["sha256"] for item in draft.items("/artifacts")}  # hashed already
    for at, one in enumerate(list_in(says, "files")):
        name = one.get("path") if isinstance(one, dict) else None
        if not isinstance(one, dict) or not isinstance(name, str):
            continue
        place = root.at("files", at)
        if name not in reading.files:
            message = f"{name} is listed, and is not beside the card"
            draft.note("missing-file", "/artifacts", message, place)
        elif (seen.get(name) or reading.context.digest_beside(name)) != one.get("sha256"):
            message = f"{name} has not the digest that is listed"
            draft.note("digest-mismatch", "/artifacts", message, place)
