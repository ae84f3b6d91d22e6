"""`govern.yaml`: what an organisation says of a model, beside a card or as a card of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.model_card.artifacts import fill_artifacts
from govern.documents.model_card.croissant import fill_from_croissant
from govern.documents.model_card.draft import DERIVED
from govern.documents.model_card.overlay import merge_overlay
from govern.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.model_card.draft import Draft
    from govern.documents.model_card.reading import Reading
    from govern.model import JsonObject

SUFFIX = ".govern.yaml"  # the sidecar of one file among others: `fraud.govern.yaml`
NAMES = ("govern.yaml", "govern.yml")
_OURS = frozenset({"source", "sections", "provenance", "raw"})


def merge_sidecar(draft: Draft, reading: Reading, files: JsonObject) -> None:
    """Merge `govern.yaml`, then `<card>.govern.yaml`, over the card and keep them in `files`.

    Raises:
        InputError: a sidecar is there and not valid.
    """
    for name in (*NAMES, reading.stem + SUFFIX):
        read = reading.yaml_beside(draft, name)
        if read is not None:
            content, place = read
            files[name] = content
            merge_overlay(draft, content, place)


def read_govern(reading: Reading) -> Iterator[Draft]:
    """Yield the one model of a `govern.model/v1` card in YAML or JSON.

    Raises:
        InputError: the text is not a mapping.
    """
    is_json = reading.text.lstrip().startswith("{")
    content, root = reading.json() if is_json else reading.yaml()
    if not isinstance(content, dict):
        raise InputError(
            "a govern.model/v1 card is a mapping of keys to values",
            path=reading.source.path,
            line=1,
        )
    draft = reading.draft(root, "govern", "v1")
    # A finished document carries what only a reader may say; it is said anew.
    said = {key: value for key, value in content.items() if key not in _OURS}
    merge_overlay(draft, said, root)
    draft.put("/model/id", draft.get("/model/name"), root.at("model", "name"), DERIVED)
    draft.put("/model/id", reading.folder_name or reading.stem, reading.place(), DERIVED)
    fill_from_croissant(draft, reading)
    fill_artifacts(draft, reading)
    draft.raw = content
    draft.point("/raw", root)
    yield draft
