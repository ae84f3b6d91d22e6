"""CycloneDX ML-BOM 1.5 to 1.7 in JSON: every machine-learning model of it is a card of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.model_card.draft import DECLARED, DERIVED
from govern.documents.model_card.fields import list_in, object_in
from govern.documents.model_card.licences import add_licence
from govern.documents.model_card.metrics import confidence_interval, metric_item, slice_of
from govern.documents.model_card.overlay import merge_flat
from govern.documents.model_card.values import number_of, text_of
from govern.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.model_card.draft import Draft
    from govern.documents.model_card.places import Place
    from govern.documents.model_card.reading import Reading
    from govern.model import JsonObject, JsonValue

    _ByRef = dict[str | None, JsonObject]

KNOWN_VERSIONS = frozenset({"1.5", "1.6", "1.7"})
TYPE = "machine-learning-model"
_PREFIX = "govern:"
_USES = (
    ("/use/users", "users"),
    ("/use/intended", "useCases"),
    ("/use/limitations", "technicalLimitations"),
    ("/use/tradeoffs", "performanceTradeoffs"),
)


def read_ml_bom(reading: Reading) -> Iterator[Draft]:
    """Yield a draft for each model of a BOM, nested components and `metadata.component` included.

    Raises:
        InputError: the text is no CycloneDX object, of another version, or has no model.
    """
    bom, root = reading.json()
    version = text_of(bom.get("specVersion")) if isinstance(bom, dict) else None
    if not isinstance(bom, dict) or version not in KNOWN_VERSIONS:
        raise InputError(
            f"CycloneDX {version or 'without specVersion'} is not read as a model card",
            path=reading.source.path,
            line=1,
            hint="models are described by CycloneDX 1.5, 1.6 and 1.7",
        )
    found = list(_models(bom, root))
    if not found:
        raise InputError(
            f"the BOM has no component of type {TYPE}", path=reading.source.path, line=1
        )
    data = {text_of(one.get("bom-ref")): one for one, _ in _components(bom, root)}
    for component, place in found:
        draft = reading.draft(place, "cyclonedx", version)
        _component(draft, component, place)
        _card(draft, component, place.at("modelCard"), data)
        merge_flat(draft, _own_properties(component, place))
        card = object_in(component, "modelCard")
        merge_flat(draft, _own_properties(card, place.at("modelCard")))
        draft.raw = component
        draft.point("/raw", place)
        yield draft


def _models(bom: JsonObject, root: Place) -> Iterator[tuple[JsonObject, Place]]:
    for component, place in _components(bom, root):
        if component.get("type") == TYPE:
            yield component, place


def _components(bom: JsonObject, root: Place) -> Iterator[tuple[JsonObject, Place]]:
    """Yield every component with its place, in the order of the text, without recursion."""
    main = (object_in(bom, "metadata").get("component"), root.at("metadata", "component"))
    waiting = [*reversed(_children(bom, root)), main]
    while waiting:
        component, place = waiting.pop()
        if isinstance(component, dict):
            yield component, place
            waiting += reversed(_children(component, place))


def _children(holder: JsonObject, place: Place) -> list[tuple[JsonValue, Place]]:
    components = list_in(holder, "components")
    return [(one, place.at("components", at)) for at, one in enumerate(components)]


def _own_properties(holder: JsonObject, place: Place) -> Iterator[tuple[str, JsonValue, Place]]:
    for at, one in enumerate(list_in(holder, "properties")):
        name = text_of(one.get("name")) if isinstance(one, dict) else None
        if isinstance(one, dict) and name is not None and name.startswith(_PREFIX):
            yield name.removeprefix(_PREFIX), one.get("value"), place.at("properties", at)


def _component(draft: Draft, component: JsonObject, place: Place) -> None:
    name, group = text_of(component.get("name")), text_of(component.get("group"))
    purl = text_of(component.get("purl"))
    whole = f"{group}/{name}" if group and name else name
    draft.put("/model/id", _id_in(purl), place.at("purl"))
    draft.put("/model/id", whole, place.at("name"))
    draft.put("/model/name", name, place.at("name"))
    draft.put("/model/version", component.get("version"), place.at("version"))
    if purl is not None and "@" in purl:
        revision = purl.rpartition("@")[2].partition("?")[0].partition("#")[0]
        draft.put("/model/revision", revision, place.at("purl"))
    draft.put("/model/description", component.get("description"), place.at("description"))
    _parties(draft, component, place)
    _licences(draft, component, place)
    _ancestors(draft, component, place)
    _artifacts(draft, component, place)


def _id_in(purl: str | None) -> str | None:
    """Return `owner/name` of a `pkg:huggingface/owner/name@revision` (purl-spec, huggingface)."""
    if purl is None or not purl.startswith("pkg:huggingface/"):
        return None
    return purl.removeprefix("pkg:huggingface/").partition("?")[0].partition("@")[0]


def _parties(draft: Draft, component: JsonObject, place: Place) -> None:
    for key in ("supplier", "manufacturer"):
        party = object_in(component, key)
        draft.put("/parties/provider", party.get("name"), place.at(key, "name"))
        for at, contact in enumerate(list_in(party, "contact")):
            email = contact.get("email") if isinstance(contact, dict) else None
            draft.put("/parties/contact", email, place.at(key, "contact", at, "email"))
    draft.put("/parties/provider", component.get("publisher"), place.at("publisher"))
    for at, author in enumerate(list_in(component, "authors")):
        if isinstance(author, dict):
            party = {"name": author.get("name"), "contact": author.get("email")}
            draft.add("/parties/owners", party, place.at("authors", at))


def _licences(draft: Draft, component: JsonObject, place: Place) -> None:
    for at, choice in enumerate(list_in(component, "licenses")):
        here = place.at("licenses", at)
        if not isinstance(choice, dict):
            continue
        licence = object_in(choice, "license")
        raw = choice.get("expression") or licence.get("id") or licence.get("name")
        add_licence(draft, raw, here, name=licence.get("name"), url=licence.get("url"))


def _ancestors(draft: Draft, component: JsonObject, place: Place) -> None:
    ancestors = list_in(object_in(component, "pedigree"), "ancestors")
    for at, one in enumerate(ancestors):
        if isinstance(one, dict):
            group, name = text_of(one.get("group")), text_of(one.get("name"))
            base = f"{group}/{name}" if group and name else name
            item: JsonObject = {"id": base, "revision": one.get("version")}
            draft.add("/lineage/base_models", item, place.at("pedigree", "ancestors", at))


def _artifacts(draft: Draft, component: JsonObject, place: Place) -> None:
    digests = [
        (text_of(one.get("content")), place.at("hashes", at))
        for at, one in enumerate(list_in(component, "hashes"))
        if isinstance(one, dict) and one.get("alg") == "SHA-256"
    ]
    distributions = [
        (text_of(one.get("url")), place.at("externalReferences", at))
        for at, one in enumerate(list_in(component, "externalReferences"))
        if isinstance(one, dict) and one.get("type") == "distribution"
    ]
    if not digests and not distributions:
        return
    digest, digest_place = digests[0] if digests else (None, place)
    for uri, here in distributions or [(text_of(component.get("purl")), digest_place)]:
        item: JsonObject = {
            "uri": uri,
            "sha256": digest.lower() if digest else None,
            "pinned": digest is not None,
            "signed": {"verified": False},
        }
        draft.add("/artifacts", item, here)


def _card(draft: Draft, component: JsonObject, place: Place, data: _ByRef) -> None:
    card = object_in(component, "modelCard")
    parameters = object_in(card, "modelParameters")
    here = place.at("modelParameters")
    draft.put("/model/task", parameters.get("task"), here.at("task"))
    draft.put("/model/model_type", parameters.get("architectureFamily"),
              here.at("architectureFamily"))  # fmt: skip
    draft.put("/model/architecture", parameters.get("modelArchitecture"),
              here.at("modelArchitecture"))  # fmt: skip
    for pointer, key in (("/model/inputs", "inputs"), ("/model/outputs", "outputs")):
        for at, one in enumerate(list_in(parameters, key)):
            if isinstance(one, dict):
                draft.add(pointer, {"format": one.get("format")}, here.at(key, at))
    for at, one in enumerate(list_in(parameters, "datasets")):
        _dataset(draft, one if isinstance(one, dict) else {}, here.at("datasets", at), data)
    analysis = object_in(card, "quantitativeAnalysis")
    for at, one in enumerate(list_in(analysis, "performanceMetrics")):
        metric_place = place.at("quantitativeAnalysis", "performanceMetrics", at)
        _metric(draft, one if isinstance(one, dict) else {}, metric_place)
    _considerations(draft, object_in(card, "considerations"), place.at("considerations"))


def _dataset(draft: Draft, dataset: JsonObject, place: Place, data: _ByRef) -> None:
    """Read a data set in place, or the `data` component that it refers to."""
    reference = text_of(dataset.get("ref"))
    if reference is not None:
        component = data.get(reference)
        if component is None:
            message = f"the BOM has no component {reference!r}, which a data set refers to"
            draft.note("missing-reference", "/datasets", message, place)
            dataset = {"name": reference}
        else:
            described = [one for one in list_in(component, "data") if isinstance(one, dict)]
            dataset = {"name": component.get("name"), **(described[0] if described else {})}
    sensitive = dataset.get("sensitiveData")
    governance = object_in(dataset, "governance")
    item: JsonObject = {
        "name": dataset.get("name"),
        "url": object_in(dataset, "contents").get("url"),
        "classification": dataset.get("classification"),
        "pii": "yes" if sensitive else "unknown",
        "sensitive": sensitive,
        "provenance": dataset.get("description"),
        "governance": {role: ", ".join(_names(list_in(governance, role))) for role in governance},
    }
    draft.add("/datasets", item, place)


def _names(parties: list[JsonValue]) -> Iterator[str]:
    for party in parties:
        fields = party if isinstance(party, dict) else {}
        for key in ("organization", "contact"):
            name = text_of(object_in(fields, key).get("name"))
            if name is not None:
                yield name


def _metric(draft: Draft, metric: JsonObject, place: Place) -> None:
    interval = object_in(metric, "confidenceInterval")
    item = metric_item(
        {
            "name": metric.get("type"),
            "value": metric.get("value"),
            "slice": slice_of(metric.get("slice")),
            "ci": confidence_interval(interval.get("lowerBound"), interval.get("upperBound")),
        }
    )
    draft.add("/metrics", item, place)


def _considerations(draft: Draft, considerations: JsonObject, place: Place) -> None:
    for pointer, key in _USES:
        draft.put(pointer, considerations.get(key), place.at(key))
    for at, risk in enumerate(list_in(considerations, "ethicalConsiderations")):
        if isinstance(risk, dict):
            item: JsonObject = {
                "name": risk.get("name"),
                "category": "ethics",
                "mitigation": risk.get("mitigationStrategy"),
            }
            draft.add("/risks", item, place.at("ethicalConsiderations", at))
    for at, one in enumerate(list_in(considerations, "fairnessAssessments")):
        if isinstance(one, dict):
            assessment: JsonObject = {
                "group": one.get("groupAtRisk"),
                "benefit": one.get("benefits"),
                "harm": one.get("harms"),
                "mitigation": one.get("mitigationStrategy"),
            }
            draft.add("/fairness", assessment, place.at("fairnessAssessments", at))
    _energy(draft, object_in(considerations, "environmentalConsiderations"),
            place.at("environmentalConsiderations"))  # fmt: skip


def _energy(draft: Draft, environment: JsonObject, place: Place) -> None:
    """Sum energy (kWh) and emissions (t CO2 equivalent) over all activities."""
    rows = [one for one in list_in(environment, "energyConsumptions") if isinstance(one, dict)]
    here = place.at("energyConsumptions")
    for pointer, key, unit, factor in (
        ("/compute/energy_kwh", "activityEnergyCost", "kWh", 1),
        ("/compute/co2_kg", "co2CostEquivalent", "tCO2eq", 1000),
    ):
        amounts = [
            number_of(object_in(row, key).get("value"))
            for row in rows
            if object_in(row, key).get("unit") == unit
        ]
        known = [amount for amount in amounts if amount is not None]
        if known and len(known) == len(rows):
            confidence = DECLARED if len(known) == 1 else DERIVED
            draft.put(pointer, sum(known) * factor, here, confidence)
