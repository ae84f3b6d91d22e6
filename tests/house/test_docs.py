"""Documentation that can be wrong is wrong sooner or later; what can be checked is checked."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from govern import errors
from tests.surroundings import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+\s+(.+?)\s*$", re.MULTILINE)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_DOCS_MENTION = re.compile(r"\bdocs/[\w./-]+\.md\b")


def _tracked(*patterns: str) -> list[Path]:
    """Return the files that git knows or would add: nothing that a build made."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(ROOT / name for name in done.stdout.splitlines() if (ROOT / name).is_file())


# Samples of model cards are inputs, not documentation.
_PAGES = [
    page
    for page in _tracked("*.md")
    if page.relative_to(ROOT).parts[0] not in {"examples", "policies", "tests"}
]


def _prose(page: Path) -> str:
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def _anchors(page: Path) -> set[str]:
    """Return GitHub's anchors of a page's headings."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in _HEADING.findall(_prose(page))
    }


def _broken(page: Path) -> Iterator[str]:
    for target in _LINK.findall(_prose(page)):
        if re.match(r"[a-z]+:", target):
            continue  # another site; CI has no network
        path, _, anchor = target.partition("#")
        file = (page.parent / path) if path else page
        if not file.exists() or (anchor and anchor not in _anchors(file)):
            yield target


@pytest.mark.parametrize("page", [pytest.param(p, id=str(p.relative_to(ROOT))) for p in _PAGES])
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    assert list(_broken(page)) == []


def test_a_broken_link_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Here\n[a](absent.md) [b](#here) [c](#there) [d](https://example.com)\n")
    assert list(_broken(page)) == ["absent.md", "#there"]


def test_pages_that_the_code_speaks_of_exist() -> None:
    mentioned = {
        name
        for file in _tracked("govern/*.py", "govern/**/*.py", "pyproject.toml")
        for name in _DOCS_MENTION.findall(file.read_text(encoding="utf-8"))
    }
    assert mentioned
    assert sorted(name for name in mentioned if not (ROOT / name).is_file()) == []


def _all_errors(root: type[errors.Error]) -> Iterator[type[errors.Error]]:
    """Return the public tree; what a module derives for itself is caught there."""
    yield root
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from _all_errors(child)


def test_every_error_and_its_exit_code_is_documented() -> None:
    page = (ROOT / "docs/reference/exit-codes.md").read_text(encoding="utf-8")
    for error in _all_errors(errors.Error):
        assert re.search(rf"^\| {error.exit_code} \|.*`{error.__name__}`", page, re.MULTILINE), (
            f"{error.__name__} (exit {error.exit_code}) has no row in docs/reference/exit-codes.md"
        )


def test_the_error_tree_is_drawn_whole() -> None:
    drawing = errors.__doc__ or ""
    missing = [
        error.__name__ for error in _all_errors(errors.Error) if error.__name__ not in drawing
    ]
    assert missing == []
