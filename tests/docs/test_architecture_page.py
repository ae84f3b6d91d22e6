"""docs/architecture.svg is drawn from the import contracts in pyproject.toml, which CI enforces."""

from __future__ import annotations

import tomllib
from html import escape
from typing import TYPE_CHECKING, Any

from tests.surroundings import ROOT

if TYPE_CHECKING:
    import pytest

_DRAWING = ROOT / "docs/architecture.svg"
_WIDTH, _ROW, _GAP, _LEFT = 720, 34, 12, 430
_STYLE = (
    "text{font:14px sans-serif;fill:#1b1f24}rect{fill:#dbe9ff;stroke:#2f5c9e}"
    ".vendor{fill:#fff3d6;stroke:#8a6100}.page{fill:#ffffff;stroke:none}"
    "line{stroke:#57606a;stroke-dasharray:4 3}"
)


def _contracts() -> tuple[list[list[str]], dict[str, list[str]]]:
    """Return the layers from the top, and for each package the vendors that it adapts."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["type"] == "layers")
    vendors: dict[str, list[str]] = {}
    for line in (text for one in contracts for text in one.get("ignore_imports", ())):
        module, _, vendor = line.partition(" -> ")
        if module.startswith("govern.") and not vendor.startswith("govern"):
            vendors.setdefault(module.split(".")[1], []).append(vendor)
    return [[name.strip() for name in layer.split("|")] for layer in layers], vendors


def _box(name: str, place: tuple[float, float, float], kind: str = "layer") -> str:
    x, y, width = place
    return (
        f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{_ROW}" rx="5"/>'
        f'<text x="{x + width / 2:g}" y="{y + 22:g}" text-anchor="middle">{escape(name)}</text>'
    )


def drawn() -> str:
    """Return the drawing: a row for each layer, and beside it the vendors behind its adapters."""
    layers, vendors = _contracts()
    parts, height = [], len(layers) * (_ROW + _GAP) + _GAP
    for number, names in enumerate(layers):
        y = _GAP + number * (_ROW + _GAP)
        width = (_LEFT - _GAP * len(names)) / len(names)
        for place, name in enumerate(names):
            parts.append(_box(name, (_GAP + place * (width + _GAP), y, width)))
        beside = sorted({vendor for name in names for vendor in vendors.get(name, ())})
        if beside:
            middle = y + _ROW / 2
            parts.append(f'<line x1="{_LEFT}" y1="{middle:g}" x2="{_LEFT + 40}" y2="{middle:g}"/>')
            parts.append(
                _box(", ".join(beside), (_LEFT + 40, y, _WIDTH - _LEFT - 40 - _GAP), "vendor")
            )
    title = "The layers of govern, from the top; at the right, vendors behind an adapter"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">'
        f"<title>{title}</title><style>{_STYLE}</style>"
        f'<rect class="page" width="{_WIDTH}" height="{height}"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def test_the_drawing_shows_the_contracts(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-golden"):
        _DRAWING.write_text(drawn(), encoding="utf-8")
    assert _DRAWING.read_text(encoding="utf-8") == drawn()


def test_the_page_lists_the_same_layers() -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    block = page.partition("## Layers")[2].split("```")[1].strip().splitlines()
    layers, _ = _contracts()
    shown = [line[:24].rstrip().split(" | ") for line in block]
    assert shown == layers
