"""KitOps Kitfile: a package of model, data sets, code and prompts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from govern.documents.model_card.artifacts import add_claimed, fill_artifacts
from govern.documents.model_card.croissant import fill_from_croissant
from govern.documents.model_card.draft import DERIVED
from govern.documents.model_card.fields import list_in, object_in
from govern.documents.model_card.licences import add_licence
from govern.documents.model_card.overlay import merge_overlay
from govern.documents.model_card.sidecar import merge_sidecar
from govern.documents.model_card.values import text_of
from govern.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.model_card.draft import Draft
    from govern.documents.model_card.places import Place
    from govern.documents.model_card.reading import Reading
    from govern.model import JsonObject, JsonValue

# `registry.example/team/model:tag` or `…@sha256:…`: another ModelKit that this one builds upon.
_REFERENCE = re.compile(r"[\w.-]+(?::[0-9]+)?(?:/[\w.-]+)+(?::[\w.-]+|@sha256:[0-9a-f]{64})")


def read_kitfile(reading: Reading) -> Iterator[Draft]:
    """Yield the one model of a Kitfile.

    Raises:
        InputError: the text is not a mapping.
    """
    kit, root = reading.yaml()
    if not isinstance(kit, dict):
        raise InputError("a Kitfile is a mapping of keys", path=reading.source.path, line=1)
    draft = reading.draft(root, "kitfile", text_of(kit.get("manifestVersion")))
    package, model = object_in(kit, "package"), object_in(kit, "model")
    _identity(draft, reading, package, model, root)
    # The licence of the model itself comes before that of the package around it.
    for fields, key in ((model, "model"), (package, "package")):
        if not draft.knows("/licenses"):
            add_licence(draft, fields.get("license"), root.at(key, "license"))
    for at, author in enumerate(list_in(package, "authors")):
        draft.add("/parties/owners", author, root.at("package", "authors", at))
    draft.put("/model/library", model.get("framework"), root.at("model", "framework"))
    parameters = object_in(model, "parameters")
    merge_overlay(draft, parameters.get("govern"), root.at("model", "parameters", "govern"))
    _model_files(draft, reading, model, root.at("model"))
    for at, dataset in enumerate(list_in(kit, "datasets")):
        if isinstance(dataset, dict):
            _dataset(draft, dataset, root.at("datasets", at))
    for at, prompt in enumerate(list_in(kit, "prompts")):
        if isinstance(prompt, dict):
            _prompt(draft, reading, prompt, root.at("prompts", at))
    files: JsonObject = {}
    merge_sidecar(draft, reading, files)
    fill_from_croissant(draft, reading)
    fill_artifacts(draft, reading)
    draft.raw = kit
    draft.point("/raw", root)
    yield draft


def _identity(
    draft: Draft, reading: Reading, package: JsonObject, model: JsonObject, root: Place
) -> None:
    for fields, key in ((package, "package"), (model, "model")):
        draft.put("/model/id", fields.get("name"), root.at(key, "name"))
    draft.put("/model/id", reading.folder_name or reading.stem, reading.place(), DERIVED)
    for fields, key in ((model, "model"), (package, "package")):
        here = root.at(key)
        draft.put("/model/name", fields.get("name"), here.at("name"))
        draft.put("/model/version", fields.get("version"), here.at("version"))
        draft.put("/model/description", fields.get("description"), here.at("description"))


def _model_files(draft: Draft, reading: Reading, model: JsonObject, place: Place) -> None:
    path = text_of(model.get("path"))
    if path is not None and _REFERENCE.fullmatch(path):
        digest = path.rpartition("@")[2] if "@sha256:" in path else None
        item: JsonObject = {"id": path, "revision": digest}
        draft.add("/lineage/base_models", item, place.at("path"))
    elif path is not None:
        add_claimed(draft, reading, path, place.at("path"))
    for at, part in enumerate(list_in(model, "parts")):
        if isinstance(part, dict):
            add_claimed(draft, reading, part.get("path"), place.at("parts", at, "path"))


def _dataset(draft: Draft, dataset: JsonObject, place: Place) -> None:
    item: JsonObject = {
        "name": dataset.get("name") or dataset.get("path"),
        "url": dataset.get("path"),
        "license": dataset.get("license"),
        "provenance": dataset.get("description"),
    }
    draft.add("/datasets", item, place)


def _prompt(draft: Draft, reading: Reading, prompt: JsonObject, place: Place) -> None:
    path: JsonValue = prompt.get("path")
    name = text_of(path)
    if name is None:
        return
    name = name.removeprefix("./")
    present = reading.files
    digest = reading.context.digest_beside(name) if name in present else None
    if digest is not None:
        draft.related[name] = digest
    draft.add("/safety/prompts", {"name": name, "sha256": digest}, place)
