from __future__ import annotations

from datetime import date

import pytest

from govern.errors import PolicyError
from govern.policies.assembly import PolicySettings, every_rule
from govern.policies.catalogs import find_control, load_catalogs, parse_catalog

GOOD = """\
id: acme
title: Acme controls
source: https://acme.example/controls
licence: own
effective_from: 2026-01-01
superseded_by: null
controls:
  - id: "5.10"
    title: Doors are locked
  - id: "5.2"
    title: Windows too
    effective_from: 2027-01-01
    superseded_by: acme:5.10
"""


def test_every_control_that_a_rule_cites_is_in_a_catalogue() -> None:
    missing = [
        (rule.id, control)
        for rule in every_rule(PolicySettings()).rules
        for control in rule.controls
        if find_control(control) is None
    ]
    assert missing == []


def test_every_rule_supports_some_control() -> None:
    assert [rule.id for rule in every_rule(PolicySettings()).rules if not rule.controls] == []


def test_the_frameworks_that_auditors_ask_for_are_there() -> None:
    wanted = {"nist-800-53", "nist-ai-rmf", "ssdf", "soc2", "iso-27001", "iso-42001", "eu-ai-act"}
    assert wanted | {"cis-k8s", "us-model-risk", "pss"} == set(load_catalogs())


@pytest.mark.parametrize("name", sorted(load_catalogs()))
def test_a_catalogue_says_where_it_is_from(name: str) -> None:
    catalog = load_catalogs()[name]
    assert catalog.id == name
    assert catalog.source.startswith("https://")
    assert catalog.licence
    assert catalog.effective_from
    assert len(catalog.controls) >= 2
    for control in catalog.controls.values():
        assert control.superseded_by is None or find_control(control.superseded_by)


def test_ids_stay_texts_and_dates_are_inherited() -> None:
    catalog = parse_catalog(GOOD, "acme.yaml")
    assert list(catalog.controls) == ["5.10", "5.2"]
    assert catalog.controls["5.10"].effective_from == date(2026, 1, 1)
    assert catalog.controls["5.2"].effective_from == date(2027, 1, 1)
    assert catalog.controls["5.2"].superseded_by == "acme:5.10"
    assert catalog.superseded_by is None


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("title: Acme controls", "titel: Acme", "unknown key 'titel'"),
        ("id: acme\n", "", "`id` must be a text"),
        ('id: "5.2"', 'id: "5.10"', "is there twice"),
        ("2027-01-01", "soon", "must be a date"),
        ("    title: Windows too\n", "", "`title` must be a text"),
        ("controls:", "controls: x\nnote:", "`controls` must be a list"),
    ],
)
def test_a_wrong_catalogue_is_refused(old: str, new: str, words: str) -> None:
    with pytest.raises(PolicyError, match=words):
        parse_catalog(GOOD.replace(old, new), "acme.yaml")


def test_text_that_is_no_yaml_is_refused() -> None:
    with pytest.raises(PolicyError):
        parse_catalog("id: [", "acme.yaml")


@pytest.mark.parametrize("reference", ["nist-800-53:XX-1", "acme:1", "nonsense"])
def test_an_unknown_reference_finds_nothing(reference: str) -> None:
    assert find_control(reference) is None
