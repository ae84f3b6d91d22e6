"""Google Model Card Toolkit JSON, schema versions 0.0.1 and 0.0.2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.model_card.artifacts import add_claimed
from govern.documents.model_card.draft import DERIVED
from govern.documents.model_card.fields import list_in, object_in
from govern.documents.model_card.licences import add_licence
from govern.documents.model_card.metrics import confidence_interval, metric_item, slice_of
from govern.documents.model_card.sidecar import merge_sidecar
from govern.documents.model_card.values import text_of
from govern.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.model_card.draft import Draft
    from govern.documents.model_card.places import Place
    from govern.documents.model_card.reading import Reading
    from govern.model import JsonObject

KNOWN_VERSIONS = frozenset({"0.0.1", "0.0.2"})
_USES = (
    ("/use/users", "users"),
    ("/use/intended", "use_cases"),
    ("/use/limitations", "limitations"),
    ("/use/tradeoffs", "tradeoffs"),
)


def read_model_card_toolkit(reading: Reading) -> Iterator[Draft]:
    """Yield the one model of a Model Card Toolkit card.

    Raises:
        InputError: the text is not a JSON object.
    """
    card, root = reading.json()
    if not isinstance(card, dict):
        raise InputError("a model card is a JSON object", path=reading.source.path, line=1)
    version = text_of(card.get("schema_version"))
    draft = reading.draft(root, "mct", version)
    if version not in KNOWN_VERSIONS:
        message = f"schema version {version or 'unknown'} is read as far as 0.0.2 reaches"
        draft.note("unknown-version", "", message, root.at("schema_version"))
    details = object_in(card, "model_details")
    _details(draft, reading, details, root.at("model_details"))
    _parameters(draft, object_in(card, "model_parameters"), root.at("model_parameters"))
    analysis = object_in(card, "quantitative_analysis")
    _metrics(draft, analysis, root.at("quantitative_analysis"))
    _considerations(draft, object_in(card, "considerations"), root.at("considerations"))
    files: JsonObject = {}
    merge_sidecar(draft, reading, files)
    draft.raw = card
    draft.point("/raw", root)
    yield draft


def _details(draft: Draft, reading: Reading, details: JsonObject, place: Place) -> None:
    for pointer in ("/model/id", "/model/name"):
        draft.put(pointer, details.get("name"), place.at("name"))
    draft.put("/model/id", reading.stem, reading.place(), DERIVED)
    draft.put("/model/description", details.get("overview"), place.at("overview"))
    draft.put("/model/description", details.get("documentation"), place.at("documentation"))
    version = object_in(details, "version")
    draft.put("/model/version", version.get("name"), place.at("version", "name"))
    draft.put("/model/released", version.get("date"), place.at("version", "date"))
    draft.put("/parties/owners", details.get("owners"), place.at("owners"))
    owners = draft.items("/parties/owners")
    if owners:
        draft.put("/parties/contact", owners[0]["contact"], place.at("owners", 0, "contact"))
    add_licence(draft, details.get("license"), place.at("license"))  # 0.0.1: one text
    for at, licence in enumerate(list_in(details, "licenses")):
        fields = licence if isinstance(licence, dict) else {"identifier": licence}
        key = "identifier" if fields.get("identifier") is not None else "custom_text"
        add_licence(draft, fields.get(key), place.at("licenses", at, key))
    if text_of(details.get("path")):
        add_claimed(draft, reading, details.get("path"), place.at("path"))


def _parameters(draft: Draft, parameters: JsonObject, place: Place) -> None:
    draft.put("/model/architecture", parameters.get("model_architecture"),
              place.at("model_architecture"))  # fmt: skip
    for pointer, key in (("/model/inputs", "input_format"), ("/model/outputs", "output_format")):
        if text_of(parameters.get(key)):
            draft.put(pointer, [{"format": parameters[key]}], place.at(key))
    data = parameters.get("data")
    if isinstance(data, dict):  # 0.0.1: {train, eval}
        for role in ("train", "eval"):
            one = data.get(role)
            if isinstance(one, dict) and one:
                _dataset(draft, {"name": role, **one}, role, place.at("data", role))
    for at, one in enumerate(data if isinstance(data, list) else []):
        if isinstance(one, dict):
            _dataset(draft, one, _role_of(one), place.at("data", at))


def _role_of(dataset: JsonObject) -> str:
    """Return the role that a data set's own name says, such as `Training Set`."""
    words = (text_of(dataset.get("name")) or "").casefold()
    for role, stems in (("train", ("train",)), ("eval", ("valid", "eval")), ("test", ("test",))):
        if any(stem in words for stem in stems):
            return role
    return "unknown"


def _dataset(draft: Draft, dataset: JsonObject, role: str, place: Place) -> None:
    sensitive = dataset.get("sensitive")
    listed = sensitive.get("sensitive_data") if isinstance(sensitive, dict) else None
    pii = "unknown"
    if isinstance(sensitive, bool):
        pii = "yes" if sensitive else "no"
    elif listed:
        pii = "yes"
    item: JsonObject = {
        "name": dataset.get("name"),
        "role": role,
        "url": dataset.get("link"),
        "pii": pii,
        "sensitive": listed,
        "provenance": dataset.get("description"),
    }
    draft.add("/datasets", item, place)


def _metrics(draft: Draft, analysis: JsonObject, place: Place) -> None:
    for at, metric in enumerate(list_in(analysis, "performance_metrics")):
        fields = metric if isinstance(metric, dict) else {}
        interval = object_in(fields, "confidence_interval")
        item = metric_item(
            {
                "name": fields.get("type"),
                "value": fields.get("value"),
                "slice": slice_of(fields.get("slice")),
                "ci": confidence_interval(interval.get("lower_bound"), interval.get("upper_bound")),
            }
        )
        draft.add("/metrics", item, place.at("performance_metrics", at))


def _considerations(draft: Draft, considerations: JsonObject, place: Place) -> None:
    for pointer, key in _USES:
        for at, one in enumerate(list_in(considerations, key)):
            here = place.at(key, at)
            if isinstance(one, dict):
                draft.add(pointer, one.get("description"), here.at("description"))
            else:
                draft.add(pointer, one, here)
    for at, risk in enumerate(list_in(considerations, "ethical_considerations")):
        if isinstance(risk, dict):
            item: JsonObject = {
                "name": risk.get("name"),
                "category": "ethics",
                "mitigation": risk.get("mitigation_strategy"),
            }
            draft.add("/risks", item, place.at("ethical_considerations", at))
