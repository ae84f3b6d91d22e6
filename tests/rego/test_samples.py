"""Every rule has samples, and says of each what its name promises."""

from __future__ import annotations

import pytest

from tests.rego.harness import VERDICTS, judge, library, params_of, samples_of, verdict_of

RULES = {rule.id: rule for rule in library().rules}


@pytest.mark.parametrize("rule_id", RULES)
def test_every_rule_has_samples_of_each_verdict_it_can_give(rule_id: str) -> None:
    rule = RULES[rule_id]
    verdicts = {sample.verdict for sample in samples_of(rule)}
    wanted = {"allowed", "denied"} | ({"undecided"} if "undecided" in rule.entrypoints else set())
    wanted |= {"warned"} if "warn" in rule.entrypoints else set()
    assert wanted <= verdicts <= set(VERDICTS)


@pytest.mark.parametrize("rule_id", RULES)
def test_every_sample_is_judged_as_its_name_promises(rule_id: str) -> None:
    samples = samples_of(RULES[rule_id])
    said = judge(samples)
    got = {sample.path.name: verdict_of(said[sample.name]) for sample in samples}
    assert got == {sample.path.name: sample.verdict for sample in samples}


@pytest.mark.parametrize("rule_id", RULES)
def test_samples_that_bear_the_bare_name_need_no_parameters(rule_id: str) -> None:
    """The pages show `allowed` and `denied`; the first must hold as the rule is shipped."""
    rule = RULES[rule_id]
    allowed = next(one for one in samples_of(rule) if one.path.stem == "allowed")
    assert params_of(allowed) == dict(rule.parameters) or allowed.given.get("facts")
