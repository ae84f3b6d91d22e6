"""What an organisation says of a model in its own words: `x-govern`, sidecar, properties, tags.

All four speak govern.model/v1, whole or in part, and know short names for what is said most. They
are merged over what the card says; where the two differ, the overlay stands and a diagnostic tells.
"""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import TYPE_CHECKING

from govern.documents.model_card.coerce import is_known
from govern.documents.model_card.draft import DECLARED, DERIVED, PROSE
from govern.documents.model_card.fields import object_in
from govern.documents.model_card.licences import add_licence
from govern.documents.model_card.metrics import metric_item
from govern.documents.model_card.shape import SCHEMA, SHAPE, Choice, Items, Leaf, shape_at
from govern.documents.model_card.values import text_of
from govern.documents.model_card.weight_format import SUFFIXES, UNSAFE, suffix_of
from govern.model.json import keys_of, pointer_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from govern.documents.model_card.draft import Draft
    from govern.documents.model_card.places import Place
    from govern.documents.model_card.shape import Shape
    from govern.model import JsonObject, JsonValue

# Short names, usable where a flat list of names is all there is (tags, properties).
SHORT = {
    "owner": "/parties/owners",
    "owners": "/parties/owners",
    "approver": "/parties/approvers",
    "approvers": "/parties/approvers",
    "contact": "/parties/contact",
    "provider": "/parties/provider",
    "license": "/licenses",
    "version": "/model/version",
    "revision": "/model/revision",
    "task": "/model/task",
    "base_model": "/lineage/base_models",
    "run_id": "/lineage/run_id",
    "intended_use": "/use/intended",
    "out_of_scope": "/use/out_of_scope",
    "limitations": "/use/limitations",
    "human_oversight": "/use/human_oversight",
    "acceptable_use_policy": "/use/acceptable_use_policy",
    "risk_tier": "/governance/risk_tier",
    "status": "/governance/status",
    "impact_assessment": "/governance/impact_assessment",
    "eu_class": "/governance/eu_ai_act/class",
    "review_date": "/governance/review/next",
    "last_review": "/governance/review/last",
    "expires": "/governance/review/expires",
    "tags": "/governance/tags",
}
_NAMES = frozenset({"/model/id", "/model/name"})
# `team` joins the owner rather than standing alone.
_RESERVED = frozenset({"schema", "team"})


def merge_overlay(draft: Draft, overlay: JsonValue, place: Place) -> None:
    """Merge a mapping over the draft; `place` is where the mapping stands."""
    if overlay is None:
        return
    if not isinstance(overlay, dict):
        draft.note("unreadable-value", "", f"{place.origin} is not a mapping", place)
        return
    for key, value in overlay.items():
        here = place.at(key)
        if key in SHAPE:
            merge_field(draft, pointer_of((key,)), value, here)
        elif key in SHORT:
            merge_field(draft, SHORT[key], value, here)
        elif key == "schema" and value != SCHEMA:
            draft.note("unreadable-value", "", f"the schema is {value!r}, not {SCHEMA}", here)
        elif key not in _RESERVED:
            _unknown(draft, key, value, here)
    team = text_of(overlay.get("team"))
    if team is not None:
        merge_field(draft, "/parties/owners", _with_team(draft, team), place.at("team"))


def merge_flat(draft: Draft, pairs: Iterator[tuple[str, JsonValue, Place]]) -> None:
    """Merge names with texts (CycloneDX properties, MLflow tags), already without their prefix.

    A name is a short name, or a path with dots such as `governance.review.next`; any other becomes
    a tag.
    """
    for name, value, place in pairs:
        pointer = SHORT.get(name) or pointer_of(name.split("."))
        if name == "team":
            team = text_of(value)
            merge_field(draft, "/parties/owners", _with_team(draft, team) if team else None, place)
        elif _exists(pointer):
            merge_field(draft, pointer, value, place)
        else:
            merge_field(draft, "/governance/tags", {name: value}, place)


def _with_team(draft: Draft, team: str) -> JsonValue:
    owners = draft.items("/parties/owners")
    if not owners:
        return [{"name": team, "team": team}]
    return [{"name": owner["name"], "team": team} for owner in owners]


def _exists(pointer: str) -> bool:
    """Return whether a pointer leads to a field that a text can fill; not into a list."""
    keys = keys_of(pointer)
    try:
        shape = shape_at(keys)
    except KeyError:
        return False
    if any(key.isdigit() for key in keys):
        return False
    return isinstance(shape, (Leaf, Choice, Items, list))


def _unknown(draft: Draft, key: str, value: JsonValue, place: Place) -> None:
    """Keep a text under a name of the organisation's own as a tag; complain of anything else."""
    meant = get_close_matches(key, (*SHAPE, *SHORT), n=1, cutoff=0.85)
    if meant:
        message = f"govern.model/v1 has no {key!r}; perhaps {meant[0]!r} is meant"
        draft.note("unknown-key", "/governance/tags", message, place)
    if text_of(value) is not None:
        merge_field(draft, "/governance/tags", {key: value}, place)
    elif not meant:
        draft.note("unknown-key", "/governance/tags", f"govern.model/v1 has no {key!r}", place)


def merge_field(draft: Draft, pointer: str, value: JsonValue, place: Place) -> None:
    """Merge a value over one field; lists grow, objects of a list are matched by their key."""
    shape = shape_at(keys_of(pointer))
    if value is None:
        return
    if isinstance(shape, Items):
        _merge_items(draft, pointer, shape, value, place)
    elif isinstance(shape, list):
        for at, one in enumerate(value if isinstance(value, list) else [value]):
            draft.add(pointer, one, place.at(at) if isinstance(value, list) else place)
    elif isinstance(shape, dict):
        _merge_object(draft, pointer, shape, value, place)
    else:
        _merge_leaf(draft, pointer, shape, value, place)


def _merge_object(
    draft: Draft, pointer: str, fields: Mapping[str, Shape], value: JsonValue, place: Place
) -> None:
    if not isinstance(value, dict):
        draft.note("unreadable-value", pointer, "a mapping is wanted here", place)
        return
    for key, one in value.items():
        here = pointer + pointer_of((key,))
        if key in fields:
            merge_field(draft, here, one, place.at(key))
        else:
            draft.note("unknown-key", here, f"govern.model/v1 has no {key!r} here", place.at(key))


def _merge_leaf(draft: Draft, pointer: str, shape: Shape, value: JsonValue, place: Place) -> None:
    said = draft.coerced(shape, value, pointer, place)
    if not is_known(shape, said):
        return
    known = draft.get(pointer)
    if isinstance(known, dict) and isinstance(said, dict):
        for key in known.keys() & said.keys():
            _note_conflict(draft, pointer + pointer_of((key,)), known[key], said[key], place)
        said = {**known, **said}
    elif is_known(shape, known):
        _note_conflict(draft, pointer, known, said, place)
    draft.replace(pointer, said, place, DECLARED)


def _note_conflict(
    draft: Draft, pointer: str, known: JsonValue, said: JsonValue, place: Place
) -> None:
    """Note a contradiction; what was derived, and a name taken from a title, is none."""
    confidence = draft.confidence_of(pointer)
    if known == said or confidence == DERIVED or (confidence == PROSE and pointer in _NAMES):
        return
    before = draft.origin_of(pointer) or "the card"
    message = f"{before} says {_shown(known)}, {place.origin} says {_shown(said)}, which stands"
    draft.note("conflict", pointer, message, place)


def _merge_items(draft: Draft, pointer: str, shape: Items, value: JsonValue, place: Place) -> None:
    many = isinstance(value, list)
    given: list[JsonValue] = value if isinstance(value, list) else [value]
    places = [place.at(at) if many else place for at in range(len(given))]
    if pointer == "/licenses":
        _replace_licences(draft, given, places)
        return
    for one, here in zip(given, places, strict=True):
        item = _prepared(draft, pointer, one, here)
        said = draft.coerced(shape, item, pointer, here)
        if not isinstance(said, dict):
            continue
        alike = _alike(draft, pointer, shape, said)
        # A value belongs to one metric; a unit may be said of all of a name at once.
        if not alike or (len(alike) > 1 and said.get("raw") is not None):
            draft.add(pointer, item, here)
            continue
        for at in alike:
            _merge_item(draft, f"{pointer}/{at}", shape, said, here)


def _prepared(draft: Draft, pointer: str, item: JsonValue, place: Place) -> JsonValue:
    """Return an item as lists hold it; what only a verification may say is taken out."""
    if pointer == "/metrics" and isinstance(item, dict):
        return metric_item(item)
    if pointer == "/artifacts" and isinstance(item, dict):
        return _claimed_artifact(draft, item, place)
    return item


def _claimed_artifact(draft: Draft, item: JsonObject, place: Place) -> JsonObject:
    """Return an artifact without what only looking at the file or its signature can tell."""
    signed, unsafe = object_in(item, "signed"), object_in(item, "unsafe")
    if signed.get("verified") is not None:
        message = "a card cannot vouch for a signature; it counts as not verified"
        draft.note("ignored-claim", "/artifacts", message, place)
    if unsafe.get("format") is False or unsafe.get("globals") is not None:
        message = "a card cannot vouch for a file's safety; it counts as not known"
        draft.note("ignored-claim", "/artifacts", message, place)
    name = text_of(item.get("path")) or text_of(item.get("uri")) or ""
    form = text_of(item.get("format")) or SUFFIXES.get(suffix_of(name))
    is_unsafe = form in UNSAFE or unsafe.get("format") is True
    return {
        "pinned": item.get("sha256") is not None,
        **item,
        "signed": {**signed, "verified": False},
        "unsafe": {"format": True if is_unsafe else None, "globals": None},
    }


def _merge_item(draft: Draft, pointer: str, shape: Items, said: JsonObject, place: Place) -> None:
    known = draft.get(pointer)
    if not isinstance(known, dict):
        return
    for key, field in shape.fields.items():
        if is_known(field, said[key]) and known[key] != said[key]:
            if is_known(field, known[key]) and isinstance(field, (Leaf, Choice)) and key != "raw":
                _note_conflict(draft, f"{pointer}/{key}", known[key], said[key], place)
            known[key] = said[key]
            draft.credit(f"{pointer}/{key}", place.at(key), DECLARED)


def _alike(draft: Draft, pointer: str, shape: Items, said: JsonObject) -> list[int]:
    """Return the indexes of items that agree in every key field that is said of the new one.

    A metric without a slice is the overall one, never that of some slice.
    """
    wanted = {key: said[key] for key in shape.key if said[key] is not None or key == "slice"}
    if not any(value is not None for value in wanted.values()):
        return []
    return [
        at
        for at, item in enumerate(draft.items(pointer))
        if all(_same(item[key], value) for key, value in wanted.items())
    ]


def _same(one: JsonValue, other: JsonValue) -> bool:
    return (
        json.dumps(one, sort_keys=True).casefold() == json.dumps(other, sort_keys=True).casefold()
    )


def _replace_licences(draft: Draft, given: list[JsonValue], places: list[Place]) -> None:
    """Let the overlay's licences take the place of the card's; they are one answer, not a list."""
    before = draft.items("/licenses")
    origin = draft.origin_of("/licenses")
    draft.content["licenses"] = []
    for one, place in zip(given, places, strict=True):
        if isinstance(one, dict):
            raw = next((one[k] for k in ("raw", "id", "spdx", "name") if one.get(k)), None)
            add_licence(draft, raw, place, name=one.get("name"), url=one.get("url"))
        else:
            add_licence(draft, one, place)
    after = draft.items("/licenses")
    if not after:
        draft.content["licenses"] = list(before)
        return
    draft.credit("/licenses", places[0], DECLARED)
    old, new = ([item["id"] or item["raw"] for item in items] for items in (before, after))
    if before and old != new:
        message = (
            f"{origin} says {_shown(old)}, {places[0].origin} says {_shown(new)}, which stands"
        )
        draft.note("conflict", "/licenses", message, places[0])


def _shown(value: JsonValue) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:77]}\u2026"
