from __future__ import annotations

import io
import tarfile

import pytest

from govern.errors import VerificationError
from govern.evidence.materials.policy_archive import archive_of, policies_in
from govern.policies.assembly import PolicySettings, assemble


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
