from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

from pydantic import BaseModel

from govern.config import Config, RuleSection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def models_in(annotation: object) -> Iterator[type[BaseModel]]:
    """Yield the models that a field holds: itself, or those inside its dict, tuple or union."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models_in(inner)


def keys(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Yield the keys of a table; those of tables inside it with the names that lead there.

    A table whose key the user chooses, such as `[trust.keys.NAME]`, is called NAME.
    """
    for name, field in model.model_fields.items():
        yield prefix + name
        named = ".NAME" if str(field.annotation).startswith("dict[") else ""
        for inner in models_in(field.annotation):
            yield from keys(inner, f"{prefix}{name}{named}.")


def documented(text: str) -> dict[str, list[str]]:
    """Heading → the keys in its tables; "" is the part before the first heading."""
    tables: dict[str, list[str]] = {}
    section = ""
    for line in text.splitlines():
        if heading := re.fullmatch(r"## `\[(\w+).*\]`", line):
            section = heading[1]
        if row := re.match(r"\| `([\w.]+)` \|", line):
            tables.setdefault(section, []).append(row[1])
    return tables


def test_every_key_is_documented_once_and_nothing_else_is(root: Path) -> None:
    tables = documented((root / "docs/reference/config.md").read_text(encoding="utf-8"))
    sections = {
        name: field.annotation
        for name, field in Config.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
    }
    plain = Config.model_fields.keys() - sections.keys() - {"params", "rules"}
    assert sorted(tables.pop("")) == sorted(plain)
    assert sorted(tables.pop("rules")) == sorted(keys(RuleSection))
    assert sorted(tables) == sorted(sections)
    for name, model in sections.items():
        assert sorted(tables[name]) == sorted(keys(model)), name


def test_tables_inside_tables_are_seen() -> None:
    class Leaf(BaseModel):
        file: str

    class Branch(BaseModel):
        by_name: dict[str, Leaf] = {}
        many: tuple[Leaf, ...] = ()
        one: Leaf | None = None

    Branch.model_rebuild(_types_namespace={"Leaf": Leaf})
    assert list(keys(Branch)) == [
        "by_name", "by_name.NAME.file", "many", "many.file", "one", "one.file",
    ]  # fmt: skip
    assert documented("## `[x]`\n| `a.NAME.b` | m | d |\n") == {"x": ["a.NAME.b"]}
