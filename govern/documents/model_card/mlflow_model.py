"""MLflow `MLmodel`: flavors, signature, and what its free `metadata` says of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from govern.documents.model_card.artifacts import add_claimed, fill_artifacts
from govern.documents.model_card.croissant import fill_from_croissant
from govern.documents.model_card.draft import DERIVED
from govern.documents.model_card.fields import listed, object_in
from govern.documents.model_card.overlay import SHORT, merge_flat, merge_overlay
from govern.documents.model_card.sidecar import merge_sidecar
from govern.documents.model_card.values import text_of
from govern.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.model_card.draft import Draft
    from govern.documents.model_card.places import Place
    from govern.documents.model_card.reading import Reading
    from govern.model import JsonObject, JsonValue

PREFIX = "govern."  # of metadata and tags in which people say what rules ask
# Keys of flavors whose value is a file or folder with the model in it.
_PATHS = ("model_path", "python_model", "pickled_model", "model_data", "data", "model_binary",
          "model_weights", "artifacts_path")  # fmt: skip


def read_mlflow(reading: Reading) -> Iterator[Draft]:
    """Yield the one model of an MLmodel file.

    Raises:
        InputError: the text is not a mapping, or its signature is not JSON.
    """
    model, root = reading.yaml()
    if not isinstance(model, dict):
        raise InputError("an MLmodel is a mapping of keys", path=reading.source.path, line=1)
    draft = reading.draft(root, "mlflow", text_of(model.get("mlflow_version")))
    fill_from_mlmodel(draft, reading, model, root)
    files: JsonObject = {}
    merge_sidecar(draft, reading, files)
    fill_from_croissant(draft, reading)
    fill_artifacts(draft, reading)
    draft.raw = model
    draft.point("/raw", root)
    yield draft


def fill_from_mlmodel(draft: Draft, reading: Reading, model: JsonObject, root: Place) -> None:
    """Fill a draft with what an MLmodel file says.

    Raises:
        InputError: its signature is not JSON.
    """
    metadata = object_in(model, "metadata")
    here = root.at("metadata")
    merge_flat(draft, _govern_metadata(metadata, here))
    merge_overlay(draft, metadata.get("govern"), here.at("govern"))
    _identity(draft, reading, model, metadata, root)
    draft.put("/lineage/run_id", model.get("run_id"), root.at("run_id"))
    flavors = object_in(model, "flavors")
    library = next((name for name in flavors if name != "python_function"), "python_function")
    if flavors:
        draft.put("/model/library", library, root.at("flavors", library))
    _signature(draft, reading, object_in(model, "signature"), root.at("signature"))
    for at, prompt in enumerate(listed(model.get("prompts"))):
        _prompt(draft, prompt, root.at("prompts", at))
    for name, flavor in flavors.items():
        _flavor_files(draft, reading, flavor, root.at("flavors", name))


def _govern_metadata(metadata: JsonObject, place: Place) -> Iterator[tuple[str, JsonValue, Place]]:
    """Yield what the metadata says under `govern.*`, and under short names without the prefix."""
    for key, value in metadata.items():
        if key.startswith(PREFIX):
            yield key.removeprefix(PREFIX), value, place.at(key)
        elif key in SHORT or key == "team":
            yield key, value, place.at(key)


def _identity(
    draft: Draft, reading: Reading, model: JsonObject, metadata: JsonObject, root: Place
) -> None:
    draft.put("/model/id", metadata.get("name"), root.at("metadata", "name"))
    draft.put("/model/name", metadata.get("name"), root.at("metadata", "name"))
    for key in ("model_id", "model_uuid"):
        draft.put("/model/id", model.get(key), root.at(key))
    draft.put("/model/id", reading.folder_name or reading.stem, reading.place(), DERIVED)
    description = metadata.get("description")
    draft.put("/model/description", description, root.at("metadata", "description"))


def _signature(draft: Draft, reading: Reading, signature: JsonObject, place: Place) -> None:
    """Read inputs and outputs; MLflow writes each as JSON inside of a YAML text."""
    for pointer, key in (("/model/inputs", "inputs"), ("/model/outputs", "outputs")):
        written = signature.get(key)
        columns = _json_in(reading, written, place.at(key)) if isinstance(written, str) else written
        for column in listed(columns):
            if not isinstance(column, dict):
                continue
            name, kind = text_of(column.get("name")), text_of(column.get("type"))
            dtype = text_of(object_in(column, "tensor-spec").get("dtype"))
            form = f"{kind}({dtype})" if dtype else kind
            draft.add(pointer, {"modality": name, "format": form}, place.at(key))


def _json_in(reading: Reading, text: str, place: Place) -> JsonValue:
    try:
        value: JsonValue = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        location = place.positions.locate([place.pointer])[place.pointer]
        raise InputError(
            "the model's signature is not valid JSON",
            path=reading.source.path,
            line=location.line,
            column=location.column,
            cause=error.msg,
        ) from None
    return value


def _prompt(draft: Draft, prompt: JsonValue, place: Place) -> None:
    """Read a prompt reference such as `prompts:/qa/3`."""
    text = text_of(prompt)
    if text is None:
        return
    name, _, version = text.removeprefix("prompts:/").strip("/").rpartition("/")
    item: JsonObject = {"name": name or version, "version": version if name else None}
    draft.add("/safety/prompts", item, place)


def _flavor_files(draft: Draft, reading: Reading, flavor: JsonValue, place: Place) -> None:
    fields = flavor if isinstance(flavor, dict) else {}
    present = reading.files
    for key in _PATHS:
        path = text_of(fields.get(key))
        known = {item["path"] for item in draft.items("/artifacts")}
        if path is None or path in known or any(str(one).startswith(path + "/") for one in known):
            continue
        add_claimed(draft, reading, path, place.at(key))
        if not any(one == path or one.startswith(path + "/") for one in present):
            message = f"the flavor names {path}, which is not beside the MLmodel"
            draft.note("missing-file", "/artifacts", message, place.at(key))
