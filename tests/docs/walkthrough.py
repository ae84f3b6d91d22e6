"""Pages that a reader follows from top to bottom, in an empty folder.

Every fence of such a page means something:

- ```` ```sh ```` is a command; it runs under `bash -eu -o pipefail`, and its exit code counts.
- ```` ```text title="output" ```` below it is all that it printed; `title="output, exit code 1"`
  also says how it ended (0, unless told). A line of `...` stands for any lines.
- a fence with any other title is a file of that name, written before the next command.
- any other fence is there to be read.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests import surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCE = re.compile(
    r"^```(?P<language>\w+)(?: title=\"(?P<title>[^\"\n]+)\")?\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_OUTPUT = re.compile(r"output(?:, exit code (?P<code>\d))?\Z")
_ANYTHING = "..."
_SYSTEM_PATH = "/usr/bin:/bin"


@dataclass(frozen=True, slots=True)
class Step:
    """One command, and the fence that says what it prints, if there is one."""

    command: str
    code: int
    expected: str | None
    span: tuple[int, int] | None  # of the expected output in the page


def steps(page: str, folder: Path) -> Iterator[Step]:
    """Give the commands of a page in order; write the files that stand before each one."""
    fences = list(_FENCE.finditer(page))
    for number, fence in enumerate(fences):
        title = fence["title"]
        if fence["language"] == "sh":
            following = fences[number + 1] if number + 1 < len(fences) else None
            shown = _OUTPUT.match(following["title"] or "") if following else None
            if following is None or shown is None:
                yield Step(fence["text"], 0, None, None)
            else:
                code = int(shown["code"] or 0)
                yield Step(fence["text"], code, following["text"], following.span("text"))
        elif title is not None and not _OUTPUT.match(title):
            target = folder / title
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(fence["text"], encoding="utf-8")


def run(page: Path, folder: Path, *, tools: tuple[str, ...] = (), update: bool = False) -> int:
    """Follow a page in `folder`, with `govern` and `tools` alone on PATH; return how many commands.

    Raises AssertionError for the first command that does not do what the page shows.
    """
    text = page.read_text(encoding="utf-8")
    environment = _environment(folder.parent / "around", tools)
    new, changes, count = text, [], 0
    for step in steps(text, folder):
        count += 1
        done = subprocess.run(
            ["bash", "-eu", "-o", "pipefail", "-c", step.command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )
        assert "```" not in done.stdout, f"{page.name}: {step.command}prints a fence"
        said = f"{page.name}: {step.command}printed:\n{done.stdout}"
        assert done.returncode == step.code, f"{said}exit code {done.returncode}"
        if step.expected is None or step.span is None:
            continue
        if update and f"\n{_ANYTHING}\n" not in f"\n{step.expected}":
            changes.append((step.span, done.stdout))
        else:
            assert matches(step.expected, done.stdout), f"{said}the page shows:\n{step.expected}"
    for (start, end), printed in reversed(changes):
        new = new[:start] + printed + new[end:]
    if new != text:
        page.write_text(new, encoding="utf-8")
    return count


def matches(expected: str, printed: str) -> bool:
    """Whether the output is what is shown, where a line of `...` stands for any lines."""
    parts = (
        r"(?:[^\n]*\n)*?" if line == _ANYTHING else re.escape(f"{line}\n")
        for line in expected.splitlines()
    )
    return re.fullmatch("".join(parts), printed) is not None


def _environment(around: Path, tools: tuple[str, ...]) -> dict[str, str]:
    """A home of its own, 80 columns, no colour, and nothing that belongs to a CI."""
    programs, home = around / "bin", around / "home"
    programs.mkdir(parents=True)
    home.mkdir()
    (programs / "govern").symlink_to(Path(sys.executable).parent / "govern")
    for tool in tools:
        (programs / tool).symlink_to(surroundings.require_tool(tool))
    kept = {name: os.environ[name] for name in ("LANG", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "PATH": f"{programs}:{_SYSTEM_PATH}",
        "COLUMNS": "80",
        "NO_COLOR": "1",
    }
