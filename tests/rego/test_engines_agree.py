"""The library says the same on the embedded engine and on a real OPA, for changed samples too."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from govern.engine.difference import Tally, differences, mutated
from govern.engine.factory import open_engine
from govern.engine.interface import Question
from govern.engine.settings import EngineSettings
from govern.model import Module
from tests import surroundings
from tests.rego.harness import inputs_of, library, params_of, samples_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.model import Rule
    from govern.policies.policy_set import PolicySet
    from tests.rego.harness import Sample

MUTATIONS = 40
SEED = 20261121


def with_samples(rules: tuple[Rule, ...]) -> tuple[PolicySet, list[Question]]:
    """Return the library, with a module for each sample that has parameters of its own."""
    whole = library()
    modules = list(whole.modules)
    questions = []
    for rule in rules:
        for number, sample in enumerate(samples_of(rule)):
            package = rule.package
            if params_of(sample) != dict(rule.parameters):
                package = f"samples.{rule.id.lower()}_{number}"
                modules.append(Module(f"{package}.rego", _wrapped(sample, package), 1, package))
            paths = tuple(f"data.{package}.{verb}" for verb in rule.entrypoints)
            questions += [Question(json.dumps(one).encode(), paths) for one in inputs_of(sample)]
    return replace(whole, modules=tuple(modules)), questions


def _wrapped(sample: Sample, package: str) -> str:
    params = json.dumps(params_of(sample))
    lines = [f"package {package}", ""]
    for verb, path in sample.rule.entrypoints.items():
        lines += [f"{verb} := found if {{", f"\tfound := {path} with data.params as {params}", "}"]
    return "\n".join(lines)


def _all(questions: list[Question]) -> Iterator[Question]:
    for question in questions:
        yield question
        seed = SEED + zlib.crc32(question.input_json)
        yield from mutated(question, MUTATIONS * 3 // 4, seed)
        yield from mutated(question, MUTATIONS // 4, seed + 1, below=None)


@pytest.mark.slow
@pytest.mark.server("opa")
@pytest.mark.timeout(1500)
def test_samples_and_what_becomes_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(surroundings.tools_folder()), prepend=":")
    policies, questions = with_samples(library().rules)
    settings = EngineSettings(deadline=30)
    tally = Tally()
    with (
        open_engine(policies, settings) as embedded,
        open_engine(policies, replace(settings, name="opa")) as opa,
    ):
        found = list(differences(embedded, opa, _all(questions), tally))
    assert [(one.rule, one.one, one.other) for one in found] == []
    assert tally.lost == 0, tally.reasons
    assert tally.same > MUTATIONS * len(questions)
    # What is declined is said to the user; it must stay what nobody writes: extreme numbers.
    assert tally.declined < tally.same / 1000
