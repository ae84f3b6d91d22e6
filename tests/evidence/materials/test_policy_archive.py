from __future__ import annotations

import io
import tarfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from govern.errors import VerificationError
from govern.evidence.materials.policy_archive import archive_of, policies_in
from govern.policies.assembly import PolicySettings, assemble
from govern.policies.loader import load
from govern.policies.source import PolicySource

if TYPE_CHECKING:
    from pathlib import Path


def test_the_shipped_policies_come_out_as_they_went_in() -> None:
    policies = assemble(PolicySettings(profile="restricted"))
    archive = archive_of(policies)
    again = policies_in(archive, policies.revision)
    assert [module.text for module in again.modules] == [m.text for m in policies.modules]
    assert again.data == policies.data
    assert [(rule.id, rule.severity, rule.match, rule.entrypoints) for rule in again.rules] == [
        (rule.id, rule.severity, rule.match, rule.entrypoints) for rule in policies.rules
    ]
    assert archive_of(again) == archive


def test_where_the_library_is_installed_is_no_part_of_it() -> None:
    from govern.assets import assets_root

    archive = archive_of(assemble(PolicySettings()))
    assert str(assets_root()).encode() not in archive
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:  # any tar reads it
        assert tar.getnames()[:3] == ["policy.json", "data.json", "modules/00000.rego"]


def test_another_set_or_no_archive_is_refused() -> None:
    policies = assemble(PolicySettings())
    archive = archive_of(policies)
    with pytest.raises(VerificationError, match="another revision"):
        policies_in(archive, "0" * 64)
    for damaged in (b"", archive[:2000], b"x" * 2000):
        with pytest.raises(VerificationError):
            policies_in(damaged, policies.revision)


def test_policies_of_other_dialects_come_out_as_they_went_in(root: Path, tmp_path: Path) -> None:
    templates = root / "tests/policies/dialects/templates"
    sources = [PolicySource(str(templates), dialect="gatekeeper", inventory=True)]
    (tmp_path / "a.rego").write_text('package main\n\ndeny contains "x" if input.spec.x\n')
    policies = load([*sources, str(tmp_path)])
    assert {rule.dialect for rule in policies.rules} == {"conftest", "gatekeeper"}
    assert {module.rego_version for module in policies.modules} == {0, 1}
    again = policies_in(archive_of(policies), policies.revision)
    for one, other in zip(again.rules, policies.rules, strict=True):
        assert replace(one, file="") == replace(other, file="")
    assert [(m.text, m.rego_version, m.package) for m in again.modules] == [
        (m.text, m.rego_version, m.package) for m in policies.modules
    ]
