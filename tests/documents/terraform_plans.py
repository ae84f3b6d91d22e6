"""Builds plans for the tests, in the shape that `terraform show -json` writes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from govern.documents.interface import Limits
from govern.documents.terraform_plan.reading import read_plan
from govern.model import Source

if TYPE_CHECKING:
    from govern.model import Document, JsonObject, JsonValue


def change(
    after: JsonValue = None,
    after_sensitive: JsonValue = False,
    *,
    address: str = "aws_db_instance.main",
    module: str = "",
    before: JsonValue = None,
    before_sensitive: JsonValue = False,
    **more: JsonValue,
) -> JsonObject:
    """Return a resource change; `address` is that inside `module`."""
    words = address.removeprefix("data.").split("[")[0].split(".")
    item: JsonObject = {
        "address": f"{module}.{address}" if module else address,
        "mode": "data" if address.startswith("data.") else "managed",
        "type": words[0],
        "name": words[1],
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "change": {
            "actions": ["update" if before else "create"],
            "before": before,
            "after": after,
            "after_unknown": {},
            "before_sensitive": before_sensitive,
            "after_sensitive": after_sensitive,
        },
        **more,
    }
    if module:
        item["module_address"] = module
    return item


def plan(*changes: JsonObject, **sections: JsonValue) -> JsonObject:
    """Return a plan of these resource changes."""
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {}},
        "resource_changes": list(changes),
        **sections,
    }


def read(raw: JsonObject | bytes | str, limits: Limits | None = None) -> Document:
    """Return the Document of a plan, given as an object or as its bytes."""
    if isinstance(raw, dict):
        raw = json.dumps(raw)
    data = raw.encode() if isinstance(raw, str) else raw
    return read_plan(Source.of("plan.json", data), limits or Limits())
