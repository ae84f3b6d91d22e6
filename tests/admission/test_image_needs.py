from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from govern.admission.image_needs import ImageNeeds
from govern.admission.judge import Lane
from govern.admission.review import read_review
from govern.model import Module
from govern.policies.assembly import PolicySettings, every_rule
from govern.policies.readers import FACTS, readers_in
from tests.admission.reviews import DENY_NAMED_BAD, POD, body, policies, rule

if TYPE_CHECKING:
    from pathlib import Path


def module(package: str, text: str) -> Module:
    return Module(f"{package}.rego", f"package {package}\n{text}", package=package)


@pytest.mark.parametrize(
    "text",
    [
        "deny contains 1 if input.facts.images",
        'deny contains 1 if input["facts"]',
        "x := input\ndeny contains 1 if x.facts",
        "import input.facts\ndeny contains 1 if facts.images",
        "import data.lib.a\ndeny contains 1 if a.signed",
        "deny contains 1 if data.lib.b.signed",
        "import data.lib\ndeny contains 1 if lib.a.signed",
        "deny contains 1 if data.lib.a.signed.deeper",
    ],
)
def test_a_rule_reads_facts_whichever_way_it_comes_by_them(text: str) -> None:
    found = readers_in(
        [
            module("lib.a", "signed := input.facts.images"),
            module("lib.b", "import data.lib.a\nsigned := a.signed"),
            module("own", text),
        ],
        FACTS,
    )
    assert "own" in found


def test_a_rule_that_reads_none_does_not_count() -> None:
    others = [module("lib.a", "signed := input.facts.images"), module("lib.abc", "x := 1")]
    own = module("own", "import data.lib.abc\nimport data.params\nartefacts := 1")
    assert readers_in([*others, own], FACTS) == {"lib.a"}


def test_of_the_shipped_rules_those_about_images_count() -> None:
    needs = ImageNeeds(every_rule(PolicySettings()))
    review = read_review(body())
    assert "K022" in needs.rules_for(review, Lane.ENFORCE)
    assert "K020" not in needs.rules_for(review, Lane.ENFORCE)
    assert not needs.rules_for(read_review(body(operation="DELETE")), Lane.ENFORCE)
    config_map = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": POD["metadata"]}
    assert not needs.rules_for(read_review(body(config_map)), Lane.ENFORCE)


def test_policies_without_such_rules_need_nothing(tmp_path: Path) -> None:
    needs = ImageNeeds(policies(tmp_path / "rules", bad=rule("T1", DENY_NAMED_BAD)))
    assert not any(needs.any_in(lane) for lane in Lane)
