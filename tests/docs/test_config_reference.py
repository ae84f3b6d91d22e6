from __future__ import annotations

import re
from typing import TYPE_CHECKING

from govern.config import Config, RuleSection

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel


def keys(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields)


def documented(text: str) -> dict[str, set[str]]:
    """Heading → the keys in its table; "" is the part before the first heading."""
    tables: dict[str, set[str]] = {}
    section = ""
    for line in text.splitlines():
        if heading := re.fullmatch(r"## `\[(\w+).*\]`", line):
            section = heading[1]
        if row := re.match(r"\| `(\w+)` \|", line):
            tables.setdefault(section, set()).add(row[1])
    return tables


def test_every_key_is_documented_and_nothing_else_is(root: Path) -> None:
    tables = documented((root / "docs/reference/config.md").read_text())
    sections = {
        name: field.annotation
        for name, field in Config.model_fields.items()
        if hasattr(field.annotation, "model_fields")
    }
    assert tables[""] == keys(Config) - sections.keys() - {"params", "rules"}
    assert tables["rules"] == keys(RuleSection)
    for name, model in sections.items():
        assert tables[name] == keys(model), name
