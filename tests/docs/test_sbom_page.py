"""docs/reference/sbom.md shows what the commands print, over the files in tests/docs/sbom."""

from __future__ import annotations

import pytest

from tests.console import BLOCK, rendered
from tests.surroundings import ROOT

_PAGE = ROOT / "docs/reference/sbom.md"
_FOLDER = ROOT / "tests/docs/sbom"


def test_every_output_shown_is_the_real_one(request: pytest.FixtureRequest) -> None:
    text = _PAGE.read_text(encoding="utf-8")
    blocks = list(BLOCK.finditer(text))
    assert len(blocks) >= 2
    if request.config.getoption("--update-golden"):
        for block in reversed(blocks):
            start, end = block.span("output")
            text = text[:start] + rendered(block["arguments"], _FOLDER) + text[end:]
        _PAGE.write_text(text, encoding="utf-8")
        pytest.skip("the page was written anew")
    for block in blocks:
        assert block["output"] == rendered(block["arguments"], _FOLDER)
