"""Quickstart, tutorials and migrations do what they show, from an empty folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.docs import walkthrough
from tests.surroundings import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_DOCS = ROOT / "docs"
# Each page, and the tools beside `govern` that its commands need.
_PAGES: dict[str, tuple[str, ...]] = {
    "migrate/checkov.md": ("checkov",),
    "migrate/conftest.md": ("conftest",),
    "migrate/gatekeeper.md": ("gator",),
    "migrate/kyverno.md": ("kyverno",),
    "quickstart.md": (),
    "tutorials/compliance-officer.md": (),  # openssl is the system's
    "tutorials/platform-engineer.md": (),
    "tutorials/security-engineer.md": (),
}


@pytest.mark.parametrize("name", _PAGES)
def test_the_page_does_what_it_shows(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    update = bool(request.config.getoption("--update-golden"))
    assert walkthrough.run(_DOCS / name, folder, tools=_PAGES[name], update=update) >= 2


def test_every_such_page_is_followed() -> None:
    pages = {
        path.relative_to(_DOCS).as_posix()
        for path in (
            _DOCS / "quickstart.md",
            *_DOCS.glob("tutorials/*.md"),
            *_DOCS.glob("migrate/*.md"),
        )
    }
    assert pages == set(_PAGES)


def _page(folder: Path, text: str) -> Path:
    page = folder / "page.md"
    page.write_text(text, encoding="utf-8")
    (folder / "work").mkdir()
    return page


def test_what_is_shown_must_be_what_is_printed(tmp_path: Path) -> None:
    page = _page(tmp_path, '```sh\necho one\n```\n```text title="output"\ntwo\n```\n')
    with pytest.raises(AssertionError, match="one"):
        walkthrough.run(page, tmp_path / "work")


def test_an_exit_code_that_is_not_announced_is_an_error(tmp_path: Path) -> None:
    page = _page(tmp_path, "```sh\nexit 3\n```\n")
    with pytest.raises(AssertionError, match="exit code 3"):
        walkthrough.run(page, tmp_path / "work")


def test_files_are_written_and_dots_stand_for_any_lines(tmp_path: Path) -> None:
    shown = '```text title="output, exit code 1"\na\n...\nd\n```\n'
    page = _page(
        tmp_path,
        f'```yaml title="x/a.yaml"\na\nb\nc\nd\n```\n```sh\ncat x/a.yaml; false\n```\n{shown}',
    )
    assert walkthrough.run(page, tmp_path / "work") == 1
    assert not walkthrough.matches("a\n...\nd\n", "a\nd\nb\n")


def test_nothing_but_what_a_page_names_is_on_its_path(tmp_path: Path) -> None:
    page = _page(tmp_path, "```sh\n! command -v conftest\ncommand -v govern\n```\n")
    assert walkthrough.run(page, tmp_path / "work") == 1
