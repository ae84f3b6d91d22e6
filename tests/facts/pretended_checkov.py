"""Programs that answer as Checkov would, or not at all; each is a real file that govern runs."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

# It keeps what it was given, and what surrounded it, where the test can look.
_PROGRAM = """#!{python}
import json, os, pathlib, shutil, sys, time
kept = pathlib.Path({kept!r})
folder = sys.argv[sys.argv.index("--directory") + 1]
shutil.copytree(folder, kept / "given")
(kept / "about.json").write_text(json.dumps(
    {{"arguments": sys.argv[1:], "environment": dict(os.environ), "folder": os.getcwd()}}))
{more}
print(json.dumps({answer!r}))
sys.exit({status})
"""


def pretend(
    folder: Path, answer: Any = None, *, more: str = "", status: int = 0, text: str | None = None
) -> str:
    """Write a program; return its path. What it saw lies beside it, in `given` and `about.json`.

    Args:
        folder: Where it is written; made when it is not there.
        answer: The report that it writes, any JSON.
        more: Python that it runs before it answers.
        status: How it ends.
        text: What it writes in place of `answer`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if text is not None:
        more = f"print({text!r}); sys.exit({status})"
    program = folder / "checkov"
    program.write_text(
        _PROGRAM.format(
            python=sys.executable,
            kept=str(folder),
            more=more,
            answer=answer if answer is not None else nothing_found(),
            status=status,
        )
    )
    program.chmod(0o755)
    return str(program)


def nothing_found() -> dict[str, Any]:
    """Return the bare summary that Checkov writes where it found nothing to scan."""
    return {"passed": 0, "failed": 0, "skipped": 0, "parsing_errors": 0, "checkov_version": "0"}


def seen(folder: Path) -> dict[str, Any]:
    """Return how a program of `pretend` was called."""
    about: dict[str, Any] = json.loads((folder / "about.json").read_text())
    return about
