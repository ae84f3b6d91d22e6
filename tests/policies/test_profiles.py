from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from govern.errors import PolicyError
from govern.model import Enforcement, Severity
from govern.model.json import resolve
from govern.policies.assembly import PolicySettings, assemble, every_rule
from govern.policies.profiles import load_profile, profile_names

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = ("baseline", "eu-high-risk", "ml-production", "promotion", "restricted", "standard")


def write(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text)
    return str(path)


def test_the_shipped_profiles_are_known_by_name() -> None:
    assert profile_names() == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_every_pattern_of_a_shipped_profile_names_a_rule(name: str) -> None:
    ids = [rule.id for rule in every_rule(PolicySettings()).rules]
    profile = load_profile(name)
    for pattern in (*profile.rules, *profile.without):
        prefix = pattern.rstrip("*")
        assert any(
            rule_id == pattern or ("*" in pattern and rule_id.startswith(prefix)) for rule_id in ids
        )
    assert set(profile.overrides) <= set(ids)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_profile_can_be_assembled(name: str) -> None:
    assert assemble(PolicySettings(profile=name)).rules


def test_standard_asks_for_nothing_that_only_an_organisation_knows() -> None:
    standard = {rule.id for rule in assemble(PolicySettings()).rules}
    assert not {"K022", "MC008", "MC025", "S005", "A001"} & standard
    assert {"K020", "K021", "K023", "K027", "T003", "T004", "T008"} <= standard
    assert {"MC001", "MC007", "MC010", "S001", "S003"} <= standard


def test_an_own_profile_extends_a_shipped_one(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "acme.yaml",
        "name: acme\ntitle: Acme\nextends: standard\nrules: [K022]\nwithout: [K023]\n"
        "severity: {K020: critical}\nenforcement: {K014: deny, K027: dryrun}\n"
        "params: {images: {allow_tags: true}}\n",
    )
    rules = {rule.id: rule for rule in assemble(PolicySettings(profile=path)).rules}
    assert "K022" in rules
    assert "K023" not in rules
    assert rules["K020"].severity is Severity.CRITICAL
    assert rules["K014"].enforcement is Enforcement.DENY
    assert rules["K027"].enforcement is Enforcement.DRYRUN
    assert rules["K015"].enforcement is Enforcement.WARN  # as in the extended profile
    data = assemble(PolicySettings(profile=path)).data
    assert resolve(data, "/params/images") == {"allow_tags": True}


def test_a_profile_brings_back_what_the_extended_one_leaves_out(tmp_path: Path) -> None:
    middle = write(
        tmp_path, "middle.yaml", "name: m\ntitle: M\nextends: standard\nwithout: [K020]\n"
    )
    own = write(tmp_path, "own.yaml", "name: o\ntitle: O\nextends: ./middle.yaml\nrules: [K020]\n")
    assert not load_profile(middle).selects("K020")
    assert load_profile(own).selects("K020")


def test_what_is_left_out_is_not_brought_back_by_a_softer_enforcement(tmp_path: Path) -> None:
    path = write(tmp_path, "own.yaml", "name: o\ntitle: O\nextends: standard\nwithout: [K014]\n")
    assert "K014" not in {rule.id for rule in assemble(PolicySettings(profile=path)).rules}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("name: x\ntitle: X\nrule: [K020]\n", 3, "unknown key `rule`"),
        ("name: x\ntitle: X\nrules: K020\n", 3, "must be a list"),
        ("name: x\ntitle: X\nseverity: {K020: awful}\n", 3, "critical, high, medium, low"),
        ("name: x\ntitle: X\nenforcement:\n  K020: maybe\n", 4, "deny, warn, dryrun"),
        ("name: x\ntitle: X\nparams: [a]\n", 3, "must be a mapping"),
        ("name: x\ntitle: X\nparams:\n  images: 3\n", 4, "must be a mapping"),
        ("name: x\n", 1, "`title` must be a text"),
        ("[a, b]\n", 1, "must be a mapping"),
        ("name: [x\n", None, "not valid YAML"),
    ],
)
def test_a_wrong_profile_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int | None, words: str
) -> None:
    path = write(tmp_path, "own.yaml", text)
    with pytest.raises(PolicyError) as caught:
        load_profile(path)
    assert words in caught.value.message
    assert caught.value.path == path
    assert line is None or caught.value.line == line


def test_profiles_in_a_circle_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "name: a\ntitle: A\nextends: ./b.yaml\n")
    b = write(tmp_path, "b.yaml", "name: b\ntitle: B\nextends: ./a.yaml\n")
    with pytest.raises(PolicyError, match="extends itself"):
        load_profile(b)


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(PolicyError) as caught:
        load_profile("strict")
    assert "baseline, eu-high-risk" in str(caught.value.hint)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError):
        load_profile(str(tmp_path / "none.yaml"))
