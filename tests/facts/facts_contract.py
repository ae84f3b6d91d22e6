"""What rules may rely on in `input.facts`; whoever makes facts holds his own against it."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import jsonschema_rs

from tests.surroundings import ROOT

if TYPE_CHECKING:
    from govern.model import JsonObject

SCHEMA = ROOT / "evidence" / "schemas" / "govern.facts.v1.schema.json"


def faults_of(facts: JsonObject) -> list[str]:
    """Return what of these facts is not as `govern.facts/v1` says; empty when all of it is."""
    return [
        f"{'/'.join(map(str, error.instance_path))}: {error.message}"
        for error in _validator().iter_errors(facts)
    ]


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(SCHEMA.read_text()))
