from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from govern.policies import docs
from govern.policies.assembly import PolicySettings, every_rule
from govern.policies.loader import load

if TYPE_CHECKING:
    from pathlib import Path

RULES = every_rule(PolicySettings()).rules

OWN_RULE = """\
# METADATA
# title: Services have names
# custom:
#   id: ORG001
#   severity: low
#   match: {kind: kubernetes}
#   controls: [acme:1]
package acme.names

deny contains "no name" if not input.document.metadata.name
"""


def test_the_pages_are_current(root: Path, request: pytest.FixtureRequest) -> None:
    """`python -m govern.policies.docs` writes them."""
    if request.config.getoption("--update-golden"):
        docs.main([])
    folder = root / "docs" / "rules"
    pages = docs.pages_of(folder, RULES)
    stale = [
        path.name for path, text in pages.items() if not path.is_file() or path.read_text() != text
    ]
    assert stale == []
    assert set(folder.glob("*.md")) == set(pages)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_page_shows_what_is_denied_and_what_is_allowed(rule: object) -> None:
    page = docs.render_page(rule)  # type: ignore[arg-type]  # parametrize erases the type
    assert page.startswith("# ")
    assert "Denied:\n" in page
    assert "Allowed:\n" in page
    assert "## Controls it supports" in page
    assert "satisf" not in page.lower()


def test_every_parameter_is_explained() -> None:
    silent = [
        (rule.id, group, name)
        for rule in RULES
        for group, names in rule.parameters.items()
        for name in names
        if not docs._descriptions(rule).get((group, name))
    ]
    assert silent == []


def test_the_index_links_every_rule_by_kind_severity_and_control() -> None:
    index = docs.render_index(RULES)
    for rule in RULES:
        assert index.count(f"[{rule.id}]({rule.id}.md)") >= 3


def test_a_rule_of_ones_own_has_a_page_without_samples(tmp_path: Path) -> None:
    path = tmp_path / "names.rego"
    path.write_text(OWN_RULE)
    (rule,) = load([str(path)]).rules
    page = docs.render_page(rule)
    assert page.startswith("# ORG001: Services have names\n")
    assert "Denied:" not in page
    assert "`acme:1`" in page


def test_pages_are_written_and_stale_ones_are_named_and_removed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert docs.main(["--check"], tmp_path) == 1
    assert docs.main([], tmp_path) == 0
    assert docs.main(["--check"], tmp_path) == 0
    (tmp_path / "K999.md").write_text("left over")
    capsys.readouterr()
    assert docs.main(["--check"], tmp_path) == 1
    assert "K999.md is not what the rules say" in capsys.readouterr().err
    docs.main([], tmp_path)
    assert not (tmp_path / "K999.md").exists()
