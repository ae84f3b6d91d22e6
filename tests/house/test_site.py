"""The documentation builds into a site without a warning, and the pages come out as on GitHub."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.surroundings import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def _build(root: Path, site: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-f", str(root / "mkdocs.yml"), "-d", str(site)],
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = _build(ROOT, folder)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return folder


def test_every_page_is_there(site: Path) -> None:
    pages = {path.relative_to(ROOT / "docs").with_suffix("") for path in ROOT.glob("docs/**/*.md")}
    missing = [
        page
        for page in pages
        if not (site / page / "index.html").is_file()
        and not (page.name in {"index", "README"} and (site / page.parent / "index.html").is_file())
    ]
    assert pages
    assert missing == []


def test_links_out_of_the_documentation_lead_to_the_repository(site: Path) -> None:
    home = (site / "index.html").read_text(encoding="utf-8")
    assert 'href="https://github.com/govern-engine/govern/blob/main/CONTRIBUTING.md"' in home


def test_lists_below_text_are_lists(site: Path) -> None:
    concepts = (site / "policy-tools/index.html").read_text(encoding="utf-8")
    assert "<li>" in concepts
    assert "\n- " not in concepts.partition("<article")[2].partition("</article>")[0].replace(
        "- -", ""
    )


def test_nothing_is_fetched_from_other_sites(site: Path) -> None:
    home = (site / "index.html").read_text(encoding="utf-8")
    assert 'src="http' not in home
    assert 'rel="stylesheet" href="http' not in home


def test_a_link_that_leads_nowhere_fails_the_build(tmp_path: Path) -> None:
    for name in ("mkdocs.yml", "tools/docs_site.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# Home\n\n[away](absent.md) [down](#absent)\n")
    done = _build(tmp_path, tmp_path / "site")
    assert done.returncode == 1
    assert "absent.md" in done.stderr
    assert "#absent" in done.stderr
