"""The pages about reports and waivers name every field there is."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from govern.policies.waivers import parse_waivers
from govern.reporters import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def words_of(page: Path) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", page.read_text(encoding="utf-8")))


def names_in(schema: Any) -> Iterator[str]:
    """Yield every property name, and every word that an enum allows."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from (word for word in schema.get("enum", ()) if isinstance(word, str))
        for value in schema.values():
            yield from names_in(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from names_in(value)


@pytest.mark.parametrize(
    ("name", "page"), [("report", "report-json.md"), ("waivers", "waivers.md")]
)
def test_every_field_is_described(root: Path, name: str, page: str) -> None:
    schema = json.loads((root / f"evidence/schemas/govern.{name}.v1.schema.json").read_text())
    missing = set(names_in(schema)) - words_of(root / "docs" / "reference" / page)
    assert missing <= {"waivers", "schema"}


def test_every_format_is_described(root: Path) -> None:
    assert FORMATS.keys() - {"json"} <= words_of(root / "docs/reference/report-json.md")


def test_the_example_of_a_waiver_file_is_one(root: Path) -> None:
    text = (root / "docs/reference/waivers.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    (waiver,) = parse_waivers(example, "example")
    assert waiver.id == "W-2026-014"
