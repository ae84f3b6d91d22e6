"""What labelled lines and two-column tables say: `**License:** MIT`, `| Architecture | llama |`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from govern.documents.model_card.draft import DECLARED, PROSE
from govern.documents.model_card.licences import add_licences_from_text
from govern.documents.model_card.markdown import link_in, plain, read_labels, read_tables
from govern.documents.model_card.sections import body_place
from govern.documents.model_card.values import integer_of, is_placeholder, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.model_card.draft import Draft
    from govern.documents.model_card.markdown import Table, Text
    from govern.documents.model_card.places import Place
    from govern.documents.model_card.sections import Part
    from govern.model import JsonObject, JsonValue

# field → the labels that mean it, compared like headings.
_LABELS = {
    "/licenses": "license; licence; licenses; license s; licensing; license terms of use; "
    "license terms; license type; model license; weights license",
    "/parties/provider": "developed by; provider; developer; developers; model developer; "
    "model developers; organization developing model; publisher; created by; author; "
    "shared by; model creator; creator",
    "/parties/owners": "owner; owners; model owner; maintainer; maintainers; maintained by; "
    "responsible team; team",
    "/parties/contact": "contact; model card contact; point of contact; contact information; "
    "where to send questions or comments about model; questions",
    "/model/version": "model version; version; model version s; model versions",
    "/model/model_type": "model type; type of model; type",
    "/model/architecture": "architecture; model architecture; network architecture; "
    "architecture type",
    "/model/parameters": "parameters; number of parameters; parameter count; "
    "number of model parameters; model size",
    "/model/languages": "language s; language; languages; language s nlp; supported languages",
    "/model/released": "release date; released; model release date",
    "/model/context_length": "context length; context window; context size",
    "/model/library": "library; framework; library name",
    "/model/inputs": "input; inputs; input type; input types; input type s; input modalities; "
    "input modality; model input; model inputs",
    "/model/outputs": "output; outputs; output type; output types; output type s; "
    "output modalities; output modality; model output; model outputs",
    "/lineage/base_models": "finetuned from model; fine tuned from model; base model; "
    "finetuned from; fine tuned from; base models; parent model; quantized from",
    "/use/intended": "primary intended use; primary intended uses; intended use; intended uses; "
    "use case; use cases; intended use cases; intended task domain; intended domain; "
    "intended application; intended application s and domain s",
    "/use/users": "primary intended users; intended users; users; intended user; target users",
    "/use/out_of_scope": "out of scope use cases; out of scope use; out of scope uses; "
    "out of scope; prohibited uses; prohibited use",
    "/use/limitations": "limitations; technical limitations; technical limitations and mitigation; "
    "known limitations; model limitations; technical limitations mitigation",
    "/use/acceptable_use_policy": "acceptable use policy; use case restrictions; usage policy; "
    "terms of use; use restrictions",
    "/risks": "risks; risks and harms; potential known risks; known risks; biases; bias; "
    "ethical considerations; potential risks",
    "/compute/hardware": "hardware type; hardware; training hardware",
    "/compute/hours": "hours used; training hours; gpu hours",
    "/compute/region": "compute region; region; cloud region",
    "/compute/co2_kg": "carbon emitted; co2 emitted; carbon footprint; emissions",
    "/datasets:train": "training data; training dataset; training datasets; trained on",
    "/datasets:eval": "evaluation data; evaluation dataset; evaluation datasets; testing data",
}
_IGNORED = frozenset({"the", "a", "an", "optional", "if", "any"})
_HEADERS = (
    frozenset({"attribute", "field", "property", "key", "item", "detail", "name", "feature", ""}),
    frozenset({"details", "detail", "response", "value", "description", "info", "", "values"}),
)
_BULLET_LINE = re.compile(r"[ \t]*[-*+][ \t]+")
_CO2 = re.compile(
    r"([0-9]+(?:\.[0-9]+)?)[ \t]?(kg|t|g|tonnes)[ \t]?(?:of[ \t])?CO2(?:eq|e)?", re.IGNORECASE
)
_VERSION = re.compile(r"\S{1,64}")  # a sentence about versions is no version
_COUNTS = frozenset({"/model/parameters", "/model/context_length"})
_ENUMERATIONS = frozenset(
    {"/model/languages", "/model/inputs", "/model/outputs", "/lineage/base_models"}
)
_LISTS = frozenset({"/use/intended", "/use/users", "/use/out_of_scope", "/use/limitations"})
_KG_PER = {"g": 0.001, "kg": 1.0, "t": 1000.0, "tonnes": 1000.0}


def _key(label: str) -> tuple[str, ...]:
    return tuple(word for word in words_of(label) if word not in _IGNORED)


_FIELDS = {
    _key(label): pointer for pointer, labels in _LABELS.items() for label in labels.split(";")
}
# Fields that only a model has, for telling a card's table from any other (recognise.py).
MODEL_FIELDS = frozenset(
    {
        "/model/architecture",
        "/model/context_length",
        "/model/inputs",
        "/model/outputs",
        "/model/parameters",
        "/lineage/base_models",
        "/use/intended",
        "/use/users",
        "/datasets:train",
        "/datasets:eval",
    }
)


def field_of(label: str) -> str | None:
    """Return the field that a label means, such as `/model/architecture`; None for any other."""
    return _FIELDS.get(_key(plain(label)))


def is_attribute_table(table: Table) -> bool:
    """Return whether a table lists attributes of one thing: `Attribute | Details` and the like."""
    if len(table.header) != 2:
        return False
    return all(
        plain(cell.text).casefold().strip(": ") in known
        for cell, known in zip(table.header, _HEADERS, strict=True)
    )


def fill_from_labels(draft: Draft, parts: list[Part], body: Place) -> None:
    """Fill fields from attribute tables (`declared`) and then from labelled lines (`prose`)."""
    for confidence, pairs in ((DECLARED, _table_pairs(parts)), (PROSE, _line_pairs(parts))):
        taken: set[str] = set()
        for slug, label, value in pairs:
            pointer = field_of(label)
            if pointer is None or (pointer in taken and not pointer.startswith("/risks")):
                continue
            place = body_place(body, value.pointer, slug)
            if _put(draft, pointer, value, place, confidence):
                taken.add(pointer)


def _table_pairs(parts: list[Part]) -> Iterator[tuple[str, str, Text]]:
    for part in parts:
        for table in read_tables(part.section):
            if is_attribute_table(table):
                for name, value in table.rows:
                    yield part.slug, name.text, value


def _line_pairs(parts: list[Part]) -> Iterator[tuple[str, str, Text]]:
    for part in parts:
        for label in read_labels(part.section):
            yield part.slug, label.label, label.value


def _put(draft: Draft, pointer: str, value: Text, place: Place, confidence: str) -> bool:
    """Set one field from a label's value, as its type demands; returns whether it was set."""
    text = plain(value.text)
    field, _, role = pointer.partition(":")
    if field == "/licenses":
        return add_licences_from_text(draft, value.text, place, confidence)
    if is_placeholder(text):
        return draft.put(field, text or None, place, confidence)
    if field == "/datasets":
        dataset: JsonObject = {"name": text, "role": role, "url": link_in(value.text)}
        return draft.put(field, [dataset], place, confidence)
    if field == "/risks":
        return draft.add(field, text, place, confidence) is not None
    return draft.put(field, _typed(field, value.text), place, confidence)


def _typed(field: str, markdown: str) -> JsonValue:
    """Return a label's value in the form that the field wants; None when it has no such form."""
    text = plain(markdown)
    if field == "/compute/co2_kg":
        return _co2_kg_of(text)
    if field == "/model/version":
        return text if _VERSION.fullmatch(text) else None
    if field in _COUNTS:
        return integer_of(text)
    if field in _ENUMERATIONS:
        return list(_listed(text))
    if field in _LISTS:
        return list(_items(markdown))
    return text


def _items(markdown: str) -> Iterator[str]:
    """Yield the list items of a value, or the value itself when it is no list."""
    lines = markdown.split("\n")
    if not any(_BULLET_LINE.match(line) for line in lines):
        yield plain(markdown)
        return
    for line in lines:
        text = plain(_BULLET_LINE.sub("", line, count=1))
        if text and (_BULLET_LINE.match(line) or not text.endswith(":")):
            yield text


def _listed(text: str) -> Iterator[str]:
    """Yield the parts of a short enumeration: `English, French and Thai`."""
    for part in re.split(r",|;|\band\b|\n", re.sub(r"\([^()]*\)", "", text)):
        bare = part.strip(" .-*")
        if bare:
            yield bare


def _co2_kg_of(text: str) -> float | None:
    """Return kilograms of CO2, when the unit is written; None otherwise."""
    match = _CO2.match(text)
    return float(match[1]) * _KG_PER[match[2].lower()] if match else None
