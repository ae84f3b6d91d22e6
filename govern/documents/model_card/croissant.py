"""Croissant data set descriptions (JSON-LD) beside a card → its `datasets`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.model_card.licences import identify
from govern.documents.model_card.overlay import merge_field
from govern.documents.model_card.values import is_placeholder, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.model_card.draft import Draft
    from govern.documents.model_card.places import Place
    from govern.documents.model_card.reading import Reading
    from govern.model import JsonObject, JsonValue

_MARK = b"mlcommons.org/croissant"
_HEAD = 8192  # bytes in which the JSON-LD context stands
_MAX_BYTES = 16 * 1024 * 1024
_MAX_FILES = 200  # JSON files beside a card that are looked into
_NOTHING = frozenset({"none", "no", "not present", "no personal data", "nothing"})


def fill_from_croissant(draft: Draft, reading: Reading) -> None:
    """Add the data sets described by Croissant 1.x files in and below the card's folder."""
    if not reading.is_folder_card:
        return
    looked_at = 0
    for name, size in reading.files.items():
        if not name.endswith(".json") or size > _MAX_BYTES or looked_at == _MAX_FILES:
            continue
        looked_at += 1
        if _MARK not in reading.context.head_beside(name, _HEAD):
            continue
        read = reading.json_beside(draft, name)
        if read is not None and isinstance(read[0], dict) and _is_dataset(read[0]):
            _dataset(draft, read[0], read[1])


def _is_dataset(value: JsonObject) -> bool:
    kinds = value.get("@type")
    return any(
        isinstance(kind, str) and kind.endswith("Dataset")
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _dataset(draft: Draft, value: JsonObject, place: Place) -> None:
    sensitive = list(_texts(_rai(value, "personalSensitiveInformation")))
    declared = [text for text in sensitive if text.casefold().strip(" .") not in _NOTHING]
    licence = next(_texts(value.get("license")), None)
    known = identify(licence) if licence else None
    item: JsonObject = {
        "name": value.get("name"),
        "url": next(_texts(value.get("url")), None),
        "revision": value.get("version"),
        "license": known.id if known else licence,
        "pii": _pii(sensitive, declared),
        "sensitive": list(declared),
        "provenance": next(_texts(_rai(value, "dataCollection")), None),
    }
    merge_field(draft, "/datasets", [item], place)


def _pii(said: list[str], declared: list[str]) -> str:
    """Tell a list of sensitive attributes from the statement that there are none."""
    if declared:
        return "yes"
    return "no" if said else "unknown"


def _rai(value: JsonObject, name: str) -> JsonValue:
    """Return a property of the RAI vocabulary; its prefix differs between versions."""
    return next((value[key] for key in (f"rai:{name}", name) if key in value), None)


def _texts(value: JsonValue) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        text = text_of(one.get("name") or one.get("@id") if isinstance(one, dict) else one)
        if text is not None and not is_placeholder(text):
            yield text
