"""The page about facts says what the code does: its TOML is read, its keys are the real ones."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from govern.attest.claims import Claims, SignerClaims, SignerKind
from govern.attest.digest import Digest
from govern.attest.statement import Subject, build
from govern.attest.trust import SignerPolicy, Trust
from govern.attest.trust_store import ImageRule
from govern.config import Config
from govern.facts.images.findings import image_object
from govern.facts.interface import FactError
from govern.facts.signatures import signature_object

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("page", ["facts.md", "trust.md"])
def test_every_example_of_govern_toml_is_read(root: Path, page: str) -> None:
    text = (root / "docs/reference" / page).read_text()
    examples = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    assert examples
    for example in examples:
        pinned = re.sub(r'"5f0c…[^"]*"', f'"{"5" * 64}"', example)
        Config.model_validate(tomllib.loads(pinned))


def test_the_page_names_every_key_of_an_image(root: Path) -> None:
    text = (root / "docs/reference/facts.md").read_text()
    images = text.partition("## Images")[2].partition("\n## ")[0]
    digest = Digest("sha256", "a" * 64)
    statement = build([Subject("", {"sha256": digest.hex})], "https://acme.test/v1", {})
    claims = Claims(SignerClaims(SignerKind.KEY, "f"), digest, "b", statement)
    rule = ImageRule("**", frozenset(), SignerPolicy(()), 1, (), Trust())
    fact = image_object(str(digest), str(digest), rule, [claims])
    keys = {*fact, *signature_object(claims), "error", "reason", "predicate_type", "predicate"}
    assert {key for key in keys if f"`{key}`" not in images} == set()
    errors = text.partition("## Errors")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", errors, re.MULTILINE) == [
        *FactError("a", "b", "c").to_object()
    ]
