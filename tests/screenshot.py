"""A terminal as a picture: what a command prints in colour, as SVG with nothing from elsewhere."""

from __future__ import annotations

import io
import os
import shlex
import subprocess
import sys

from rich.console import Console
from rich.text import Text

from tests.surroundings import ROOT

_COLUMNS = 88
_LINES = 44  # what fits a screen; the end is what matters
# rich's own frame, without its fonts from other sites.
_FRAME = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; \
font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: arial; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def screenshot(command: str) -> str:
    """Run a `govern …` command and return its last lines as SVG, the command above them."""
    done = subprocess.run(
        [sys.executable, "-m", *shlex.split(command), "--color", "always"],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": str(_COLUMNS)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    console = Console(
        record=True, width=_COLUMNS, file=io.StringIO(), force_terminal=True,
        color_system="truecolor", no_color=False, legacy_windows=False,
        _environ={},  # the picture is the same whatever terminal the test runs in
    )  # fmt: skip
    lines = done.stdout.splitlines()
    console.print(Text(f"$ {command}", style="bold"))
    if len(lines) > _LINES:
        console.print(Text("…", style="dim"))
    console.print(Text.from_ansi("\n".join(lines[-_LINES:])), no_wrap=True, crop=True)
    return console.export_svg(title="govern", code_format=_FRAME, unique_id="govern")
