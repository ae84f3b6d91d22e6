"""The reference page names every format, field, short name and diagnostic, and no other."""

from __future__ import annotations

import json
import re

from govern.documents.model_card.overlay import SHORT
from govern.documents.model_card.shape import FORMATS, SHAPE
from tests.documents.model_card.cards import SCHEMA
from tests.surroundings import ROOT

PAGE = (ROOT / "docs/reference/inputs/model-card.md").read_text(encoding="utf-8")
CODE = ROOT / "govern" / "documents" / "model_card"


def section(title: str) -> str:
    return PAGE.partition(f"\n## {title}")[2].partition("\n## ")[0]


def test_diagnostics_are_documented_in_the_schema_and_used() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    notes = schema["properties"]["source"]["properties"]["diagnostics"]["items"]
    known = set(notes["properties"]["code"]["enum"])
    documented = set(re.findall(r"^\| (`[^|]+) \|", section("Diagnostics"), re.MULTILINE))
    assert {code for cell in documented for code in re.findall(r"`([a-z-]+)`", cell)} == known
    source = "".join(path.read_text(encoding="utf-8") for path in CODE.glob("*.py"))
    used = re.findall(r"(?:\.note|_complain)\(\s*\"([a-z-]+)\"", source)
    assert set(used) == known


def test_formats_and_fields_are_documented() -> None:
    for word in FORMATS:
        assert re.search(rf"\| `{word}` \|\n", PAGE)
    fields = section("What rules see: `govern.model/v1`")
    for key in SHAPE:
        assert re.search(rf"^\| .*`{key}(?:\[\])?`.* \|", fields, re.MULTILINE)


def test_short_names_are_documented() -> None:
    text = section("The sidecar").partition("Short names:")[2].partition(".")[0]
    named = set(re.findall(r"`([a-z_]+)(?:\(s\))?`", text)) | {"owners", "approvers"}
    assert named == {*SHORT, "team"}
