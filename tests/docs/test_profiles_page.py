from __future__ import annotations

import re
from typing import TYPE_CHECKING

from govern.model import Enforcement, Severity
from govern.policies.assembly import PolicySettings, assemble
from govern.policies.profiles import profile_names

if TYPE_CHECKING:
    from pathlib import Path


def test_the_page_names_every_shipped_profile(root: Path) -> None:
    page = (root / "docs/reference/profiles.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE)) == sorted(profile_names())


def test_the_example_is_a_profile(root: Path, tmp_path: Path) -> None:
    page = (root / "docs/reference/profiles.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert example is not None
    path = tmp_path / "acme.yaml"
    path.write_text(example[1], encoding="utf-8")
    rules = {rule.id: rule for rule in assemble(PolicySettings(profile=str(path))).rules}
    assert "A001" in rules
    assert "K026" not in rules
    assert rules["K023"].severity is Severity.HIGH
    assert rules["K020"].enforcement is Enforcement.WARN
