"""Sbom → what rules see as `input.document` (`govern.sbom/v1`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from govern.documents.sbom.model import Sbom
    from govern.model import JsonObject

SCHEMA = "govern.sbom/v1"


def content_of(sbom: Sbom) -> JsonObject:
    """Return the content of a BOM: the model's own names, every key present, tuples as arrays.

    `evidence/schemas/govern.sbom.v1.schema.json` describes it.
    """
    # There and back through JSON is the quickest way from dataclasses to plain lists and dicts.
    plain: JsonObject = msgspec.json.decode(msgspec.json.encode(sbom))
    return {"schema": SCHEMA, **plain}
