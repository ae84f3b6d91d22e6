"""Policies that would take an interpreter down: each is bounded, and the rest is unaffected."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from govern.engine.embedded.engine import EmbeddedEngine
from govern.engine.interface import Failure, FailureKind, Value
from govern.engine.settings import EngineSettings
from govern.errors import PolicyError
from govern.model import Module

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.engine.interface import Question

    Build = Callable[..., EmbeddedEngine]
    Ask = Callable[..., Question]

LOOP = """bad contains 1 if {
	input.n == 2
	count([1 | some a in numbers.range(1, 9000); some b in numbers.range(1, 9000)]) == 1
}"""
POLICIES = {
    "nested loops": LOOP,
    "a huge range": "bad contains 1 if { input.n == 2; count(numbers.range(1, 1e9)) == 1 }",
    "growing text": """bad contains x if {
	input.n == 2
	x := [s |
		some i in numbers.range(1, 100000)
		s := concat("", [sprintf("%d", [i]) | some j in numbers.range(1, 1000)])
	]
}""",
}
BOUNDED = {FailureKind.TIMEOUT, FailureKind.MEMORY}


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_that_never_ends(embedded: Build, ask: Ask, name: str) -> None:
    engine = embedded(f"package p\n{POLICIES[name]}\nn := input.n\n", deadline=0.4, memory=256)
    started = time.monotonic()
    answers = list(engine.evaluate(ask("n", "bad", "n", n=n) for n in range(5)))
    assert time.monotonic() - started < 8
    for n, (before, bad, after) in enumerate(answers):
        assert (before, after) == (Value(n), Value(n))
        if n == 2:
            assert isinstance(bad, Failure)
            assert bad.kind in BOUNDED
            assert bad.path == "p.rego"
        else:
            assert bad == Value([])


def test_a_rule_that_ends_two_workers_is_not_tried_again(embedded: Build, ask: Ask) -> None:
    engine = embedded(f"package p\n{LOOP}\nn := input.n", deadline=0.3, workers=1)
    started = time.monotonic()
    answers = list(engine.evaluate(ask("bad", "n", n=2) for _ in range(20)))
    assert time.monotonic() - started < 5
    kinds = [bad.kind for bad, _ in answers if isinstance(bad, Failure)]
    assert kinds == [FailureKind.TIMEOUT] * 2 + [FailureKind.CIRCUIT_OPEN] * 18
    assert all(n == Value(2) for _, n in answers)


def test_a_rule_that_finds_the_time_used_up_is_not_held_guilty(embedded: Build, ask: Ask) -> None:
    """Many rules that are each quick enough: the unlucky one has no answer, but no strike."""
    rules = "\n".join(
        f"r{i} := count([1 | some a in numbers.range(1, 300); some b in numbers.range(1, 300)])"
        for i in range(60)
    )
    engine = embedded(f"package p\n{rules}", deadline=0.5, workers=1)
    (answers,) = engine.evaluate([ask(*(f"r{i}" for i in range(60)), n=1)])
    failed = [answer for answer in answers if isinstance(answer, Failure)]
    assert 0 < len(failed) < 30
    assert all("other rules had used" in answer.message for answer in failed)
    (again,) = engine.evaluate([ask("r0", n=1)])
    assert again == (Value(90_000),)


def test_a_large_input_has_more_time(embedded: Build, ask: Ask) -> None:
    body = "count([1 | some a in numbers.range(1, 2000); some b in numbers.range(1, 1000)])"
    engine = embedded(f"package p\nr := {body}", deadline=0.25, workers=1)
    (small,) = engine.evaluate([ask("r", text="")])
    assert isinstance(small[0], Failure)
    assert small[0].kind is FailureKind.TIMEOUT
    (large,) = engine.evaluate([ask("r", text="x" * (64 << 20))])
    assert large == (Value(2_000_000),)


def test_a_panic_is_contained(embedded: Build, ask: Ask) -> None:
    engine = embedded(
        'package p\nbad := object.subset({"a": [1]}, {"a": input.list})\nn := input.n'
    )
    (answers,) = engine.evaluate([ask("n", "bad", "n", n=1, list=[])])
    assert answers[0] == answers[2] == Value(1)
    assert isinstance(answers[1], Failure)
    assert answers[1].kind is FailureKind.CRASH
    assert list(engine.evaluate([ask("n", n=2)])) == [(Value(2),)]


def test_regular_expressions_run_in_linear_time(embedded: Build, ask: Ask) -> None:
    engine = embedded("package p\nm := regex.match(`^(a+)+$`, input.text)", deadline=2)
    assert list(engine.evaluate([ask("m", text="a" * 50_000 + "!")])) == [(Value(False),)]


def test_a_module_that_takes_too_long_to_parse_is_refused_in_time() -> None:
    text = "package p\nx := " + '{"a": [' * 10 + "input.y" + "]}" * 10
    started = time.monotonic()
    with pytest.raises(PolicyError, match="the deadline passed") as caught:
        EmbeddedEngine([Module("deep.rego", text)], {}, EngineSettings(load_deadline=0.2))
    assert time.monotonic() - started < 5
    assert caught.value.path == "deep.rego"


@pytest.mark.parametrize("depth", [21, 200, 100_000])
def test_deep_nesting_never_reaches_the_parser(depth: int) -> None:
    text = "package p\n\nx := " + "[" * depth + "input.y" + "]" * depth
    started = time.monotonic()
    with pytest.raises(PolicyError, match="brackets nest deeper than 20") as caught:
        EmbeddedEngine([Module("deep.rego", text)], {}, EngineSettings())
    assert time.monotonic() - started < 5
    assert (caught.value.path, caught.value.line) == ("deep.rego", 3)
    assert "--engine opa" in caught.value.diagnostics()


def test_deep_constants_are_no_trouble(embedded: Build) -> None:
    value: object = "leaf"
    for _ in range(40):
        value = {"a": [value]}
    engine = embedded(f"package p\nx := {json.dumps(value)}\ny := 1 / 0")
    assert engine.query("data.p.x", b"{}") == Value(value)  # type: ignore[arg-type]  # JSON, though built as object
    failure = engine.query("data.p.y", b"{}")
    assert isinstance(failure, Failure)
    assert failure.line == 3


@pytest.mark.parametrize(
    "body",
    [
        "f(n) := f(n - 1)\nbad := f(1)",
        "f(n) := g(n)\ng(n) := f(n)\nbad := f(1)",
        "bad := other\nother := data.p.bad",
        "bad := count(data.p)",
    ],
)
def test_recursion_is_refused(body: str) -> None:
    with pytest.raises(PolicyError, match="depend on themselves") as caught:
        EmbeddedEngine([Module("p.rego", f"package p\n{body}")], {}, EngineSettings())
    assert caught.value.line
