"""The README shows what a clean clone shows."""

from __future__ import annotations

import re

import pytest

from tests.console import BLOCK, rendered
from tests.screenshot import screenshot
from tests.surroundings import ROOT

_README = ROOT / "README.md"


def test_every_output_shown_is_the_real_one(request: pytest.FixtureRequest) -> None:
    text = _README.read_text(encoding="utf-8")
    blocks = list(BLOCK.finditer(text))
    assert blocks
    if request.config.getoption("--update-golden"):
        for block in reversed(blocks):
            start, end = block.span("output")
            text = text[:start] + rendered(block["arguments"]) + text[end:]
        _README.write_text(text, encoding="utf-8")
        pytest.skip("README.md was written anew")
    for block in blocks:
        assert block["output"] == rendered(block["arguments"])


def test_the_screenshot_is_what_the_second_command_shows(request: pytest.FixtureRequest) -> None:
    text = _README.read_text(encoding="utf-8")
    command = re.search(r"^\.venv/bin/(govern check [^#\n]*?)\s+#", text, re.MULTILINE)
    assert command is not None
    assert "](docs/terminal.svg)" in text
    picture = ROOT / "docs" / "terminal.svg"
    drawn = screenshot(command[1])
    if request.config.getoption("--update-golden"):
        picture.write_text(drawn, encoding="utf-8")
    assert picture.read_text(encoding="utf-8") == drawn
    assert not re.search(r"<script|<image|href|@import|url\((?!#)", drawn)  # nothing from elsewhere


def test_every_exit_code_of_the_readme_is_in_the_reference() -> None:
    reference = (ROOT / "docs/reference/exit-codes.md").read_text(encoding="utf-8")
    codes = re.findall(r"^\| (\d) \|", _README.read_text(encoding="utf-8"), re.MULTILINE)
    assert codes == ["0", "1", "2", "3", "4", "5"]
    assert all(f"\n| {code} | " in reference for code in codes)
