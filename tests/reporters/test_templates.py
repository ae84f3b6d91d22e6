"""Templates of a broken installation are named, not traced back to."""

from __future__ import annotations

import pytest

from govern.errors import AssetsMissing
from govern.reporters.templates import render
from govern.templates import asset


def test_a_missing_template_is_named() -> None:
    with pytest.raises(AssetsMissing, match=r"report template absent\.html\.j2"):
        render("absent.html.j2")


def test_a_missing_style_is_named() -> None:
    with pytest.raises(AssetsMissing, match=r"report template absent\.css"):
        asset("absent.css")
